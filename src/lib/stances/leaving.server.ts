/*
 * What stances keep of people: the single ones, which nobody but their author ever saw. The figures
 * of the class stay as they stood: counted anew without one person they would tell what that was.
 */
import { and, asc, eq } from 'drizzle-orm';
import { emptyTables, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { axis, courseModule, stance, stanceFigure, stanceMoment } from '$lib/server/db/schema';
import { answerOf, type StanceAnswer, type StanceMoment } from './stance';

export interface StancesMine {
	stances: {
		module: LocalText;
		moment: StanceMoment;
		axis: { title: LocalText; a: LocalText; b: LocalText };
		/** From `a-full` (statement A) to `b-full` (statement B), or why there is no place. */
		answer: StanceAnswer;
		/** 1 to 5; null unless placed. */
		confidence: number | null;
		reason: string;
		lang: 'en' | 'ur';
		at: Date;
	}[];
}

export const stancesLeaving: Leaving<StancesMine> = {
	people: [stance],
	content: [stanceFigure, stanceMoment, axis],

	async mine({ courseId, enrolmentId }) {
		const rows = await db()
			.select({ stance, body: axis.body, module: courseModule.title })
			.from(stance)
			.innerJoin(axis, and(eq(axis.courseId, stance.courseId), eq(axis.id, stance.axisId)))
			.innerJoin(
				courseModule,
				and(eq(courseModule.courseId, stance.courseId), eq(courseModule.id, stance.moduleId))
			)
			.where(and(eq(stance.courseId, courseId), eq(stance.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position), asc(stance.savedAt), asc(axis.position));
		return {
			stances: rows.map(({ stance: given, body, module }) => ({
				module,
				moment: given.moment,
				// Named one by one: the key beside them is for staff.
				axis: { title: body.title, a: body.a, b: body.b },
				answer: answerOf(given) ?? 'unknown',
				confidence: given.confidence,
				reason: given.reason,
				lang: given.lang,
				at: given.savedAt
			}))
		};
	},

	async erase(tx, { courseId, enrolmentId }) {
		await tx
			.delete(stance)
			.where(and(eq(stance.courseId, courseId), eq(stance.enrolmentId, enrolmentId)));
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, [stance, stanceFigure]);
		if (extent === 'all') await emptyTables(tx, courseId, [stanceMoment, axis]);
	}
};
