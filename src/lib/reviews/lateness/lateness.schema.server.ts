/* What the forms about lateness may contain. */
import { z } from 'zod';
import { choice, line, tick, version, wholeNumber } from '$lib/forms/fields.schema.server';
import { lateIntervals } from '$lib/modules/late';
import { m } from '$lib/paraglide/messages';
import { pointsTyped } from '../review';

/** Percent, with at most two decimals; empty is 0. */
function percent() {
	return line({ most: 10, least: 0 })
		.transform((s) => pointsTyped(s === '' ? '0' : s))
		.refine((n): n is number => typeof n === 'number' && n <= 100, {
			error: () => m.late_not_percent()
		});
}

export const policySchema = z
	.object({
		rate: percent(),
		interval: choice(lateIntervals),
		floor: percent(),
		version: version(),
		/** What the form has said that changes, as `seenField` writes it. */
		seen: z.preprocess((v) => v ?? '', line({ most: 30, least: 0 }))
	})
	.transform(({ seen, version, ...policy }) => ({ policy, version, seen: readSeen(seen) }));

function readSeen(seen: string): { grades: number; released: number } | null {
	const [, grades, released] = /^(\d{1,7})\/(\d{1,7})$/.exec(seen) ?? [];
	return grades === undefined || released === undefined
		? null
		: { grades: Number(grades), released: Number(released) };
}

/** The most is a month. */
export const accommodationSchema = z.object({
	extraHours: z.preprocess(
		(v) => (v === undefined || v === '' ? '0' : v),
		wholeNumber({ least: 0, most: 744 })
	),
	spared: tick()
});
