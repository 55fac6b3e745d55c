/*
 * What stands in the cells of some people, or of the whole class: one query each for grades, for what
 * was handed in and how late, and for whose dates are others.
 */
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { db, type Executor } from '$lib/server/db/client';
import {
	accommodation,
	extension,
	grade,
	position,
	positionVersion,
	setSubmission
} from '$lib/server/db/schema';
import { cellOf, type Cell, type CellFacts, type ItemHere } from './gradebook';

type On = Pick<Executor, 'select'>;

/** By enrolment, then by item. */
export type Cells = Map<string, Map<string, Cell>>;

/**
 * The caller may see these people.
 * @param people ids of enrolments
 * @param isClass they are most of the class: the rows of the course are read, not theirs by name
 */
export async function cellsOf(
	courseId: string,
	items: readonly ItemHere[],
	people: readonly string[],
	now: Date,
	{ isClass = false, on = db() }: { isClass?: boolean; on?: On } = {}
): Promise<Cells> {
	const cells: Cells = new Map();
	if (people.length === 0 || items.length === 0) return cells;
	const among = (column: SQLiteColumn): SQL | undefined =>
		isClass ? undefined : inArray(column, [...people]);
	const of = (kind: ItemHere['kind']) =>
		items.filter((item) => item.kind === kind).map((item) => item.subjectId);
	const [grades, sets, positions, extensions, accommodations] = await Promise.all([
		gradesOf(on, courseId, items, among),
		setsHandedIn(on, courseId, of('set'), among),
		positionsHandedIn(on, courseId, of('position'), among),
		on
			.select({
				enrolmentId: extension.enrolmentId,
				subjectId: extension.subjectId,
				dueAt: extension.dueAt,
				closesAt: extension.closesAt
			})
			.from(extension)
			.where(and(eq(extension.courseId, courseId), among(extension.enrolmentId))),
		on
			.select({ enrolmentId: accommodation.enrolmentId, extraHours: accommodation.extraHours })
			.from(accommodation)
			.where(and(eq(accommodation.courseId, courseId), among(accommodation.enrolmentId)))
	]);
	const key = (enrolmentId: string, id: string) => `${enrolmentId} ${id}`;
	const graded = new Map(grades.map((one) => [key(one.enrolmentId, one.itemId), one]));
	const handedIn = new Map(
		[...sets, ...positions].map((one) => [
			key(one.enrolmentId, one.subjectId),
			{ isLate: one.lateMinutes > 0 && one.lateWaivedBy === null }
		])
	);
	const extended = new Map(extensions.map((one) => [key(one.enrolmentId, one.subjectId), one]));
	const extra = new Map(accommodations.map((one) => [one.enrolmentId, one.extraHours]));
	const facts = (enrolmentId: string, item: ItemHere): CellFacts => ({
		grade: graded.get(key(enrolmentId, item.id)) ?? null,
		handedIn: handedIn.get(key(enrolmentId, item.subjectId)) ?? null,
		extension: extended.get(key(enrolmentId, item.subjectId)) ?? null,
		extraHours: extra.get(enrolmentId) ?? 0
	});
	for (const enrolmentId of people)
		cells.set(
			enrolmentId,
			new Map(items.map((item) => [item.id, cellOf(item, facts(enrolmentId, item), now)]))
		);
	return cells;
}

/** Whether lateness was counted is asked of the engine: the sum itself would be read for each cell. */
const wasDeducted = sql<boolean | number>`${grade.late} is not null`.mapWith(Boolean);

function gradesOf(
	on: On,
	courseId: string,
	items: readonly ItemHere[],
	among: (column: SQLiteColumn) => SQL | undefined
) {
	return on
		.select({
			enrolmentId: grade.enrolmentId,
			itemId: grade.itemId,
			points: grade.points,
			state: grade.state,
			isOverridden: grade.isOverridden,
			isExcused: grade.isExcused,
			wasDeducted
		})
		.from(grade)
		.where(
			and(
				eq(grade.courseId, courseId),
				// With both, the engine finds each cell by its key.
				inArray(
					grade.itemId,
					items.map((item) => item.id)
				),
				among(grade.enrolmentId)
			)
		);
}

/** The newest of each, wherever one was handed in again. */
async function setsHandedIn(
	on: On,
	courseId: string,
	setIds: string[],
	among: (column: SQLiteColumn) => SQL | undefined
) {
	if (setIds.length === 0) return [];
	return on
		.select({
			enrolmentId: setSubmission.enrolmentId,
			subjectId: setSubmission.setId,
			lateMinutes: setSubmission.lateMinutes,
			lateWaivedBy: setSubmission.lateWaivedBy
		})
		.from(setSubmission)
		.where(
			and(
				eq(setSubmission.courseId, courseId),
				inArray(setSubmission.setId, setIds),
				among(setSubmission.enrolmentId)
			)
		)
		.orderBy(setSubmission.number);
}

async function positionsHandedIn(
	on: On,
	courseId: string,
	taskIds: string[],
	among: (column: SQLiteColumn) => SQL | undefined
) {
	if (taskIds.length === 0) return [];
	return on
		.select({
			enrolmentId: position.enrolmentId,
			subjectId: position.taskId,
			lateMinutes: positionVersion.lateMinutes,
			lateWaivedBy: positionVersion.lateWaivedBy
		})
		.from(position)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id),
				eq(positionVersion.number, position.submittedNumber)
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				inArray(position.taskId, taskIds),
				among(position.enrolmentId)
			)
		);
}
