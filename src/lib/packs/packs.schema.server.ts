/* What the forms around packs may contain: bringing one in, exporting one, copying a course. */
import { z } from 'zod';
import { bothLanguages, needsTitle, titleFields } from '$lib/courses/course.schema.server';
import { choice, id, line, tick, wholeNumber } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';

export const sitePackSchema = z.object({ pack: id() });

export const zipSchema = z.object({
	file: z
		.instanceof(File, { error: () => m.packs_file_needed() })
		.refine((file) => file.size > 0, { error: () => m.packs_file_needed() })
});

export const exportSchema = z.object({
	version: line({ most: 30 }).refine((v) => /^[\w.+-]+$/.test(v), {
		error: () => m.forms_unknown_choice()
	}),
	licence: line({ most: 60 })
});

export const copySchema = z
	.object({
		...titleFields,
		dates: choice(['shift', 'open']),
		days: z.preprocess(
			(v) => (v === undefined || v === '' ? '0' : v),
			wholeNumber({ least: -1000, most: 1000 })
		),
		staff: tick()
	})
	.superRefine(needsTitle)
	.transform(({ titleEn, titleUr, dates, days, staff }) => ({
		title: bothLanguages(titleEn, titleUr),
		shiftDays: dates === 'shift' ? days : null,
		withStaff: staff
	}));
