/* Who of a class has still to rate the anchor positions before reviewing classmates. */
import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Executor } from '$lib/server/db/client';
import { anchorPosition, anchorRating, enrolment } from '$lib/server/db/schema';
import { audiencesOf } from '../calibrating/anchor';
import type { TaskToReview } from '../sheets.server';

/** By enrolment. */
export async function uncalibratedAmong(
	on: Pick<Executor, 'select'>,
	{ courseId, moduleId }: Pick<TaskToReview, 'courseId' | 'moduleId'>
): Promise<Set<string>> {
	const isWanted = and(
		eq(anchorPosition.courseId, courseId),
		eq(anchorPosition.moduleId, moduleId),
		inArray(anchorPosition.audience, [...audiencesOf('peers')]),
		isNull(anchorPosition.retiredAt)
	);
	const anchors = await on.select({ id: anchorPosition.id }).from(anchorPosition).where(isWanted);
	if (anchors.length === 0) return new Set();
	const [people, rated] = [
		await on
			.select({ id: enrolment.id })
			.from(enrolment)
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.state, 'active'))),
		await on
			.select({ id: anchorRating.enrolmentId, n: sql<number>`count(*)`.mapWith(Number) })
			.from(anchorRating)
			.innerJoin(
				anchorPosition,
				and(
					eq(anchorPosition.courseId, anchorRating.courseId),
					eq(anchorPosition.id, anchorRating.anchorId)
				)
			)
			.where(and(isWanted, isNotNull(anchorRating.ratedAt)))
			.groupBy(anchorRating.enrolmentId)
	];
	const done = new Map(rated.map((row) => [row.id, row.n]));
	return new Set(people.map(({ id }) => id).filter((id) => (done.get(id) ?? 0) < anchors.length));
}
