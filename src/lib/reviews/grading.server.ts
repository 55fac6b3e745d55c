/*
 * From released sheets to the grades of positions: the points of the sheet that counts, in proportion
 * to what the position is worth now, less what lateness costs. A version that nobody has released a
 * sheet of has no grade.
 */
import { and, eq, inArray } from 'drizzle-orm';
import {
	holdItem,
	recordGrades,
	type GradeReason,
	type NewGrade
} from '$lib/modules/grades.server';
import { afterLateness, type LatePolicy } from '$lib/modules/late';
import { latePolicyOf, sparedIn } from '$lib/modules/lateness.server';
import { inProportion, roundPoints } from '$lib/questions/scoring';
import { groupedBy } from '$lib/readings/grouped';
import type { Executor, Transaction } from '$lib/server/db/client';
import {
	gradeItem,
	position,
	positionTask,
	positionVersion,
	review,
	rubricVersion
} from '$lib/server/db/schema';
import { mostPoints, scoreOf, type RubricBody, type SheetLevels } from './review';

interface OfTask {
	courseId: string;
	taskId: string;
}

/** @param positionIds whose grades to work out again; null means all that were released */
export async function gradePositions(
	tx: Transaction,
	task: OfTask,
	positionIds: readonly string[] | null,
	changedBy: string | null,
	now: Date,
	why: GradeReason = 'marking'
): Promise<number> {
	const item = { courseId: task.courseId, kind: 'position', subjectId: task.taskId } as const;
	if (!(await holdItem(tx, item))) return 0;
	const grades = await gradesOfPositions(tx, task, positionIds);
	return recordGrades(tx, item, grades, changedBy, now, why);
}

/**
 * What the grades of positions come to, without writing them; a fixed number of queries.
 * @param policy another than the module's, to see what it would do
 */
export async function gradesOfPositions(
	on: Executor,
	task: OfTask,
	positionIds: readonly string[] | null,
	policy?: LatePolicy | null
): Promise<NewGrade[]> {
	const { courseId } = task;
	const rows = await releasedSheets(on, task, positionIds);
	if (rows.length === 0) return [];
	const [[about], rubrics, spared] = await Promise.all([
		on
			.select({ moduleId: positionTask.moduleId, max: gradeItem.max })
			.from(positionTask)
			.leftJoin(
				gradeItem,
				and(
					eq(gradeItem.courseId, positionTask.courseId),
					eq(gradeItem.kind, 'position'),
					eq(gradeItem.subjectId, positionTask.id)
				)
			)
			.where(and(eq(positionTask.courseId, courseId), eq(positionTask.id, task.taskId))),
		rubricsAmong(on, courseId, rows),
		sparedIn(on, courseId)
	]);
	if (!about) return [];
	const costs = policy === undefined ? await latePolicyOf(on, courseId, about.moduleId) : policy;
	return rows.flatMap(({ enrolmentId, lateMinutes, lateWaivedBy, ...row }) => {
		const rubric = rubrics.get(rubricKey(row));
		if (!rubric) return [];
		const raw = pointsOn(rubric, row.levels, about.max);
		const isFree = lateWaivedBy !== null || spared.has(enrolmentId);
		const most = about.max ?? mostPoints(rubric, row.levels);
		const counted = afterLateness(costs, { minutes: lateMinutes, isFree }, { raw, most });
		return [{ enrolmentId, ...counted, state: 'released' as const }];
	});
}

/** A sheet of an earlier rubric, or one with criteria left out, counts in proportion to what the position is worth. */
export function pointsOn(rubric: RubricBody, levels: SheetLevels, max: number | null): number {
	const points = scoreOf(rubric, levels);
	return max === null ? points : roundPoints(inProportion(points, mostPoints(rubric, levels), max));
}

/** Of every position of which something was released, the sheet that counts. */
async function releasedSheets(
	on: Executor,
	{ courseId, taskId }: OfTask,
	positionIds: readonly string[] | null
) {
	const rows = await on
		.select({
			positionId: review.positionId,
			positionNumber: review.positionNumber,
			kind: review.kind,
			slot: review.slot,
			rubricId: review.rubricId,
			rubricVersion: review.rubricVersion,
			levels: review.levels,
			enrolmentId: position.enrolmentId,
			lateMinutes: positionVersion.lateMinutes,
			lateWaivedBy: positionVersion.lateWaivedBy
		})
		.from(review)
		.innerJoin(
			position,
			and(eq(position.courseId, review.courseId), eq(position.id, review.positionId))
		)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, review.courseId),
				eq(positionVersion.positionId, review.positionId),
				eq(positionVersion.number, review.positionNumber)
			)
		)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(position.taskId, taskId),
				eq(review.state, 'released'),
				positionIds ? inArray(review.positionId, [...positionIds]) : undefined
			)
		);
	const ofPosition = groupedBy(rows, (row) => row.positionId);
	return [...ofPosition.values()].flatMap((sheets) => sheetThatCounts(sheets) ?? []);
}

interface Ranked {
	positionNumber: number;
	kind: 'staff' | 'agreed';
	slot: number;
}

/** Among the sheets of one position: of the newest version the agreed one, else the first marker's. */
export function sheetThatCounts<Sheet extends Ranked>(sheets: readonly Sheet[]): Sheet | null {
	return sheets.reduce<Sheet | null>(
		(best, sheet) => (best && !isBefore(sheet, best) ? best : sheet),
		null
	);
}

function isBefore(a: Ranked, b: Ranked): boolean {
	if (a.positionNumber !== b.positionNumber) return a.positionNumber > b.positionNumber;
	if (a.kind !== b.kind) return a.kind === 'agreed';
	return a.slot < b.slot;
}

interface OfRubric {
	rubricId: string;
	rubricVersion: number;
}

function rubricKey({ rubricId, rubricVersion }: OfRubric): string {
	return `${rubricId}/${rubricVersion}`;
}

/** By `rubricKey`, all in one query. */
async function rubricsAmong(
	on: Executor,
	courseId: string,
	rows: readonly OfRubric[]
): Promise<Map<string, RubricBody>> {
	const found = await on
		.select({
			rubricId: rubricVersion.rubricId,
			rubricVersion: rubricVersion.version,
			body: rubricVersion.body
		})
		.from(rubricVersion)
		.where(
			and(
				eq(rubricVersion.courseId, courseId),
				inArray(rubricVersion.rubricId, [...new Set(rows.map((row) => row.rubricId))])
			)
		);
	return new Map(found.map((row) => [rubricKey(row), row.body]));
}
