/*
 * Which classmate's position somebody reviews next, as the work arrives: never their own, never one
 * twice, one that still waits before one that has enough, and each position read by somebody of its
 * own side of the motion and by somebody of another. Pure.
 */
import { sides, type Side } from '$lib/positions/position';

/** A submitted position, and who reviews it or has done so. */
export interface Waiting {
	id: string;
	/** The writer's. */
	enrolmentId: string;
	side: Side;
	/** When it was first submitted, in milliseconds. */
	since: number;
	/** Reviews given and not hidden, and leases that have not passed, by the side of the reviewer. */
	reviewers: Record<Side, number>;
}

/** What somebody once did with a position that they were given. */
export type Had = 'held' | 'given' | 'lapsed' | 'withdrawn';

export interface Reviewer {
	enrolmentId: string;
	side: Side;
	/** By position. */
	had: ReadonlyMap<string, Had>;
	/** Who of the writers reviews, or has reviewed, this one's own position. */
	reviewedBy: ReadonlySet<string>;
}

export interface Next {
	id: string;
	/** Nothing was short of reviewers: it is beyond what the position was to receive. */
	isExtra: boolean;
}

export function noReviewers(): Record<Side, number> {
	return { for: 0, against: 0, between: 0 };
}

export function reviewersOf({ reviewers }: Pick<Waiting, 'reviewers'>): number {
	return sides.reduce((sum, side) => sum + reviewers[side], 0);
}

/** Whoever stands between is of the other side to both. */
function isSameSide(a: Side, b: Side): boolean {
	return a === b;
}

/** Whether the position still lacks a reviewer of such a side: of its own, or of another. */
export function lacks(position: Waiting, side: Side, receives: number): boolean {
	const same = position.reviewers[position.side];
	const other = reviewersOf(position) - same;
	const each = Math.ceil(receives / 2);
	return isSameSide(position.side, side) ? same < each : other < each;
}

/** How the candidates of one reviewer compare; the least in the order of these numbers is next. */
function rankOf(position: Waiting, reviewer: Reviewer, balance: number, receives: number) {
	const has = reviewersOf(position);
	const isSame = isSameSide(position.side, reviewer.side);
	const before = reviewer.had.get(position.id);
	return [
		// What somebody let go or let pass is for others, unless nothing else is there.
		before === undefined ? 0 : 1,
		has < receives ? 0 : 1,
		lacks(position, reviewer.side, receives) ? 0 : 1,
		reviewer.reviewedBy.has(position.enrolmentId) ? 1 : 0,
		has,
		// Who has read more of one side goes to the other.
		(isSame ? 1 : -1) * balance,
		position.since
	];
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
	for (let i = 0; i < a.length; i++) {
		const difference = (a[i] ?? 0) - (b[i] ?? 0);
		if (difference !== 0) return difference < 0;
	}
	return false;
}

/** Never their own, and never one that they hold or have reviewed. */
export function mayReview(reviewer: Reviewer, position: Waiting): boolean {
	const before = reviewer.had.get(position.id);
	return position.enrolmentId !== reviewer.enrolmentId && before !== 'held' && before !== 'given';
}

/**
 * The position that a reviewer is given next; null when there is none for them.
 * @param wantsMore gave what was asked: only a position that still waits is theirs to take
 */
export function nextFor(
	reviewer: Reviewer,
	pool: readonly Waiting[],
	receives: number,
	wantsMore = false
): Next | null {
	let balance = 0;
	for (const { id, side } of pool) {
		const before = reviewer.had.get(id);
		if (before === 'given' || before === 'held')
			balance += isSameSide(side, reviewer.side) ? 1 : -1;
	}
	let best: Waiting | null = null;
	let least: number[] = [];
	for (const position of pool) {
		if (!mayReview(reviewer, position)) continue;
		if (wantsMore && reviewersOf(position) >= receives) continue;
		const rank = rankOf(position, reviewer, balance, receives);
		if (best === null || comesBefore(rank, least)) [best, least] = [position, rank];
	}
	return best && { id: best.id, isExtra: reviewersOf(best) >= receives };
}

/** How many reviews somebody can be asked for: the plan's number, or as many as there are others. */
export function askedOf(gives: number, others: number): number {
	return Math.max(0, Math.min(gives, others));
}

/**
 * Whether somebody has given what could be asked of them, once at least: what could be asked at the
 * time of each review is counted by the positions that were there, so that latecomers close nothing
 * that was open.
 * @param givenAt of the reviews that were given, in any order
 * @param othersSince when the positions of the others were first submitted
 */
export function gaveEnough(
	gives: number,
	givenAt: readonly Date[],
	othersSince: readonly Date[]
): boolean {
	if (givenAt.length >= gives) return true;
	const inOrder = [...givenAt].sort((a, b) => a.getTime() - b.getTime());
	return inOrder.some((at, i) => {
		const there = othersSince.filter((since) => since <= at).length;
		return i + 1 >= askedOf(gives, there);
	});
}
