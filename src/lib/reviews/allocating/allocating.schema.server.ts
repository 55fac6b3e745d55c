/* What the forms of the marking plan, of allocation and of the queue may contain. */
import { z } from 'zod';
import {
	choice,
	id,
	line,
	list,
	tick,
	version,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { finishers, mostRegradeDays, secondKinds, settleWays } from './plan';

/** At most one decimal; empty is null. */
function percent() {
	return line({ most: 8, least: 0 }).transform((typed, context): number | null => {
		if (typed === '') return null;
		const value = /^\d{1,3}([.,٫]\d)?$/.test(typed) ? Number(typed.replace(/[,٫]/, '.')) : NaN;
		if (value <= 100) return value;
		context.addIssue({ code: 'custom', message: m.allocation_percent() });
		return z.NEVER;
	});
}

const someOrNone = () => percent().transform((value) => value ?? 0);

export const planSchema = z.object({
	version: version(),
	second: choice(secondKinds),
	samplePercent: someOrNone(),
	passPercent: percent(),
	edgePercent: someOrNone(),
	tolerancePercent: someOrNone(),
	settle: choice(settleWays),
	finish: choice(finishers),
	calibrateFirst: tick(),
	regradeDays: wholeNumber({ least: 0, most: mostRegradeDays })
});

const slot = choice(['1', '2']).transform((s): 1 | 2 => (s === '2' ? 2 : 1));

export const evenSchema = z.object({ slot, marker: list(id(), 200) });
export const backSchema = z.object({ slot });

/** A field for each section: its marker, or nobody. */
export function sectionsSchema(sectionIds: readonly string[]) {
	const marker = z.preprocess((v) => (v === '' ? undefined : v), id().optional());
	const shape = Object.fromEntries(sectionIds.map((section) => [sectionField(section), marker]));
	return z.object({ slot, ...shape }).transform((fields) => {
		const given = fields as Record<string, unknown>;
		return {
			slot: fields.slot,
			markerOf: new Map(
				sectionIds.flatMap((section) => {
					const chosen = given[sectionField(section)];
					return typeof chosen === 'string' ? [[section, chosen] as const] : [];
				})
			)
		};
	});
}

export function sectionField(section: string): string {
	return `section-${section}`;
}

/** Several positions of the queue; the last two only where they are given to somebody or taken back. */
export const manySchema = z.object({
	position: list(id(), 1000),
	which: z.preprocess((v) => v ?? 'chosen', choice(['chosen', 'all'])),
	slot: z.preprocess((v) => v ?? '1', slot),
	marker: z.preprocess((v) => v ?? '', line({ most: 80, least: 0 }))
});
