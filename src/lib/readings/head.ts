/* What stands above a text, apart from the text itself. Pure. */
import type { ReadingPage } from './readings.server';

const parts = [
	'kind',
	'genre',
	'outlet',
	'author',
	'date',
	'number',
	'of',
	'provenance',
	'studyEdition',
	'edition',
	'editions'
] as const;

export type ReadingHead = Pick<ReadingPage, (typeof parts)[number]>;

export function headOf(reading: ReadingHead): ReadingHead {
	return Object.fromEntries(parts.map((part) => [part, reading[part]])) as ReadingHead;
}
