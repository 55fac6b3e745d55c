/*
 * A position: what one student holds on a motion, with reasons, cited passages and warrants, the
 * strongest case against, a reply, and what would change their mind. Pure: types, life cycle, rules.
 */
import type { LocalText } from '$lib/i18n/local-text';

export const sides = ['for', 'against', 'between'] as const;
export type Side = (typeof sides)[number];
export type SideOrigin = 'own' | 'assigned';
export type PositionState = 'draft' | 'submitted' | 'returned';

export const mostReasons = 5;

export interface Reason {
	/** Stable within the position; citations name it as their part. */
	id: string;
	claim: string;
	warrant: string;
}

/** The words of a position; cited passages stand in their own table, by part. */
export interface PositionBody {
	thesis: string;
	reasons: Reason[];
	against: string;
	reply: string;
	change: string;
}

export interface MotionBody {
	text: LocalText;
	clarification: LocalText;
	ground: { for: string[]; against: string[] };
}
