/*
 * Grades changed by staff, cell by cell: set by hand, taken back, excused, counted again, shown. Like
 * `recordGrades` it leaves a history row for every change. Each change names the version it was built
 * on; when one of them is not the newest any more, none is written.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '$lib/server/db/client';
import { grade, gradeHistory, gradeItem } from '$lib/server/db/schema';
import type { GradeReason } from './grades.server';

export type HandChange =
	/**
	 * `isShown` counts only where marking says nothing, for else release is the marking's; without it
	 * the grade is shown or hidden as it was.
	 */
	| { to: 'points'; points: number; isShown?: boolean }
	/** What marking says counts again; without marking nothing is left. */
	| { to: 'computed' }
	| { to: 'excused' }
	| { to: 'counted' }
	| { to: 'shown' }
	| { to: 'hidden' };

export interface CellChange {
	itemId: string;
	enrolmentId: string;
	/** The version that was seen; 0 where there was no grade. */
	version: number;
	/** One after the other, written as one change. */
	changes: readonly HandChange[];
}

type GradeRow = typeof grade.$inferSelect;
type Content = Pick<
	GradeRow,
	'points' | 'computed' | 'isOverridden' | 'isExcused' | 'late' | 'state'
>;

const none: Content = {
	points: null,
	computed: null,
	isOverridden: false,
	isExcused: false,
	late: null,
	state: 'hidden'
};

const rowsAtOnce = 200;

export type GradesChanged =
	{ ok: true; changed: number } | { ok: false; reason: 'moved'; moved: CellChange[] };

/** The caller has seen that items and people are of this course. */
export async function changeGrades(
	tx: Transaction,
	courseId: string,
	cells: readonly CellChange[],
	changedBy: string,
	now: Date,
	why: GradeReason
): Promise<GradesChanged> {
	if (cells.length === 0) return { ok: true, changed: 0 };
	const itemIds = [...new Set(cells.map((cell) => cell.itemId))].sort();
	// Held until the transaction ends, one after the other: whoever marks or releases comes after.
	for (const itemId of itemIds)
		await tx
			.update(gradeItem)
			.set({ courseId })
			.where(and(eq(gradeItem.courseId, courseId), eq(gradeItem.id, itemId)));
	const known = await rowsOf(tx, courseId, itemIds, cells);
	const moved = cells.filter((cell) => (known.get(keyOf(cell))?.version ?? 0) !== cell.version);
	if (moved.length > 0) return { ok: false, reason: 'moved', moved };

	const fresh = cells.map(({ itemId, enrolmentId, version, changes }) => {
		const old: Content = known.get(keyOf({ itemId, enrolmentId })) ?? none;
		const content = changes.reduce(changed, old);
		return {
			courseId,
			itemId,
			enrolmentId,
			version: version + 1,
			...pick(content),
			changedBy,
			changedAt: now
		};
	});
	for (let at = 0; at < fresh.length; at += rowsAtOnce) {
		const rows = fresh.slice(at, at + rowsAtOnce);
		await tx
			.insert(grade)
			.values(rows)
			.onConflictDoUpdate({
				target: [grade.courseId, grade.itemId, grade.enrolmentId],
				set: {
					points: sql`excluded.points`,
					computed: sql`excluded.computed`,
					isOverridden: sql`excluded.is_overridden`,
					isExcused: sql`excluded.is_excused`,
					late: sql`excluded.late`,
					state: sql`excluded.state`,
					version: sql`excluded.version`,
					changedBy: sql`excluded.changed_by`,
					changedAt: sql`excluded.changed_at`
				}
			});
		await tx
			.insert(gradeHistory)
			.values(rows.map(({ computed: _computed, late: _late, ...row }) => ({ ...row, why })));
	}
	return { ok: true, changed: fresh.length };
}

const keyOf = ({ itemId, enrolmentId }: { itemId: string; enrolmentId: string }) =>
	`${itemId} ${enrolmentId}`;

function pick({ points, computed, isOverridden, isExcused, late, state }: Content): Content {
	return { points, computed, isOverridden, isExcused, late, state };
}

async function rowsOf(
	tx: Transaction,
	courseId: string,
	itemIds: string[],
	cells: readonly CellChange[]
): Promise<Map<string, GradeRow>> {
	const people = [...new Set(cells.map((cell) => cell.enrolmentId))];
	const known = new Map<string, GradeRow>();
	for (let at = 0; at < people.length; at += rowsAtOnce)
		for (const row of await tx
			.select()
			.from(grade)
			.where(
				and(
					eq(grade.courseId, courseId),
					inArray(grade.itemId, itemIds),
					inArray(grade.enrolmentId, people.slice(at, at + rowsAtOnce))
				)
			))
			known.set(keyOf(row), row);
	return known;
}

function changed(old: Content, change: HandChange): Content {
	// Rows from before there was `computed` have none.
	const computed = old.computed ?? (old.isOverridden ? null : old.points);
	switch (change.to) {
		case 'points': {
			const isOwn = computed === null && change.isShown !== undefined;
			const state = isOwn ? (change.isShown ? 'released' : 'hidden') : old.state;
			return { ...old, computed, points: change.points, isOverridden: true, state };
		}
		case 'computed': {
			const state = computed === null ? 'hidden' : old.state;
			return { ...old, points: computed, computed, isOverridden: false, state };
		}
		case 'excused':
			return { ...old, isExcused: true };
		case 'counted':
			return { ...old, isExcused: false };
		case 'shown':
			return { ...old, state: 'released' };
		case 'hidden':
			return { ...old, state: 'hidden' };
	}
}
