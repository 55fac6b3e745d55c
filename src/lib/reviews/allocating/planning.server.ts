/* How staff change the marking plan of a task. */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { db, transaction } from '$lib/server/db/client';
import { newRef } from '$lib/server/db/id';
import { markingPlan } from '$lib/server/db/schema';
import { followPlan } from '../moderating/planned.server';
import { taskToReview } from '../sheets.server';
import type { MarkingPlan, PlanTerms } from './plan';
import { planFor } from './plan.server';

/** Needs `review.plan`. */
export async function planToChange(actor: Actor, moduleSlug: string): Promise<MarkingPlan> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.plan', { courseId });
	const { taskId } = await taskToReview(actor, moduleSlug);
	return planFor(db(), courseId, taskId);
}

export type PlanChanged = { ok: true } | { ok: false; reason: 'conflict'; kept: MarkingPlan };

/**
 * Needs `review.plan`. The seed stays, so that a sample once drawn is not drawn anew.
 * @param version the version of the plan it builds on
 */
export async function changePlan(
	actor: Actor,
	moduleSlug: string,
	terms: PlanTerms,
	version: number,
	now: Date
): Promise<PlanChanged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.plan', { courseId });
	const { taskId } = await taskToReview(actor, moduleSlug);
	return transaction(async (tx): Promise<PlanChanged> => {
		const isPlan = and(eq(markingPlan.courseId, courseId), eq(markingPlan.taskId, taskId));
		const rows =
			version === 0
				? await tx
						.insert(markingPlan)
						.values({ courseId, taskId, ...terms, seed: newRef() })
						.onConflictDoNothing()
						.returning({ version: markingPlan.version })
				: await tx
						.update(markingPlan)
						.set({ ...terms, version: version + 1 })
						.where(and(isPlan, eq(markingPlan.version, version)))
						.returning({ version: markingPlan.version });
		if (rows.length === 0) {
			const kept = await planFor(tx, courseId, taskId);
			return { ok: false, reason: 'conflict', kept };
		}
		await followPlan(tx, { courseId, taskId }, await planFor(tx, courseId, taskId), now);
		const act = { act: 'review.plan', subjectKind: 'position-task', subjectId: taskId };
		await recordAct(actor, { ...act, detail: { second: terms.second } }, now, tx);
		return { ok: true };
	});
}
