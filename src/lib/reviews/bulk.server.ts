/*
 * Many sheets at once: declared ready, or taken back. What cannot go along stays as it is, and is
 * counted by why.
 */
import { and, eq, gt, inArray, isNull, not, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { peopleShownTo } from '$lib/courses/people.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { enrolment, position, review, reviewHistory } from '$lib/server/db/schema';
import { planFor } from './allocating/plan.server';
import { waitsForSettlement } from './moderating/seconds.server';
import { canMove, type Mover, type ReviewState } from './review';
import { isSheetThatCounts, taskToReview, type TaskToReview } from './sheets.server';

/** Why a position stayed as it was. */
export type LeftBehind =
	/** Something is still to be judged. */
	| 'unfinished'
	/** Waits for a second marker, or to be settled. */
	| 'second'
	/** Waits for its student's revision. */
	| 'returned'
	| 'released'
	/** Stands already where it was to go; or, on the way back, does not stand there. */
	| 'already'
	/** Withdrawn in the meantime, or changed by somebody at the same moment. */
	| 'gone';

export interface BulkDone {
	done: number;
	left: Partial<Record<LeftBehind, number>>;
}

/** Needs `review.finish` as the marking plan gives it. */
export async function readyMany(
	actor: Actor,
	moduleSlug: string,
	positionIds: readonly string[],
	now: Date
): Promise<BulkDone> {
	const { courseId } = membershipOf(actor);
	const task = await taskToReview(actor, moduleSlug);
	const { finish } = await planFor(db(), courseId, task.taskId);
	authorize(actor, 'review.finish', { courseId, markersFinish: finish === 'marker' });
	return moveMany(actor, task, positionIds, { to: 'ready', by: 'review.finish' }, now);
}

/** Ready ones are only marked again. Needs `review.write`. */
export async function unreadyMany(
	actor: Actor,
	moduleSlug: string,
	positionIds: readonly string[],
	now: Date
): Promise<BulkDone> {
	const { courseId } = membershipOf(actor);
	const task = await taskToReview(actor, moduleSlug);
	authorize(actor, 'review.write', { courseId });
	return moveMany(actor, task, positionIds, { to: 'marked', by: 'review.write' }, now);
}

interface Move {
	to: 'ready' | 'marked';
	by: Mover;
}

async function moveMany(
	actor: Actor,
	task: TaskToReview,
	positionIds: readonly string[],
	{ to, by }: Move,
	now: Date
): Promise<BulkDone> {
	const wanted = new Set(positionIds);
	return transaction(async (tx): Promise<BulkDone> => {
		const found = (await standings(tx, actor, task)).filter((row) => wanted.has(row.positionId));
		const left: BulkDone['left'] = {};
		const leave = (why: LeftBehind, n = 1) => {
			if (n > 0) left[why] = (left[why] ?? 0) + n;
		};
		leave('gone', wanted.size - found.length);
		const going: string[] = [];
		for (const row of found) {
			const why = whyNot(row, to, by);
			if (why) leave(why);
			else if (row.sheetId) going.push(row.sheetId);
		}
		const moved = await move(tx, actor, going, to, now);
		leave('gone', going.length - moved);
		if (moved > 0) {
			const act = {
				act: to === 'ready' ? 'review.ready' : 'review.unready',
				subjectKind: 'position-task',
				subjectId: task.taskId
			};
			await recordAct(actor, { ...act, detail: { positions: moved } }, now, tx);
		}
		return { done: moved, left };
	});
}

/** Of the queue that the actor sees, the sheet that counts of each position. */
function standings(tx: Transaction, actor: Actor, { courseId, taskId }: TaskToReview) {
	return tx
		.select({
			positionId: position.id,
			isReturned: sql<boolean>`${position.state} = 'returned'`.mapWith(Boolean),
			sheetId: review.id,
			state: review.state,
			waits: sql<boolean>`${waitsForSettlement()}`.mapWith(Boolean)
		})
		.from(position)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.leftJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				isSheetThatCounts()
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0),
				eq(enrolment.state, 'active'),
				peopleShownTo(actor)
			)
		);
}

interface Standing {
	isReturned: boolean;
	state: ReviewState | null;
	waits: boolean;
}

function whyNot(
	{ isReturned, state, waits }: Standing,
	to: Move['to'],
	by: Mover
): LeftBehind | null {
	if (state === 'released') return 'released';
	if (state === to) return 'already';
	if (to === 'marked') return state === 'ready' ? null : 'already';
	if (waits || state === 'moderation') return 'second';
	if (isReturned) return 'returned';
	return state !== null && canMove(state, to, by) ? null : 'unfinished';
}

/** Whatever somebody changes at the same moment stays as they left it. */
async function move(
	tx: Transaction,
	actor: Actor,
	sheetIds: readonly string[],
	to: Move['to'],
	now: Date
): Promise<number> {
	if (sheetIds.length === 0) return 0;
	const { courseId } = membershipOf(actor);
	const from = to === 'ready' ? 'marked' : 'ready';
	const rows = await tx
		.update(review)
		.set({ state: to, version: sql`${review.version} + 1` })
		.where(
			and(
				eq(review.courseId, courseId),
				inArray(review.id, [...sheetIds]),
				eq(review.state, from),
				...(to === 'ready' ? [isNull(review.returnedAt), not(waitsForSettlement())] : [])
			)
		)
		.returning();
	if (rows.length === 0) return 0;
	const savedBy = personOf(actor).id;
	await tx.insert(reviewHistory).values(
		rows.map(({ id: reviewId, version, state, levels, comments, overall, pins }) => ({
			...{ courseId, reviewId, version, state, levels, comments, overall, pins },
			savedBy,
			savedAt: now
		}))
	);
	return rows.length;
}
