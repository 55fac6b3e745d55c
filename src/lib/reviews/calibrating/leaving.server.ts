/* What calibration keeps of people: how somebody rated an anchor. It goes with them. */
import { and, asc, eq } from 'drizzle-orm';
import { emptyTables, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { anchorPosition, anchorRating, courseModule } from '$lib/server/db/schema';
import type { SheetLevels } from '../review';

export interface CalibrationMine {
	/** As last given; the reference stood beside it when it was. */
	anchorRatings: {
		module: LocalText;
		anchor: LocalText;
		levels: SheetLevels;
		reasons: Record<string, string>;
		at: Date;
	}[];
}

export const calibratingLeaving: Leaving<CalibrationMine> = {
	people: [anchorRating],
	content: [anchorPosition],

	async mine({ courseId, enrolmentId }) {
		const anchorRatings = await db()
			.select({
				module: courseModule.title,
				anchor: anchorPosition.title,
				levels: anchorRating.levels,
				reasons: anchorRating.reasons,
				at: anchorRating.ratedAt
			})
			.from(anchorRating)
			.innerJoin(
				anchorPosition,
				and(
					eq(anchorPosition.courseId, anchorRating.courseId),
					eq(anchorPosition.id, anchorRating.anchorId)
				)
			)
			.innerJoin(
				courseModule,
				and(
					eq(courseModule.courseId, anchorPosition.courseId),
					eq(courseModule.id, anchorPosition.moduleId)
				)
			)
			.where(and(eq(anchorRating.courseId, courseId), eq(anchorRating.enrolmentId, enrolmentId)))
			.orderBy(asc(anchorPosition.order), asc(anchorRating.ratedAt));
		return { anchorRatings };
	},

	async erase(tx, { courseId, enrolmentId }) {
		await tx
			.delete(anchorRating)
			.where(and(eq(anchorRating.courseId, courseId), eq(anchorRating.enrolmentId, enrolmentId)));
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, [anchorRating]);
		if (extent === 'all') await emptyTables(tx, courseId, [anchorPosition]);
	}
};
