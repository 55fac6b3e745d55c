/*
 * The grade for reviewing: worked out from what was given and how useful it was, and written when an
 * instructor releases it.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { tell } from '$lib/courses/telling.server';
import { recordGrades } from '$lib/modules/grades.server';
import { transaction } from '$lib/server/db/client';
import { grade, gradeItem } from '$lib/server/db/schema';
import { taskToReview } from '../sheets.server';
import { askedOf } from './allocating';
import { classOf, figuresOf, type PeerFigures } from './class.server';
import { sumOf } from './overseeing.server';
import { holdPlan } from './plans.server';

export type ReviewingReleased =
	{ ok: true; released: number } | { ok: false; reason: 'not-graded' };

/**
 * Needs `review.release`. Whoever sees theirs for the first time, or another number than before, is
 * told; a second time changes only what is different.
 */
export async function releaseReviewing(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<ReviewingReleased> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.release', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	const present = (await classOf(actor, task)).filter((one) => one.isHere);
	return transaction(async (tx): Promise<ReviewingReleased> => {
		const plan = await holdPlan(tx, courseId, task.taskId);
		if (plan?.worth == null) return { ok: false, reason: 'not-graded' };
		const { worth, gives } = plan;
		const by = new Map<string, PeerFigures[]>();
		for (const row of await figuresOf(tx, courseId, task.taskId))
			by.set(row.enrolmentId, [...(by.get(row.enrolmentId) ?? []), row]);
		const grades = present.flatMap(({ enrolmentId }) => {
			const sum = sumOf(worth, askedOf(gives, present.length - 1), by.get(enrolmentId) ?? []);
			return sum ? [{ enrolmentId, points: sum.points, state: 'released' as const }] : [];
		});
		const before = await tx
			.select({ enrolmentId: grade.enrolmentId, computed: grade.computed, state: grade.state })
			.from(grade)
			.innerJoin(
				gradeItem,
				and(eq(gradeItem.courseId, grade.courseId), eq(gradeItem.id, grade.itemId))
			)
			.where(
				and(
					eq(grade.courseId, courseId),
					eq(gradeItem.kind, 'reviewing'),
					eq(gradeItem.subjectId, task.taskId)
				)
			);
		const seen = new Map(
			before.flatMap((row) => (row.state === 'released' ? [[row.enrolmentId, row.computed]] : []))
		);
		const fresh = grades.filter((one) => seen.get(one.enrolmentId) !== one.points);
		const item = { courseId, kind: 'reviewing', subjectId: task.taskId } as const;
		await recordGrades(tx, item, grades, personOf(actor).id, now, 'release');
		if (fresh.length === 0) return { ok: true, released: 0 };
		const payload = { module: moduleSlug };
		await tell(
			tx,
			courseId,
			fresh.map(({ enrolmentId }) => ({ enrolmentId, kind: 'peer.released', payload })),
			now
		);
		const act = { act: 'peer.release', subjectKind: 'position_task', subjectId: task.taskId };
		await recordAct(actor, { ...act, detail: { people: fresh.length } }, now, tx);
		return { ok: true, released: fresh.length };
	});
}
