/*
 * Marking once more: whatever was marked, somebody else can be asked to mark it without seeing what
 * was given before.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { db, transaction } from '$lib/server/db/client';
import { enrolment, position, secondMarking } from '$lib/server/db/schema';
import { agreedSlot, holdVersion, subjectFor, taskToReview } from '../sheets.server';
import { mostMarkings } from './second';
import {
	agreedOf,
	areAllDone,
	holdSecond,
	isSecondOf,
	markersSheets,
	setState,
	wantSecond,
	wantThird,
	wantedOf
} from './seconds.server';

export type MarkedAgain =
	| { ok: true }
	/** Of `waits`, another marking is on its way; of `enough`, three have been made. */
	| { ok: false; reason: 'released' | 'waits' | 'enough' | 'returned' | 'withdrawn' };

/**
 * Has the newest version of a position marked once more by somebody who does not see what was given
 * before. Takes "ready" back. Needs `review.settle`; 404 for a position that is not in this module.
 */
export async function markAgain(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	now: Date
): Promise<MarkedAgain> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.settle', { courseId });
	const { taskId } = await taskToReview(actor, moduleSlug);
	const [newest] = await db()
		.select({
			number: position.submittedNumber,
			state: position.state,
			enrolmentState: enrolment.state
		})
		.from(position)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.where(
			and(eq(position.courseId, courseId), eq(position.id, positionId), eq(position.taskId, taskId))
		);
	if (!newest) notFound();
	const { number } = newest;
	if (newest.enrolmentState !== 'active') return { ok: false, reason: 'withdrawn' };
	if (newest.state === 'returned') return { ok: false, reason: 'returned' };
	const subject = await subjectFor(actor, positionId, number);
	return transaction(async (tx): Promise<MarkedAgain> => {
		const version = { courseId, positionId, number };
		const first = await holdVersion(tx, subject);
		const counting = (await agreedOf(tx, version)) ?? first;
		if (counting.state === 'released') return { ok: false, reason: 'released' };
		const before = await holdSecond(tx, version);
		if (!before) await wantSecond(tx, version, 'again', personOf(actor).id, now);
		else {
			const rows = await markersSheets(tx, version);
			const wanted = wantedOf(rows);
			if (!areAllDone(rows)) return { ok: false, reason: 'waits' };
			if (wanted === mostMarkings) return { ok: false, reason: 'enough' };
			await wantThird(tx, subject);
			await tx.update(secondMarking).set({ settled: null }).where(isSecondOf(version));
		}
		const state = counting.kind === agreedSlot.kind ? 'moderation' : 'marked';
		if (counting.state === 'ready') await setState(tx, counting, state, null, now);
		const act = { act: 'review.again', subjectKind: 'position', subjectId: positionId };
		await recordAct(actor, act, now, tx);
		return { ok: true };
	});
}
