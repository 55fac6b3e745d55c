/* What the forms of peer review may contain. The fields of a review follow from its rubric. */
import { z } from 'zod';
import {
	choice,
	id,
	line,
	localDateTime,
	text,
	tick,
	version,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { levelField, pointsOf, type Criterion, type RubricBody } from '../review';
import {
	longestPeer,
	peerPlanStates,
	peerWrittenIn,
	planLimits,
	reasonField,
	type PeerWriting
} from './peer';

/** Empty while it is still to be judged. */
function levelOfForm(rubric: RubricBody, criterion: Criterion) {
	const known = pointsOf(rubric, criterion).map(String);
	return line({ most: 20, least: 0 }).refine(
		(sent) => {
			if (sent === '' || (sent === 'none' && rubric.mayLeaveOut === true)) return true;
			return known.includes(sent) || known.includes(String(Number(sent)));
		},
		{ error: () => m.forms_unknown_choice() }
	);
}

export function peerSheetSchema(rubric: RubricBody) {
	const shape: Record<string, z.ZodType> = {
		version: version(),
		overall: text({ most: longestPeer.overall })
	};
	for (const criterion of rubric.criteria) {
		shape[levelField(criterion.key)] = levelOfForm(rubric, criterion);
		shape[reasonField(criterion.key)] = text({ most: longestPeer.reason });
	}
	return z.object(shape).transform((fields): PeerWriting & { version: number } => ({
		version: Number(fields.version),
		...peerWrittenIn(fields as Record<string, string>, rubric.criteria)
	}));
}

/** Of a button without fields. */
export const pressSchema = z.object({});

export const rateSchema = z.object({
	usefulness: choice(['1', '2', '3', '4', '5']).transform(Number),
	why: text({ most: longestPeer.why })
});

/** Empty is null. */
function numberOrNone({ least, most }: { least: number; most: number }) {
	const isEmpty = (v: unknown) => v === undefined || v === null || v === '';
	return z.preprocess((v) => (isEmpty(v) ? null : v), wholeNumber({ least, most }).nullable());
}

export function peerPlanSchema(timeZone: string) {
	return z.object({
		version: version(),
		state: choice(peerPlanStates),
		gives: wholeNumber(planLimits.gives),
		receives: wholeNumber(planLimits.receives),
		leaseHours: wholeNumber(planLimits.leaseHours),
		closesAt: localDateTime(timeZone),
		waitDays: numberOrNone(planLimits.waitDays),
		calibrateFirst: tick(),
		worth: numberOrNone(planLimits.worth)
	});
}

export const byHandSchema = z.object({
	/** The place of the reviewer's own position, and of the one to be reviewed; empty: whichever is next. */
	reviewer: id(),
	position: z.preprocess((v) => (v === '' ? undefined : v), id().optional())
});

export const hidePeerSchema = z.object({ reason: text({ most: longestPeer.hide, least: 3 }) });
