/*
 * What a pack's data files may contain. A pack is a folder of data; loading checks every file
 * against these shapes before anything is stored.
 */
import { z } from 'zod';
import { questionKinds, questionStages } from '$lib/questions/question';

const both = z.object({ en: z.string().min(1), ur: z.string().min(1) });
const maybe = both.nullish().transform((v) => v ?? null);
const key = z.string().regex(/^[\w-]{1,60}$/);
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const paragraphId = z.string().regex(/^[\w-]{1,40}$/);
/** `002:p3`, or `note` for the background note as a whole. */
const pointer = z.string().regex(/^(\w+:[\w-]+|note)$/);

export const packSchema = z.object({
	slug,
	version: z.string(),
	title: both,
	summary: both,
	licence: z.string(),
	languages: z.array(z.enum(['en', 'ur'])),
	hours: z.number(),
	studyEdition: both,
	readings: z.array(
		z.object({
			key,
			slug,
			date: z.object({
				value: z.string().regex(/^\d{4}(-\d\d(-\d\d)?)?$/),
				precision: z.enum(['year', 'month', 'day']),
				basis: z.enum(['printed', 'inferred', 'found', 'unknown'])
			}),
			genre: both,
			author: both,
			outlet: both,
			provenance: z.object({ printed: both, inferred: both, found: both }),
			underText: maybe,
			contentNotes: z.array(z.object({ before: paragraphId, text: both, alternative: both })),
			paragraphs: z.array(
				z.object({
					id: paragraphId,
					number: z.number().int().positive(),
					original: z.array(z.number().int().positive()),
					begins: z.string().optional()
				})
			),
			leftOut: z
				.array(z.object({ original: z.number().int().positive(), begins: z.string() }))
				.default([])
		})
	)
});

export const backgroundSchema = z.object({
	label: both,
	title: both,
	frame: z.array(both),
	term: z.array(both),
	evidence: z.object({
		firm: z.array(z.object({ text: both, source: both })),
		softer: z.array(z.object({ text: both, source: both })),
		limits: z.array(z.object({ text: both, source: both }))
	}),
	cases: z.object({
		label: both,
		firm: z.object({ title: both, text: both }),
		softer: z.object({ title: both, text: both })
	})
});

export const glossarySchema = z.array(
	z.object({ key, term: both, short: both, aliases: z.array(z.string()), readings: z.array(key) })
);

export const timelineSchema = z.array(
	z.object({
		key,
		date: z.object({
			value: z.string(),
			precision: z.enum(['day', 'month', 'range']),
			end: z
				.string()
				.nullish()
				.transform((v) => v ?? null)
		}),
		text: both,
		source: both,
		paragraphs: z.array(pointer)
	})
);

export const axesSchema = z.array(
	z.object({
		key,
		title: both,
		a: both,
		b: both,
		first: z.enum(['a', 'b']),
		note: maybe,
		staffKey: z.array(z.object({ reading: z.string(), range: both }))
	})
);

export const debatesSchema = z.object({
	notice: both,
	noticeByLot: both,
	motions: z.array(
		z.object({
			key,
			text: both,
			lead: z.boolean(),
			clarification: both,
			ground: z.object({ for: z.array(pointer), against: z.array(pointer) })
		})
	)
});

export const rubricsSchema = z.array(
	z.object({
		key,
		title: both,
		rule: both,
		notes: both,
		criteria: z.array(
			z.object({
				key,
				title: both,
				levels: z.array(z.object({ points: z.number(), label: both, text: both }))
			})
		)
	})
);

export const questionsSchema = z.object({
	sets: z.array(
		z.object({
			key,
			title: both,
			stage: z.enum(questionStages),
			reading: key.nullable(),
			intro: both
		})
	),
	questions: z.array(
		z.object({
			key,
			set: key,
			kind: z.enum(questionKinds),
			paragraphs: z.array(pointer),
			prompt: both,
			help: both,
			points: z.number(),
			discussion: z.boolean(),
			feedback: z.enum(['at-once', 'after-release']),
			guide: both,
			background: maybe,
			marking: z.enum(['key', 'complete']).optional(),
			reason: z.boolean().optional(),
			options: z
				.array(z.object({ key, text: both, right: z.boolean(), feedback: both }))
				.optional(),
			items: z.array(z.object({ key, text: both, rank: z.number().int() })).optional(),
			parts: z.array(z.object({ key, label: both, answer: z.number().int() })).optional(),
			find: z
				.object({ targets: z.array(pointer), least: z.number().int(), most: z.number().int() })
				.optional(),
			scale: z.object({ low: both, high: both, steps: z.number().int() }).optional(),
			words: z.object({ least: z.number().int(), most: z.number().int() }).optional()
		})
	)
});

export const sourcesSchema = z.array(z.object({ key, text: both }));
export const frontMatterSchema = z.object({ title: z.string().min(1), standfirst: z.string() });
