/* The marking plan of a task, and how staff change it. */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { newRef } from '$lib/server/db/id';
import { markingPlan } from '$lib/server/db/schema';
import { taskToReview } from '../sheets.server';
import { usualTerms, type MarkingPlan, type PlanTerms } from './plan';

/** The plan of a task; as usual while nobody has decided anything. */
export async function planFor(
	on: Pick<Executor, 'select'>,
	courseId: string,
	taskId: string
): Promise<MarkingPlan> {
	const [row] = await on
		.select()
		.from(markingPlan)
		.where(and(eq(markingPlan.courseId, courseId), eq(markingPlan.taskId, taskId)));
	// The sample of a plan that was never saved is empty, whatever draws it.
	if (!row) return { ...usualTerms, seed: taskId, version: 0 };
	const { courseId: _courseId, taskId: _taskId, ...plan } = row;
	return plan;
}

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
		const act = { act: 'review.plan', subjectKind: 'position-task', subjectId: taskId };
		await recordAct(actor, { ...act, detail: { second: terms.second } }, now, tx);
		return { ok: true };
	});
}
