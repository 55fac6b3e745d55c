/*
 * The blind sheets of a task as figures of agreement. A version counts once all of its markers are
 * done: their sheets are as they were then, whatever was settled since.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { staffName } from '$lib/courses/wording';
import { groupedBy } from '$lib/readings/grouped';
import { db } from '$lib/server/db/client';
import { position, positionTask, review, user } from '$lib/server/db/schema';
import { planFor } from '../allocating/plan.server';
import type { RubricBody } from '../review';
import { firstSlot, keptRubric, taskToReview } from '../sheets.server';
import { agreementOf, type Agreement, type DoubleMarked } from './figures';

export interface AgreementShown extends Agreement {
	/** By the id of the marker. */
	names: Record<string, string>;
}

/** Needs `review.figures`. */
export async function agreementFor(actor: Actor, moduleSlug: string): Promise<AgreementShown> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.figures', { courseId });
	const { taskId } = await taskToReview(actor, moduleSlug);
	const [plan, rubric, rows] = await Promise.all([
		planFor(db(), courseId, taskId),
		rubricOfTask(courseId, taskId),
		blindSheets(courseId, taskId)
	]);
	const rubrics = new Map<string, RubricBody>();
	for (const { sheet } of rows) {
		const key = `${sheet.rubricId}/${sheet.rubricVersion}`;
		if (!rubrics.has(key)) rubrics.set(key, await keptRubric(sheet));
	}
	const marked = [
		...groupedBy(rows, ({ sheet }) => `${sheet.positionId}/${sheet.positionNumber}`)
	].flatMap(([id, sheets]): DoubleMarked[] => {
		const [first] = sheets;
		const own = first && rubrics.get(`${first.sheet.rubricId}/${first.sheet.rubricVersion}`);
		if (!own) return [];
		return [
			{
				id,
				rubric: own,
				sheets: sheets.map(({ sheet }) => ({ marker: sheet.savedBy, levels: sheet.levels }))
			}
		];
	});
	const agreement = agreementOf(rubric, marked, plan.tolerancePercent);
	const names = Object.fromEntries(
		rows.flatMap(({ sheet, name }): [string, string][] => {
			const shown = staffName(sheet.savedBy, name);
			return sheet.savedBy !== null && shown !== null ? [[sheet.savedBy, shown]] : [];
		})
	);
	return { ...agreement, names: agreement.rows.length > 0 ? names : {} };
}

async function rubricOfTask(courseId: string, taskId: string): Promise<RubricBody> {
	const [task] = await db()
		.select({
			courseId: positionTask.courseId,
			rubricId: positionTask.rubricId,
			rubricVersion: positionTask.rubricVersion
		})
		.from(positionTask)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.id, taskId)));
	return keptRubric(task ?? { courseId, rubricId: '', rubricVersion: 0 });
}

/** Of versions whose markers are all done; by version, then by slot. */
async function blindSheets(courseId: string, taskId: string) {
	return db()
		.select({
			sheet: {
				courseId: review.courseId,
				positionId: review.positionId,
				positionNumber: review.positionNumber,
				levels: review.levels,
				savedBy: review.savedBy,
				rubricId: review.rubricId,
				rubricVersion: review.rubricVersion
			},
			name: user.name
		})
		.from(review)
		.innerJoin(
			position,
			and(eq(position.courseId, review.courseId), eq(position.id, review.positionId))
		)
		.leftJoin(user, eq(user.id, review.savedBy))
		.where(
			and(
				eq(review.courseId, courseId),
				eq(position.taskId, taskId),
				eq(review.kind, firstSlot.kind),
				// Only the sheets of what is marked more than once come here, when all of them are done.
				eq(review.state, 'moderation')
			)
		)
		.orderBy(asc(review.positionId), asc(review.positionNumber), asc(review.slot));
}
