/*
 * What a reading is: who wrote it, where and when, as far as it is printed, inferred or only found;
 * its editions (study or original, English or Urdu) and their numbered paragraphs. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

export type EditionKind = 'study' | 'original';
export type ReadingKind = 'op-ed' | 'note';

export interface ReadingDate {
	/** `2024`, `2024-12` or `2024-12-24`. */
	value: string;
	precision: 'year' | 'month' | 'day';
	basis: 'printed' | 'inferred' | 'found' | 'unknown';
}

/** Three different things, never mixed. */
export interface Provenance {
	printed: LocalText;
	inferred: LocalText;
	found: LocalText;
}

export interface ContentNote {
	/** The paragraph before which the note stands. */
	before: string;
	text: LocalText;
	alternative: LocalText;
}

/** How an original's paragraphs map to the paragraphs of the reading. */
export interface ParagraphMap {
	paragraphs: { id: string; number: number; original: number[]; begins?: string }[];
	leftOut: { original: number; begins: string }[];
}

/** Half-open offsets into a paragraph's text, in UTF-16 units. */
export type Sentence = [start: number, end: number];
