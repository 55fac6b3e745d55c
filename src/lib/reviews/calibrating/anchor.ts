/*
 * Anchor positions: written for a module, with reference marks, and rated by everybody who is to
 * rate others, so that they see where they differ. Pure.
 */
import type { Locale } from '$lib/i18n/local-text';
import type { CitedPart, PositionBody, Side } from '$lib/positions/position';

/** An anchor in one language or in both. */
export type AnchorBodies = Partial<Record<Locale, PositionBody & { side: Side }>>;

/** A paragraph of a reading, in whatever edition its reader reads. */
export interface AnchorCitation {
	part: CitedPart;
	readingId: string;
	paragraphId: string;
}
