/* What allocation keeps of people: what a marker was given to mark. It goes with them. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import {
	courseModule,
	markerAllocation,
	markingPlan,
	position,
	positionTask
} from '$lib/server/db/schema';

export interface AllocationMine {
	/** How many positions of a module one was given to mark; whose they are is not in it. */
	givenToMark: { module: LocalText; slot: number; positions: number }[];
}

export const allocatingLeaving: Leaving<AllocationMine> = {
	people: [markerAllocation],
	content: [markingPlan],

	async mine({ courseId, enrolmentId }) {
		const givenToMark = await db()
			.select({
				module: courseModule.title,
				slot: markerAllocation.slot,
				positions: sql<number>`count(*)`.mapWith(Number)
			})
			.from(markerAllocation)
			.innerJoin(
				position,
				and(
					eq(position.courseId, markerAllocation.courseId),
					eq(position.id, markerAllocation.positionId)
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
			.where(
				and(eq(markerAllocation.courseId, courseId), eq(markerAllocation.enrolmentId, enrolmentId))
			)
			.groupBy(courseModule.id, courseModule.title, courseModule.position, markerAllocation.slot)
			.orderBy(courseModule.position, markerAllocation.slot);
		return { givenToMark };
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		await tx
			.delete(markerAllocation)
			.where(
				and(eq(markerAllocation.courseId, courseId), eq(markerAllocation.enrolmentId, enrolmentId))
			);
		if (!keepsWork) {
			const own = tx
				.select({ id: position.id })
				.from(position)
				.where(and(eq(position.courseId, courseId), eq(position.enrolmentId, enrolmentId)));
			await tx
				.delete(markerAllocation)
				.where(
					and(eq(markerAllocation.courseId, courseId), inArray(markerAllocation.positionId, own))
				);
		}
		await unsign(tx, place, markerAllocation, ['changedBy']);
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, [markerAllocation]);
		if (extent === 'all') await emptyTables(tx, courseId, [markingPlan]);
	}
};
