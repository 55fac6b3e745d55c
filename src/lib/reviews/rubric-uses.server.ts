/*
 * What has been judged by a version of a rubric: sheets of staff and of peers, and anchor positions.
 * Such a version is never changed.
 */
import { and, eq, gt, isNotNull, ne, or, sql } from 'drizzle-orm';
import type { Executor } from '$lib/server/db/client';
import { anchorPosition, anchorRating, peerReview, review } from '$lib/server/db/schema';
import { judgementOf, type RubricBody } from './review';

type Reader = Pick<Executor, 'select'>;

/** A sheet that was only opened holds no judgement yet. */
const isBegun = or(
	ne(review.state, 'unmarked'),
	gt(review.version, 0),
	isNotNull(review.returnedAt)
);

/** How many sheets were begun by each version, those of peers among them. */
export async function sheetsBy(
	on: Reader,
	courseId: string,
	rubricId: string
): Promise<Map<number, number>> {
	const counted = sql<number>`count(*)`.mapWith(Number);
	const staff = await on
		.select({ version: review.rubricVersion, n: counted })
		.from(review)
		.where(and(eq(review.courseId, courseId), eq(review.rubricId, rubricId), isBegun))
		.groupBy(review.rubricVersion);
	const peers = await on
		.select({ version: peerReview.rubricVersion, n: counted })
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.rubricId, rubricId),
				or(gt(peerReview.version, 0), eq(peerReview.state, 'given'))
			)
		)
		.groupBy(peerReview.rubricVersion);
	const sheets = new Map<number, number>();
	for (const { version, n } of [...staff, ...peers])
		sheets.set(version, (sheets.get(version) ?? 0) + n);
	return sheets;
}

/**
 * Somebody has rated an anchor by this version, or the reference of one would no longer be a
 * judgement by the new words.
 */
export async function isHeldByAnchors(
	on: Reader,
	courseId: string,
	{ rubricId, version }: { rubricId: string; version: number },
	body: RubricBody
): Promise<boolean> {
	const anchors = await on
		.select({ levels: anchorPosition.levels, ratedAt: sql`max(${anchorRating.ratedAt})` })
		.from(anchorPosition)
		.leftJoin(
			anchorRating,
			and(
				eq(anchorRating.courseId, anchorPosition.courseId),
				eq(anchorRating.anchorId, anchorPosition.id)
			)
		)
		.where(
			and(
				eq(anchorPosition.courseId, courseId),
				eq(anchorPosition.rubricId, rubricId),
				eq(anchorPosition.rubricVersion, version)
			)
		)
		.groupBy(anchorPosition.courseId, anchorPosition.id);
	return anchors.some(
		({ levels, ratedAt }) =>
			ratedAt !== null ||
			body.criteria.some((criterion) => judgementOf(body, criterion, levels) === undefined)
	);
}
