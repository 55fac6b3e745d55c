/*
 * Whether somebody has rated the anchor positions of a module that are meant for them, before they
 * rate anybody else's.
 */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { moduleFor } from '$lib/modules/modules.server';
import { db } from '$lib/server/db/client';
import { anchorPosition, anchorRating } from '$lib/server/db/schema';
import { audiencesOf, type Rater } from './anchor';

/** Anchors that are retired count neither as wanted nor as done. */
export async function calibrationFor(
	actor: Actor,
	moduleSlug: string,
	rater: Rater
): Promise<{ wanted: number; done: number }> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const rows = await db()
		.select({ id: anchorPosition.id, ratedAt: anchorRating.ratedAt })
		.from(anchorPosition)
		.leftJoin(
			anchorRating,
			and(
				eq(anchorRating.courseId, anchorPosition.courseId),
				eq(anchorRating.anchorId, anchorPosition.id),
				eq(anchorRating.enrolmentId, enrolmentId)
			)
		)
		.where(
			and(
				eq(anchorPosition.courseId, courseId),
				eq(anchorPosition.moduleId, moduleId),
				inArray(anchorPosition.audience, [...audiencesOf(rater)]),
				isNull(anchorPosition.retiredAt)
			)
		);
	return { wanted: rows.length, done: rows.filter((row) => row.ratedAt !== null).length };
}
