/* What the form with all dates of a module may contain. */
import { z } from 'zod';
import { id, line, localDateTime, wholeNumber } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { mostDays } from './dates';

/** @param timeZone the course's, in which dates are typed */
export function datesSchema(timeZone: string) {
	const row = z
		.object({ id: id(), dueAt: localDateTime(timeZone), closesAt: localDateTime(timeZone) })
		.superRefine(({ dueAt, closesAt }, context) => {
			if (dueAt && closesAt && closesAt < dueAt)
				context.addIssue({
					code: 'custom',
					path: ['closesAt'],
					message: m.questions_staff_closes_before_due()
				});
		});
	return z.object({
		rows: z.preprocess((v): unknown[] => (Array.isArray(v) ? v : []), z.array(row).max(200)),
		graceMinutes: z.preprocess(
			(v) => (v === undefined || v === '' ? '0' : v),
			wholeNumber({ least: 0, most: 10_080 })
		),
		stamp: line({ most: 40, least: 0 })
	});
}

export const shiftSchema = z.object({ days: wholeNumber({ least: -mostDays, most: mostDays }) });
