/* What the forms about leaving may contain. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { email, line } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';

/** Passwords are taken as they are typed. */
export const eraseSchema = z.object({
	email: email(),
	passwordNow: z
		.string({ error: () => m.forms_missing() })
		.min(1, { error: () => m.forms_missing() })
});

export const typedNameSchema = z.object({ name: line({ most: 200 }) });

/** A day in the course's time zone, from its first minute on; empty is none. */
export function keepSchema(timeZone: string) {
	return z.object({
		until: line({ most: 10, least: 0 }).transform((typed, context) => {
			if (typed === '') return null;
			const day = DateTime.fromISO(typed, { zone: timeZone });
			if (/^\d{4}-\d\d-\d\d$/.test(typed) && day.isValid) return day.startOf('day').toJSDate();
			context.addIssue({ code: 'custom', message: m.archive_not_a_day() });
			return z.NEVER;
		})
	});
}
