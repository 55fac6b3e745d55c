/*
 * Second markings as they come about: written when a sheet is saved, in its transaction, or when
 * somebody asks for another one; and the moment when every marker is done. The row of a second
 * marking is held while that is looked at, so that of two who finish together one sees both.
 */
import { and, eq, exists, isNull, sql, type SQL } from 'drizzle-orm';
import { db, type Transaction } from '$lib/server/db/client';
import { review, reviewHistory, secondMarking } from '$lib/server/db/schema';
import type { MarkingPlan } from '../allocating/plan';
import { planFor } from '../allocating/plan.server';
import type { ReviewState, RubricBody } from '../review';
import { agreedSlot, firstSlot, holdSheet, type SheetRow, type Subject } from '../sheets.server';
import {
	areDone,
	isWithin,
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

export function isSecondOf({ courseId, positionId, number }: Version): SQL | undefined {
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

function asSlots(rows: readonly SheetRow[]): SlotSheet[] {
	return rows.map(({ slot, state, version }) => ({ slot, state, isBegun: version > 0 }));
}

function levelsOf(rows: readonly SheetRow[]) {
	return rows.map((row) => row.levels);
}

/** How many blind markings there are to be of a version that has a second marking. */
export function wantedOf(rows: readonly { slot: number }[]): number {
	return rows.some((row) => row.slot === mostMarkings) ? mostMarkings : 2;
}

/** They can be laid beside each other. */
export function areAllDone(rows: readonly SheetRow[]): boolean {
	return areDone(asSlots(rows), wantedOf(rows));
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
	const changed = isMarked ? await toModeration(tx, subject, rubric, plan, now) : [];
	return { row: changed.find((r) => r.id === row.id) ?? row, waits: second.settled === null };
}

/** Once only; whoever wanted it first stays. */
export async function wantSecond(
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

/** Where the plan says so, a third marker is wanted when two are too far apart. */
async function toModeration(
	tx: Transaction,
	subject: Subject,
	rubric: RubricBody,
	plan: MarkingPlan,
	now: Date
): Promise<SheetRow[]> {
	const rows = await markersSheets(tx, subject);
	if (!areAllDone(rows)) return [];
	const moved = [];
	for (const row of rows)
		if (row.state === 'marked') moved.push(await setState(tx, row, 'moderation', null, now));
	const isApart = !isWithin(rubric, levelsOf(rows), plan.tolerancePercent);
	if (plan.settle === 'third' && isApart && wantedOf(rows) < mostMarkings)
		await wantThird(tx, subject);
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
