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
import { locales, type LocalText } from '$lib/i18n/local-text';
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

/** Numbers of paragraphs of an original: `3`, `3, 4`. */
const originalNumbers = line({ most: 60, least: 0 })
	.refine((typed) => /^(\d{1,3}([\s,،]+|$))*$/.test(typed), {
		error: () => m.authoring_reading_bad_numbers()
	})
	.transform((typed) => [
		...new Set(
			typed
				.split(/[\s,،]+/)
				.map(Number)
				.filter((n) => n > 0)
		)
	]);

const begins = line({ most: 200, least: 0 });

export const aboutSchema = z
	.object({
		base: id(),
		...who,
		...dateFields,
		printed: localText({ most: 2000, lines: true }),
		inferred: localText({ most: 2000, lines: true }),
		found: localText({ most: 2000, lines: true }),
		underText: localText({ most: 4000, lines: true }),
		notes: list(note),
		places: list(z.object({ id: line({ most: 40 }), original: originalNumbers, begins }), 300),
		leftOut: list(z.object({ original: originalNumbers, begins }))
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

/** What is kept of the fields; an empty row is no note. */
export function aboutFrom({
	base,
	author,
	outlet,
	genre,
	printed,
	inferred,
	found,
	underText,
	notes,
	places,
	leftOut,
	...date
}: z.output<typeof aboutSchema>) {
	const hasWords = (t: LocalText) => t.en !== undefined || t.ur !== undefined;
	return {
		base,
		author,
		outlet,
		genre,
		date: dateFrom(date),
		provenance: { printed, inferred, found },
		underText: hasWords(underText) ? underText : null,
		contentNotes: notes.filter((n) => hasWords(n.text)),
		// A form without its rows says nothing about them.
		original:
			places.length === 0
				? null
				: {
						places,
						leftOut: leftOut.flatMap(({ original: [at], begins: words }) =>
							at !== undefined && words !== '' ? [{ original: at, begins: words }] : []
						)
					}
	};
}

export const editedTextSchema = z.object({
	...textFields,
	base: version(),
	mark: tick(),
	/** Of the report; absent is the first. */
	page: version().catch(1),
	to: list(line({ most: 40, least: 0 }), 300)
});

export const newReadingSchema = z.object({
	lang: choice(locales),
	...textFields,
	...who,
	...dateFields
});

export const moveSchema = z.object({ key: id(), to: choice(['up', 'down']) });
export const retireSchema = z.object({ reading: id(), to: choice(['out', 'back']) });

/** Paragraphs in one part of the note. */
export const mostNoteItems = 40;

const noteItem = z.object({
	id: line({ most: 40, least: 0 }),
	text: localText({ most: 4000, lines: true }),
	source: localText({ most: 400 })
});

export const noteSchema = z.object({
	base: id(),
	title: localText({ required: true }),
	label: localText(),
	frame: list(noteItem, mostNoteItems),
	term: list(noteItem, mostNoteItems),
	firm: list(noteItem, mostNoteItems),
	softer: list(noteItem, mostNoteItems),
	limits: list(noteItem, mostNoteItems)
});

/** Other forms of a word, one a line. */
const names = () =>
	text({ most: 1000 }).transform((words) => [
		...new Set(
			words
				.split(/\n/)
				.map((name) => name.replace(/\s+/g, ' ').trim())
				.filter((name) => name !== '')
		)
	]);

export const termSchema = z.object({
	base: line({ most: 40, least: 0 }),
	term: localText({ most: 120, required: true }),
	short: localText({ most: 600, lines: true }),
	aliases: names(),
	readings: list(id())
});

/** `2024`, `2024-12`, `2024-12-24`; as exact as it is said to be. */
export const eventSchema = z
	.object({
		base: line({ most: 40, least: 0 }),
		date: partialDate(),
		precision: choice(['day', 'month', 'range']),
		end: partialDate(),
		text: localText({ most: 600, lines: true, required: true }),
		source: localText({ most: 300 }),
		paragraphs: line({ most: 400, least: 0 })
	})
	.superRefine(({ date, precision, end }, context) => {
		const refuse = (field: string, message: string) =>
			context.addIssue({ code: 'custom', path: [field], message });
		if (date === '') refuse('date', m.forms_missing());
		if (precision === 'day' && date.length !== 10) refuse('date', m.authoring_timeline_needs_day());
		if (precision === 'range' && end === '') refuse('end', m.authoring_timeline_needs_end());
		if (precision === 'range' && end !== '' && end < date)
			refuse('end', m.authoring_timeline_end_first());
	});

/** The date that the fields say. */
export function eventDate({
	date,
	precision,
	end
}: {
	date: string;
	precision: 'day' | 'month' | 'range';
	end: string;
}) {
	return { value: date, precision, end: precision === 'range' ? end : null };
}

export const removeSchema = z.object({ key: id() });
