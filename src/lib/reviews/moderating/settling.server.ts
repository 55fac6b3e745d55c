/*
 * Settling: one sheet comes of several blind ones, by a rule or by people. It is ready then, and can
 * be settled otherwise until it is released. The markers' sheets stay as they were.
 */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { staffName } from '$lib/courses/wording';
import type { PositionBody } from '$lib/positions/position';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import {
	enrolment,
	position,
	review,
	reviewHistory,
	secondMarking,
	user
} from '$lib/server/db/schema';
import type { MarkingPlan } from '../allocating/plan';
import { planFor } from '../allocating/plan.server';
import type { KeptSheet } from '../marking.server';
import { knownPins } from '../pins';
import { countedOf, missingIn, type Pin, type RubricBody, type SheetWriting } from '../review';
import {
	agreedSlot,
	firstSlot,
	holdSheet,
	holdVersion,
	keptRubric,
	rubricOf,
	subjectFor,
	taskToReview,
	type SheetRow,
	type Subject
} from '../sheets.server';
import { isWithin, settledLevels, usualSettlement, type Settlement } from './second';
import { agreedOf, areAllDone, holdSecond, markersSheets } from './seconds.server';
import { pinsOfAll, wordsOfFirst } from './settlement';

/** How it is to be settled. */
export type Decision =
	{ by: Exclude<Settlement, 'agreed'> } | { by: 'agreed'; writing: SheetWriting; note: string };

export type SettleRefusal =
	/** Somebody settled it, or settled it otherwise, in the meantime. */
	| { ok: false; reason: 'conflict' | 'released'; kept: KeptSheet }
	| { ok: false; reason: 'incomplete'; missing: string[] }
	/**
	 * Not every marker is done; the rule says nothing here; the student has submitted a newer version,
	 * or has left.
	 */
	| { ok: false; reason: 'waits' | 'unsaid' | 'replaced' | 'withdrawn' };
export type Settled = { ok: true; version: number } | SettleRefusal;

/**
 * Needs `review.settle`; 404 for a version that is not marked twice, or not in this module.
 * @param version of the agreed sheet it builds on; 0 while nothing was settled
 */
export async function settle(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	decision: Decision,
	version: number,
	now: Date
): Promise<Settled> {
	const subject = await subjectToSettle(actor, moduleSlug, positionId);
	return transaction((tx) => settleOne(tx, actor, subject, decision, version, now));
}

async function subjectToSettle(
	actor: Actor,
	moduleSlug: string,
	positionId: string
): Promise<Subject> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.settle', { courseId });
	const { taskId } = await taskToReview(actor, moduleSlug);
	const [found] = await db()
		.select({ number: position.submittedNumber })
		.from(position)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.id, positionId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0)
			)
		);
	return subjectFor(actor, positionId, (found ?? notFound()).number);
}

/** What the form of an agreed sheet follows from. */
export interface SheetsToSettle {
	rubric: RubricBody;
	body: PositionBody;
	/** Of all markers. */
	pins: Pin[];
}

/** Needs `review.settle`; 404 as for `settle`. */
export async function sheetsToSettle(
	actor: Actor,
	moduleSlug: string,
	positionId: string
): Promise<SheetsToSettle> {
	const subject = await subjectToSettle(actor, moduleSlug, positionId);
	const { courseId, number, body } = subject;
	const rows = await db()
		.select()
		.from(review)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number),
				eq(review.kind, firstSlot.kind)
			)
		)
		.orderBy(asc(review.slot));
	const rubric = await keptRubric(rows[0] ?? subject);
	return { rubric, body, pins: pinsOfAll(rows) };
}

async function settleOne(
	tx: Transaction,
	actor: Actor,
	subject: Subject,
	decision: Decision,
	version: number,
	now: Date
): Promise<Settled> {
	await holdVersion(tx, subject);
	const second = await holdSecond(tx, subject);
	if (!second) notFound();
	const agreed = await agreedOf(tx, subject);
	if (agreed && agreed.state === 'released')
		return { ok: false, reason: 'released', kept: await keptOf(tx, agreed) };
	if (agreed && agreed.version !== version)
		return { ok: false, reason: 'conflict', kept: await keptOf(tx, agreed) };
	if (!(await isNewest(tx, subject))) return { ok: false, reason: 'replaced' };
	if (subject.enrolmentState !== 'active') return { ok: false, reason: 'withdrawn' };
	const rows = await markersSheets(tx, subject);
	const [first] = rows;
	if (!first || !areAllDone(rows)) return { ok: false, reason: 'waits' };
	const rubric = await rubricOf(tx, first);
	const writing = writingOf(decision, rubric, rows, subject);
	if (!writing) return { ok: false, reason: 'unsaid' };
	const missing = missingIn(rubric, writing.levels).map((c) => c.key);
	if (missing.length > 0) return { ok: false, reason: 'incomplete', missing };
	const sheet = await keepAgreed(tx, actor, subject, writing, now);
	await tx
		.update(secondMarking)
		.set({
			settled: decision.by,
			decidedBy: personOf(actor).id,
			decidedAt: now,
			note: decision.by === 'agreed' ? decision.note : ''
		})
		.where(
			and(
				eq(secondMarking.courseId, subject.courseId),
				eq(secondMarking.positionId, subject.positionId),
				eq(secondMarking.positionNumber, subject.number)
			)
		);
	const act = { act: 'review.settle', subjectKind: 'position', subjectId: subject.positionId };
	await recordAct(actor, { ...act, detail: { by: decision.by } }, now, tx);
	return { ok: true, version: sheet.version };
}

/** A newer version may have come since the subject was read. */
async function isNewest(tx: Transaction, { courseId, positionId, number }: Subject) {
	const [row] = await tx
		.select({ newest: position.submittedNumber })
		.from(position)
		.where(and(eq(position.courseId, courseId), eq(position.id, positionId)));
	return row?.newest === number;
}

function writingOf(
	decision: Decision,
	rubric: RubricBody,
	rows: readonly SheetRow[],
	{ parts, body }: Subject
): SheetWriting | null {
	if (decision.by !== 'agreed') {
		const markings = rows.map((row) => row.levels);
		const levels = settledLevels(rubric, markings, decision.by);
		return levels && { levels, ...wordsOfFirst(rows) };
	}
	const { levels, comments, overall, pins } = decision.writing;
	return {
		levels: Object.fromEntries(
			rubric.criteria.flatMap((c): [string, number | null][] => {
				const points = countedOf(rubric, c, levels);
				return points === undefined ? [] : [[c.key, points]];
			})
		),
		comments: Object.fromEntries(
			parts.flatMap((part): [string, string][] => {
				const words = comments[part]?.trim() ?? '';
				return words === '' ? [] : [[part, words]];
			})
		),
		overall: overall.trim(),
		pins: knownPins(pins, body)
	};
}

async function keepAgreed(
	tx: Transaction,
	actor: Actor,
	subject: Subject,
	writing: SheetWriting,
	now: Date
): Promise<SheetRow> {
	const row = await holdSheet(tx, subject, agreedSlot);
	const by = { savedBy: personOf(actor).id, savedAt: now };
	const to = { ...writing, ...by, state: 'ready' as const, version: row.version + 1 };
	const { courseId, id: reviewId } = row;
	await tx
		.update(review)
		.set(to)
		.where(and(eq(review.courseId, courseId), eq(review.id, reviewId)));
	await tx.insert(reviewHistory).values({ courseId, reviewId, ...to });
	return { ...row, ...to };
}

async function keptOf(tx: Transaction, row: SheetRow): Promise<KeptSheet> {
	const { version, state, levels, comments, overall, pins, savedAt, savedBy } = row;
	const [found] =
		savedBy === null
			? []
			: await tx.select({ name: user.name }).from(user).where(eq(user.id, savedBy));
	const name = staffName(savedBy, found?.name ?? null);
	return { version, state, levels, comments, overall, pins, savedAt, savedBy: name };
}

export interface SettledByRule {
	settled: number;
	/** Chosen, but too far apart, settled already, or waiting for a marker. */
	left: number;
}

/** What the plan's rule would do; null where people must decide. */
export function ruleFor(
	plan: Pick<MarkingPlan, 'settle' | 'tolerancePercent'>,
	rubric: RubricBody,
	rows: readonly Pick<SheetRow, 'levels'>[]
): Exclude<Settlement, 'agreed'> | null {
	const markings = rows.map((row) => row.levels);
	const isNear = isWithin(rubric, markings, plan.tolerancePercent);
	const rule = markings.length > 2 ? 'third' : isNear ? usualSettlement(plan) : null;
	return rule && settledLevels(rubric, markings, rule) ? rule : null;
}

/**
 * Settles by the plan's rule whatever it settles. Needs `review.settle`.
 * @param which ids of positions, or all of the task
 */
export async function settleByRule(
	actor: Actor,
	moduleSlug: string,
	which: readonly string[] | 'all',
	now: Date
): Promise<SettledByRule> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.settle', { courseId });
	const { taskId } = await taskToReview(actor, moduleSlug);
	const plan = await planFor(db(), courseId, taskId);
	const waiting = await db()
		.select({ positionId: position.id, number: position.submittedNumber })
		.from(secondMarking)
		.innerJoin(
			position,
			and(
				eq(position.courseId, secondMarking.courseId),
				eq(position.id, secondMarking.positionId),
				eq(position.submittedNumber, secondMarking.positionNumber)
			)
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.innerJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				eq(review.kind, firstSlot.kind),
				eq(review.slot, firstSlot.slot),
				eq(review.state, 'moderation')
			)
		)
		.where(
			and(
				eq(secondMarking.courseId, courseId),
				eq(position.taskId, taskId),
				eq(enrolment.state, 'active')
			)
		);
	const chosen = which === 'all' ? waiting : waiting.filter((w) => which.includes(w.positionId));
	let settled = 0;
	for (const { positionId, number } of chosen) {
		const subject = await subjectFor(actor, positionId, number);
		const isSettled = await transaction(async (tx) => {
			await holdVersion(tx, subject);
			const second = await holdSecond(tx, subject);
			if (!second || second.settled !== null) return false;
			const rows = await markersSheets(tx, subject);
			const [first] = rows;
			if (!first || !areAllDone(rows)) return false;
			const rule = ruleFor(plan, await rubricOf(tx, first), rows);
			if (!rule) return false;
			const version = (await agreedOf(tx, subject))?.version ?? 0;
			return (await settleOne(tx, actor, subject, { by: rule }, version, now)).ok;
		});
		if (isSettled) settled++;
	}
	return { settled, left: (which === 'all' ? chosen.length : which.length) - settled };
}
