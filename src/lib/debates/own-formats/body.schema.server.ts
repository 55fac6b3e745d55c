/* A format in a file of ours: every field, its bounds, and that the whole holds together. */
import { z } from 'zod';
import { hasLostCharacters, cleanWords } from '$lib/forms/words';
import type { LocalText } from '$lib/i18n/local-text';
import { phaseKinds, type FormatBody } from '../format';
import { faultsOf, longest, most } from './shape';

export const formatFormat = 'standpoint-debate-format';
export const formatFileVersion = 1;

export const formatEnvelope = z.object({
	format: z.literal(formatFormat),
	version: z.number().int(),
	debate: z.unknown().optional()
});

const words = (letters: number) =>
	z
		.string()
		.refine((s) => !hasLostCharacters(s))
		.transform((s) => cleanWords(s).trim())
		.refine((s) => s.length <= letters);

/** In one language at least; an empty one is left out. */
const text = (letters: number) =>
	z
		.object({ en: words(letters).optional(), ur: words(letters).optional() })
		.transform(({ en, ur }): LocalText => ({ ...(en ? { en } : {}), ...(ur ? { ur } : {}) }));

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const whole = (least: number, greatest: number) => z.number().int().min(least).max(greatest);
const place = z.object({ team: key, speakers: z.array(key).max(most.speakers) }).nullable();
const seconds = whole(0, most.seconds);
const times = z.union([z.literal(1), z.literal(2), z.literal(3)]);

const phase = z.object({
	key,
	kind: z.enum(phaseKinds),
	title: text(longest.title),
	seconds: whole(1, most.seconds).nullable(),
	who: place,
	other: place,
	moment: z.enum(['before', 'after']).nullable(),
	corner: key.nullable(),
	bells: z.array(z.object({ at: seconds, times })).max(most.bells),
	points: z.object({ from: seconds, until: seconds }).nullable(),
	newArguments: z.boolean(),
	pools: z.array(key).max(most.teams),
	written: z.object({
		hours: whole(0, most.hours),
		letters: whole(0, most.letters),
		exchanges: whole(0, most.exchanges)
	})
});

const team = z.object({
	key,
	title: text(longest.title),
	stance: z.enum(['for', 'against']),
	speakers: z.array(z.object({ key, title: text(longest.title) })).max(most.speakers)
});

const points = z
	.object({
		least: z.number().min(0).max(1000),
		most: z.number().min(0).max(1000),
		step: z.number().positive().max(100),
		reply: z.number().positive().max(1).nullable()
	})
	.refine(({ least, most }) => least < most);

/** The message of an issue is the kind of a fault; others are of the shape. */
export const formatInFile = z
	.object({
		title: text(longest.title),
		summary: text(longest.summary),
		source: z.object({
			title: words(longest.source),
			url: z.union([
				z.literal(''),
				z
					.string()
					.max(longest.url)
					.regex(/^https?:\/\/\S+$/)
			]),
			year: z.string().max(20)
		}),
		version: whole(1, 1_000_000),
		teams: z.array(team).max(most.teams),
		phases: z.array(phase).max(most.phases),
		pool: whole(1, most.pool).nullable(),
		before: z.number().positive().max(most.before).nullable(),
		corners: z
			.array(z.object({ key, title: text(longest.title), leaning: z.number().min(-2).max(2) }))
			.max(most.corners),
		circle: z.object({ kind: z.enum(['open', 'closed']), seats: whole(2, most.seats) }).nullable(),
		result: z.enum(['movement', 'ballot', 'ranking', 'statement', 'moves', 'none']),
		points: points.nullable(),
		rules: z.array(text(longest.rule)).max(most.rules)
	})
	.superRefine((body: FormatBody, context) => {
		for (const { kind, place } of faultsOf(body))
			context.addIssue({ code: 'custom', path: place.split('/'), message: kind });
	});
