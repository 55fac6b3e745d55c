/*
 * Second markings after the marking plan of a task has changed.
 */
import { and, eq, exists, gt, inArray, isNull, ne, notExists, sql } from 'drizzle-orm';
import type { Transaction } from '$lib/server/db/client';
import { position, review, secondMarking } from '$lib/server/db/schema';
import type { MarkingPlan } from '../allocating/plan';
import type { RubricBody } from '../review';
import { firstSlot, rubricOf } from '../sheets.server';
import { percentOf, secondReason } from './second';
import { holdSecond, setState, wantSecond } from './seconds.server';

/**
 * Brings the second markings of a task in line with its plan: what is marked and
 * not yet released is looked at anew; what nobody has begun to mark a second time and the plan does
 * not want any more is dropped. What somebody asked for, or has begun, stays.
 */
export async function followPlan(
	tx: Transaction,
	{ courseId, taskId }: { courseId: string; taskId: string },
	plan: MarkingPlan,
	now: Date
): Promise<void> {
	const newest = tx
		.select({ one: sql`1` })
		.from(position)
		.where(
			and(
				eq(position.courseId, review.courseId),
				eq(position.id, review.positionId),
				eq(position.submittedNumber, review.positionNumber),
				eq(position.taskId, taskId)
			)
		);
	// Held, as by whoever saves one of them at the same moment.
	const rows = await tx
		.update(review)
		.set({ courseId })
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.kind, firstSlot.kind),
				eq(review.slot, firstSlot.slot),
				gt(review.version, 0),
				ne(review.state, 'released'),
				exists(newest)
			)
		)
		.returning();
	const rubrics = new Map<string, RubricBody>();
	const kept = new Set<string>();
	for (const row of rows) {
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
