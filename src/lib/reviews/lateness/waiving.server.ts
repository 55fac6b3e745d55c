/*
 * Letting the lateness of a position pass, for all its versions: later ones are as late as the first.
 * What it took off comes back at once. Needs `lateness.waive`.
 */
import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { transaction } from '$lib/server/db/client';
import { position, positionVersion } from '$lib/server/db/schema';
import { gradePositions } from '../grading.server';

export type PositionWaived = { ok: true } | { ok: false; reason: 'not-late' };

/** @param isWaived false takes it back */
export async function waivePositionLateness(
	actor: Actor,
	positionId: string,
	isWaived: boolean,
	now: Date
): Promise<PositionWaived> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'lateness.waive', { courseId });
	return transaction(async (tx): Promise<PositionWaived> => {
		const changed = await tx
			.update(positionVersion)
			.set({ lateWaivedBy: isWaived ? personOf(actor).id : null })
			.where(
				and(
					eq(positionVersion.courseId, courseId),
					eq(positionVersion.positionId, positionId),
					gt(positionVersion.lateMinutes, 0),
					(isWaived ? isNull : isNotNull)(positionVersion.lateWaivedBy)
				)
			)
			.returning({ number: positionVersion.number });
		if (changed.length === 0) return { ok: false, reason: 'not-late' };
		const [of] = await tx
			.select({ taskId: position.taskId })
			.from(position)
			.where(and(eq(position.courseId, courseId), eq(position.id, positionId)));
		if (of)
			await gradePositions(tx, { courseId, ...of }, [positionId], personOf(actor).id, now, 'late');
		await recordAct(
			actor,
			{
				act: isWaived ? 'lateness.waive' : 'lateness.restore',
				subjectKind: 'position',
				subjectId: positionId
			},
			now,
			tx
		);
		return { ok: true };
	});
}
