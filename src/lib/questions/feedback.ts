/*
 * What a student may be told about an answer, and when. `part` says how far the own answer is right
 * and comments on what was chosen; `whole` also shows what would have been right and the background.
 *
 * - A question with feedback at once, in a set that allows it: the part after every saved answer, the
 *   whole after submission.
 * - Every question: the whole once the set's marks are released, to whoever has submitted or can no
 *   longer do so (an extension runs after release, and must not begin with the key).
 *
 * Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import {
	isEmpty,
	isRightNumber,
	pointerText,
	type AnswerValue,
	type ParagraphPointer,
	type QuestionBody
} from './question';
import { machinePoints } from './scoring';

export type FeedbackExtent = 'none' | 'part' | 'whole';

export function feedbackDue(facts: {
	body: Pick<QuestionBody, 'feedback' | 'kind'>;
	atOnceInSet: boolean;
	hasAnswer: boolean;
	isSubmitted: boolean;
	isReleased: boolean;
	isClosed: boolean;
}): FeedbackExtent {
	if (facts.isReleased && (facts.isSubmitted || facts.isClosed)) return 'whole';
	if (facts.body.feedback !== 'at-once' || !facts.atOnceInSet) return 'none';
	if (facts.isSubmitted) return 'whole';
	return facts.hasAnswer ? 'part' : 'none';
}

export interface Feedback {
	/** Of the machine, for the own answer; null where a person marks. */
	points: number | null;
	/** False where any reasoned choice is right, so that none is called wrong. */
	isJudged: boolean;
	options: {
		key: string;
		text: LocalText;
		chosen: boolean;
		right: boolean;
		feedback: LocalText;
	}[];
	parts: {
		key: string;
		label: LocalText;
		right: boolean;
		answer: number | null;
	}[];
	/** How many target paragraphs were marked, and how many others. */
	found: {
		hits: number;
		others: number;
		targets: ParagraphPointer[] | null;
	} | null;
	/** Items in their right order, by rank. */
	order: { text: LocalText; rank: number }[] | null;
	background: LocalText | null;
}

export function feedbackOn(
	body: QuestionBody,
	value: AnswerValue | null,
	extent: FeedbackExtent
): Feedback | null {
	if (extent === 'none') return null;
	const given = value ?? {};
	const isWhole = extent === 'whole';
	const chosen = new Set([...(given.choices ?? []), ...(given.choice ? [given.choice] : [])]);
	const targets = body.find?.targets ?? [];
	const isTarget = (p: ParagraphPointer) => targets.some((t) => pointerText(t) === pointerText(p));
	const marked = given.passages ?? [];
	return {
		points: isEmpty(given) ? null : machinePoints(body, given),
		isJudged: body.marking !== 'complete',
		options: (body.options ?? [])
			.filter((o) => isWhole || chosen.has(o.key))
			.map((o) => ({
				key: o.key,
				text: o.text,
				chosen: chosen.has(o.key),
				right: o.right,
				feedback: o.feedback
			})),
		parts: (body.parts ?? []).map((p) => ({
			key: p.key,
			label: p.label,
			right: isRightNumber(p, given.numbers?.[p.key]),
			answer: isWhole ? p.answer : null
		})),
		found: body.find
			? {
					hits: marked.filter(isTarget).length,
					others: marked.filter((p) => !isTarget(p)).length,
					targets: isWhole ? targets : null
				}
			: null,
		order:
			isWhole && body.items
				? [...body.items].sort((a, b) => a.rank - b.rank).map(({ text, rank }) => ({ text, rank }))
				: null,
		background: isWhole ? body.background : null
	};
}
