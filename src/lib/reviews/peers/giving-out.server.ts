/*
 * Staff give positions to reviewers: to everybody whose turn it is, or one by hand. A lease that was
 * let pass can be given back.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { tell } from '$lib/courses/telling.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { enrolment, peerReview, position } from '$lib/server/db/schema';
import { uncalibratedAmong } from './calibrated.server';
import { taskToReview, type TaskToReview } from '../sheets.server';
import { nextFor, reviewersOf, type Had, type Reviewer } from './allocating';
import { figuresOf, type PeerFigures } from './class.server';
import { isTaking } from './peer';
import { holdPlan, type PeerPlan } from './plans.server';
import { lapse, poolOf, type Pooled } from './pool.server';
import { heldUntil, newLease, putDown } from './taking.server';

const rowsAtOnce = 100;

interface Turn {
	tx: Transaction;
	plan: PeerPlan;
	pool: Pooled[];
	all: PeerFigures[];
}

async function atTurn<Result>(
	actor: Actor,
	moduleSlug: string,
	now: Date,
	work: (turn: Turn, task: TaskToReview) => Promise<Result>
): Promise<Result | { ok: false; reason: 'closed' }> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'peer.plan', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	const { taskId } = task;
	return transaction(async (tx) => {
		const plan = await holdPlan(tx, courseId, taskId);
		if (!plan || !isTaking(plan, now)) return { ok: false as const, reason: 'closed' as const };
		await lapse(tx, courseId, taskId, now);
		const [pool, all] = [
			await poolOf(tx, courseId, taskId, now),
			await figuresOf(tx, courseId, taskId)
		];
		return work({ tx, plan, pool, all }, task);
	});
}

/** What everybody was given, and by whom each position is reviewed. */
function historyOf(all: readonly PeerFigures[]) {
	const had = new Map<string, Map<string, Had>>();
	const by = new Map<string, Set<string>>();
	for (const { enrolmentId, positionId, state } of all) {
		const own = had.get(enrolmentId) ?? new Map<string, Had>();
		had.set(enrolmentId, own.set(positionId, state));
		if (state !== 'held' && state !== 'given') continue;
		by.set(positionId, (by.get(positionId) ?? new Set()).add(enrolmentId));
	}
	return { had, by };
}

export type GivenOut = { ok: true; given: number } | { ok: false; reason: 'closed' };

/** The next position for all who hold none and have not given enough; needs `peer.plan`. */
export async function giveOut(actor: Actor, moduleSlug: string, now: Date): Promise<GivenOut> {
	return atTurn(
		actor,
		moduleSlug,
		now,
		async ({ tx, plan, pool, all }, task): Promise<GivenOut> => {
			const { had, by } = historyOf(all);
			const waits = plan.calibrateFirst ? await uncalibratedAmong(tx, task) : new Set<string>();
			const leases = [];
			for (const own of pool) {
				const before = had.get(own.enrolmentId) ?? new Map<string, Had>();
				const states = [...before.values()];
				if (states.includes('held') || waits.has(own.enrolmentId)) continue;
				if (states.filter((state) => state === 'given').length >= plan.gives) continue;
				const reviewer: Reviewer = {
					enrolmentId: own.enrolmentId,
					side: own.side,
					had: before,
					reviewedBy: by.get(own.id) ?? new Set()
				};
				const next = nextFor(reviewer, pool, plan.receives);
				const found = pool.find((one) => one.id === next?.id);
				// What they had once they may take up themselves.
				if (!next || !found || before.has(found.id)) continue;
				found.reviewers[own.side]++;
				by.set(found.id, new Set(by.get(found.id)).add(own.enrolmentId));
				leases.push({
					...newLease(plan, found.id, found.number, own.enrolmentId),
					state: 'held' as const,
					heldAt: now,
					heldUntil: heldUntil(plan, now),
					isExtra: next.isExtra
				});
			}
			for (let i = 0; i < leases.length; i += rowsAtOnce)
				await tx.insert(peerReview).values(leases.slice(i, i + rowsAtOnce));
			await tellWaiting(
				tx,
				task,
				leases.map((lease) => lease.enrolmentId),
				now
			);
			const act = { act: 'peer.giveOut', subjectKind: 'position_task', subjectId: task.taskId };
			await recordAct(actor, { ...act, detail: { positions: leases.length } }, now, tx);
			return { ok: true, given: leases.length };
		}
	);
}

export type GivenByHand =
	{ ok: true } | { ok: false; reason: 'closed' | 'own' | 'had' | 'holds' | 'nothing' };

/**
 * One position to one reviewer, both named by the ids of positions; without one, whichever is next.
 * Needs `peer.plan`. 404 for what is not in this module.
 */
export async function giveByHand(
	actor: Actor,
	moduleSlug: string,
	wanted: { reviewer: string; position?: string | undefined },
	now: Date
): Promise<GivenByHand> {
	return atTurn(
		actor,
		moduleSlug,
		now,
		async ({ tx, plan, pool, all }, task): Promise<GivenByHand> => {
			const reviewer = await writerOf(tx, task, wanted.reviewer);
			const { had, by } = historyOf(all);
			const before = had.get(reviewer.enrolmentId) ?? new Map<string, Had>();
			if ([...before.values()].includes('held')) return { ok: false, reason: 'holds' };
			const reviewedBy = by.get(wanted.reviewer) ?? new Set<string>();
			const next = wanted.position
				? wanted.position
				: nextFor({ ...reviewer, had: before, reviewedBy }, pool, plan.receives)?.id;
			if (next === undefined) return { ok: false, reason: 'nothing' };
			const found = pool.find((one) => one.id === next) ?? notFound();
			if (found.enrolmentId === reviewer.enrolmentId) return { ok: false, reason: 'own' };
			if (wanted.position && before.has(next)) return { ok: false, reason: 'had' };
			const isExtra = reviewersOf(found) >= plan.receives;
			await putDown(tx, plan, found, reviewer.enrolmentId, isExtra, now);
			await tellWaiting(tx, task, [reviewer.enrolmentId], now);
			const act = { act: 'peer.byHand', subjectKind: 'position', subjectId: found.id };
			await recordAct(actor, act, now, tx);
			return { ok: true };
		}
	);
}

async function writerOf(tx: Transaction, { courseId, taskId }: TaskToReview, positionId: string) {
	const [found] = await tx
		.select({ enrolmentId: position.enrolmentId, side: position.side })
		.from(position)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, position.courseId),
				eq(enrolment.id, position.enrolmentId),
				eq(enrolment.state, 'active'),
				eq(enrolment.role, 'student')
			)
		)
		.where(
			and(eq(position.courseId, courseId), eq(position.taskId, taskId), eq(position.id, positionId))
		);
	if (!found) notFound();
	return { enrolmentId: found.enrolmentId, side: found.side ?? ('between' as const) };
}

export type Reopened = { ok: true } | { ok: false; reason: 'closed' | 'holds' | 'not-lapsed' };

/** Gives what passed, or was let go, back to its reviewer. Needs `peer.plan`. */
export async function reopenPeer(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	now: Date
): Promise<Reopened> {
	return atTurn(actor, moduleSlug, now, async ({ tx, plan, all }, task): Promise<Reopened> => {
		const { courseId } = task;
		const row = all.find((one) => one.ref === ref) ?? notFound();
		const holds = all.some((one) => one.enrolmentId === row.enrolmentId && one.state === 'held');
		if (row.state !== 'held' && holds) return { ok: false, reason: 'holds' };
		const [reopened] = await tx
			.update(peerReview)
			.set({ state: 'held', heldAt: now, heldUntil: heldUntil(plan, now) })
			.where(
				and(
					eq(peerReview.courseId, courseId),
					eq(peerReview.ref, ref),
					inArray(peerReview.state, ['lapsed', 'withdrawn'])
				)
			)
			.returning({ id: peerReview.id });
		if (!reopened) return { ok: false, reason: 'not-lapsed' };
		await tellWaiting(tx, task, [row.enrolmentId], now);
		const act = { act: 'peer.reopen', subjectKind: 'peer', subjectId: ref };
		await recordAct(actor, act, now, tx);
		return { ok: true };
	});
}

async function tellWaiting(
	tx: Transaction,
	{ courseId, moduleSlug }: TaskToReview,
	people: readonly string[],
	now: Date
): Promise<void> {
	const payload = { module: moduleSlug };
	await tell(
		tx,
		courseId,
		people.map((enrolmentId) => ({ enrolmentId, kind: 'peer.waiting', payload })),
		now
	);
}
