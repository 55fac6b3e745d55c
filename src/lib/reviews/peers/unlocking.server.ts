/*
 * When a student may read what they received: once they have given what could be asked of them, when
 * there is nothing that they could give, or after the days that the plan says.
 */
import { and, count, eq, gt, ne, sql } from 'drizzle-orm';
import type { TaskHere } from '$lib/positions/task.server';
import { db, prepared } from '$lib/server/db/client';
import { enrolment, peerReview, position, positionVersion } from '$lib/server/db/schema';
import { askedOf, gaveEnough, nextFor, type Had } from './allocating';
import { hasWaited, isTaking, type PeerState } from './peer';
import type { PeerPlan } from './plans.server';
import { poolOf } from './pool.server';

export type PeerRow = typeof peerReview.$inferSelect;

/** A lease that has passed counts as passed, also while nobody has asked for it. */
export function stateOf(row: Pick<PeerRow, 'state' | 'heldUntil'>, now: Date): PeerState {
	return row.state === 'held' && row.heldUntil < now ? 'lapsed' : row.state;
}

/** What somebody was given of a task, in whatever state. */
export async function rowsBy(
	courseId: string,
	taskId: string,
	enrolmentId: string
): Promise<PeerRow[]> {
	return db()
		.select()
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.enrolmentId, enrolmentId),
				eq(peerReview.taskId, taskId)
			)
		);
}

export interface Opening {
	/** How many can be asked of them. */
	asked: number;
	/** They have given it, or there is nothing that they could give. */
	isOpen: boolean;
}

export async function openingOf(
	{ courseId, taskId }: TaskHere,
	plan: PeerPlan,
	own: NonNullable<TaskHere['own']>,
	written: PeerRow[],
	now: Date
): Promise<Opening> {
	const others = await othersSince(courseId, taskId, own.enrolmentId);
	const given = written.filter((row) => row.state === 'given');
	const asked = Math.max(askedOf(plan.gives, others.length), Math.min(plan.gives, given.length));
	const givenAt = given.map((row) => row.givenAt ?? row.heldAt);
	if (gaveEnough(plan.gives, givenAt, others)) return { asked, isOpen: true };
	if (!isTaking(plan, now) || written.some((row) => stateOf(row, now) === 'held'))
		return { asked, isOpen: false };
	const pool = await poolOf(db(), courseId, taskId, now);
	const reviewer = {
		enrolmentId: own.enrolmentId,
		side: own.side ?? 'between',
		had: new Map<string, Had>(written.map((row) => [row.positionId, row.state])),
		reviewedBy: new Set<string>()
	};
	return { asked, isOpen: nextFor(reviewer, pool, plan.receives) === null };
}

/** When the positions of the others were first submitted. */
async function othersSince(courseId: string, taskId: string, enrolmentId: string): Promise<Date[]> {
	const rows = await db()
		.select({ since: positionVersion.submittedAt })
		.from(position)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, position.courseId),
				eq(enrolment.id, position.enrolmentId),
				eq(enrolment.state, 'active')
			)
		)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id),
				eq(positionVersion.number, 1)
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0),
				ne(position.enrolmentId, enrolmentId)
			)
		);
	return rows.map((row) => row.since);
}

/** Whether one review can be read by whom it is about. */
export function isOpen(opening: Opening, plan: PeerPlan, row: PeerRow, now: Date): boolean {
	return opening.isOpen || (row.givenAt !== null && hasWaited(plan.waitDays, row.givenAt, now));
}

/** How many others have submitted. */
export async function othersIn(
	courseId: string,
	taskId: string,
	enrolmentId: string
): Promise<number> {
	const [counted] = await submittedByOthers({ courseId, taskId, enrolmentId });
	return counted?.n ?? 0;
}

const submittedByOthers = prepared('peers_submitted_by_others', (on) =>
	on
		.select({ n: count() })
		.from(position)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, position.courseId),
				eq(enrolment.id, position.enrolmentId),
				eq(enrolment.state, 'active')
			)
		)
		.where(
			and(
				eq(position.courseId, sql.placeholder('courseId')),
				eq(position.taskId, sql.placeholder('taskId')),
				gt(position.submittedNumber, 0),
				ne(position.enrolmentId, sql.placeholder('enrolmentId'))
			)
		)
);
