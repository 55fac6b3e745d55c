/*
 * The task to take a position, as it stands for the actor: the motion, the dates that count for
 * them, and their own position if they have begun one. Every other file of this folder starts here.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { openingColumns, refuseUnopened } from '$lib/modules/opening.server';
import { prepared } from '$lib/server/db/client';
import {
	accommodation,
	course,
	courseModule,
	extension,
	motion,
	position,
	positionTask
} from '$lib/server/db/schema';

const taskOfModule = prepared('position_task_of_module', (db) =>
	db
		.select({
			courseId: courseModule.courseId,
			moduleId: courseModule.id,
			...openingColumns,
			timeZone: course.timeZone,
			taskId: positionTask.id,
			dueAt: positionTask.dueAt,
			closesAt: positionTask.closesAt,
			graceMinutes: positionTask.graceMinutes,
			motionId: motion.id,
			motionVersion: motion.version,
			motion: motion.body,
			// A column that is never null comes first: by it drizzle knows that there is no row.
			extension: {
				grantedAt: extension.grantedAt,
				dueAt: extension.dueAt,
				closesAt: extension.closesAt
			},
			extraHours: sql<number>`coalesce(${accommodation.extraHours}, 0)`.mapWith(Number),
			own: position
		})
		.from(courseModule)
		.innerJoin(course, eq(course.id, courseModule.courseId))
		.innerJoin(
			positionTask,
			and(
				eq(positionTask.courseId, courseModule.courseId),
				eq(positionTask.moduleId, courseModule.id)
			)
		)
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, positionTask.courseId),
				eq(extension.subjectKind, 'position'),
				eq(extension.subjectId, positionTask.id),
				eq(extension.enrolmentId, sql.placeholder('enrolmentId'))
			)
		)
		.leftJoin(
			accommodation,
			and(
				eq(accommodation.courseId, positionTask.courseId),
				eq(accommodation.enrolmentId, sql.placeholder('enrolmentId'))
			)
		)
		.leftJoin(
			position,
			and(
				eq(position.courseId, positionTask.courseId),
				eq(position.taskId, positionTask.id),
				eq(position.enrolmentId, sql.placeholder('enrolmentId'))
			)
		)
		// Whoever has begun keeps the motion in the words in which they began.
		.innerJoin(
			motion,
			and(
				eq(motion.courseId, positionTask.courseId),
				eq(motion.id, sql`coalesce(${position.motionId}, ${positionTask.motionId})`)
			)
		)
		.where(
			and(
				eq(courseModule.courseId, sql.placeholder('courseId')),
				eq(courseModule.slug, sql.placeholder('moduleSlug'))
			)
		)
		.limit(1)
);

export type TaskHere = Awaited<ReturnType<typeof taskOfModule>>[number];
export type PositionRow = typeof position.$inferSelect;

/** 404 when the module is not there for the actor or has no such task. */
export async function taskFor(
	actor: Actor,
	moduleSlug: string,
	now = new Date()
): Promise<TaskHere> {
	return (await taskIfAny(actor, moduleSlug, now)) ?? notFound();
}

/** Null for a module in which nobody takes a position (yet). */
export async function taskIfAny(
	actor: Actor,
	moduleSlug: string,
	now = new Date()
): Promise<TaskHere | null> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const [found] = await taskOfModule({ courseId, moduleSlug, enrolmentId });
	if (!found) return null;
	await refuseUnopened(actor, found, now);
	return found;
}

/** The task to write in; needs `position.write`. */
export async function taskToWrite(
	actor: Actor,
	moduleSlug: string,
	now = new Date()
): Promise<TaskHere> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'position.write', { courseId, enrolmentId });
	return taskFor(actor, moduleSlug, now);
}
