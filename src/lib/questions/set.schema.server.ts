/* What the forms of staff may contain: a set's settings, more time for one student, marks. */
import { z } from 'zod';
import {
	choice,
	deviceTime,
	id,
	line,
	localDateTime,
	text,
	tick,
	version
} from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';

/** @param timeZone the course's, in which dates are typed */
export function settingsSchema(timeZone: string) {
	return z.object({
		dueAt: localDateTime(timeZone),
		closesAt: localDateTime(timeZone),
		feedbackAtOnce: tick()
	});
}

export function extensionSchema(timeZone: string) {
	return z.object({
		student: id(),
		extendedDueAt: localDateTime(timeZone),
		extendedClosesAt: localDateTime(timeZone)
	});
}

/** `asked`: the versions of the questions that the page showed. */
export const submitSchema = z.object({
	asked: line({ most: 4000, least: 0 }),
	device: deviceTime()
});

export const releaseSchema = z.object({});

export const reopenSchema = z.object({ student: id() });

export const waiveSchema = z.object({ student: id(), waived: choice(['yes', 'no']) });

/** `1`, `0.5` or `0,25`. */
const points = line({ most: 10, least: 0 })
	.refine((s) => /^\d{1,3}([.,]\d{1,2})?$/.test(s), {
		error: () => m.questions_marking_not_points()
	})
	.transform((s) => Number(s.replace(',', '.')));

export const markSchema = z.object({
	ref: id(),
	version: version(),
	points,
	comment: text({ most: 4000 })
});
