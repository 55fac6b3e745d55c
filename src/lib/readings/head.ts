/* What stands above a text, apart from the text itself. Pure. */
import type { ReadingPage } from './readings.server';

export type ReadingHead = Pick<
	ReadingPage,
	| 'kind'
	| 'genre'
	| 'outlet'
	| 'author'
	| 'date'
	| 'number'
	| 'of'
	| 'provenance'
	| 'studyEdition'
	| 'edition'
	| 'editions'
>;

export function headOf({
	kind,
	genre,
	outlet,
	author,
	date,
	number,
	of,
	provenance,
	studyEdition,
	edition,
	editions
}: ReadingHead): ReadingHead {
	return {
		kind,
		genre,
		outlet,
		author,
		date,
		number,
		of,
		provenance,
		studyEdition,
		edition,
		editions
	};
}
