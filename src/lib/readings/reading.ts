/*
 * What a reading is: who wrote it, where and when, as far as it is printed, inferred or only found;
 * its editions (study or original, English or Urdu) and their numbered paragraphs. Pure.
 */
import { locales, type LocalText, type Locale } from '$lib/i18n/local-text';

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

/** The paragraphs of a note by the part of its page: ids in order. */
export const noteParts = ['frame', 'term', 'firm', 'softer', 'limits'] as const;
export type NotePart = (typeof noteParts)[number];
export type NoteLayout = Record<NotePart, string[]>;

/** How an original's paragraphs map to the paragraphs of the reading. */
export interface ParagraphMap {
	paragraphs: {
		id: string;
		number: number;
		original: number[];
		begins?: string;
	}[];
	leftOut: { original: number; begins: string }[];
}

/** Half-open offsets into a paragraph's text, in UTF-16 units. */
export type Sentence = [start: number, end: number];

/** A reading in the order of its module, with what a link to one of its paragraphs needs. */
export interface IndexedReading {
	id: string;
	/** The pack's key, such as `002`; `note` is the background note. */
	key: string;
	slug: string;
	kind: ReadingKind;
	/** 1 for the first reading of the module; null for a note, which is none of them, and for one taken out. */
	number: number | null;
	/** Taken out of the module: in no list and no choice; what was cited from it still opens. */
	isRetired: boolean;
	title: LocalText;
	paragraphs: { id: string; number: number }[];
}

export type ReadingIndex = IndexedReading[];

/** Where a pointer leads; null when the reading or the paragraph is not there (any more). */
export interface Place {
	reading: IndexedReading;
	/** Null when the pointer means the reading as a whole. */
	paragraph: { id: string; number: number } | null;
}

/** @param wanted the reading by its id or key, the paragraph by its id (empty: the whole reading) */
export function placeIn(
	index: ReadingIndex,
	wanted: { reading: string; id: string }
): Place | null {
	const reading = index.find((r) => r.id === wanted.reading || r.key === wanted.reading);
	if (!reading) return null;
	const paragraph = reading.paragraphs.find((p) => p.id === wanted.id) ?? null;
	return wanted.id !== '' && !paragraph ? null : { reading, paragraph };
}

const wordsPerMinute: Record<Locale, number> = { en: 200, ur: 180 };

/** Reading time, at least one minute. */
export function minutesFor(words: number, lang: Locale): number {
	return Math.max(1, Math.round(words / wordsPerMinute[lang]));
}

/** How far a person has come in a reading. */
export interface Progress {
	/** The furthest paragraph seen. */
	furthest: { id: string; number: number } | null;
	paragraphs: number;
	finishedAt: Date | null;
}

export interface EditionName {
	kind: EditionKind;
	lang: Locale;
}

/**
 * The edition that an address asks for: `?edition=ur`, `?edition=original`, `?edition=original-ur`.
 * What it leaves open is the study edition and the language of the pages.
 */
export function editionAsked(value: string | null, locale: Locale): EditionName {
	const parts = (value ?? '').split('-');
	return {
		kind: parts.includes('original') ? 'original' : 'study',
		lang: locales.find((l) => parts.includes(l)) ?? locale
	};
}

/** The value of `?edition=` that leads to an edition whatever the language of the pages is. */
export function editionValue({ kind, lang }: EditionName): string {
	return kind === 'study' ? lang : `${kind}-${lang}`;
}

/** `?version=2`: the number of a version of the edition; null when it is not readable. */
export function readVersion(value: string | null): number | null {
	return /^[1-9]\d{0,5}$/.test(value ?? '') ? Number(value) : null;
}

/** The edition nearest to the one asked for: its kind first, then its language. */
export function nearestEdition<E extends EditionName>(editions: E[], asked: EditionName): E | null {
	const score = (e: E) =>
		(e.kind === asked.kind ? 4 : 0) +
		(e.lang === asked.lang ? 2 : 0) +
		(e.kind === 'study' ? 1 : 0);
	return editions.reduce<E | null>((best, e) => (!best || score(e) > score(best) ? e : best), null);
}

/** The paragraph that is further down the page. */
export function furtherOf(map: ParagraphMap, a: string | null, b: string): string {
	const place = (id: string) => map.paragraphs.findIndex((p) => p.id === id);
	return a !== null && place(a) >= place(b) ? a : b;
}

/** Keys of the glossary terms that a paragraph's html links to. */
export function termsIn(html: string): string[] {
	return [...html.matchAll(/data-term="([\w-]+)"/g)].flatMap((m) => m[1] ?? []);
}
