/*
 * What the forms of a reading's author may contain: what is said about it, its text in one language,
 * and both for a new one. Fields of `list` come with rows (`notes.0.text.en`).
 */
import { z } from 'zod';
import {
	choice,
	id,
	line,
	list,
	localText,
	text,
	tick,
	version
} from '$lib/forms/fields.schema.server';
import { locales } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { ReadingDate } from './reading';

/** Letters of a whole text: some 30,000 words. */
export const longestText = 200_000;

export const bases = ['printed', 'inferred', 'found', 'unknown'] as const;

/** `2024`, `2024-12` or `2024-12-24`, and a day that there is. */
export function isPartialDate(value: string): boolean {
	if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) return false;
	const [year = '', month = '01', day = '01'] = value.split('-');
	const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.getUTCDate() === Number(day);
}

export const partialDate = () =>
	line({ most: 10, least: 0 }).refine((value) => value === '' || isPartialDate(value), {
		error: () => m.authoring_reading_bad_date()
	});

const dateFields = { date: partialDate(), basis: choice(bases) };

/** The date that the two fields say; null without one. */
export function dateFrom({
	date,
	basis
}: {
	date: string;
	basis: ReadingDate['basis'];
}): ReadingDate | null {
	if (date === '') return null;
	const precision = date.length === 4 ? 'year' : date.length === 7 ? 'month' : 'day';
	return { value: date, precision, basis };
}

const who = {
	author: localText(),
	outlet: localText(),
	genre: localText()
};

/** A row of which nothing is filled in is no note. */
const note = z.object({
	before: line({ most: 40, least: 0 }),
	text: localText({ most: 1000, lines: true }),
	alternative: localText({ most: 1000, lines: true })
});

export const aboutSchema = z
	.object({
		base: id(),
		...who,
		...dateFields,
		printed: localText({ most: 2000, lines: true }),
		inferred: localText({ most: 2000, lines: true }),
		found: localText({ most: 2000, lines: true }),
		underText: localText({ most: 4000, lines: true }),
		notes: list(note)
	})
	.superRefine(({ notes }, context) => {
		for (const [i, { before, text: words }] of notes.entries()) {
			const hasWords = words.en !== undefined || words.ur !== undefined;
			if (hasWords && before === '')
				context.addIssue({
					code: 'custom',
					path: ['notes', i, 'before'],
					message: m.forms_choose()
				});
		}
	});

const textFields = {
	title: line(),
	standfirst: line({ most: 600, least: 0 }),
	source: text({ most: longestText })
};

export const editedTextSchema = z.object({
	...textFields,
	base: version(),
	mark: tick(),
	to: list(line({ most: 40, least: 0 }), 300)
});

export const newReadingSchema = z.object({
	lang: choice(locales),
	...textFields,
	...who,
	...dateFields
});

export const moveSchema = z.object({ reading: id(), to: choice(['up', 'down']) });
export const retireSchema = z.object({ reading: id(), to: choice(['out', 'back']) });
