/*
 * What one can do when marks seem to follow something else than the work: a drawn sample of what is
 * marked and not released goes to somebody who marks it again without seeing what was given.
 */
import { and, eq, gt, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { db } from '$lib/server/db/client';
import { enrolment, position, review, secondMarking } from '$lib/server/db/schema';
import { markAgain } from '../moderating/again.server';
import { drawn } from '../moderating/second';
import { firstSlot, taskToReview } from '../sheets.server';
import { mostAgain } from './fairness';

/** How many are on their way now; fewer than wanted where fewer are left. Needs `review.settle`. */
export async function markSampleAgain(
	actor: Actor,
	moduleSlug: string,
	wanted: number,
	now: Date
): Promise<number> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.settle', { courseId });
	const { taskId } = await taskToReview(actor, moduleSlug);
	const [sheets, seconds] = await Promise.all([
		db()
			.select({ positionId: review.positionId })
			.from(review)
			.innerJoin(
				position,
				and(
					eq(position.courseId, review.courseId),
					eq(position.id, review.positionId),
					eq(position.submittedNumber, review.positionNumber)
				)
			)
			.innerJoin(
				enrolment,
				and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
			)
			.where(
				and(
					eq(review.courseId, courseId),
					eq(position.taskId, taskId),
					eq(position.state, 'submitted'),
					gt(position.submittedNumber, 0),
					eq(enrolment.state, 'active'),
					eq(review.kind, firstSlot.kind),
					eq(review.slot, firstSlot.slot),
					inArray(review.state, ['marked', 'ready'])
				)
			),
		db()
			.select({ positionId: secondMarking.positionId })
			.from(secondMarking)
			.where(eq(secondMarking.courseId, courseId))
	]);
	const twice = new Set(seconds.map((row) => row.positionId));
	// Drawn by where a position stands in a fixed lottery, so that nobody chooses whose it is.
	const sample = sheets
		.map(({ positionId }) => positionId)
		.filter((id) => !twice.has(id))
		.sort((a, b) => drawn(`${taskId}/again`, a) - drawn(`${taskId}/again`, b))
		.slice(0, Math.min(wanted, mostAgain));
	let asked = 0;
	for (const positionId of sample)
		if ((await markAgain(actor, moduleSlug, positionId, now)).ok) asked++;
	return asked;
}
