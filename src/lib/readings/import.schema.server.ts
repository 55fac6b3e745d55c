/*
 * What the three steps of bringing a text in may contain: the text and what it is, the pieces and
 * what becomes of them, and where it is from. The text itself is judged where it is read.
 */
import { z } from 'zod';
import { choice, file, line, list, version } from '$lib/forms/fields.schema.server';
import { locales } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { readings, remarks } from './converting/converted';
import { largestImport, mostPieces, pieceUses, pieceWhys, rights } from './import';

const place = {
	as: choice(['original', 'new']),
	reading: line({ most: 80, least: 0 }),
	lang: choice(locales)
};

function needsReading(form: { as: string; reading: string }, context: z.RefinementCtx): void {
	if (form.as === 'original' && form.reading === '')
		context.addIssue({
			code: 'custom',
			path: ['reading'],
			message: m.readings_import_choose_reading()
		});
}

export const textSchema = z
	.object({
		...place,
		readAs: choice(readings).default('auto'),
		file: file(),
		source: z.string({ error: () => m.forms_sent_twice() }).default('')
	})
	.superRefine(needsReading);

const pieces = {
	...place,
	piece: list(line({ most: largestImport }), mostPieces).refine(isBounded, {
		error: () => m.readings_import_too_large()
	}),
	why: list(choice(['', ...pieceWhys]), mostPieces),
	use: list(choice(pieceUses), mostPieces),
	to: list(line({ most: 40, least: 0 }), mostPieces),
	/** Where each piece is to be parted; empty for none. */
	split: list(line({ most: 7, least: 0 }), mostPieces),
	remark: list(choice(remarks), remarks.length),
	/** Of the report; absent is the first. */
	page: version().catch(1)
};

function isBounded(texts: string[]): boolean {
	return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0) <= largestImport;
}

export const piecesSchema = z.object(pieces).superRefine(needsReading);
export type ImportedPieces = z.output<typeof piecesSchema>;

const forNew = ['title', 'author', 'outlet', 'date', 'genre'] as const;

const aboutFields = z
	.object({
		...pieces,
		title: line({ most: 200, least: 0 }),
		author: line({ most: 200, least: 0 }),
		outlet: line({ most: 200, least: 0 }),
		date: line({ most: 10, least: 0 }).refine(isPartialDate, {
			error: () => m.readings_import_bad_date()
		}),
		basis: choice(['printed', 'inferred', 'found', 'unknown']).default('printed'),
		genre: line({ most: 120, least: 0 }),
		found: line({ most: 500 }),
		right: choice(rights),
		rightWords: line({ most: 300, least: 0 })
	})
	.superRefine(needsReading)
	.refine(({ right, rightWords }) => right !== 'licence' || rightWords !== '', {
		path: ['rightWords'],
		error: () => m.importing_right_which()
	});

/** Also where other fields are wrong: whoever fills in the form is told everything at once. */
export const aboutSchema = forNew.reduce(
	(schema, field) =>
		schema.refine((form) => form.as !== 'new' || form[field] !== '', {
			path: [field],
			error: () => m.readings_import_needed_for_new(),
			when: () => true
		}),
	aboutFields
);
export type ImportedText = z.output<typeof aboutSchema>;

function isPartialDate(value: string): boolean {
	if (value === '') return true;
	if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) return false;
	const [year = '', month = '01', day = '01'] = value.split('-');
	const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.getUTCDate() === Number(day);
}
