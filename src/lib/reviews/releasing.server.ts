/*
 * Release: what was marked becomes a grade that its student sees, with a notice. One, a selection or
 * all that are ready; what has been released already stays as it is.
 */
import { and, eq, gt, inArray, not, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { tell } from '$lib/courses/telling.server';
import { db, transaction } from '$lib/server/db/client';
import { enrolment, position, review, reviewHistory } from '$lib/server/db/schema';
import { gradePositions } from './grading.server';
import { waitsForSettlement } from './moderating/seconds.server';
import { isSheetThatCounts, taskToReview, type SheetRow } from './sheets.server';

export interface Released {
	released: number;
	/** Chosen, but released before. */
	already: number;
	/** Chosen, but not ready. */
	notReady: number;
	/** Marked a second time and not settled: among the chosen, or of all. */
	unsettled: number;
}

/**
 * Needs `review.release`. 404 when one of the positions is not in this module.
 * @param which ids of positions, or all that are ready
 */
export async function release(
	actor: Actor,
	moduleSlug: string,
	which: readonly string[] | 'all',
	now: Date
): Promise<Released> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.release', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	const sheets = await newestSheets(courseId, task.taskId);
	const chosen =
		which === 'all'
			? sheets.filter((s) => s.state === 'ready')
			: [...new Set(which)].map((id) => sheets.find((s) => s.positionId === id) ?? notFound());
	const ready = chosen.flatMap((s) => (s.state === 'ready' && s.reviewId ? [s.reviewId] : []));
	const unsettled = (which === 'all' ? sheets : chosen).filter((s) => s.waits).length;
	const already = chosen.filter((s) => s.state === 'released').length;
	const releasedBy = personOf(actor).id;

	return transaction(async (tx) => {
		// Whatever a marker took back in between is not ready any more, and stays.
		const rows =
			ready.length === 0
				? []
				: await tx
						.update(review)
						.set({
							state: 'released',
							version: sql`${review.version} + 1`,
							releasedAt: now,
							releasedBy
						})
						.where(
							and(
								eq(review.courseId, courseId),
								inArray(review.id, ready),
								eq(review.state, 'ready'),
								not(waitsForSettlement())
							)
						)
						.returning();
		const result = {
			released: rows.length,
			already,
			notReady: chosen.length - already - rows.length,
			unsettled
		};
		if (rows.length === 0) return result;
		await tx.insert(reviewHistory).values(rows.map((row) => historyOf(row, releasedBy, now)));
		const released = new Set(rows.map((row) => row.positionId));
		await gradePositions(tx, task, [...released], releasedBy, now, 'release');
		const payload = { module: moduleSlug };
		await tell(
			tx,
			courseId,
			sheets
				.filter((s) => released.has(s.positionId))
				.map(({ enrolmentId }) => ({ enrolmentId, kind: 'position.released', payload })),
			now
		);
		const detail = { positions: rows.length };
		const act = { act: 'position.release', subjectKind: 'position-task', subjectId: task.taskId };
		await recordAct(actor, { ...act, detail }, now, tx);
		return result;
	});
}

function historyOf(row: SheetRow, savedBy: string, savedAt: Date) {
	const { courseId, id: reviewId, version, state, levels, comments, overall, pins } = row;
	return { courseId, reviewId, version, state, levels, comments, overall, pins, savedBy, savedAt };
}

/** Of every submitted position of a present student its newest version's sheet, where there is one. */
async function newestSheets(courseId: string, taskId: string) {
	return db()
		.select({
			positionId: position.id,
			enrolmentId: position.enrolmentId,
			reviewId: review.id,
			state: review.state,
			waits: sql<number>`case when ${waitsForSettlement()} then 1 else 0 end`.mapWith(Boolean)
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
				eq(enrolment.state, 'active')
			)
		);
}
