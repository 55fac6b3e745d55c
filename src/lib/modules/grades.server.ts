/*
 * Writes grades: the one place that does, so that every change leaves its history row. Question sets
 * and reviews hand in points; whether a student sees them is the state of the grade.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '$lib/server/db/client';
import { grade, gradeHistory, gradeItem } from '$lib/server/db/schema';

export type GradeKind = 'set' | 'position';

export interface NewGrade {
	enrolmentId: string;
	/** Null while nothing is marked. */
	points: number | null;
	state: 'hidden' | 'released';
}

/**
 * Sets the grades of one item; those that stay as they are are left alone. Returns how many changed.
 * @param changedBy the person who marked or released; null when the machine did
 */
export async function recordGrades(
	tx: Transaction,
	item: { courseId: string; kind: GradeKind; subjectId: string },
	grades: readonly NewGrade[],
	changedBy: string | null,
	now: Date
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
	for (const { enrolmentId, points, state } of grades) {
		const old = before.get(enrolmentId);
		if (old && old.points === points && old.state === state) continue;
		const version = (old?.version ?? 0) + 1;
		const row = {
			courseId,
			itemId,
			enrolmentId,
			points,
			state,
			version,
			changedBy,
			changedAt: now
		};
		await tx
			.insert(grade)
			.values(row)
			.onConflictDoUpdate({
				target: [grade.courseId, grade.itemId, grade.enrolmentId],
				set: { points, state, version, changedBy, changedAt: now }
			});
		await tx.insert(gradeHistory).values(row);
		changed++;
	}
	return changed;
}
