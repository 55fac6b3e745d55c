/*
 * Letting the lateness of a set pass: the minutes stay as they were, and nobody holds them against
 * the student; what they took off comes back at once. Needs `lateness.waive`.
 */
import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { transaction } from '$lib/server/db/client';
import { setSubmission } from '$lib/server/db/schema';
import { gradeSet } from './grading.server';
import { findSet, type SetAddress } from './sets.server';

export type Waived = { ok: true } | { ok: false; reason: 'not-late' };

/** @param isWaived false takes it back */
export async function waiveSetLateness(
	actor: Actor,
	address: SetAddress,
	enrolmentId: string,
	isWaived: boolean,
	now: Date
): Promise<Waived> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'lateness.waive', { courseId });
	const set = await findSet(actor, address, now);
	return transaction(async (tx): Promise<Waived> => {
		const changed = await tx
			.update(setSubmission)
			.set({ lateWaivedBy: isWaived ? personOf(actor).id : null })
			.where(
				and(
					eq(setSubmission.courseId, courseId),
					eq(setSubmission.setId, set.id),
					eq(setSubmission.enrolmentId, enrolmentId),
					gt(setSubmission.lateMinutes, 0),
					(isWaived ? isNull : isNotNull)(setSubmission.lateWaivedBy)
				)
			)
			.returning({ id: setSubmission.id });
		if (changed.length === 0) return { ok: false, reason: 'not-late' };
		await gradeSet(tx, set, [enrolmentId], personOf(actor).id, now, 'late');
		await recordAct(
			actor,
			{
				act: isWaived ? 'lateness.waive' : 'lateness.restore',
				subjectKind: 'enrolment',
				subjectId: enrolmentId,
				detail: { set: set.id }
			},
			now,
			tx
		);
		return { ok: true };
	});
}
