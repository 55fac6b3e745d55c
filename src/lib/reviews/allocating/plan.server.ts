/* The marking plan of a task. */
import { and, eq } from 'drizzle-orm';
import type { Executor } from '$lib/server/db/client';
import { markingPlan } from '$lib/server/db/schema';
import { usualTerms, type MarkingPlan } from './plan';

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
