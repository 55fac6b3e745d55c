/*
 * A stance: where a person places themselves on one axis between two mirrored statements, at one of
 * three moments. Axes are never added up, and nobody but the student sees a single value. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

export const stanceMoments = ['before', 'after-reading', 'after-debate'] as const;
export type StanceMoment = (typeof stanceMoments)[number];

/** `placed` has a value; `unknown` is "I don't know yet"; `private` is "I'd rather not say". */
export type StanceKind = 'placed' | 'unknown' | 'private';

export interface AxisBody {
	title: LocalText;
	/** Statement A is stored as −3, statement B as +3. */
	a: LocalText;
	b: LocalText;
	/** Which statement comes first on the control; alternates from axis to axis. */
	first: 'a' | 'b';
	note: LocalText | null;
	/** Where each reading may defensibly be placed; staff only. */
	staffKey: { reading: string; range: LocalText }[];
}

/** Counts of one figure: how many placed themselves at each of the seven steps, and the two others. */
export interface StanceCounts {
	steps: number[];
	unknown: number;
	private: number;
}
