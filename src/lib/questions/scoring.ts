/*
 * The points that a question gives by itself. All of it follows one rule, right minus wrong over
 * right, so that ticking everything and guessing an order earn nothing:
 *
 * - choice: the right one, or nothing.
 * - multiple choice: (right ones chosen − wrong ones chosen) ÷ right ones, never below 0.
 * - either of them marked `complete`: all points for any choice, with its reason where one is asked.
 * - put in order: of all pairs of different rank, (pairs in order − pairs out of order) ÷ pairs,
 *   never below 0 (Kendall's tau, where only positive). Items of one rank may stand either way.
 * - check the arithmetic: right parts ÷ parts; right within the part's tolerance.
 * - find the passage: (targets marked − other paragraphs marked) ÷ `least`, between 0 and 1, by
 *   paragraph, never by offset.
 *
 * Points are rounded to 0.01. Pure.
 */
import {
	askedOf,
	isComplete,
	isEmpty,
	isRightNumber,
	marksItself,
	pointerText,
	type AnswerValue,
	type QuestionBody
} from './question';

export function roundPoints(points: number): number {
	return Math.round((points + Number.EPSILON) * 100) / 100;
}

/** Null for open questions (short, long, scale), which a person marks or completeness does. */
export function machinePoints(body: QuestionBody, value: AnswerValue): number | null {
	if (!marksItself(body)) return null;
	if (body.marking === 'complete') return isComplete(askedOf(body), value) ? body.points : 0;
	return roundPoints(body.points * Math.min(1, Math.max(0, shareOf(body, value))));
}

/** Points given out of `from`, as points out of `to`. */
export function inProportion(points: number, from: number, to: number): number {
	return from === to || from <= 0 ? Math.min(points, to) : (points * to) / from;
}

/** Points without a marker: the machine's, or all of them for a complete open answer. */
export function defaultPoints(body: QuestionBody, value: AnswerValue): number {
	return machinePoints(body, value) ?? (isComplete(askedOf(body), value) ? body.points : 0);
}

function shareOf(body: QuestionBody, value: AnswerValue): number {
	if (isEmpty(value)) return 0;
	switch (body.kind) {
		case 'choice':
			return (body.options ?? []).some((o) => o.right && o.key === value.choice) ? 1 : 0;
		case 'multiple': {
			const chosen = new Set(value.choices);
			const right = (body.options ?? []).filter((o) => o.right);
			const hits = right.filter((o) => chosen.has(o.key)).length;
			return right.length === 0 ? 0 : (hits - (chosen.size - hits)) / right.length;
		}
		case 'order':
			return orderShare(body.items ?? [], value.order ?? []);
		case 'arithmetic': {
			const parts = body.parts ?? [];
			const right = parts.filter((p) => isRightNumber(p, value.numbers?.[p.key])).length;
			return parts.length === 0 ? 0 : right / parts.length;
		}
		case 'passage': {
			const targets = new Set((body.find?.targets ?? []).map(pointerText));
			const marked = new Set((value.passages ?? []).map(pointerText));
			const hits = [...marked].filter((pointer) => targets.has(pointer)).length;
			return (hits - (marked.size - hits)) / Math.max(1, body.find?.least ?? 1);
		}
		case 'short':
		case 'long':
		case 'scale':
			return 0;
	}
}

function orderShare(items: { key: string; rank: number }[], order: string[]): number {
	let pairs = 0;
	let score = 0;
	for (const [i, a] of items.entries())
		for (const b of items.slice(i + 1)) {
			if (a.rank === b.rank) continue;
			pairs++;
			const placeOfA = order.indexOf(a.key);
			const placeOfB = order.indexOf(b.key);
			if (placeOfA < 0 || placeOfB < 0) continue;
			score += placeOfA < placeOfB === a.rank < b.rank ? 1 : -1;
		}
	return pairs === 0 ? 0 : score / pairs;
}
