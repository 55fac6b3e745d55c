/*
 * Guided questions: the eight kinds, what each asks, what an answer to it may hold, and when an
 * answer is there and complete. Pure.
 */
import { countWords } from '$lib/forms/words';
import type { LocalText, Locale } from '$lib/i18n/local-text';

export const questionKinds = [
	'short',
	'long',
	'choice',
	'multiple',
	'scale',
	'passage',
	'order',
	'arithmetic'
] as const;
export type QuestionKind = (typeof questionKinds)[number];

export const questionStages = ['before', 'reading', 'across', 'after'] as const;
export type QuestionStage = (typeof questionStages)[number];

/** A paragraph of a reading of the module: `{ reading: '002', id: 'p3' }`, the reading by its key. */
export interface ParagraphPointer {
	reading: string;
	id: string;
}

/** What one version of a question holds; `guide` is for staff only and never leaves the server for a student. */
export interface QuestionBody {
	kind: QuestionKind;
	prompt: LocalText;
	help: LocalText;
	points: number;
	/** Classmates' answers appear after one's own (commit before reveal). */
	discussion: boolean;
	feedback: 'at-once' | 'after-release';
	guide: LocalText;
	/** What the readings do not say; it often gives the answer away, so it comes with the feedback. */
	background: LocalText | null;
	paragraphs: ParagraphPointer[];
	marking?: 'key' | 'complete';
	reason?: boolean;
	options?: {
		key: string;
		text: LocalText;
		right: boolean;
		feedback: LocalText;
	}[];
	items?: { key: string; text: LocalText; rank: number }[];
	/** `tolerance`: how far off an answer may be and still be right; 0 when absent. */
	parts?: { key: string; label: LocalText; answer: number; tolerance?: number }[];
	find?: { targets: ParagraphPointer[]; least: number; most: number };
	scale?: { low: LocalText; high: LocalText; steps: number };
	words?: { least: number; most: number };
}

/** What a person answered. Which fields are used follows from the question's kind. */
export interface AnswerValue {
	text?: string;
	choice?: string;
	choices?: string[];
	scale?: number;
	/** Item keys, first to last; an empty place is an empty string. */
	order?: string[];
	numbers?: Record<string, number | null>;
	passages?: ParagraphPointer[];
}

/** What a student sees of a question: never the guide, what is right, a rank, a sum or a target. */
export interface AskedQuestion {
	kind: QuestionKind;
	prompt: LocalText;
	help: LocalText;
	points: number;
	discussion: boolean;
	paragraphs: ParagraphPointer[];
	reason: boolean;
	options: { key: string; text: LocalText }[];
	items: { key: string; text: LocalText }[];
	parts: { key: string; label: LocalText }[];
	/** Find the passage: the reading to look in and how many paragraphs may be marked. */
	find: { reading: string; least: number; most: number } | null;
	scale: { low: LocalText; high: LocalText; steps: number } | null;
	words: { least: number; most: number } | null;
}

/** Named field by field, so that a new field of the body stays on the server until it is let out. */
export function askedOf(body: QuestionBody): AskedQuestion {
	return {
		kind: body.kind,
		prompt: body.prompt,
		help: body.help,
		points: body.points,
		discussion: body.discussion,
		paragraphs: body.paragraphs,
		reason: body.reason === true,
		options: (body.options ?? []).map(({ key, text }) => ({ key, text })),
		items: (body.items ?? []).map(({ key, text }) => ({ key, text })),
		parts: (body.parts ?? []).map(({ key, label }) => ({ key, label })),
		find: body.find
			? {
					reading: body.find.targets[0]?.reading ?? '',
					least: body.find.least,
					most: body.find.most
				}
			: null,
		scale: body.scale ?? null,
		words: body.words ?? null
	};
}

/** The most characters that any text of an answer may have. */
export const mostCharacters = 10_000;

const machineMarked: ReadonlySet<QuestionKind> = new Set([
	'choice',
	'multiple',
	'order',
	'arithmetic',
	'passage'
]);

export function marksItself({ kind }: Pick<QuestionBody, 'kind'>): boolean {
	return machineMarked.has(kind);
}

/** Does an answer to this question hold words? Find-the-passage has room for a remark. */
export function hasWords(asked: Pick<AskedQuestion, 'kind' | 'reason'>): boolean {
	return (
		asked.kind === 'short' || asked.kind === 'long' || asked.kind === 'passage' || asked.reason
	);
}

/** Nothing chosen and nothing written. */
export function isEmpty(value: AnswerValue): boolean {
	return (
		(value.text ?? '').trim() === '' &&
		value.choice === undefined &&
		value.scale === undefined &&
		(value.choices ?? []).length === 0 &&
		(value.passages ?? []).length === 0 &&
		(value.order ?? []).every((key) => key === '') &&
		Object.values(value.numbers ?? {}).every((n) => n === null)
	);
}

type Shape = Pick<AskedQuestion, 'kind' | 'reason' | 'words' | 'items' | 'parts' | 'find'>;

/** Everything asked for is there: enough words, a choice with its reason, every item and sum. */
export function isComplete(asked: Shape, value: AnswerValue): boolean {
	const words = countWords(value.text ?? '');
	if (asked.reason && words === 0) return false;
	switch (asked.kind) {
		case 'short':
		case 'long':
			return words >= Math.max(1, asked.words?.least ?? 1);
		case 'choice':
			return value.choice !== undefined;
		case 'multiple':
			return (value.choices ?? []).length > 0;
		case 'scale':
			return value.scale !== undefined;
		case 'passage':
			return (value.passages ?? []).length >= (asked.find?.least ?? 1);
		case 'order':
			return (
				asked.items.every((item) => value.order?.includes(item.key)) &&
				new Set(value.order).size === asked.items.length
			);
		case 'arithmetic':
			return asked.parts.every((part) => value.numbers?.[part.key] != null);
	}
}

/** Not begun, begun, or complete, as the lists and the checklist before submission say it. */
export type AnswerProgress = 'empty' | 'begun' | 'complete';

export function progressOf(asked: Shape, value: AnswerValue | null): AnswerProgress {
	if (!value || isEmpty(value)) return 'empty';
	return isComplete(asked, value) ? 'complete' : 'begun';
}

/** Is this number right for the part of a sum? */
export function isRightNumber(
	part: { answer: number; tolerance?: number },
	given: number | null | undefined
): boolean {
	return given != null && Math.abs(given - part.answer) <= (part.tolerance ?? 0);
}

/**
 * What of an answer to an older version has its place in a newer one: the same option, item, part,
 * step or reading, and words where words are asked for.
 */
export function carriedOver(body: QuestionBody, value: AnswerValue): AnswerValue {
	const keys = (rows: readonly { key: string }[] | undefined) =>
		new Set((rows ?? []).map((row) => row.key));
	const options = keys(body.options);
	const items = keys(body.items);
	const parts = keys(body.parts);
	const carried: AnswerValue = {};
	if (value.text && hasWords({ kind: body.kind, reason: body.reason === true }))
		carried.text = value.text;
	if (body.kind === 'choice' && value.choice !== undefined && options.has(value.choice))
		carried.choice = value.choice;
	if (body.kind === 'multiple') {
		const choices = (value.choices ?? []).filter((key) => options.has(key));
		if (choices.length > 0) carried.choices = choices;
	}
	if (body.kind === 'scale' && value.scale !== undefined && value.scale <= (body.scale?.steps ?? 0))
		carried.scale = value.scale;
	if (body.kind === 'order' && value.order?.length === items.size)
		if (value.order.every((key) => key === '' || items.has(key))) carried.order = value.order;
	if (body.kind === 'arithmetic') {
		const numbers = Object.entries(value.numbers ?? {}).filter(([key]) => parts.has(key));
		if (numbers.some(([, n]) => n !== null)) carried.numbers = Object.fromEntries(numbers);
	}
	if (body.kind === 'passage') {
		const reading = body.find?.targets[0]?.reading;
		const passages = (value.passages ?? []).filter((p) => p.reading === reading);
		if (passages.length > 0 && passages.length <= (body.find?.most ?? 0))
			carried.passages = passages;
	}
	return carried;
}

/** The same answer, whatever order its parts were sent in. */
export function isSameAnswer(a: AnswerValue, b: AnswerValue): boolean {
	return canonical(a) === canonical(b);
}

function canonical(value: AnswerValue): string {
	return JSON.stringify([
		value.text ?? '',
		value.choice ?? null,
		[...(value.choices ?? [])].sort(),
		value.scale ?? null,
		(value.order ?? []).some((key) => key !== '') ? value.order : null,
		Object.entries(value.numbers ?? {})
			.filter(([, n]) => n !== null)
			.sort(([x], [y]) => (x < y ? -1 : 1)),
		(value.passages ?? []).map(pointerText).sort()
	]);
}

/** `002:p3`, as forms and addresses carry it. */
export function pointerText({ reading, id }: ParagraphPointer): string {
	return `${reading}:${id}`;
}

/**
 * The name of a form field that belongs to one question: `Q02a.text`, `Q01a.number.total`. Pages,
 * the script that saves and the schema that reads all use it.
 */
export function fieldOf(
	questionKey: string,
	field:
		| 'version'
		| 'asked'
		| 'text'
		| 'choice'
		| 'choices'
		| 'scale'
		| 'passages'
		| 'order'
		| 'number'
		| 'device',
	part?: string
): string {
	return part === undefined ? `${questionKey}.${field}` : `${questionKey}.${field}.${part}`;
}

/** The language of what was written, by its letters; `otherwise` when it has none. */
export function writtenIn(value: AnswerValue, otherwise: Locale): Locale {
	const words = value.text ?? '';
	const arabic = words.match(/\p{Script=Arabic}/gu)?.length ?? 0;
	const latin = words.match(/\p{Script=Latin}/gu)?.length ?? 0;
	if (arabic === latin) return otherwise;
	return arabic > latin ? 'ur' : 'en';
}
