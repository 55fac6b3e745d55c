/*
 * Guided questions: the eight kinds, what each asks and what an answer to it may hold. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

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
	background: LocalText | null;
	paragraphs: ParagraphPointer[];
	marking?: 'key' | 'complete';
	reason?: boolean;
	options?: { key: string; text: LocalText; right: boolean; feedback: LocalText }[];
	items?: { key: string; text: LocalText; rank: number }[];
	parts?: { key: string; label: LocalText; answer: number }[];
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
	order?: string[];
	numbers?: Record<string, number | null>;
	passages?: ParagraphPointer[];
}
