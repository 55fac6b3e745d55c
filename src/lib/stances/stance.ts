/*
 * A stance: where a person places themselves on one axis between two mirrored statements, at one of
 * three moments. Axes are never added up, and nobody but the student sees a single value. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

export const stanceMoments = ['before', 'after-reading', 'after-debate'] as const;
export type StanceMoment = (typeof stanceMoments)[number];
export type MomentState = 'waiting' | 'open' | 'closed';

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

/** What one person gave on one axis at one moment. */
export interface Stance {
	kind: StanceKind;
	/** −3 to +3; null unless placed. */
	value: number | null;
	/** 1 to 5; null unless placed. */
	confidence: number | null;
	reason: string;
}

/** Raw counts of one class figure; only `aggregate()` may turn them into something shown. */
export interface StanceCounts {
	/** Towards A, towards B, in between, not placed: `aggregate()` hides in pairs. */
	places: [number, number, number, number];
	/** Of those placed here and at the moment before: moved towards A, towards B, not moved. */
	moved: [number, number, number] | null;
}

/**
 * The seven choices as the page sends them, from statement A to statement B. They carry no sign and
 * no number, so that nothing on the page ranks one end above the other.
 */
export const steps = [
	'a-full',
	'a-mostly',
	'a-rather',
	'middle',
	'b-rather',
	'b-mostly',
	'b-full'
] as const;
export type Step = (typeof steps)[number];
export const answers = [...steps, 'unknown', 'private'] as const;
export type StanceAnswer = (typeof answers)[number];

export const mostConfidence = 5;

export function valueOf(step: Step): number {
	return steps.indexOf(step) - 3;
}

export function stepOf(value: number): Step {
	return steps[value + 3] ?? 'middle';
}

/** What a stored stance looks like on the control; null before any was given. */
export function answerOf(stance: Pick<Stance, 'kind' | 'value'> | undefined): StanceAnswer | null {
	if (!stance) return null;
	return stance.kind === 'placed' ? stepOf(stance.value ?? 0) : stance.kind;
}

/** The seven steps in the order in which they stand on the control of an axis. */
export function stepsInOrder(first: 'a' | 'b'): Step[] {
	return first === 'a' ? [...steps] : [...steps].reverse();
}

/** Counts of a figure from the stances of one axis at one moment, each with the one before if any. */
export function countStances(
	given: { now: Pick<Stance, 'kind' | 'value'>; before: Pick<Stance, 'kind' | 'value'> | null }[]
): StanceCounts {
	const places: StanceCounts['places'] = [0, 0, 0, 0];
	const moved: [number, number, number] = [0, 0, 0];
	let pairs = 0;
	for (const { now, before } of given) {
		if (now.kind !== 'placed' || now.value === null) {
			places[3]++;
			continue;
		}
		places[now.value < 0 ? 0 : now.value > 0 ? 1 : 2]++;
		if (before?.kind !== 'placed' || before.value === null) continue;
		pairs++;
		moved[now.value < before.value ? 0 : now.value > before.value ? 1 : 2]++;
	}
	return { places, moved: pairs > 0 ? moved : null };
}

export function momentBefore(moment: StanceMoment): StanceMoment | null {
	return stanceMoments[stanceMoments.indexOf(moment) - 1] ?? null;
}

/** Letters at most in the words of an axis, in each language. */
export const longestInAxis = { title: 120, statement: 400, note: 600, range: 300 } as const;
