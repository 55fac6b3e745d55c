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
}

export type DocumentKey = keyof DocumentBodies;

/** A paragraph of a reading, as packs point at it: `004:p7`. */
export interface ParagraphMark {
	readingKey: string;
	paragraphId: string;
}

export function readParagraphMark(mark: string): ParagraphMark | null {
	const [readingKey, paragraphId] = mark.split(':');
	return readingKey && paragraphId ? { readingKey, paragraphId } : null;
}
