/* What the forms of lists, class accounts and slips may contain. */
import { z } from 'zod';
import { choice, file, id, line, list, wholeNumber } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import type { Whose } from './class-slips.server';
import { mostRows } from './roster-rows';

/** A list as it is; what is wrong with it is judged where it is read. */
const pasted = () => z.string({ error: () => m.forms_sent_twice() }).default('');

export const rosterSchema = z.object({ file: file(), list: pasted() });

export const applySchema = z.object({
	list: pasted(),
	stamp: line({ most: 80 }),
	back: list(wholeNumber({ least: 1, most: 1_000_000 }), mostRows)
});

/** Empty means none. */
const rosterId = () =>
	line({ most: 40, least: 0 }).transform((number) => (number === '' ? null : number));

export const classAccountSchema = z.object({
	name: line({ most: 80 }),
	rosterId: rosterId(),
	section: z.preprocess((v) => (v === undefined || v === '' ? null : v), id().nullable())
});

/** Without a name it stays: whoever has an address keeps their own. */
export const detailsSchema = z.object({
	name: line({ most: 80 }).optional(),
	rosterId: rosterId()
});

/** `new`, `all`, `section:…` or `person:…`. */
const whose = () =>
	id().transform((given, context): Whose => {
		const [of, one = ''] = given.split(':', 2);
		if (of === 'new' || of === 'all') return { of };
		if (of === 'section' && one !== '') return { of, sectionId: one };
		if (of === 'person' && one !== '') return { of, enrolmentId: one };
		context.addIssue({ code: 'custom', message: m.forms_unknown_choice() });
		return z.NEVER;
	});

/** Milliseconds since 1970, as the page was told them. */
const moment = () =>
	line({ most: 15 })
		.refine((ms) => /^\d{12,14}$/.test(ms), { error: () => m.forms_unknown_choice() })
		.transform((ms) => new Date(Number(ms)));

export const slipLanguages = ['en', 'ur', 'both'] as const;

export const slipsSchema = z.object({
	whose: whose(),
	lang: choice(slipLanguages),
	since: moment()
});
