/*
 * What second markings keep of people: who wanted one and who settled it. They belong to the record
 * of the position, and go with it.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { courseModule, position, positionTask, secondMarking } from '$lib/server/db/schema';

export interface ModerationMine {
	/** What one settled; on whose position is not in it. */
	settlements: { module: LocalText; by: string | null; note: string; at: Date | null }[];
}

export const moderatingLeaving: Leaving<ModerationMine> = {
	people: [secondMarking],
	content: [],

	async mine({ courseId, userId }) {
		const settlements = await db()
			.select({
				module: courseModule.title,
				by: secondMarking.settled,
				note: secondMarking.note,
				at: secondMarking.decidedAt
			})
			.from(secondMarking)
			.innerJoin(
				position,
				and(
					eq(position.courseId, secondMarking.courseId),
					eq(position.id, secondMarking.positionId)
				)
			)
			.innerJoin(
				positionTask,
				and(eq(positionTask.courseId, position.courseId), eq(positionTask.id, position.taskId))
			)
			.innerJoin(
				courseModule,
				and(
					eq(courseModule.courseId, positionTask.courseId),
					eq(courseModule.id, positionTask.moduleId)
				)
			)
			.where(and(eq(secondMarking.courseId, courseId), eq(secondMarking.decidedBy, userId)))
			.orderBy(asc(secondMarking.decidedAt));
		return { settlements };
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		if (!keepsWork) {
			const own = tx
				.select({ id: position.id })
				.from(position)
				.where(and(eq(position.courseId, courseId), eq(position.enrolmentId, enrolmentId)));
			await tx
				.delete(secondMarking)
				.where(and(eq(secondMarking.courseId, courseId), inArray(secondMarking.positionId, own)));
		}
		await unsign(tx, place, secondMarking, ['createdBy', 'decidedBy']);
	},

	async purge(tx, courseId) {
		await emptyTables(tx, courseId, [secondMarking]);
	}
};
