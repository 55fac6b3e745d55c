/*
 * Writes grades: the one place that does, so that every change leaves its history row. Question sets
 * and reviews hand in points; whether a student sees them is the state of the grade.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '$lib/server/db/client';
import { grade, gradeHistory, gradeItem } from '$lib/server/db/schema';
import { isSameSum, type LateSum } from './late';

export type GradeKind = 'set' | 'position' | 'reviewing' | 'debate' | 'hand';

/** What brought a change about. */
export type GradeReason = 'marking' | 'release' | 'hand' | 'csv' | 'regrade' | 'late';

export interface NewGrade {
	enrolmentId: string;
	/** After any deduction; null while nothing is marked. */
	points: number | null;
	/** How lateness was counted; null, or absent, when nothing was deducted. */
	late?: LateSum | null;
	state: 'hidden' | 'released';
}

/**
 * What marking says about one item. Grades that stay as they are are left alone; of one that was set
 * by hand only `computed` and the state change. Returns how many changed.
 * @param changedBy the person who marked or released; null when the machine did
 */
export async function recordGrades(
	tx: Transaction,
	item: { courseId: string; kind: GradeKind; subjectId: string },
	grades: readonly NewGrade[],
	changedBy: string | null,
	now: Date,
	why: GradeReason = 'marking'
): Promise<number> {
	const { courseId } = item;
	if (grades.length === 0) return 0;
	const [found] = await tx
		.select({ id: gradeItem.id })
		.from(gradeItem)
		.where(
			and(
				eq(gradeItem.courseId, courseId),
				eq(gradeItem.kind, item.kind),
				eq(gradeItem.subjectId, item.subjectId)
			)
		);
	if (!found) return 0;
	const itemId = found.id;
	const known = await tx
		.select()
		.from(grade)
		.where(
			and(
				eq(grade.courseId, courseId),
				eq(grade.itemId, itemId),
				inArray(
					grade.enrolmentId,
					grades.map((g) => g.enrolmentId)
				)
			)
		);
	const before = new Map(known.map((row) => [row.enrolmentId, row]));
	let changed = 0;
	for (const { enrolmentId, points: computed, late = null, state } of grades) {
		const old = before.get(enrolmentId);
		const { isOverridden = false, isExcused = false } = old ?? {};
		const points = old?.isOverridden ? old.points : computed;
		// Rows from before there was `computed` have none.
		const isSame = old && old.points === points && (old.computed ?? old.points) === computed;
		if (isSame && old.state === state && isSameSum(old.late, late)) continue;
		const key = { courseId, itemId, enrolmentId };
		const version = (old?.version ?? 0) + 1;
		const set = { points, computed, late, state, version, changedBy, changedAt: now };
		await tx
			.insert(grade)
			.values({ ...key, ...set })
			.onConflictDoUpdate({ target: [grade.courseId, grade.itemId, grade.enrolmentId], set });
		const kept = { version, points, isOverridden, isExcused, state, why };
		await tx.insert(gradeHistory).values({ ...key, ...kept, changedBy, changedAt: now });
		changed++;
	}
	return changed;
}
