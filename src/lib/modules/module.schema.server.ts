/* What the form of a module's settings may contain. */
import { z } from 'zod';
import { needsTitle, titleFields } from '$lib/courses/course.schema.server';
import { text, tick } from '$lib/forms/fields.schema.server';

export const moduleSchema = z
	.object({
		...titleFields,
		summaryEn: text({ most: 600 }),
		summaryUr: text({ most: 600 }),
		visible: tick()
	})
	.superRefine(needsTitle);
