/*
 * Taking a classmate's position to review, and letting it go. One at a time: whoever asks twice, in
 * two tabs or at one moment, is given the same one.
 */
import { randomInt } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { getLocale } from '$lib/paraglide/runtime';
import { taskFor, type TaskHere } from '$lib/positions/task.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId, newRef } from '$lib/server/db/id';
import { peerReview } from '$lib/server/db/schema';
import { calibrationFor } from '../calibrating/calibrating.server';
import { nextFor, type Had } from './allocating';
import { isTaking, shownAsOf } from './peer';
import { holdPlan, keptPlan, type PeerPlan } from './plans.server';
import { lapse, poolOf, type Pooled } from './pool.server';

export type Taken =
	| { ok: true; ref: string; isNew: boolean }
	| {
			ok: false;
			reason:
				| 'closed'
				| 'not-submitted'
				| 'calibrate'
				/** What was asked is given, and nothing waits. */
				| 'enough'
				/** No classmate's position is there yet. */
				| 'nothing';
	  };

const hour = 60 * 60_000;

export function heldUntil({ leaseHours }: Pick<PeerPlan, 'leaseHours'>, now: Date): Date {
	return new Date(now.getTime() + leaseHours * hour);
}

/** The next position for the actor, or the one that they hold already. Needs `peer.give`. */
export async function takeNext(actor: Actor, moduleSlug: string, now: Date): Promise<Taken> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'peer.give', { courseId, enrolmentId });
	const task = await taskFor(actor, moduleSlug, now);
	const { own, taskId } = task;
	const plan = await keptPlan(courseId, taskId);
	if (!plan || !isTaking(plan, now)) return { ok: false, reason: 'closed' };
	if (!own || own.submittedNumber === 0) return { ok: false, reason: 'not-submitted' };
	if (plan.calibrateFirst) {
		const { wanted, done } = await calibrationFor(actor, moduleSlug, 'peers');
		if (done < wanted) return { ok: false, reason: 'calibrate' };
	}
	return transaction(async (tx): Promise<Taken> => {
		const held = await holdPlan(tx, courseId, taskId);
		if (!held || !isTaking(held, now)) return { ok: false, reason: 'closed' };
		await lapse(tx, courseId, taskId, now);
		return takeOne(tx, { ...task, own }, held, now);
	});
}

async function takeOne(
	tx: Transaction,
	{ courseId, taskId, own }: TaskHere & { own: NonNullable<TaskHere['own']> },
	plan: PeerPlan,
	now: Date
): Promise<Taken> {
	const mine = await tx
		.select({ ref: peerReview.ref, positionId: peerReview.positionId, state: peerReview.state })
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.enrolmentId, own.enrolmentId),
				eq(peerReview.taskId, taskId)
			)
		);
	const begun = mine.find((row) => row.state === 'held');
	if (begun) return { ok: true, ref: begun.ref, isNew: false };
	const reviewers = await tx
		.select({ enrolmentId: peerReview.enrolmentId })
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.positionId, own.id),
				inArray(peerReview.state, ['held', 'given'])
			)
		);
	const pool = await poolOf(tx, courseId, taskId, now);
	const wantsMore = mine.filter((row) => row.state === 'given').length >= plan.gives;
	const reviewer = {
		enrolmentId: own.enrolmentId,
		side: own.side ?? 'between',
		had: new Map<string, Had>(mine.map((row) => [row.positionId, row.state])),
		reviewedBy: new Set(reviewers.map((row) => row.enrolmentId))
	};
	const next = nextFor(reviewer, pool, plan.receives, wantsMore);
	const found = pool.find((one) => one.id === next?.id);
	if (!next || !found) return { ok: false, reason: wantsMore ? 'enough' : 'nothing' };
	const ref = await putDown(tx, plan, found, own.enrolmentId, next.isExtra, now);
	return { ok: true, ref, isNew: true };
}

/** The lease itself. What was written on one that was let go or has passed stays on it. */
export async function putDown(
	tx: Transaction,
	plan: PeerPlan,
	{ id: positionId, number }: Pick<Pooled, 'id' | 'number'>,
	enrolmentId: string,
	isExtra: boolean,
	now: Date
): Promise<string> {
	const { courseId } = plan;
	const held = { state: 'held', heldAt: now, heldUntil: heldUntil(plan, now), isExtra } as const;
	const [row] = await tx
		.insert(peerReview)
		.values({ ...newLease(plan, positionId, number, enrolmentId), ...held })
		.onConflictDoUpdate({
			target: [peerReview.courseId, peerReview.positionId, peerReview.enrolmentId],
			set: { ...held, positionNumber: number }
		})
		.returning({ ref: peerReview.ref });
	if (!row) throw new Error(`A review in ${courseId} was not put down.`);
	return row.ref;
}

export function newLease(
	{ courseId, taskId, rubricId, rubricVersion }: PeerPlan,
	positionId: string,
	positionNumber: number,
	enrolmentId: string
) {
	const { reviewer, writer } = shownAsOf(randomInt);
	return {
		courseId,
		id: newId(),
		ref: newRef(),
		taskId,
		positionId,
		positionNumber,
		enrolmentId,
		reviewerShownAs: reviewer,
		writerShownAs: writer,
		rubricId,
		rubricVersion,
		levels: {},
		reasons: {},
		lang: getLocale()
	};
}

export type LetGo = { ok: true } | { ok: false; reason: 'not-held' };

/** Gives it back, for somebody else. 404 for what the actor was never given. */
export async function letGo(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	now: Date
): Promise<LetGo> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'peer.give', { courseId, enrolmentId });
	const { taskId } = await taskFor(actor, moduleSlug, now);
	return transaction(async (tx): Promise<LetGo> => {
		await holdPlan(tx, courseId, taskId);
		const ofOwn = and(
			eq(peerReview.courseId, courseId),
			eq(peerReview.ref, ref),
			eq(peerReview.enrolmentId, enrolmentId),
			eq(peerReview.taskId, taskId)
		);
		const [row] = await tx
			.update(peerReview)
			.set({ state: 'withdrawn' })
			.where(and(ofOwn, inArray(peerReview.state, ['held', 'lapsed'])))
			.returning({ id: peerReview.id });
		if (row) return { ok: true };
		const [there] = await tx.select({ id: peerReview.id }).from(peerReview).where(ofOwn);
		return there ? { ok: false, reason: 'not-held' } : notFound();
	});
}
