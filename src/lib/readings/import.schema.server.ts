/*
 * What the two steps of bringing a text in may contain. Which fields are needed follows from what
 * is brought in; the text itself is judged where it is read (import.ts).
 */
import { z } from 'zod';
import { choice, line, list } from '$lib/forms/fields.schema.server';
import { locales } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { mostPieces, pieceUses } from './import';

const neededForNew = ['title', 'author', 'outlet', 'date', 'genre', 'found'] as const;

const fields = {
	as: choice(['original', 'new']),
	reading: line({ most: 80, least: 0 }),
	lang: choice(locales),
	file: z.instanceof(File).optional(),
	source: z.string({ error: () => m.forms_sent_twice() }).default(''),
	title: line({ most: 200, least: 0 }),
	author: line({ most: 200, least: 0 }),
	outlet: line({ most: 200, least: 0 }),
	date: line({ most: 10, least: 0 }).refine(isPartialDate, {
		error: () => m.readings_import_bad_date()
	}),
	basis: choice(['printed', 'inferred', 'found', 'unknown']).default('printed'),
	genre: line({ most: 120, least: 0 }),
	found: line({ most: 500, least: 0 }),
	right: line({ most: 500, least: 0 })
};

function isPartialDate(value: string): boolean {
	if (value === '') return true;
	if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) return false;
	const [year = '', month = '01', day = '01'] = value.split('-');
	const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.getUTCDate() === Number(day);
}

function needs(
	form: { as: string; reading: string; right: string } & Record<
		(typeof neededForNew)[number],
		string
	>,
	context: z.RefinementCtx
): void {
	if (form.as === 'original' && form.reading === '')
		context.addIssue({
			code: 'custom',
			path: ['reading'],
			message: m.readings_import_choose_reading()
		});
	if (form.right === '')
		context.addIssue({ code: 'custom', path: ['right'], message: m.forms_missing() });
	if (form.as === 'new')
		for (const field of neededForNew)
			if (form[field] === '')
				context.addIssue({
					code: 'custom',
					path: [field],
					message: m.readings_import_needed_for_new()
				});
}

export const textSchema = z.object(fields).superRefine(needs);

export const piecesSchema = z
	.object({
		...fields,
		use: list(choice(pieceUses), mostPieces),
		to: list(line({ most: 40, least: 0 }), mostPieces)
	})
	.superRefine(needs);

export type ImportedText = z.output<typeof textSchema>;
