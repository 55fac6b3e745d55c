/*
 * What the forms may contain by which staff write sets and questions. A question that they accept can
 * be answered and marked, and leaves with its module as a pack that can be brought in again.
 */
import { z } from 'zod';
import {
	choice,
	id,
	line,
	localDateTime,
	localText,
	tick,
	wholeNumber,
	rowKey
} from '$lib/forms/fields.schema.server';
import { isLocale, type LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { ReadingIndex } from '$lib/readings/reading';
import {
	longest,
	mostParagraphs,
	mostPoints,
	mostRows,
	mostWords,
	pointersIn,
	shuffled,
	withKeys
} from './authoring';
import {
	questionKinds,
	questionStages,
	type ParagraphPointer,
	type QuestionBody,
	type QuestionKind
} from './question';

/** @param timeZone the course's, in which dates are typed */
export function setSchema(timeZone: string) {
	return z.object({
		title: localText({ most: longest.title, required: true }),
		intro: localText({ most: longest.intro, lines: true }),
		stage: choice(questionStages),
		reading: z.preprocess((v) => (v === '' || v === undefined ? null : v), id().nullable()),
		feedbackAtOnce: tick(),
		dueAt: localDateTime(timeZone),
		closesAt: localDateTime(timeZone),
		stamp: line({ most: 40, least: 0 })
	});
}

export const placeSchema = z.object({ id: id(), to: choice(['up', 'down']) });
export const retireSchema = z.object({ id: id(), retired: choice(['yes', 'no']) });
export const moveSchema = z.object({ set: id() });

/** `2`, `0.5` or `0,25`; never below zero, never more than a question may be worth. */
export function pointsField(most = mostPoints) {
	return line({ most: 10, least: 0 })
		.refine((s) => /^\d{1,3}([.,]\d{1,2})?$/.test(s), {
			error: () => m.authoring_questions_not_points({ most })
		})
		.transform((s) => Number(s.replace(',', '.')))
		.refine((n) => n <= most, { error: () => m.authoring_questions_not_points({ most }) });
}

/** Numbers of paragraphs, a field for each reading, as pointers. */
export function paragraphNumbers(index: ReadingIndex) {
	return z.preprocess(
		(v) => v ?? {},
		z.record(z.string(), z.unknown()).transform((fields, context): ParagraphPointer[] =>
			index.flatMap((reading) => {
				const whole = fields[`all-${reading.key}`] === 'on';
				const typed = fields[`in-${reading.key}`];
				const field = [`in-${reading.key}`];
				const read = pointersIn(reading, typeof typed === 'string' ? typed : '');
				if (!read.ok)
					context.addIssue({
						code: 'custom',
						path: field,
						message:
							read.unknown === null
								? m.authoring_questions_not_numbers()
								: m.authoring_questions_no_paragraph({ n: read.unknown })
					});
				return [
					...(whole ? [{ reading: reading.key, id: '' }] : []),
					...(read.ok ? read.pointers : [])
				];
			})
		)
	);
}

function rows<Row extends z.ZodType<{ key: string }>>(row: Row, least: number, most: number) {
	return z.preprocess(
		(v): unknown[] => (Array.isArray(v) ? v : []),
		z
			.array(row)
			.max(most, { error: () => m.forms_too_many({ most }) })
			.superRefine((all, context) => {
				if (all.length < least)
					context.addIssue({
						code: 'custom',
						path: [],
						message: m.authoring_questions_too_few({ least })
					});
				const keys = all.map((one) => one.key).filter(Boolean);
				const twice = keys.findIndex((one, i) => keys.indexOf(one) !== i);
				if (twice >= 0)
					context.addIssue({
						code: 'custom',
						path: [],
						message: m.authoring_questions_key_twice()
					});
			})
	);
}

/** A whole number that may be left empty. */
const optionalNumber = (least: number, most: number) =>
	z.preprocess(
		(v) => (v === '' || v === undefined ? null : v),
		wholeNumber({ least, most }).nullable()
	);

const words = z
	.object({ least: optionalNumber(0, mostWords), most: optionalNumber(1, mostWords) })
	.superRefine(({ least, most }, context) => {
		if ((least === null) !== (most === null))
			context.addIssue({
				code: 'custom',
				path: [least === null ? 'least' : 'most'],
				message: m.forms_missing()
			});
		else if (least !== null && most !== null && most < least)
			context.addIssue({
				code: 'custom',
				path: ['most'],
				message: m.authoring_questions_most_below_least()
			});
	})
	.transform(({ least, most }) => (least === null || most === null ? undefined : { least, most }));

const optionRow = z.object({
	key: rowKey(),
	text: localText({ most: longest.option, required: true }),
	right: tick(),
	feedback: localText({ most: longest.feedback, lines: true })
});

function options(kind: 'choice' | 'multiple') {
	return rows(optionRow, 2, mostRows.options).superRefine((all, context) => {
		const right = all.filter((option) => option.right).length;
		if (right === 0)
			context.addIssue({ code: 'custom', path: [], message: m.authoring_questions_none_right() });
		else if (kind === 'choice' && right > 1)
			context.addIssue({ code: 'custom', path: [], message: m.authoring_questions_one_right() });
	});
}

const itemRow = z.object({
	key: rowKey(),
	text: localText({ most: longest.option, required: true }),
	/** It may stand either way with the one before. */
	tied: tick()
});

const partRow = z.object({
	key: rowKey(),
	label: localText({ most: longest.label, required: true }),
	answer: wholeNumber({ least: -999_999_999, most: 999_999_999 }),
	tolerance: z.preprocess(
		(v) => (v === '' || v === undefined ? '0' : v),
		wholeNumber({ least: 0, most: 999_999_999 })
	)
});

function find(index: ReadingIndex) {
	return z
		.object({
			reading: z.preprocess((v) => v ?? '', z.string()),
			numbers: line({ most: 300, least: 0 }),
			least: wholeNumber({ least: 1, most: mostParagraphs }),
			most: wholeNumber({ least: 1, most: mostParagraphs })
		})
		.transform(({ reading: readingKey, numbers, least, most }, context) => {
			const refuse = (field: string, message: string) => {
				context.addIssue({ code: 'custom', path: [field], message });
			};
			const reading = index.find((r) => r.key === readingKey);
			if (!reading) {
				refuse('reading', m.forms_choose());
				return z.NEVER;
			}
			const read = pointersIn(reading, numbers);
			if (!read.ok) {
				refuse(
					'numbers',
					read.unknown === null
						? m.authoring_questions_not_numbers()
						: m.authoring_questions_no_paragraph({ n: read.unknown })
				);
				return z.NEVER;
			}
			if (read.pointers.length === 0) refuse('numbers', m.authoring_questions_no_targets());
			if (most < least) refuse('most', m.authoring_questions_most_below_least());
			if (least > reading.paragraphs.length)
				refuse('least', m.authoring_questions_more_than_paragraphs());
			return { targets: read.pointers, least, most };
		});
}

const scale = z.object({
	low: localText({ most: longest.label, required: true }),
	high: localText({ most: longest.label, required: true }),
	steps: wholeNumber({ least: 2, most: 11 })
});

const marking = () => z.preprocess((v) => v ?? 'key', choice(['key', 'complete']));

function fieldsOf(kind: QuestionKind, index: ReadingIndex): Record<string, z.ZodType> {
	switch (kind) {
		case 'short':
		case 'long':
			return { words: z.preprocess((v) => v ?? {}, words) };
		case 'choice':
		case 'multiple':
			return { options: options(kind), marking: marking(), reason: tick() };
		case 'order':
			return { items: rows(itemRow, 2, mostRows.items) };
		case 'arithmetic':
			return { parts: rows(partRow, 1, mostRows.parts) };
		case 'passage':
			return { find: z.preprocess((v) => v ?? {}, find(index)) };
		case 'scale':
			return { scale: z.preprocess((v) => v ?? {}, scale), reason: tick() };
	}
}

type Item = z.output<typeof itemRow>;
type Part = z.output<typeof partRow>;

/** Ranks by place; a tied item has the rank of the one before it. */
function ranked(items: Item[]): { key: string; text: LocalText; rank: number }[] {
	let rank = 0;
	return withKeys(items).map(({ tied, ...item }, i) => {
		if (i === 0 || !tied) rank++;
		return { ...item, rank };
	});
}

export interface QuestionSent {
	body: QuestionBody;
	/** The version that the form was filled in over; 0 for a new question. */
	base: number;
}

/**
 * The form of one kind of question.
 * @param itemsBefore the order in which items of the question stand now
 */
export function questionSchema(
	kind: QuestionKind,
	index: ReadingIndex,
	itemsBefore: readonly string[] = []
) {
	return z
		.object({
			base: z.preprocess((v) => v ?? '0', wholeNumber({ least: 0, most: 1_000_000 })),
			prompt: localText({ most: longest.prompt, required: true, lines: true }),
			help: localText({ most: longest.help, lines: true }),
			points: pointsField(),
			discussion: tick(),
			feedback: choice(['at-once', 'after-release']),
			guide: localText({ most: longest.guide, lines: true }),
			background: localText({ most: longest.background, lines: true }),
			paragraphs: paragraphNumbers(index),
			...fieldsOf(kind, index)
		})
		.transform(({ base, ...rest }): QuestionSent => {
			const fields = rest as typeof rest & Record<string, unknown>;
			const { prompt, help, points, discussion, feedback, guide, background, paragraphs } = fields;
			const body: QuestionBody = {
				kind,
				prompt,
				help,
				points,
				discussion,
				feedback,
				guide,
				background: Object.keys(background).some(isLocale) ? background : null,
				paragraphs
			};
			if (fields.words) body.words = fields.words as NonNullable<QuestionBody['words']>;
			if (fields.options) {
				const all = fields.options as z.output<typeof optionRow>[];
				body.options = withKeys(all);
				body.marking = fields.marking as 'key' | 'complete';
			}
			if (fields.reason !== undefined) body.reason = fields.reason === true;
			if (fields.items) body.items = shuffled(ranked(fields.items as Item[]), itemsBefore);
			if (fields.parts)
				body.parts = withKeys(fields.parts as Part[]).map(({ tolerance, ...part }) => ({
					...part,
					...(tolerance > 0 ? { tolerance } : {})
				}));
			if (fields.find) body.find = fields.find as NonNullable<QuestionBody['find']>;
			if (fields.scale) body.scale = fields.scale as NonNullable<QuestionBody['scale']>;
			return { body, base };
		});
}

/** The form of a question that is there: of its own kind, or of another one that it is to become. */
export function questionKindIn(body: QuestionBody, index: ReadingIndex) {
	return z.record(z.string(), z.unknown()).transform((raw, context): QuestionSent => {
		const kind = questionKinds.find((one) => one === raw.kind) ?? body.kind;
		const before = kind === body.kind ? (body.items ?? []).map((item) => item.key) : [];
		const read = questionSchema(kind, index, before).safeParse(raw);
		if (read.success) return read.data;
		for (const { message, path } of read.error.issues)
			context.addIssue({ code: 'custom', message, path: [...path] });
		return z.NEVER;
	});
}
