/*
 * The positions of a task that classmates may be given, with who reviews them as counts: one query,
 * however large the class is.
 */
import { and, asc, eq, gte, isNull, lt, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Executor, Transaction } from '$lib/server/db/client';
import { enrolment, peerReview, position, positionVersion } from '$lib/server/db/schema';
import type { Waiting } from './allocating';

export interface Pooled extends Waiting {
	/** The newest submitted version. */
	number: number;
}

const own = alias(position, 'own_position');

/** Submitted and not given back, of people who are still there; leases that passed are not counted. */
export async function poolOf(
	on: Pick<Executor, 'select'>,
	courseId: string,
	taskId: string,
	now: Date
): Promise<Pooled[]> {
	const by = (side: string) =>
		sql<number>`sum(case when ${own.side} = ${side} then 1 else 0 end)`.mapWith(Number);
	const rows = await on
		.select({
			id: position.id,
			enrolmentId: position.enrolmentId,
			side: position.side,
			number: position.submittedNumber,
			since: positionVersion.submittedAt,
			all: sql<number>`count(${peerReview.id})`.mapWith(Number),
			for: by('for'),
			against: by('against')
		})
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
		.leftJoin(
			peerReview,
			and(
				eq(peerReview.courseId, position.courseId),
				eq(peerReview.positionId, position.id),
				or(
					and(eq(peerReview.state, 'given'), isNull(peerReview.hiddenAt)),
					and(eq(peerReview.state, 'held'), gte(peerReview.heldUntil, now))
				)
			)
		)
		.leftJoin(
			own,
			and(
				eq(own.courseId, peerReview.courseId),
				eq(own.taskId, peerReview.taskId),
				eq(own.enrolmentId, peerReview.enrolmentId)
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				eq(position.state, 'submitted')
			)
		)
		.groupBy(
			position.id,
			position.enrolmentId,
			position.side,
			position.submittedNumber,
			positionVersion.submittedAt
		)
		.orderBy(asc(positionVersion.submittedAt), asc(position.id));
	return rows.map(({ all, for: forIt, against, since, side, ...row }) => ({
		...row,
		side: side ?? 'between',
		since: since.getTime(),
		reviewers: { for: forIt, against, between: all - forIt - against }
	}));
}

/** Leases that have passed are for others. */
export async function lapse(
	tx: Transaction,
	courseId: string,
	taskId: string,
	now: Date
): Promise<void> {
	await tx
		.update(peerReview)
		.set({ state: 'lapsed' })
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.taskId, taskId),
				eq(peerReview.state, 'held'),
				lt(peerReview.heldUntil, now)
			)
		);
}
