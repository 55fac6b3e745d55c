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

export const audiences = ['everybody', 'markers', 'peers'] as const;
export type Audience = (typeof audiences)[number];

/** Whoever rates an anchor: of the staff, or a student who reviews others. */
export type Rater = 'markers' | 'peers';

/** The audiences of anchors that such a person is to rate. */
export function audiencesOf(rater: Rater): readonly Audience[] {
	return ['everybody', rater];
}
