/*
 * A review by a classmate: a level and a reason for every criterion, and a word on the whole. When
 * reviews are taken, when one may see what one received, and what neither side is ever told. Pure.
 */
import { countWords } from '$lib/forms/words';
import type { LocalText } from '$lib/i18n/local-text';
import { reasonPart, type PositionBody } from '$lib/positions/position';
import { judgementOf, levelField, type RubricBody, type SheetLevels } from '../review';

export const peerPlanStates = ['off', 'open', 'closed'] as const;
export type PeerPlanState = (typeof peerPlanStates)[number];

export const peerStates = ['held', 'given', 'lapsed', 'withdrawn'] as const;
export type PeerState = (typeof peerStates)[number];

/** What the numbers of a plan may be. */
export const planLimits = {
	gives: { least: 1, most: 6 },
	receives: { least: 1, most: 6 },
	leaseHours: { least: 1, most: 336 },
	waitDays: { least: 0, most: 60 },
	worth: { least: 1, most: 1000 }
} as const;

/** What a peer writes. */
export interface PeerWriting {
	levels: SheetLevels;
	/** Why, by criterion. */
	reasons: Record<string, string>;
	overall: string;
}

/** Letters at most. */
export const longestPeer = { reason: 1500, overall: 3000, why: 1000, hide: 500 } as const;
/** Words that a reason has at least. */
export const fewestWords = 5;

/** The id of the field of a criterion's reason. */
export function reasonField(criterion: string): string {
	return `reason-${criterion}`;
}

/** What markers alone are told does not go to peers. */
export function rubricForPeers({ notes: _notes, ...rubric }: RubricBody): RubricBody {
	const criteria = rubric.criteria.map(({ notes: _own, ...criterion }) => criterion);
	return { ...rubric, notes: {}, criteria };
}

/** Only what the rubric knows, in its order; empty reasons are none. */
export function knownPeerWriting(
	{ levels, reasons, overall }: PeerWriting,
	rubric: RubricBody
): PeerWriting {
	return {
		levels: Object.fromEntries(
			rubric.criteria.flatMap((c): [string, number | null][] => {
				const points = judgementOf(rubric, c, levels);
				return points === undefined ? [] : [[c.key, points]];
			})
		),
		reasons: Object.fromEntries(
			rubric.criteria.flatMap(({ key }) => {
				const words = reasons[key]?.trim() ?? '';
				return words === '' ? [] : [[key, words]];
			})
		),
		overall: overall.trim()
	};
}

/** Both as `knownPeerWriting` leaves them; the database may order keys otherwise. */
export function isSamePeerWriting(a: PeerWriting, b: PeerWriting): boolean {
	const flat = ({ levels, reasons, overall }: PeerWriting) =>
		JSON.stringify([Object.entries(levels).sort(), Object.entries(reasons).sort(), overall]);
	return flat(a) === flat(b);
}

export interface Missing {
	/** The id of the field on the page. */
	field: string;
	what: 'level' | 'reason';
}

/** What a review needs before it can be given: of every criterion a level, and why. */
export function missingInPeer(rubric: RubricBody, { levels, reasons }: PeerWriting): Missing[] {
	return rubric.criteria.flatMap((c): Missing[] => [
		...(judgementOf(rubric, c, levels) === undefined
			? [{ field: levelField(c.key), what: 'level' as const }]
			: []),
		...(countWords(reasons[c.key] ?? '') < fewestWords
			? [{ field: reasonField(c.key), what: 'reason' as const }]
			: [])
	]);
}

/** A review as the flat fields of its form; "not assessed" is `none`. */
export function peerFieldsOf(
	{ levels, reasons, overall }: PeerWriting,
	criteria: readonly { key: string }[]
): Record<string, string> {
	const fields: Record<string, string> = { overall };
	for (const { key } of criteria) {
		const level = levels[key];
		fields[levelField(key)] = level === null ? 'none' : String(level ?? '');
		fields[reasonField(key)] = reasons[key] ?? '';
	}
	return fields;
}

/** What stands in the fields of a form, typed or come back. */
export function peerWrittenIn(
	fields: Record<string, string | string[]>,
	criteria: readonly { key: string }[]
): PeerWriting {
	const words = (name: string) => [fields[name] ?? ''].flat()[0] ?? '';
	return {
		levels: Object.fromEntries(
			criteria.flatMap(({ key }): [string, number | null][] => {
				const typed = words(levelField(key)).trim();
				if (typed === 'none') return [[key, null]];
				const points = Number(typed);
				return typed !== '' && Number.isFinite(points) ? [[key, points]] : [];
			})
		),
		reasons: Object.fromEntries(criteria.map(({ key }) => [key, words(reasonField(key))])),
		overall: words('overall')
	};
}

/** Reviews are taken, saved and given up to and including the closing moment. */
export function isTaking(plan: { state: PeerPlanState; closesAt: Date | null }, now: Date) {
	return plan.state === 'open' && (plan.closesAt === null || now <= plan.closesAt);
}

const dayLong = 24 * 60 * 60_000;

/** Whether what was given at that moment has waited long enough to be seen without giving. */
export function hasWaited(waitDays: number | null, givenAt: Date, now: Date): boolean {
	return waitDays !== null && now.getTime() >= givenAt.getTime() + waitDays * dayLong;
}

/** `2026-11-05` in that zone: what peers are told of when something was done. */
export function dayOf(at: Date, timeZone: string): string {
	return new Intl.DateTimeFormat('en-CA', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit'
	}).format(at);
}

interface Cited {
	id: string;
	part: string;
}

/**
 * The words of a position without anything that names it: ids are made of the time, so that every
 * reason and cited passage gets one that is a number.
 */
export function withoutTraces<Passage extends Cited>(
	body: PositionBody,
	citations: readonly Passage[]
): { body: PositionBody; citations: Passage[] } {
	const ids = new Map(body.reasons.map(({ id }, i) => [reasonPart(id) as string, `r${i + 1}`]));
	return {
		body: { ...body, reasons: body.reasons.map((r, i) => ({ ...r, id: `r${i + 1}` })) },
		citations: citations.map((passage, i) => {
			const reason = ids.get(passage.part);
			return { ...passage, id: `c${i + 1}`, part: reason ? reasonPart(reason) : passage.part };
		})
	};
}

/** Letters and digits that nobody takes for one another. */
const letters = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const digits = '23456789';

/**
 * What reviewer and writer are called to each other, in one review only: nothing by which a
 * classmate is known elsewhere.
 * @param random a whole number from 0 up to, not including, its argument
 */
export function shownAsOf(random: (below: number) => number): {
	reviewer: LocalText;
	writer: LocalText;
} {
	const code = () =>
		(letters[random(letters.length)] ?? 'A') + (digits[random(digits.length)] ?? '2');
	const [reviewer, writer] = [code(), code()];
	return {
		reviewer: { en: `Reviewer ${reviewer}`, ur: `جائزہ نگار ${reviewer}` },
		writer: { en: `Writer ${writer}`, ur: `مصنف ${writer}` }
	};
}

/** How reviewing is counted, so that anybody can follow it. */
export interface ReviewingSum {
	/** Given and not hidden, counted up to what was asked. */
	counted: number;
	asked: number;
	/** The middle of the authors' ratings; null when nobody rated. */
	usefulness: number | null;
	/** What of it counts: 1 unless authors found little in it. */
	quality: number;
	worth: number;
	points: number;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function medianOf(numbers: readonly number[]): number | null {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return low === undefined || high === undefined ? null : (low + high) / 2;
}

/**
 * The share that was given of what was asked, times its quality, times what it is worth. From the
 * middle rating of 3 on quality is whole; at 2 it is three quarters, at 1 a half. Who was asked for
 * nothing, because there were no classmates' positions, has no grade.
 * @param asked what could be asked of this person
 * @param given of them, hidden ones left out, the rating or null
 */
export function reviewingSum(
	worth: number,
	asked: number,
	given: readonly (number | null)[]
): ReviewingSum | null {
	if (asked === 0) return null;
	const counted = Math.min(asked, given.length);
	const usefulness = medianOf(given.filter((rating) => rating !== null));
	const quality = usefulness === null ? 1 : Math.min(1, 0.5 + (usefulness - 1) / 4);
	const points = Math.round((counted / asked) * quality * worth * 100) / 100;
	return { counted, asked, usefulness, quality, worth, points };
}
