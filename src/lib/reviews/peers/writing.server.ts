/*
 * Writing a review: saves that name the version they build on and renew the lease, and giving it,
 * after which it stays as it is. Words that come too late are refused with what was typed.
 */
import { and, eq, gte, ne } from 'drizzle-orm';
import { DateTime } from 'luxon';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { tell } from '$lib/courses/telling.server';
import { stampOf } from '$lib/forms/stamp.server';
import type { Locale } from '$lib/i18n/local-text';
import { taskFor } from '$lib/positions/task.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { enrolment, peerReview, position } from '$lib/server/db/schema';
import type { RubricBody } from '../review';
import { rubricOf } from '../sheets.server';
import {
	isSamePeerWriting,
	isTaking,
	knownPeerWriting,
	missingInPeer,
	type Missing,
	type PeerWriting
} from './peer';
import { holdPlan, planIn } from './plans.server';
import { heldUntil } from './taking.server';

type Row = typeof peerReview.$inferSelect;

export interface WrittenPeer extends PeerWriting {
	/** The version it builds on; 0 before the first save. */
	version: number;
}

export interface KeptPeer extends PeerWriting {
	version: number;
}

export type PeerRefusal =
	/** Saved in between, from another tab. */
	| { ok: false; reason: 'conflict'; kept: KeptPeer }
	/** `given`: it stays as it was given; `lapsed`: its time passed, and another one is held. */
	| { ok: false; reason: 'closed' | 'given' | 'lapsed' };
export type PeerSaved = { ok: true; version: number } | PeerRefusal;
/** The later refusal keeps what was written, and says its version. */
export type PeerGiven =
	PeerSaved | { ok: false; reason: 'incomplete'; version: number; missing: Missing[] };

/** Needs `peer.give`; 404 for what the actor was never given. */
export async function savePeerReview(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	written: WrittenPeer,
	lang: Locale,
	now: Date
): Promise<PeerSaved> {
	const { taskId } = await taskToGive(actor, moduleSlug, now);
	return transaction(async (tx): Promise<PeerSaved> => {
		const saved = await write(tx, actor, taskId, ref, written, lang, now);
		return saved.ok ? { ok: true, version: saved.row.version } : saved;
	});
}

/** Saves, and gives it to its author when every criterion has a level and a reason. */
export async function givePeerReview(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	written: WrittenPeer,
	lang: Locale,
	now: Date
): Promise<PeerGiven> {
	const { taskId, timeZone } = await taskToGive(actor, moduleSlug, now);
	return transaction(async (tx): Promise<PeerGiven> => {
		const saved = await write(tx, actor, taskId, ref, written, lang, now);
		if (!saved.ok) return saved;
		const { row, rubric } = saved;
		if (row.state === 'given') return { ok: true, version: row.version };
		const missing = missingInPeer(rubric, row);
		if (missing.length > 0)
			return { ok: false, reason: 'incomplete', version: row.version, missing };
		const version = row.version + 1;
		await tx
			.update(peerReview)
			.set({ state: 'given', givenAt: now, version })
			.where(and(eq(peerReview.courseId, row.courseId), eq(peerReview.id, row.id)));
		await tellWriter(tx, row, moduleSlug, timeZone, now);
		return { ok: true, version };
	});
}

async function taskToGive(actor: Actor, moduleSlug: string, now: Date) {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'peer.give', { courseId, enrolmentId });
	return taskFor(actor, moduleSlug, now);
}

type Written = { ok: true; row: Row; rubric: RubricBody } | PeerRefusal;

async function write(
	tx: Transaction,
	actor: Actor,
	taskId: string,
	ref: string,
	written: WrittenPeer,
	lang: Locale,
	now: Date
): Promise<Written> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const ofOwn = and(
		eq(peerReview.courseId, courseId),
		eq(peerReview.ref, ref),
		eq(peerReview.taskId, taskId),
		eq(peerReview.enrolmentId, enrolmentId)
	);
	const [seen] = await tx.select({ state: peerReview.state }).from(peerReview).where(ofOwn);
	if (!seen) notFound();
	// Only what is to be theirs again has to wait for those who take; the plan is held before any row.
	const isBack = seen.state === 'lapsed' || seen.state === 'withdrawn';
	const plan = isBack ? await holdPlan(tx, courseId, taskId) : await planIn(tx, courseId, taskId);
	const [held] = await tx.update(peerReview).set({ courseId }).where(ofOwn).returning();
	const row = held ?? notFound();
	const rubric = await rubricOf(tx, row);
	const writing = knownPeerWriting(written, rubric);
	const isSame = isSamePeerWriting(writing, row);
	// The same words again are no conflict: a browser cannot know whether its first try arrived.
	if (row.state === 'given') return isSame ? { ok: true, row, rubric } : refuse('given');
	if (!plan || !isTaking(plan, now)) return refuse('closed');
	// Its time passed: it is theirs again as long as they have taken no other.
	const mayHold = row.state === 'held' || (isBack && !(await holdsOne(tx, row, now)));
	if (!mayHold) return refuse('lapsed');
	if (!isSame && row.version !== written.version) {
		const { levels, reasons, overall, version } = row;
		return { ok: false, reason: 'conflict', kept: { levels, reasons, overall, version } };
	}
	const changed = {
		...(isSame ? {} : { ...writing, lang, version: row.version + 1, savedAt: now }),
		state: 'held' as const,
		heldUntil: heldUntil(plan, now)
	};
	await tx
		.update(peerReview)
		.set(changed)
		.where(and(eq(peerReview.courseId, courseId), eq(peerReview.id, row.id)));
	return { ok: true, row: { ...row, ...changed }, rubric };
}

/** Whether the reviewer holds another position of the task. */
async function holdsOne(tx: Transaction, row: Row, now: Date): Promise<boolean> {
	const [other] = await tx
		.select({ id: peerReview.id })
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, row.courseId),
				eq(peerReview.taskId, row.taskId),
				eq(peerReview.enrolmentId, row.enrolmentId),
				ne(peerReview.id, row.id),
				eq(peerReview.state, 'held'),
				gte(peerReview.heldUntil, now)
			)
		)
		.limit(1);
	return other !== undefined;
}

function refuse(reason: 'closed' | 'given' | 'lapsed'): PeerRefusal {
	return { ok: false, reason };
}

/**
 * One notice a day, as of the beginning of the day, and by an id that holds no time: it says nothing
 * of when a classmate wrote.
 */
async function tellWriter(
	tx: Transaction,
	row: Row,
	moduleSlug: string,
	timeZone: string,
	now: Date
): Promise<void> {
	const { courseId, positionId } = row;
	const [writer] = await tx
		.select({ enrolmentId: position.enrolmentId })
		.from(position)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, position.courseId),
				eq(enrolment.id, position.enrolmentId),
				eq(enrolment.state, 'active')
			)
		)
		.where(and(eq(position.courseId, courseId), eq(position.id, positionId)));
	if (!writer) return;
	const at = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').toJSDate();
	const id = `peer-${stampOf([positionId, at])}`;
	const notice = { id, ...writer, kind: 'peer.received', payload: { module: moduleSlug } };
	await tell(tx, courseId, [{ ...notice, at }], now);
}
