/*
 * What a module holds besides its readings and questions: its documents, glossary and timeline.
 * Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

export interface CaseCard {
	title: LocalText;
	text: LocalText;
}

/** The body of a module's document, by its key. */
export interface DocumentBodies {
	'study-edition': LocalText;
	cases: { label: LocalText; firm: CaseCard; softer: CaseCard };
	/** Markdown. */
	'instructor-notes': LocalText;
	sources: { key: string; text: LocalText }[];
	'sides-notice': { notice: LocalText; noticeByLot: LocalText };
	/** What the pack says of itself: licence (its short name and its words) and hours of work. */
	about: { licence: string; licenceText: string; hours: number };
	/** Whether the class is asked which side it would rather argue, and how often groups were drawn by that. */
	groups: { asksSide: boolean; draws: number };
}

export type DocumentKey = keyof DocumentBodies;

/** What one may find among the documents of a module, beside what is kept there for its figures. */
export function isDocument(key: string): key is DocumentKey {
	return key !== 'groups' && !key.startsWith('heat:') && !key.startsWith('figures:');
}

/** A paragraph of a reading, as packs point at it: `004:p7`. */
export interface ParagraphMark {
	readingKey: string;
	paragraphId: string;
}

export function readParagraphMark(mark: string): ParagraphMark | null {
	const [readingKey, paragraphId] = mark.split(':');
	return readingKey && paragraphId ? { readingKey, paragraphId } : null;
}

/** How many texts stand in one language only. */
export interface Missing {
	en: number;
	ur: number;
}

export function missingIn(texts: readonly (LocalText | null | undefined)[]): Missing {
	return {
		en: texts.filter((t) => t?.ur && !t.en).length,
		ur: texts.filter((t) => t?.en && !t.ur).length
	};
}

/** Latin words of a title as part of an address; empty when it has none. */
export function slugOf(title: string): string {
	return title
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 50)
		.replace(/^-+|-+$/g, '');
}

/** `name`, or the first of `name-2`, `name-3` … that is free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
	const [, stem = name, number] = /^(.*?)(?:-(\d{1,6}))?$/.exec(name) ?? [];
	let free = name;
	for (let n = Number(number ?? 1) + 1; taken.has(free); n++) free = `${stem}-${n}`;
	return free;
}

/** Words of addresses that are pages of their own beside the modules. */
const reserved = ['new', 'bring-in'];

/** Words of addresses that are pages of their own beside the readings. */
const reservedOfReadings = ['new', 'compare'];

/** The address of a new reading: made once. @param wished words of an address; may be empty */
export function readingSlugOf(wished: string, taken: ReadonlySet<string>): string {
	return freeName(wished || 'text', new Set([...taken, ...reservedOfReadings]));
}

/** The address of a new module: made once, from its title. */
export function moduleSlugOf(title: LocalText, taken: ReadonlySet<string>): string {
	return freeName(slugOf(title.en ?? '') || 'module', new Set([...taken, ...reserved]));
}
