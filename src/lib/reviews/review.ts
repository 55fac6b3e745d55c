/*
 * Review by rubric: criteria with levels, a sheet that holds the levels and comments of one
 * reviewer on one submitted version, and the states it goes through until release. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

export const reviewStates = [
	'unmarked',
	'marking',
	'marked',
	'moderation',
	'ready',
	'released'
] as const;
export type ReviewState = (typeof reviewStates)[number];

export interface RubricLevel {
	points: number;
	label: LocalText;
	text: LocalText;
}
export interface Criterion {
	key: string;
	title: LocalText;
	levels: RubricLevel[];
}
export interface RubricBody {
	title: LocalText;
	rule: LocalText;
	notes: LocalText;
	criteria: Criterion[];
}

/** Points chosen per criterion key; a criterion not yet judged is absent. */
export type SheetLevels = Record<string, number>;
/** Comments per part of the position (`thesis`, `reason:<id>`, `against`, `reply`, `change`). */
export type SheetComments = Record<string, string>;
