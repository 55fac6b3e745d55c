/*
 * Second markings as they come about: written when a sheet is saved, in its transaction, or when
 * somebody asks for another one; and the moment when every marker is done. The row of a second
 * marking is held while that is looked at, so that of two who finish together one sees both.
 */
import { and, eq, exists, gt, inArray, isNull, ne, notExists, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { enrolment, position, review, reviewHistory, secondMarking } from '$lib/server/db/schema';
import type { MarkingPlan } from '../allocating/plan';
import { planFor } from '../allocating/plan.server';
import type { ReviewState, RubricBody } from '../review';
import {
	agreedSlot,
	firstSlot,
	holdSheet,
	rubricOf,
	subjectFor,
	taskToReview,
	type SheetRow,
	type Subject
} from '../sheets.server';
import {
	areDone,
	mostMarkings,
	percentOf,
	secondReason,
	type SecondReason,
	type SlotSheet
} from './second';

interface Version {
	courseId: string;
	positionId: string;
	number: number;
}

type SecondRow = typeof secondMarking.$inferSelect;

function isSecondOf({ courseId, positionId, number }: Version): SQL | undefined {
	return and(
		eq(secondMarking.courseId, courseId),
		eq(secondMarking.positionId, positionId),
		eq(secondMarking.positionNumber, number)
	);
}

/** The second marking of a version, which nobody else changes until the transaction ends. */
export async function holdSecond(tx: Transaction, version: Version): Promise<SecondRow | null> {
	const { courseId } = version;
	const [row] = await tx
		.update(secondMarking)
		.set({ courseId })
		.where(isSecondOf(version))
		.returning();
	return row ?? null;
}

/** For queries over `review`: its version waits for another marker, or to be settled. */
export function waitsForSettlement(): SQL {
	return exists(
		db()
			.select({ one: sql`1` })
			.from(secondMarking)
			.where(
				and(
					eq(secondMarking.courseId, review.courseId),
					eq(secondMarking.positionId, review.positionId),
					eq(secondMarking.positionNumber, review.positionNumber),
					isNull(secondMarking.settled)
				)
			)
	);
}

/** The sheets of the markers of a version, by slot. */
export async function markersSheets(tx: Transaction, version: Version): Promise<SheetRow[]> {
	const { courseId, positionId, number } = version;
	const rows = await tx
		.select()
		.from(review)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number),
				eq(review.kind, firstSlot.kind)
			)
		);
	return rows.sort((a, b) => a.slot - b.slot);
}

export function asSlots(rows: readonly SheetRow[]): SlotSheet[] {
	return rows.map(({ slot, state, version }) => ({ slot, state, isBegun: version > 0 }));
}

/** How many blind markings there are to be of a version that has a second marking. */
export function wantedOf(rows: readonly { slot: number }[]): number {
	return rows.some((row) => row.slot === mostMarkings) ? mostMarkings : 2;
}

/**
 * After a marker has saved: begins the second marking if there is to be one, and moves every sheet to
 * moderation when the last marker is done.
 * @returns the sheet as it is now, and whether it waits for another marker or to be settled
 */
export async function followSave(
	tx: Transaction,
	subject: Subject,
	row: SheetRow,
	rubric: RubricBody,
	now: Date
): Promise<{ row: SheetRow; waits: boolean }> {
	const plan = await planFor(tx, subject.courseId, subject.taskId);
	const isMarked = row.state === 'marked';
	const percent = isMarked && row.slot === 1 ? percentOf(rubric, row.levels) : null;
	const reason = secondReason(plan, subject.positionId, percent);
	// Whoever was given the second marking by hand marks it, whatever the plan says.
	const wanted = reason ?? (row.slot > 1 ? 'again' : null);
	if (wanted) await wantSecond(tx, subject, wanted, null, now);
	const second = await holdSecond(tx, subject);
	if (!second) return { row, waits: false };
	const changed = isMarked ? await toModeration(tx, subject, now) : [];
	return { row: changed.find((r) => r.id === row.id) ?? row, waits: second.settled === null };
}

async function wantSecond(
	tx: Transaction,
	{ courseId, positionId, number }: Version,
	reason: SecondReason,
	createdBy: string | null,
	now: Date
): Promise<void> {
	await tx
		.insert(secondMarking)
		.values({ courseId, positionId, positionNumber: number, reason, createdBy, createdAt: now })
		.onConflictDoNothing();
}

async function toModeration(tx: Transaction, version: Version, now: Date): Promise<SheetRow[]> {
	const rows = await markersSheets(tx, version);
	if (!areDone(asSlots(rows), wantedOf(rows))) return [];
	const moved = [];
	for (const row of rows)
		if (row.state === 'marked') moved.push(await setState(tx, row, 'moderation', null, now));
	return moved;
}

/**
 * Moves a sheet to another state as it is written, with its row of history. Who wrote it stays who
 * wrote it: by that, markers are told apart.
 * @param movedBy null when the rules did it
 */
export async function setState(
	tx: Transaction,
	row: SheetRow,
	state: ReviewState,
	movedBy: string | null,
	now: Date
): Promise<SheetRow> {
	const changed = { ...row, state, version: row.version + 1 };
	const { courseId, id, version, levels, comments, overall, pins } = changed;
	await tx
		.update(review)
		.set({ state, version })
		.where(and(eq(review.courseId, courseId), eq(review.id, id)));
	const savedBy = movedBy ?? row.savedBy;
	if (savedBy !== null)
		await tx.insert(reviewHistory).values({
			courseId,
			reviewId: id,
			version,
			state,
			levels,
			comments,
			overall,
			pins,
			savedBy,
			savedAt: now
		});
	return changed;
}

/**
 * Brings the second markings of a task in line with its plan, for Q's `changePlan`: what is marked and
 * not yet released is looked at anew; what nobody has begun to mark a second time and the plan does
 * not want any more is dropped. What somebody asked for, or has begun, stays.
 */
export async function followPlan(
	tx: Transaction,
	{ courseId, taskId }: { courseId: string; taskId: string },
	plan: MarkingPlan,
	now: Date
): Promise<void> {
	const rows = await tx
		.select({ review })
		.from(review)
		.innerJoin(
			position,
			and(
				eq(position.courseId, review.courseId),
				eq(position.id, review.positionId),
				eq(position.submittedNumber, review.positionNumber)
			)
		)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(position.taskId, taskId),
				eq(review.kind, firstSlot.kind),
				eq(review.slot, firstSlot.slot),
				gt(review.version, 0),
				ne(review.state, 'released')
			)
		);
	const rubrics = new Map<string, RubricBody>();
	const kept = new Set<string>();
	for (const { review: row } of rows) {
		const key = `${row.rubricId}/${row.rubricVersion}`;
		const rubric = rubrics.get(key) ?? (await rubricOf(tx, row));
		rubrics.set(key, rubric);
		const isMarked = row.state !== 'marking' && row.state !== 'unmarked';
		const percent = isMarked ? percentOf(rubric, row.levels) : null;
		const reason = secondReason(plan, row.positionId, percent);
		if (!reason) continue;
		const { positionId, positionNumber: number } = row;
		kept.add(positionId);
		await wantSecond(tx, { courseId, positionId, number }, reason, null, now);
		// Settled before: it has an agreed sheet, and stays as it is.
		const second = await holdSecond(tx, { courseId, positionId, number });
		if (row.state === 'ready' && second?.settled === null)
			await setState(tx, row, 'marked', null, now);
	}
	await dropUnbegun(tx, courseId, taskId, kept);
}

async function dropUnbegun(
	tx: Transaction,
	courseId: string,
	taskId: string,
	kept: ReadonlySet<string>
): Promise<void> {
	const later = tx
		.select({ one: sql`1` })
		.from(review)
		.where(
			and(
				eq(review.courseId, secondMarking.courseId),
				eq(review.positionId, secondMarking.positionId),
				eq(review.positionNumber, secondMarking.positionNumber),
				gt(review.slot, 1),
				gt(review.version, 0)
			)
		);
	const unbegun = await tx
		.select({ positionId: secondMarking.positionId })
		.from(secondMarking)
		.innerJoin(
			position,
			and(
				eq(position.courseId, secondMarking.courseId),
				eq(position.id, secondMarking.positionId),
				eq(position.taskId, taskId)
			)
		)
		.where(
			and(
				eq(secondMarking.courseId, courseId),
				ne(secondMarking.reason, 'again'),
				isNull(secondMarking.settled),
				notExists(later)
			)
		);
	const gone = unbegun.map((row) => row.positionId).filter((id) => !kept.has(id));
	for (let i = 0; i < gone.length; i += 500)
		await tx
			.delete(secondMarking)
			.where(
				and(
					eq(secondMarking.courseId, courseId),
					inArray(secondMarking.positionId, gone.slice(i, i + 500)),
					ne(secondMarking.reason, 'again'),
					isNull(secondMarking.settled)
				)
			);
}

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
	const { courseId, enrolmentId } = membershipOf(actor);
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
		const first = await holdSheet(tx, subject, firstSlot);
		const counting = (await agreedOf(tx, version)) ?? first;
		if (counting.state === 'released') return { ok: false, reason: 'released' };
		const before = await holdSecond(tx, version);
		if (!before) await wantSecond(tx, version, 'again', enrolmentId, now);
		else {
			const rows = await markersSheets(tx, version);
			const wanted = wantedOf(rows);
			if (!areDone(asSlots(rows), wanted)) return { ok: false, reason: 'waits' };
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

/** That a third marking is wanted is known by its sheet. */
export async function wantThird(tx: Transaction, subject: Subject): Promise<void> {
	await holdSheet(tx, subject, { kind: firstSlot.kind, slot: mostMarkings });
}

export async function agreedOf(
	tx: Transaction,
	{ courseId, positionId, number }: Version
): Promise<SheetRow | null> {
	const [row] = await tx
		.update(review)
		.set({ courseId })
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number),
				eq(review.kind, agreedSlot.kind)
			)
		)
		.returning();
	return row ?? null;
}
