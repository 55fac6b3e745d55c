/*
 * How readings are spoken of: dates with what they rest on, and where a paragraph stands. Pure but
 * for the messages.
 */
import { partialDate } from '$lib/i18n/format';
import { localText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { IndexedReading, ReadingDate } from './reading';

const bases: Record<ReadingDate['basis'], () => string> = {
	printed: m.readings_basis_printed,
	inferred: m.readings_basis_inferred,
	found: m.readings_basis_found,
	unknown: m.readings_basis_unknown
};

/** "December 2024 (inferred)" */
export function dateWithBasis({ value, basis }: ReadingDate, locale: Locale): string {
	return m.readings_date({ date: partialDate(value, locale), basis: bases[basis]() });
}

/** "Reading 2, paragraph 5"; a note goes by its title. */
export function placeName(
	reading: Pick<IndexedReading, 'number' | 'title'>,
	paragraph: number,
	locale: Locale
): string {
	return reading.number === null
		? m.readings_place_note({ title: localText(reading.title, locale).text, paragraph })
		: m.readings_place({ reading: reading.number, paragraph });
}

/** "Reading 2"; a note goes by its title. */
export function readingName(
	reading: Pick<IndexedReading, 'number' | 'title'>,
	locale: Locale
): string {
	return reading.number === null
		? localText(reading.title, locale).text
		: m.readings_number({ n: reading.number });
}
