/* What the form of a module's settings may contain. */
import { z } from 'zod';
import { needsTitle, titleFields } from '$lib/courses/course.schema.server';
import { choice, localDateTime, text } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { openings } from './opening';

/** @param timeZone the course's, in which the day is typed */
export function moduleSchema(timeZone: string) {
	return z
		.object({
			...titleFields,
			summaryEn: text({ most: 600 }),
			summaryUr: text({ most: 600 }),
			shown: choice(openings),
			opensAt: localDateTime(timeZone)
		})
		.superRefine(needsTitle)
		.superRefine(({ shown, opensAt }, context) => {
			if (shown === 'from' && opensAt === null)
				context.addIssue({
					code: 'custom',
					path: ['opensAt'],
					message: m.modules_opens_needed()
				});
		});
}
