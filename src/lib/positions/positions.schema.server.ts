/* What the forms about positions may contain. */
import { z } from 'zod';
import {
	choice,
	deviceTime,
	id,
	localDateTime,
	text,
	tick,
	version,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import type { WrittenDraft } from './drafting.server';
import { places, writtenIn } from './fields';
import { longest, sides } from './position';

const reasonFields: Record<string, z.ZodType> = Object.fromEntries<z.ZodType>(
	places.flatMap((n) => [
		[`reason-${n}`, id().optional()],
		[`claim-${n}`, text({ most: longest.claim })],
		[`warrant-${n}`, text({ most: longest.warrant })]
	])
);

const draftFields = {
	version: version(),
	device: deviceTime(),
	side: choice(sides).optional(),
	thesis: text({ most: longest.thesis }),
	against: text({ most: longest.against }),
	reply: text({ most: longest.reply }),
	change: text({ most: longest.change })
};

function draftOf(
	fields: { version: number; device: Date | null } & Record<string, unknown>
): WrittenDraft {
	return { version: fields.version, deviceAt: fields.device, ...writtenIn(fields) };
}

const draftShape = { ...reasonFields, ...draftFields };
const part = () =>
	id().refine((s) => s === 'against' || /^reason:[\w-]{1,40}$/.test(s), {
		error: () => m.forms_unknown_choice()
	});

export const draftSchema = z.object(draftShape).transform((fields) => ({ draft: draftOf(fields) }));
export const removeReasonSchema = z
	.object({ ...draftShape, reason: id() })
	.transform((fields) => ({ draft: draftOf(fields), reason: fields.reason }));
export const toCiteSchema = z
	.object({ ...draftShape, part: part() })
	.transform((fields) => ({ draft: draftOf(fields), part: fields.part }));
export const removeCitationSchema = z
	.object({ ...draftShape, citation: id() })
	.transform((fields) => ({ draft: draftOf(fields), citation: fields.citation }));

/** A passage: `range` is `10-80`, offsets into the paragraph; `exact` is what the browser saw there. */
export const citeSchema = z.object({
	part: part(),
	version: id(),
	paragraph: id(),
	range: z
		.string({ error: () => m.forms_choose() })
		.regex(/^\d{1,6}-\d{1,6}$/, { error: () => m.forms_unknown_choice() })
		.transform((s) => s.split('-').map(Number) as [number, number]),
	exact: z
		.string({ error: () => m.forms_unknown_choice() })
		.max(10_000, { error: () => m.forms_unknown_choice() })
		.optional()
});

export function termsSchema(timeZone: string) {
	return z.object({
		motion: id(),
		dueAt: localDateTime(timeZone),
		closesAt: localDateTime(timeZone),
		graceMinutes: wholeNumber({ least: 0, most: 10_080 }),
		hideWhileMarking: tick()
	});
}

export const lotSchema = z.object({
	section: z.preprocess((v) => (v === '' ? undefined : v), id().optional())
});

/** `own` leaves the side to the student. */
export const sideSchema = z.object({ student: id(), side: choice([...sides, 'own']) });

export function extensionSchema(timeZone: string) {
	return z.object({
		student: id(),
		dueAt: localDateTime(timeZone),
		closesAt: localDateTime(timeZone)
	});
}
