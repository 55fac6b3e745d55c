/* What the forms of regrade requests may contain. */
import { z } from 'zod';
import { choice, id, line, text, version } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { pointsTyped } from '../review';
import { longestReason } from './regrade';

const words = () => text({ most: longestReason, least: 1 });

export const askSchema = z.object({
	/** Empty: the whole. */
	criterion: z.preprocess((v) => v ?? '', line({ most: 80, least: 0 })),
	reason: words()
});

export const addSchema = z.object({ request: id(), body: words() });
export const withdrawSchema = z.object({ request: id() });
export const answerSchema = z.object({ body: words() });
export const reopenSchema = z.object({ note: words() });

/** Of a criterion that was left out as "not assessed". */
export const notAssessed = 'none';

const level = line({ most: 10, least: 0 }).transform((s): number | null | undefined => {
	if (s === '') return undefined;
	// What is no number is no level of any rubric either.
	const typed = s === notAssessed ? null : pointsTyped(s);
	return typed === undefined ? NaN : typed;
});

const points = line({ most: 10, least: 0 })
	.transform((s) => (s === '' ? null : pointsTyped(s)))
	.refine((n): n is number | null => n !== undefined, { error: () => m.regrading_not_points() });

export const settleSchema = z.object({
	version: version(),
	outcome: choice(['changed', 'unchanged']),
	note: words(),
	points: z.preprocess((v) => v ?? '', points),
	levels: z
		.preprocess((v) => v ?? {}, z.record(z.string().max(80), level))
		.transform((all) =>
			Object.fromEntries(
				Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))
			)
		)
});
