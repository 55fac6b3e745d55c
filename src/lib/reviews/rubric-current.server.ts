/*
 * Which rubric a module is marked by, and in which version.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Executor } from '$lib/server/db/client';
import { positionTask, rubric, rubricVersion } from '$lib/server/db/schema';
import type { Criterion, RubricBody } from './review';

type Reader = Pick<Executor, 'select'>;

export interface InModule {
	courseId: string;
	moduleId: string;
}

export interface Current {
	/** Null while the module asks for no position. */
	taskId: string | null;
	rubricId: string;
	version: number;
	body: RubricBody;
}

/** The rubric as it is: the one by which positions are marked, else the module's first; null without one. */
export async function currentIn(
	on: Reader,
	{ courseId, moduleId }: InModule
): Promise<Current | null> {
	const rows = await on
		.select({
			taskId: positionTask.id,
			rubricId: rubricVersion.rubricId,
			version: rubricVersion.version,
			body: rubricVersion.body
		})
		.from(rubric)
		.innerJoin(
			rubricVersion,
			and(
				eq(rubricVersion.courseId, rubric.courseId),
				eq(rubricVersion.rubricId, rubric.id),
				eq(rubricVersion.version, rubric.currentVersion)
			)
		)
		.leftJoin(
			positionTask,
			and(eq(positionTask.courseId, rubric.courseId), eq(positionTask.rubricId, rubric.id))
		)
		.where(and(eq(rubric.courseId, courseId), eq(rubric.moduleId, moduleId)))
		.orderBy(asc(rubric.id));
	return rows.find((row) => row.taskId !== null) ?? rows[0] ?? null;
}

/** The criteria that a module is marked by now; none while it has no rubric. */
export async function criteriaIn(on: Reader, at: InModule): Promise<Criterion[]> {
	return (await currentIn(on, at))?.body.criteria ?? [];
}
