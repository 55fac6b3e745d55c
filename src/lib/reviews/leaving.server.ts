/*
 * What reviews keep of people: the sheets on somebody's position, and who of the staff wrote them.
 * A sheet belongs to the record of its student: it stays when its marker leaves, and goes with the
 * position.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { courseModule, position, positionTask, review, reviewHistory } from '$lib/server/db/schema';
import { feedbackOf, type Feedback } from './feedback.server';
import type { SheetComments, SheetLevels } from './review';

export interface ReviewsMine {
	/** Comments once returned or released; levels and points once released. By "a reviewer". */
	received: (Feedback & { module: LocalText })[];
	/** What one wrote as a marker, as last saved by oneself; on whose position is not in it. */
	written: {
		module: LocalText;
		state: string;
		levels: SheetLevels;
		comments: SheetComments;
		overall: string;
		/** On passages, in the order of the text. */
		pins: string[];
		at: Date;
	}[];
}

export const reviewsLeaving: Leaving<ReviewsMine> = {
	people: [reviewHistory, review],
	content: [],

	async mine({ courseId, enrolmentId, userId }) {
		const inModule = and(
			eq(courseModule.courseId, positionTask.courseId),
			eq(courseModule.id, positionTask.moduleId)
		);
		const ofTask = and(
			eq(positionTask.courseId, position.courseId),
			eq(positionTask.id, position.taskId)
		);
		const ofPosition = and(
			eq(position.courseId, review.courseId),
			eq(position.id, review.positionId)
		);
		const about = await db()
			.select({ review, module: courseModule.title })
			.from(review)
			.innerJoin(position, ofPosition)
			.innerJoin(positionTask, ofTask)
			.innerJoin(courseModule, inModule)
			.where(and(eq(review.courseId, courseId), eq(position.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position), asc(review.positionNumber), asc(review.slot));
		const received: ReviewsMine['received'] = [];
		for (const { review: row, module } of about) {
			const feedback = await feedbackOf(row);
			if (feedback) received.push({ module, ...feedback });
		}
		const saved = await db()
			.select({ history: reviewHistory, module: courseModule.title })
			.from(reviewHistory)
			.innerJoin(
				review,
				and(eq(review.courseId, reviewHistory.courseId), eq(review.id, reviewHistory.reviewId))
			)
			.innerJoin(position, ofPosition)
			.innerJoin(positionTask, ofTask)
			.innerJoin(courseModule, inModule)
			.where(and(eq(reviewHistory.courseId, courseId), eq(reviewHistory.savedBy, userId)))
			.orderBy(asc(reviewHistory.savedAt), asc(reviewHistory.version));
		// Of each sheet the last one: those before are its drafts.
		const last = new Map(saved.map((row) => [row.history.reviewId, row]));
		return {
			received,
			written: [...last.values()].map(({ history, module }) => ({
				module,
				state: history.state,
				levels: history.levels,
				comments: history.comments,
				overall: history.overall,
				pins: history.pins.map(({ comment }) => comment),
				at: history.savedAt
			}))
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		if (!keepsWork) {
			const own = tx
				.select({ id: position.id })
				.from(position)
				.where(and(eq(position.courseId, courseId), eq(position.enrolmentId, enrolmentId)));
			const about = await tx
				.select({ id: review.id })
				.from(review)
				.where(and(eq(review.courseId, courseId), inArray(review.positionId, own)));
			const ids = about.map((row) => row.id);
			if (ids.length > 0) {
				await tx
					.delete(reviewHistory)
					.where(and(eq(reviewHistory.courseId, courseId), inArray(reviewHistory.reviewId, ids)));
				await tx.delete(review).where(and(eq(review.courseId, courseId), inArray(review.id, ids)));
			}
		}
		await unsign(tx, place, review, ['savedBy', 'openedBy', 'releasedBy']);
		await unsign(tx, place, reviewHistory, ['savedBy']);
	},

	async purge(tx, courseId) {
		await emptyTables(tx, courseId, [reviewHistory, review]);
	}
};
