/*
 * The fields that forms are made of. Messages are lazy, so that they are in the language of the
 * request. `line` and `text` clean what people write (words.ts).
 */
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { cleanWords, hasLostCharacters } from './words';

const one = () =>
	z
		.string({
			error: (issue) => (Array.isArray(issue.input) ? m.forms_sent_twice() : m.forms_missing())
		})
		.refine((s) => !hasLostCharacters(s), { error: () => m.forms_lost_characters() });

/** One line, trimmed. `least: 0` makes it optional (an absent field is an empty one). */
export function line({ most = 200, least = 1 }: { most?: number; least?: number } = {}) {
	const field = one()
		.transform((s) => cleanWords(s).replace(/\s+/g, ' ').trim())
		.refine((s) => s.length >= least, {
			error: () => (least > 1 ? m.forms_too_short({ least }) : m.forms_missing())
		})
		.refine((s) => s.length <= most, { error: () => m.forms_too_long({ most }) });
	return least === 0 ? z.preprocess((v) => v ?? '', field) : field;
}

/** Several lines; only the ends are trimmed. */
export function text({ most = 10_000, least = 0 }: { most?: number; least?: number } = {}) {
	const field = one()
		.transform((s) => cleanWords(s).trim())
		.refine((s) => s.length >= least, {
			error: () => (least > 1 ? m.forms_too_short({ least }) : m.forms_missing())
		})
		.refine((s) => s.length <= most, { error: () => m.forms_too_long({ most }) });
	return least === 0 ? z.preprocess((v) => v ?? '', field) : field;
}

export function email() {
	return one()
		.transform((s) => cleanWords(s).trim().toLowerCase())
		.refine((s) => s.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(s), {
			error: () => m.forms_not_an_email()
		});
}

/** An id or key that a page gave out; the reader decides whether it exists. */
export function id() {
	return one().refine((s) => /^[\w:.-]{1,80}$/.test(s), { error: () => m.forms_unknown_choice() });
}

/** The name of a row that the page gave out; a new row has none yet. */
export function rowKey() {
	return line({ most: 60, least: 0 }).refine((s) => /^[\w-]*$/.test(s), {
		error: () => m.forms_unknown_choice()
	});
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
	return z.enum(values, {
		error: (issue) =>
			Array.isArray(issue.input)
				? m.forms_sent_twice()
				: issue.input === undefined || issue.input === ''
					? m.forms_choose()
					: m.forms_unknown_choice()
	});
}

/** A checkbox: present or not. */
export function tick() {
	return z.preprocess((v) => v === 'on' || v === 'true' || v === '1', z.boolean());
}

/** One that was chosen on the device; whoever reads it says whether it will do. */
export function file() {
	return z
		.instanceof(File, {
			error: (issue) => (Array.isArray(issue.input) ? m.forms_sent_twice() : m.forms_not_a_file())
		})
		.optional();
}

/** A field that may be sent any number of times, at most `most`. */
export function list<Item extends z.ZodType>(item: Item, most = 50) {
	return z.preprocess(
		(v): unknown[] => (v === undefined || v === '' ? [] : Array.isArray(v) ? v : [v]),
		z.array(item).max(most, { error: () => m.forms_too_many({ most }) })
	);
}

export function wholeNumber({ least, most }: { least: number; most: number }) {
	return one()
		.transform((s) => s.trim())
		.refine((s) => /^-?\d{1,9}$/.test(s), { error: () => m.forms_not_a_number() })
		.transform(Number)
		.refine((n) => n >= least && n <= most, { error: () => m.forms_out_of_range({ least, most }) });
}

/** The version that a save builds on. */
export function version() {
	return wholeNumber({ least: 0, most: 1_000_000_000 });
}

/** When something was typed or handed in by the device's own clock; null where it does not say. */
export function deviceTime() {
	return z
		.preprocess((v) => v ?? '', one())
		.transform((sent): Date | null => {
			const at = /^\d{4}-\d\d-\d\dT[\d:.]{5,12}Z$/.test(sent) ? new Date(sent) : null;
			return at && !Number.isNaN(at.getTime()) ? at : null;
		});
}

/** A `datetime-local` value in the course's time zone; empty is null. */
export function localDateTime(timeZone: string) {
	return z.preprocess(
		(v) => v ?? '',
		one().transform((s, context) => {
			if (s.trim() === '') return null;
			const at = DateTime.fromISO(s.trim(), { zone: timeZone });
			if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(s.trim()) && at.isValid) return at.toJSDate();
			context.addIssue({ code: 'custom', message: m.forms_not_a_date() });
			return z.NEVER;
		})
	);
}

/**
 * Author text in both languages, from the fields `name.en` and `name.ur` of `LocalFields`. An empty
 * side is left out; `required` wants one of them. `lines` keeps line breaks.
 */
export function localText({
	most = 200,
	required = false,
	lines = false
}: { most?: number; required?: boolean; lines?: boolean } = {}) {
	const side = lines ? text({ most }) : line({ most, least: 0 });
	return z.preprocess(
		(v) => v ?? {},
		z.object({ en: side, ur: side }).transform(({ en, ur }, context): LocalText => {
			if (required && en === '' && ur === '')
				context.addIssue({ code: 'custom', path: ['en'], message: m.forms_one_language() });
			return { ...(en ? { en } : {}), ...(ur ? { ur } : {}) };
		})
	);
}
