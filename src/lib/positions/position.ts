/*
 * A position: what one student holds on a motion, with reasons, cited passages and warrants, the
 * strongest case against, a reply, and what would change their mind. Pure: types, life cycle, rules.
 */
import { countWords } from '$lib/forms/words';
import type { LocalText } from '$lib/i18n/local-text';

export const sides = ['for', 'against', 'between'] as const;
export type Side = (typeof sides)[number];
export type SideOrigin = 'own' | 'assigned';
export const positionStates = ['draft', 'submitted', 'returned'] as const;
export type PositionState = (typeof positionStates)[number];

export const mostReasons = 5;
/** Cited passages in one part. */
export const mostCitations = 6;

/** Letters at most in each part; together they fit a request also in Urdu. */
export const longest = {
	thesis: 1000,
	claim: 600,
	warrant: 2000,
	against: 3000,
	reply: 3000,
	change: 1500
} as const;

export interface Reason {
	/** Stable within the position; citations name it as their part. */
	id: string;
	claim: string;
	warrant: string;
}

/** The words of a position; cited passages stand in their own table, by part. */
export interface PositionBody {
	thesis: string;
	reasons: Reason[];
	against: string;
	reply: string;
	change: string;
}

export interface MotionBody {
	text: LocalText;
	clarification: LocalText;
	ground: { for: string[]; against: string[] };
}

/** Letters at most in the words of a motion, in each language. */
export const longestInMotion = { text: 500, clarification: 1500 } as const;

/** Where a passage may be cited, and what a reviewer comments on. */
export type CitedPart = `reason:${string}` | 'against';
export type PositionPart = CitedPart | 'thesis' | 'reply' | 'change';

export function reasonPart(id: string): CitedPart {
	return `reason:${id}`;
}

/** The id of a part's place on every page that shows it. */
export function partId(part: string): string {
	return `part-${part.replace(':', '-')}`;
}

/** The parts in the order of the page. */
export function partsOf(body: PositionBody): PositionPart[] {
	return ['thesis', ...body.reasons.map((r) => reasonPart(r.id)), 'against', 'reply', 'change'];
}

/** The parts of a position in which a passage can be cited. */
export function isCitedPart(body: PositionBody, part: string): part is CitedPart {
	return part === 'against' || body.reasons.some((r) => reasonPart(r.id) === part);
}

/** The first reason of a position that nobody has written in yet. */
export const firstReasonId = 'r1';

export function emptyBody(): PositionBody {
	return {
		thesis: '',
		reasons: [{ id: firstReasonId, claim: '', warrant: '' }],
		against: '',
		reply: '',
		change: ''
	};
}

export function canEdit(state: PositionState): boolean {
	return state !== 'submitted';
}

/** Only what a student may still change can be submitted; only what was submitted goes back. */
export function canSubmit(state: PositionState): boolean {
	return canEdit(state);
}

export function canReturn(state: PositionState): boolean {
	return state === 'submitted';
}

export function withReason(body: PositionBody, id: string): PositionBody {
	if (body.reasons.length >= mostReasons) return body;
	return {
		...body,
		reasons: [...body.reasons, { id, claim: '', warrant: '' }]
	};
}

/** Without the reason; the last one leaves an empty one behind, as `id`. */
export function withoutReason(body: PositionBody, reasonId: string, id: string): PositionBody {
	const reasons = body.reasons.filter((r) => r.id !== reasonId);
	return {
		...body,
		reasons: reasons.length > 0 ? reasons : [{ id, claim: '', warrant: '' }]
	};
}

export function wordsIn(body: PositionBody): number {
	return [
		body.thesis,
		...body.reasons.flatMap((r) => [r.claim, r.warrant]),
		body.against,
		body.reply,
		body.change
	].reduce((sum, words) => sum + countWords(words), 0);
}

export const checks = [
	'side',
	'thesis',
	'claim',
	'citation',
	'warrant',
	'against',
	'against-citation',
	'reply',
	'change'
] as const;
export type Check = (typeof checks)[number];

export interface ChecklistItem {
	check: Check;
	/** Counted from 1; null for parts that there is one of. */
	reason: number | null;
	done: boolean;
	/** The id of the field on the page that settles it. */
	field: string;
}

/**
 * What a position needs before it can be submitted: every reason has a claim, a cited passage and
 * a warrant.
 *
 * @param cited how many passages each part cites
 */
export function checklist(
	side: Side | null,
	body: PositionBody,
	cited: ReadonlyMap<string, number>
): ChecklistItem[] {
	const one = (check: Check, done: boolean, field: string, reason: number | null = null) => ({
		check,
		reason,
		done,
		field
	});
	const has = (words: string) => words.trim() !== '';
	const cites = (part: CitedPart) => (cited.get(part) ?? 0) > 0;
	return [
		one('side', side !== null, 'side'),
		one('thesis', has(body.thesis), 'thesis'),
		...body.reasons.flatMap((r, i) => [
			one('claim', has(r.claim), `claim-${i + 1}`, i + 1),
			one('citation', cites(reasonPart(r.id)), `cite-${i + 1}`, i + 1),
			one('warrant', has(r.warrant), `warrant-${i + 1}`, i + 1)
		]),
		one('against', has(body.against), 'against'),
		one('against-citation', cites('against'), 'cite-against'),
		one('reply', has(body.reply), 'reply'),
		one('change', has(body.change), 'change')
	];
}

/** How many passages each part cites. */
export function countCited(citations: readonly { part: string }[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { part } of citations) counts.set(part, (counts.get(part) ?? 0) + 1);
	return counts;
}

/**
 * Sides for those who have none, at random, so that for and against come out as even as they can
 * together with those already assigned.
 *
 * @param random a whole number from 0 up to, not including, its argument
 */
export function balancedSides(
	people: readonly string[],
	assigned: { for: number; against: number },
	random: (below: number) => number
): Map<string, 'for' | 'against'> {
	const left = [...people];
	const counts = { ...assigned };
	const given = new Map<string, 'for' | 'against'>();
	while (left.length > 0) {
		const [person] = left.splice(random(left.length), 1);
		if (person === undefined) break;
		const side =
			counts.for === counts.against
				? random(2) === 0
					? 'for'
					: 'against'
				: counts.for < counts.against
					? 'for'
					: 'against';
		counts[side]++;
		given.set(person, side);
	}
	return given;
}
