/*
 * Writes grades: the one place that does, so that every change leaves its history row. Question sets
 * and reviews hand in points; whether a student sees them is the state of the grade.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor, Transaction } from '$lib/server/db/client';
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

export interface GradedSubject {
	courseId: string;
	kind: GradeKind;
	subjectId: string;
}

const rowsAtOnce = 200;

/**
 * The item of a subject, null where nothing of it is graded. It is held until the transaction ends:
 * whoever else works out grades of it comes after, and sees by what these were.
 */
export async function holdItem(
	tx: Transaction,
	{ courseId, kind, subjectId }: GradedSubject
): Promise<{ id: string; max: number } | null> {
	const [found] = await tx
		.update(gradeItem)
		.set({ courseId })
		.where(
			and(
				eq(gradeItem.courseId, courseId),
				eq(gradeItem.kind, kind),
				eq(gradeItem.subjectId, subjectId)
			)
		)
		.returning({ id: gradeItem.id, max: gradeItem.max });
	return found ?? null;
}

/**
 * What marking says about one item. Grades that stay as they are are left alone; of one that was set
 * by hand only `computed` and the state change. Returns how many changed.
 * @param changedBy the person who marked or released; null when the machine did
 */
export async function recordGrades(
	tx: Transaction,
	item: GradedSubject,
	grades: readonly NewGrade[],
	changedBy: string | null,
	now: Date,
	why: GradeReason = 'marking'
): Promise<number> {
	const { courseId } = item;
	if (grades.length === 0) return 0;
	const found = await holdItem(tx, item);
	if (!found) return 0;
	const itemId = found.id;
	const changes = await changesAmong(tx, { courseId, itemId }, grades);
	for (let i = 0; i < changes.length; i += rowsAtOnce) {
		const rows = changes.slice(i, i + rowsAtOnce).map(({ isOverridden, isExcused, ...row }) => ({
			row: { ...row, courseId, itemId, changedBy, changedAt: now },
			kept: { isOverridden, isExcused, why }
		}));
		await tx
			.insert(grade)
			.values(rows.map(({ row }) => row))
			.onConflictDoUpdate({
				target: [grade.courseId, grade.itemId, grade.enrolmentId],
				set: {
					points: sql`excluded.points`,
					computed: sql`excluded.computed`,
					late: sql`excluded.late`,
					state: sql`excluded.state`,
					version: sql`excluded.version`,
					changedBy: sql`excluded.changed_by`,
					changedAt: sql`excluded.changed_at`
				}
			});
		await tx
			.insert(gradeHistory)
			.values(
				rows.map(({ row: { computed: _c, late: _l, ...row }, kept }) => ({ ...row, ...kept }))
			);
	}
	return changes.length;
}

/** What `recordGrades` would write, and nothing written. */
export async function changesAmong(
	on: Pick<Executor, 'select'>,
	{ courseId, itemId }: { courseId: string; itemId: string },
	grades: readonly NewGrade[]
) {
	const known = await on
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
	return grades.flatMap(({ enrolmentId, points: computed, late = null, state }) => {
		const old = before.get(enrolmentId);
		const { isOverridden = false, isExcused = false } = old ?? {};
		const points = old?.isOverridden ? old.points : computed;
		// Rows from before there was `computed` have none.
		const isSame = old && old.points === points && (old.computed ?? old.points) === computed;
		if (isSame && old.state === state && isSameSum(old.late, late)) return [];
		const version = (old?.version ?? 0) + 1;
		return [{ enrolmentId, points, computed, late, state, version, isOverridden, isExcused }];
	});
}
