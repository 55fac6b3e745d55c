/*
 * What a form of answers may contain. One form may carry the answers to several questions; a question
 * belongs to it when its `version` field was sent. An option, item, part or paragraph that the
 * question does not have is an error, never stored.
 */
import { z } from 'zod';
import { deviceTime, id, text, wholeNumber } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import {
	fieldOf,
	mostCharacters,
	pointerText,
	type AnswerValue,
	type ParagraphPointer,
	type QuestionBody
} from './question';

export interface QuestionToRead {
	key: string;
	body: QuestionBody;
	/** Find the passage: the paragraphs that may be marked. */
	paragraphs: readonly ParagraphPointer[];
	/** The versions before, for a page that was opened before the question was changed. */
	older?: readonly OlderQuestion[];
}

export interface OlderQuestion {
	version: number;
	body: QuestionBody;
	paragraphs: readonly ParagraphPointer[];
}

export interface SentAnswer {
	key: string;
	value: AnswerValue;
	/** The version the answer builds on; 0 for the first. */
	version: number;
	/** The version of the question that the page showed, when it is not the current one. */
	asked?: number;
	/** The device's own clock, when the answer was typed offline. */
	deviceAt: Date | null;
}

const version = wholeNumber({ least: 0, most: 1_000_000_000 });

/** A number that may be left out; Arabic and Urdu digits count as digits. */
const optionalNumber = (least: number, most: number) =>
	z.preprocess(
		(v) => (v === undefined || v === '' ? null : typeof v === 'string' ? latinDigits(v) : v),
		wholeNumber({ least, most }).nullable()
	);

function latinDigits(text: string): string {
	return text
		.replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660))
		.replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0))
		.replace(/[,٬\s]/g, '');
}

const known = (keys: ReadonlySet<string>) =>
	z
		.string({
			error: (issue) =>
				Array.isArray(issue.input) ? m.forms_sent_twice() : m.forms_unknown_choice()
		})
		.refine((key) => keys.has(key), { error: () => m.forms_unknown_choice() });

/** None, or one of `keys`. */
const oneOf = (keys: ReadonlySet<string>) =>
	z.preprocess((v) => (v === '' ? undefined : v), known(keys).optional());

const someOf = (keys: ReadonlySet<string>, most: number) =>
	z.preprocess(
		(v: unknown): unknown[] => [
			...new Set<unknown>(v === undefined || v === '' ? [] : Array.isArray(v) ? v : [v])
		],
		z.array(known(keys)).max(most, { error: () => m.forms_too_many({ most }) })
	);

const keysOf = (items: readonly { key: string }[] | undefined): ReadonlySet<string> =>
	new Set((items ?? []).map((item) => item.key));

/** The fields of one question, by their names in the form. */
function fieldsFor({ key, body, paragraphs }: QuestionToRead): Record<string, z.ZodType> {
	const fields: Record<string, z.ZodType> = {
		[fieldOf(key, 'text')]: text({ most: mostCharacters }),
		[fieldOf(key, 'device')]: deviceTime()
	};
	switch (body.kind) {
		case 'choice':
			fields[fieldOf(key, 'choice')] = oneOf(keysOf(body.options));
			break;
		case 'multiple':
			fields[fieldOf(key, 'choices')] = someOf(keysOf(body.options), body.options?.length ?? 0);
			break;
		case 'scale':
			fields[fieldOf(key, 'scale')] = optionalNumber(1, body.scale?.steps ?? 7);
			break;
		case 'passage':
			fields[fieldOf(key, 'passages')] = someOf(
				new Set(paragraphs.map(pointerText)),
				body.find?.most ?? paragraphs.length
			);
			break;
		case 'order':
			for (const item of body.items ?? [])
				fields[fieldOf(key, 'order', item.key)] = optionalNumber(1, body.items?.length ?? 0);
			break;
		case 'arithmetic':
			for (const part of body.parts ?? [])
				fields[fieldOf(key, 'number', part.key)] = optionalNumber(-999_999_999, 999_999_999);
			break;
		case 'short':
		case 'long':
	}
	return fields;
}

type Sent = Record<string, unknown>;

function valueOf({ key, body }: QuestionToRead, sent: Sent): AnswerValue {
	const words = sent[fieldOf(key, 'text')] as string;
	const value: AnswerValue = words === '' ? {} : { text: words };
	const choice = sent[fieldOf(key, 'choice')] as string | undefined;
	if (choice !== undefined) value.choice = choice;
	const choices = sent[fieldOf(key, 'choices')] as string[] | undefined;
	if (choices && choices.length > 0) value.choices = choices;
	const scale = sent[fieldOf(key, 'scale')] as number | null | undefined;
	if (scale != null) value.scale = scale;
	const passages = sent[fieldOf(key, 'passages')] as string[] | undefined;
	if (passages && passages.length > 0) value.passages = passages.map(pointerFrom);
	if (body.kind === 'order') {
		const order = orderOf({ key, body }, sent);
		if (order.some((item) => item !== '')) value.order = order;
	}
	if (body.kind === 'arithmetic')
		value.numbers = Object.fromEntries(
			(body.parts ?? []).map((part) => [
				part.key,
				(sent[fieldOf(key, 'number', part.key)] as number | null | undefined) ?? null
			])
		);
	return value;
}

/** The place that each item was given, as the list of items by place. */
function orderOf({ key, body }: Pick<QuestionToRead, 'key' | 'body'>, sent: Sent): string[] {
	const order = (body.items ?? []).map(() => '');
	for (const item of body.items ?? []) {
		const place = sent[fieldOf(key, 'order', item.key)] as number | null | undefined;
		if (place != null) order[place - 1] = item.key;
	}
	return order;
}

function pointerFrom(text: string): ParagraphPointer {
	const [reading = '', id = ''] = text.split(':');
	return { reading, id };
}

/** The question as the page showed it. */
function asShown(question: QuestionToRead, raw: Sent): QuestionToRead & { asked?: number } {
	const asked = raw[fieldOf(question.key, 'asked')];
	const older = question.older?.find(({ version: v }) => String(v) === asked);
	return older ? { ...question, ...older, asked: older.version } : question;
}

/**
 * The schema of one form; what was not sent is left alone.
 * @param retired keys of questions that were taken out: an answer to one of them is an error
 */
export function answersSchema(
	questions: readonly QuestionToRead[],
	retired: readonly string[] = []
) {
	return z.record(z.string(), z.unknown()).transform((raw, context): SentAnswer[] => {
		const answers: SentAnswer[] = [];
		for (const key of retired)
			if (raw[fieldOf(key, 'version')] !== undefined)
				context.addIssue({
					code: 'custom',
					message: m.questions_taken_out_answer(),
					path: [fieldOf(key, 'text')]
				});
		for (const current of questions) {
			const versionField = fieldOf(current.key, 'version');
			if (raw[versionField] === undefined) continue;
			const question = asShown(current, raw);
			const shape = z.object({ [versionField]: version, ...fieldsFor(question) });
			const read = shape.safeParse(raw);
			if (!read.success) {
				context.issues.push(
					...read.error.issues.map((issue) => ({
						code: 'custom' as const,
						message: issue.message,
						path: [...issue.path.slice(0, 1)],
						input: null
					}))
				);
				continue;
			}
			const sent: Sent = read.data;
			const taken = takenTwice(question, sent);
			if (taken) {
				context.addIssue({ code: 'custom', message: m.questions_place_taken(), path: [taken] });
				continue;
			}
			answers.push({
				key: question.key,
				value: valueOf(question, sent),
				version: sent[versionField] as number,
				...(question.asked === undefined ? {} : { asked: question.asked }),
				deviceAt: (sent[fieldOf(question.key, 'device')] as Date | null) ?? null
			});
		}
		return answers;
	});
}

/** The field of an item whose place another item has. */
function takenTwice({ key, body }: QuestionToRead, sent: Sent): string | null {
	const places = new Set<unknown>();
	for (const item of body.items ?? []) {
		const field = fieldOf(key, 'order', item.key);
		const place = sent[field];
		if (place == null) continue;
		if (places.has(place)) return field;
		places.add(place);
	}
	return null;
}

/** Tells staff of a classmate's answer. */
export const reportSchema = z.object({ ref: id(), reason: text({ most: 600, least: 1 }) });
