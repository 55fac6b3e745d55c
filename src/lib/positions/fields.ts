/*
 * How a position travels through its form: flat fields, with numbered places for the reasons
 * (`reason-1` holds the id, `claim-1` and `warrant-1` the words). Pure.
 */
import {
	firstReasonId,
	mostReasons,
	sides,
	type PositionBody,
	type Reason,
	type Side
} from './position';

export const places = Array.from({ length: mostReasons }, (_, i) => i + 1);

export interface Written {
	side: Side | null;
	body: PositionBody;
}

export function fieldsOf({ side, body }: Written): Record<string, string> {
	const { thesis, reasons, against, reply, change } = body;
	const fields: Record<string, string> = { side: side ?? '', thesis, against, reply, change };
	reasons.forEach(({ id, claim, warrant }, i) => {
		fields[`reason-${i + 1}`] = id;
		fields[`claim-${i + 1}`] = claim;
		fields[`warrant-${i + 1}`] = warrant;
	});
	return fields;
}

/** A reason that comes twice counts once; without any there is one empty reason. */
export function writtenIn(fields: Record<string, unknown>): Written {
	const words = (name: string) => {
		const value = fields[name];
		return typeof value === 'string' ? value : '';
	};
	const reasons = new Map<string, Reason>();
	for (const n of places) {
		const id = words(`reason-${n}`);
		if (id !== '' && !reasons.has(id))
			reasons.set(id, { id, claim: words(`claim-${n}`), warrant: words(`warrant-${n}`) });
	}
	if (reasons.size === 0) reasons.set(firstReasonId, { id: firstReasonId, claim: '', warrant: '' });
	return {
		side: sides.find((side) => side === fields.side) ?? null,
		body: {
			thesis: words('thesis'),
			reasons: [...reasons.values()],
			against: words('against'),
			reply: words('reply'),
			change: words('change')
		}
	};
}

/**
 * The entries of a form that saves these words.
 * @param deviceAt the device's own clock, when they had to wait for a line
 */
export function entriesOf(
	fields: Record<string, string>,
	version: string,
	deviceAt: string | null
): [string, string][] {
	// No side chosen is a field left out, as a form does it.
	const written = Object.entries(fields).filter(([name, value]) => name !== 'side' || value !== '');
	return [
		...written,
		['version', version],
		...(deviceAt === null ? [] : [['device', deviceAt] as [string, string]])
	];
}

export function isSameWriting(a: Written, b: Written): boolean {
	return JSON.stringify(fieldsOf(a)) === JSON.stringify(fieldsOf(b));
}
