/*
 * Asking the class for positions. A module that was written here begins without: once it has a motion
 * and a rubric, its instructor may ask. A pack that has both asks from the start.
 */
import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { gradeItem, motion, positionTask, rubric, rubricVersion } from '$lib/server/db/schema';
import { mostPoints, type RubricBody } from './review';

interface In {
	courseId: string;
	moduleId: string;
}

/** What a position is taken on and marked by. */
export interface TaskParts {
	motion: { id: string; text: LocalText };
	rubric: { id: string; version: number; body: RubricBody };
}

/** The task and its place among the grades; returns the task's id. The caller has authorised it. */
export async function beginTask(
	tx: Transaction,
	{ courseId, moduleId }: In,
	{ motion: asked, rubric: by }: TaskParts
): Promise<string> {
	const taskId = newId();
	await tx.insert(positionTask).values({
		courseId,
		id: taskId,
		moduleId,
		motionId: asked.id,
		rubricId: by.id,
		rubricVersion: by.version
	});
	await tx.insert(gradeItem).values({
		courseId,
		id: newId(),
		moduleId,
		kind: 'position',
		subjectId: taskId,
		title: asked.text,
		// After every question set.
		position: 100,
		max: mostPoints(by.body)
	});
	return taskId;
}

export interface AskingOffer {
	/** The motion that would be asked; null while there is none. */
	motion: LocalText | null;
	hasRubric: boolean;
}

/** What asking would need; null where the module asks already. Needs `module.edit`. */
export async function askingOffer(actor: Actor, moduleSlug: string): Promise<AskingOffer | null> {
	const at = await moduleToEdit(actor, moduleSlug);
	if (await isAsked(db(), at)) return null;
	const { motion: asked, rubric: by } = await partsIn(db(), at);
	return { motion: asked?.text ?? null, hasRubric: by !== null };
}

export type Asked = { ok: true } | { ok: false; reason: 'no-motion' | 'no-rubric' };

/** Needs `module.edit`. Asking twice is asking once. */
export async function askForPositions(actor: Actor, moduleSlug: string, now: Date): Promise<Asked> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<Asked> => {
		await holdClass(tx, at.courseId);
		if (await isAsked(tx, at)) return { ok: true };
		const { motion: asked, rubric: by } = await partsIn(tx, at);
		if (!asked) return { ok: false, reason: 'no-motion' };
		if (!by) return { ok: false, reason: 'no-rubric' };
		const subjectId = await beginTask(tx, at, { motion: asked, rubric: by });
		const act = { act: 'position.ask', subjectKind: 'position_task', subjectId };
		await recordAct(actor, act, now, tx);
		return { ok: true };
	});
}

async function moduleToEdit(actor: Actor, moduleSlug: string): Promise<In> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

type Reader = Pick<Executor, 'select'>;

async function isAsked(on: Reader, { courseId, moduleId }: In): Promise<boolean> {
	const [task] = await on
		.select({ id: positionTask.id })
		.from(positionTask)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.moduleId, moduleId)));
	return task !== undefined;
}

/** The leading motion and the rubric, as far as they are there. */
async function partsIn(
	on: Reader,
	{ courseId, moduleId }: In
): Promise<{ [Part in keyof TaskParts]: TaskParts[Part] | null }> {
	const [asked] = await on
		.select({ id: motion.id, body: motion.body })
		.from(motion)
		.where(
			and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId), isNull(motion.retiredAt))
		)
		.orderBy(desc(motion.lead), asc(motion.position))
		.limit(1);
	const [by] = await on
		.select({ id: rubric.id, version: rubricVersion.version, body: rubricVersion.body })
		.from(rubric)
		.innerJoin(
			rubricVersion,
			and(
				eq(rubricVersion.courseId, rubric.courseId),
				eq(rubricVersion.rubricId, rubric.id),
				eq(rubricVersion.version, rubric.currentVersion)
			)
		)
		.where(and(eq(rubric.courseId, courseId), eq(rubric.moduleId, moduleId)))
		.orderBy(asc(rubric.id))
		.limit(1);
	return {
		motion: asked ? { id: asked.id, text: asked.body.text } : null,
		rubric: by ?? null
	};
}
