/* What the forms of courses, people and modules may contain. */
import { z } from 'zod';
import { choice, id, line, list, localText, text, tick } from '$lib/forms/fields.schema.server';
import type { LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { courseRoles, timeZones } from './course';

/** The two fields of a title; one of them is enough. */
export const titleFields = {
	titleEn: line({ most: 120, least: 0 }),
	titleUr: line({ most: 120, least: 0 })
};

export function needsTitle(
	form: { titleEn: string; titleUr: string },
	context: z.RefinementCtx
): void {
	if (form.titleEn === '' && form.titleUr === '')
		context.addIssue({ code: 'custom', path: ['titleEn'], message: m.courses_title_needed() });
}

/** Author text from its two fields; an empty side is left out. */
export function bothLanguages(en: string, ur: string): LocalText {
	return { ...(en ? { en } : {}), ...(ur ? { ur } : {}) };
}

const timeZone = () =>
	line({ most: 60 }).refine((zone) => timeZones().includes(zone), {
		error: () => m.forms_unknown_choice()
	});

export const openCourseSchema = z
	.object({ pack: id(), ...titleFields, timeZone: timeZone() })
	.superRefine(needsTitle);

export const settingsSchema = z
	.object({
		...titleFields,
		timeZone: timeZone(),
		classmatesSee: choice(['pseudonyms', 'names']),
		welcomeEn: text({ most: 600 }),
		welcomeUr: text({ most: 600 })
	})
	.superRefine(needsTitle);

/** Empty: as the site ships it. */
export const conductSchema = z.object({ conduct: localText({ most: 4000, lines: true }) });

export const joiningSchema = z.object({ open: choice(['yes', 'no']) });
export const archiveSchema = z.object({ archived: choice(['yes', 'no']) });
export const codeSchema = z.object({ code: line({ most: 40 }) });
export const viewSchema = z.object({ view: choice(['student', 'own']) });

/** Empty means no section. */
const sectionOrNone = () =>
	z.preprocess((v) => (v === undefined || v === '' ? null : v), id().nullable());

export const placeSchema = z.object({
	role: choice(courseRoles),
	section: sectionOrNone(),
	ownSectionOnly: tick()
});

export const moveSchema = z.object({ person: list(id(), 1000), to: sectionOrNone() });

export const sectionSchema = z.object({ name: line({ most: 60 }) });
export const renameSchema = z.object({ section: id(), name: line({ most: 60 }) });

export const inviteSchema = z.object({
	addresses: text({ most: 20_000, least: 1 }),
	role: choice(courseRoles),
	section: sectionOrNone()
});
export const invitationSchema = z.object({ invitation: id() });
