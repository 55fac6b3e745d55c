/*
 * What a pack's data files may contain. A pack is a folder of data, or the same files in one zip;
 * reading checks every file against these shapes before anything is stored. Author text stands in
 * one language or both; every string is cleaned as everything that people write.
 */
import { z } from 'zod';
import { entryKinds, mostPlaces, statuses } from '$lib/annotations/ledger';
import { cleanWords, hasLostCharacters } from '$lib/forms/words';
import type { LocalText } from '$lib/i18n/local-text';
import { mostReasons, sides, type CitedPart } from '$lib/positions/position';
import { questionKinds, questionStages } from '$lib/questions/question';
import { longestBankComment } from '$lib/reviews/bank/bank';
import { audiences } from '$lib/reviews/calibrating/anchor';

/** Letters of one text at most, entries of one list at most: far more than a module needs. */
const longest = 20_000;
const most = 500;

const words = z
	.string()
	.max(longest)
	.refine((s) => !hasLostCharacters(s))
	.transform(cleanWords);
/** Author text that may be empty. */
const maybeText = z
	.object({ en: words.optional(), ur: words.optional() })
	.transform(({ en, ur }): LocalText => ({ ...(en ? { en } : {}), ...(ur ? { ur } : {}) }));
/** Author text in at least one language. */
const text = maybeText.refine((t) => t.en !== undefined || t.ur !== undefined);
const maybe = text.nullish().transform((v) => v ?? null);
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).max(most);
const key = z.string().regex(/^[\w-]{1,60}$/);
const slug = z
	.string()
	.max(80)
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const paragraphId = z.string().regex(/^[\w-]{1,40}$/);
/** `002:p3`, or the key of a reading as a whole, such as `note`. */
const pointer = z.string().regex(/^[\w-]{1,60}(:[\w-]{1,40})?$/);
const points = z.number().min(0).max(1000);

export const packSchema = z.object({
	slug,
	version: z.string().regex(/^[\w.+-]{1,30}$/),
	title: text,
	summary: maybeText,
	licence: z.string().max(60),
	languages: z.array(z.enum(['en', 'ur'])).min(1),
	hours: z.number().min(0).max(1000).default(0),
	studyEdition: maybe,
	readings: listOf(
		z.object({
			key,
			slug,
			date: z
				.object({
					value: z.string().regex(/^\d{4}(-\d\d(-\d\d)?)?$/),
					precision: z.enum(['year', 'month', 'day']),
					basis: z.enum(['printed', 'inferred', 'found', 'unknown'])
				})
				.nullable(),
			genre: maybeText,
			author: maybeText,
			outlet: maybeText,
			provenance: z.object({ printed: maybeText, inferred: maybeText, found: maybeText }),
			underText: maybe,
			contentNotes: listOf(z.object({ before: paragraphId, text, alternative: maybeText })),
			paragraphs: listOf(
				z.object({
					id: paragraphId,
					number: z.number().int().positive(),
					original: z.array(z.number().int().positive()).max(most),
					begins: words.optional()
				})
			),
			leftOut: listOf(z.object({ original: z.number().int().positive(), begins: words })).default(
				[]
			)
		})
	)
});

const evidence = listOf(z.object({ text, source: maybeText }));
const caseCard = z.object({ title: text, text });

/** The background note and the two case cards; either may be missing. */
export const backgroundSchema = z.object({
	label: maybeText,
	title: maybeText,
	frame: listOf(text),
	term: listOf(text),
	evidence: z.object({ firm: evidence, softer: evidence, limits: evidence }),
	cases: z
		.object({ label: maybeText, firm: caseCard, softer: caseCard })
		.nullish()
		.transform((v) => v ?? null)
});

export const glossarySchema = listOf(
	z.object({
		key: z.string().regex(/^[a-z0-9-]{1,60}$/),
		term: text,
		short: maybeText,
		aliases: listOf(words),
		readings: listOf(key)
	})
);

export const timelineSchema = listOf(
	z.object({
		key,
		date: z.object({
			value: z.string().regex(/^\d{4}(-\d\d(-\d\d)?)?$/),
			precision: z.enum(['day', 'month', 'range']),
			end: z
				.string()
				.regex(/^\d{4}(-\d\d(-\d\d)?)?$/)
				.nullish()
				.transform((v) => v ?? null)
		}),
		text,
		source: maybeText,
		paragraphs: listOf(pointer)
	})
);

export const ledgerSchema = listOf(
	z.object({
		key,
		kind: z.enum(entryKinds),
		text,
		status: z.enum(statuses).default('unchecked'),
		finding: maybeText.default({}),
		places: z
			.array(
				z.object({
					paragraph: z.string().regex(/^[\w-]{1,60}:[\w-]{1,40}$/),
					words: maybeText.default({}),
					who: maybeText,
					source: maybeText
				})
			)
			.max(mostPlaces)
	})
);

export const axesSchema = listOf(
	z.object({
		key,
		title: text,
		a: text,
		b: text,
		first: z.enum(['a', 'b']),
		note: maybe,
		staffKey: listOf(z.object({ reading: z.string().max(60), range: maybeText }))
	})
);

export const debatesSchema = z.object({
	notice: maybeText,
	noticeByLot: maybeText,
	motions: listOf(
		z.object({
			key,
			text,
			lead: z.boolean(),
			clarification: maybeText,
			ground: z.object({ for: listOf(pointer), against: listOf(pointer) })
		})
	)
});

export const rubricsSchema = listOf(
	z.object({
		key,
		title: text,
		rule: maybeText,
		notes: maybeText,
		halves: z.boolean().optional(),
		mayLeaveOut: z.boolean().optional(),
		criteria: listOf(
			z
				.object({
					key,
					title: text,
					weight: z.number().int().min(1).max(10).optional(),
					notes: text.optional(),
					/** Of a marking guide: points are given freely, and there are no levels. */
					most: points.optional(),
					levels: z
						.array(
							z.object({
								points,
								from: points.optional(),
								label: maybeText,
								text: maybeText
							})
						)
						.max(20)
				})
				.refine(({ most: free, levels }) => free !== undefined || levels.length > 0)
		)
	})
);

const anchorBody = z.object({
	thesis: words,
	reasons: z
		.array(z.object({ id: key, claim: words, warrant: words }))
		.min(1)
		.max(mostReasons),
	against: words,
	reply: words,
	change: words
});

/** Comments that markers use again; without a criterion they are for any. */
export const commentsSchema = listOf(
	z.object({
		criterion: key.nullable(),
		text: text.refine(
			({ en = '', ur = '' }) => Math.max(en.length, ur.length) <= longestBankComment
		)
	})
);

/** Positions to calibrate by, with the levels that they were given and why. */
export const anchorsSchema = listOf(
	z.object({
		key,
		title: text,
		audience: z.enum(audiences),
		/** The key of the rubric by which it is judged. */
		rubric: key,
		side: z.enum(sides),
		bodies: z
			.object({ en: anchorBody.optional(), ur: anchorBody.optional() })
			.refine((bodies) => bodies.en !== undefined || bodies.ur !== undefined),
		citations: listOf(
			z.object({
				part: z
					.string()
					.regex(/^(against|reason:[\w-]{1,60})$/)
					.transform((part) => part as CitedPart),
				paragraph: z.string().regex(/^[\w-]{1,60}:[\w-]{1,40}$/)
			})
		),
		levels: z.record(key, points.nullable()),
		reasons: z.record(key, maybeText).default({})
	})
);

export const questionsSchema = z.object({
	sets: listOf(
		z.object({
			key,
			title: text,
			stage: z.enum(questionStages),
			reading: key.nullable(),
			intro: maybeText
		})
	),
	questions: listOf(
		z.object({
			key,
			set: key,
			kind: z.enum(questionKinds),
			paragraphs: listOf(pointer),
			prompt: text,
			help: maybeText,
			points,
			discussion: z.boolean(),
			feedback: z.enum(['at-once', 'after-release']),
			guide: maybeText,
			background: maybe,
			marking: z.enum(['key', 'complete']).optional(),
			reason: z.boolean().optional(),
			options: listOf(z.object({ key, text, right: z.boolean(), feedback: maybeText })).optional(),
			items: listOf(z.object({ key, text, rank: z.number().int() })).optional(),
			parts: listOf(
				z.object({
					key,
					label: maybeText,
					answer: z.number().int(),
					tolerance: z.number().int().min(0).optional()
				})
			).optional(),
			find: z
				.object({
					targets: z.array(pointer).min(1).max(most),
					least: z.number().int().min(0).max(most),
					most: z.number().int().min(1).max(most)
				})
				.optional(),
			scale: z
				.object({ low: maybeText, high: maybeText, steps: z.number().int().min(2).max(11) })
				.optional(),
			words: z
				.object({
					least: z.number().int().min(0).max(10_000),
					most: z.number().int().min(1).max(10_000)
				})
				.optional()
		})
	)
});

export const sourcesSchema = listOf(z.object({ key, text }));
export const frontMatterSchema = z.object({
	title: words.pipe(z.string().min(1).max(400)),
	standfirst: words
});
