/*
 * An answer while it is being typed: plain fields, by short names (`text`, `choices`, `order.a`), as
 * the page binds them and a draft keeps them. What may be chosen several times stands in one field,
 * parted by spaces. Pure.
 */
import { fieldOf, pointerText, type AnswerValue, type AskedQuestion } from './question';

export type TypedFields = Record<string, string>;

/** Fields that a form may send several times. */
const several: ReadonlySet<string> = new Set(['choices', 'passages']);

export function typedFrom(asked: AskedQuestion, value: AnswerValue | null): TypedFields {
	const fields: TypedFields = {
		text: value?.text ?? '',
		choice: value?.choice ?? '',
		choices: (value?.choices ?? []).join(' '),
		scale: String(value?.scale ?? ''),
		passages: (value?.passages ?? []).map(pointerText).join(' ')
	};
	for (const { key } of asked.items) {
		const place = value?.order?.indexOf(key) ?? -1;
		fields[`order.${key}`] = place < 0 ? '' : String(place + 1);
	}
	for (const { key } of asked.parts) fields[`number.${key}`] = String(value?.numbers?.[key] ?? '');
	return fields;
}

/** What came back with a form, laid over what is kept; null when the form did not hold this question. */
export function typedBack(
	questionKey: string,
	values: Record<string, string | string[]>,
	asked: AskedQuestion
): TypedFields | null {
	if (values[fieldOf(questionKey, 'version')] === undefined) return null;
	const fields = typedFrom(asked, null);
	for (const name of Object.keys(fields)) {
		const value = values[`${questionKey}.${name}`] ?? '';
		fields[name] = Array.isArray(value) ? value.join(' ') : value;
	}
	return fields;
}

/**
 * The entries of a form that saves this answer; a draft's own time goes along when it has one.
 * @param asked the version of the question that the page shows
 */
export function entriesOf(
	questionKey: string,
	fields: TypedFields,
	version: string,
	deviceAt: string | null = null,
	asked: number | null = null
): [string, string][] {
	const entries: [string, string][] = [[fieldOf(questionKey, 'version'), version]];
	if (asked !== null) entries.push([fieldOf(questionKey, 'asked'), String(asked)]);
	if (deviceAt !== null) entries.push([fieldOf(questionKey, 'device'), deviceAt]);
	for (const [name, value] of Object.entries(fields)) {
		const values = several.has(name) ? value.split(' ') : [value];
		for (const one of values) if (one !== '') entries.push([`${questionKey}.${name}`, one]);
	}
	return entries;
}

/** The items in the order they are placed in; those without a place come last, as asked. */
export function placedItems<Item extends { key: string }>(
	items: Item[],
	fields: TypedFields
): Item[] {
	const place = (item: Item) => Number(fields[`order.${item.key}`]) || items.length + 1;
	return [...items].sort((a, b) => place(a) - place(b));
}

/** Every item gets its place, after one has been moved up (-1) or down (1). */
export function moveItem(
	items: { key: string }[],
	fields: TypedFields,
	key: string,
	by: -1 | 1
): TypedFields {
	const order = placedItems(items, fields).map((item) => item.key);
	const from = order.indexOf(key);
	const to = Math.min(order.length - 1, Math.max(0, from + by));
	order.splice(to, 0, ...order.splice(from, 1));
	return Object.fromEntries(order.map((item, i) => [`order.${item}`, String(i + 1)]));
}
