/*
 * Who saved what on a sheet, and when: of the sheet that the actor may see of a position's newest
 * version, so that of two blind markings nobody reads the other's.
 */
import { and, desc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import { staffName } from '$lib/courses/wording';
import type { PositionBody } from '$lib/positions/position';
import { db } from '$lib/server/db/client';
import { review, reviewHistory, user } from '$lib/server/db/schema';
import { changesOn, scoreIn, type Score, type SheetChange } from './history';
import { slotFor } from './moderating/slots.server';
import type { QueueFilter } from './queue';
import { placeFor } from './queue.server';
import type { ReviewState, RubricBody } from './review';
import { keptRubric, ofVersion, subjectFor, taskToReview } from './sheets.server';

/** States shown at once. */
export const statesShown = 60;

export interface SavedState {
	version: number;
	at: Date;
	/** Null: somebody who has left. */
	by: string | null;
	state: ReviewState;
	score: Score;
	changes: SheetChange[];
}

export interface SheetHistory {
	/** Its place in the order of first submission. */
	place: number;
	rubric: RubricBody;
	/** To name the parts by. */
	body: PositionBody;
	/** The newest first. */
	states: SavedState[];
	isCut: boolean;
	timeZone: string;
}

/** 404 for a position that is not in this module's queue, and for a sheet that is not the actor's to see. */
export async function sheetHistoryFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	filter: QueueFilter,
	now: Date
): Promise<SheetHistory> {
	const { courseId, timeZone } = await taskToReview(actor, moduleSlug);
	const { row } = await placeFor(actor, moduleSlug, positionId, filter, now);
	const subject = await subjectFor(actor, positionId, row.version);
	const slot = await slotFor(actor, subject, db());
	if (!slot.isShown) notFound();
	const rows = await db()
		.select({ history: reviewHistory, review, name: user.name })
		.from(review)
		.innerJoin(
			reviewHistory,
			and(eq(reviewHistory.courseId, review.courseId), eq(reviewHistory.reviewId, review.id))
		)
		.leftJoin(user, eq(user.id, reviewHistory.savedBy))
		.where(ofVersion(courseId, positionId, row.version, slot))
		.orderBy(desc(reviewHistory.version))
		.limit(statesShown + 1);
	const rubric = await keptRubric(rows[0]?.review ?? subject);
	return {
		place: row.place,
		rubric,
		body: subject.body,
		states: rows.slice(0, statesShown).map(({ history, name }, i) => ({
			version: history.version,
			at: history.savedAt,
			by: staffName(history.savedBy, name),
			state: history.state as ReviewState,
			score: scoreIn(rubric, history),
			changes: changesOn(rows[i + 1]?.history ?? null, history, rubric)
		})),
		isCut: rows.length > statesShown,
		timeZone
	};
}
