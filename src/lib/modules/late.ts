/*
 * What lateness costs: percent of what can be reached for each interval begun, never below a floor.
 * The sum is kept with the grade, so that anybody can follow it. Pure.
 */
export const lateIntervals = ['hour', 'day'] as const;
export type LateInterval = (typeof lateIntervals)[number];

export interface LatePolicy {
	/** Percent of what can be reached, for each interval begun. */
	rate: number;
	interval: LateInterval;
	/** Percent of what can be reached below which lateness takes nothing. */
	floor: number;
}

/** One deduction, with everything it was made of. */
export interface LateSum extends LatePolicy {
	/** Minutes after the due minute. */
	minutes: number;
	/** Intervals begun. */
	intervals: number;
	/** Points before, and what can be reached. */
	raw: number;
	most: number;
	/** Points taken. */
	deducted: number;
}

const minutesIn: Record<LateInterval, number> = { hour: 60, day: 24 * 60 };

/**
 * most × min(rate × intervals, max(share − floor, 0)) / 100, where share is the percentage reached.
 * Null when nothing is taken.
 * @param minutes late; grace has been taken into account before
 */
export function lateSum(
	policy: LatePolicy,
	{ minutes, raw, most }: { minutes: number; raw: number; most: number }
): LateSum | null {
	if (minutes <= 0 || most <= 0) return null;
	const intervals = Math.ceil(minutes / minutesIn[policy.interval]);
	const above = Math.max((100 * raw) / most - policy.floor, 0);
	const deducted = (most * Math.min(policy.rate * intervals, above)) / 100;
	return deducted > 0 ? { ...policy, minutes, intervals, raw, most, deducted } : null;
}

/** What is known of how late something came. */
export interface Lateness {
	minutes: number;
	/** It costs nothing: staff let it pass, or the person is spared. */
	isFree: boolean;
}

/** Points to two decimals after lateness, and how it was counted. */
export function afterLateness(
	policy: LatePolicy | null,
	{ minutes, isFree }: Lateness,
	{ raw, most }: { raw: number; most: number }
): { points: number; late: LateSum | null } {
	const late = policy && !isFree ? lateSum(policy, { minutes, raw, most }) : null;
	const points = raw - (late?.deducted ?? 0);
	return { points: Math.round((points + Number.EPSILON) * 100) / 100, late };
}

/** The database may order keys otherwise. */
export function isSameSum(a: LateSum | null, b: LateSum | null): boolean {
	if (a === null || b === null) return a === b;
	const keys = [
		'rate',
		'interval',
		'floor',
		'minutes',
		'intervals',
		'raw',
		'most',
		'deducted'
	] as const;
	return keys.every((key) => a[key] === b[key]);
}
