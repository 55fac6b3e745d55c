/*
 * One cell of the gradebook with everything that made it, and what the instructor may do to it by
 * hand. Two who change it at once: the second is shown what the first wrote, and overwrites nothing.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { personIn } from '$lib/courses/people.server';
import { staffName } from '$lib/courses/wording';
import type { LateSum } from '$lib/modules/late';
import {
	changeGrades,
	type GradesChanged,
	type HandChange
} from '$lib/modules/changing-grades.server';
import type { GradeReason } from '$lib/modules/grades.server';
import { db, transaction } from '$lib/server/db/client';
import { enrolment, grade, gradeHistory, position, review, user } from '$lib/server/db/schema';
import { cellsOf } from './facts.server';
import { isWithheld, type Cell, type ItemHere } from './gradebook';
import { itemIn, itemsOn } from './items.server';
import { readPoints, type TypedPoints } from './totals';

export interface HistoryEntry {
	version: number;
	points: number | null;
	isOverridden: boolean;
	isExcused: boolean;
	isReleased: boolean;
	why: GradeReason;
	/** Null when the machine did it. */
	by: string | null;
	at: Date;
}

export interface CellHere {
	item: ItemHere;
	person: { enrolmentId: string; name: string; sectionName: string | null; isHere: boolean };
	cell: Cell;
	/** 0 where there is no grade yet. */
	version: number;
	/** What marking says, after lateness; null where it says nothing, or nobody is to know. */
	computed: number | null;
	late: LateSum | null;
	/** Marking says nothing, so whoever sets points says whether the student sees them. */
	isShownByHand: boolean;
	isReleased: boolean;
	/** Newest first; without what nobody is to know yet. */
	history: HistoryEntry[];
	/** Below the course: where it was marked, unless that would tell a marker whose it is. */
	sheet: string | null;
	mayEdit: boolean;
}

export interface Place {
	itemId: string;
	enrolmentId: string;
}

/** 404 for whoever the actor may not see, and for whoever is no student. */
export async function cellFor(
	actor: Actor,
	{ itemId, enrolmentId }: Place,
	now: Date
): Promise<CellHere> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.read', { courseId });
	const [item, person] = await Promise.all([itemIn(actor, itemId), personIn(actor, enrolmentId)]);
	if (person.role !== 'student') notFound();
	const [cells, [kept], history, sheet] = await Promise.all([
		cellsOf(courseId, [item], [enrolmentId], now),
		db()
			.select()
			.from(grade)
			.where(
				and(
					eq(grade.courseId, courseId),
					eq(grade.itemId, itemId),
					eq(grade.enrolmentId, enrolmentId)
				)
			),
		historyOf(courseId, item, enrolmentId),
		sheetOf(courseId, item, enrolmentId)
	]);
	const cell = cells.get(enrolmentId)?.get(itemId) ?? notFound();
	const isReleased = kept?.state === 'released';
	const computed = kept && (kept.computed ?? (kept.isOverridden ? null : kept.points));
	const isUnknown = item.hidesNames && !isReleased;
	return {
		item,
		person: {
			enrolmentId,
			name: person.name,
			sectionName: person.sectionName,
			isHere: person.state === 'active'
		},
		cell,
		version: kept?.version ?? 0,
		computed: isUnknown ? null : (computed ?? null),
		late: isUnknown ? null : (kept?.late ?? null),
		isShownByHand: (computed ?? null) === null && cell.standing !== 'marking',
		isReleased,
		history: history
			.filter((entry) => isReleased || !isWithheld(item, entry))
			.map((entry) => ({
				version: entry.version,
				points: entry.points,
				isOverridden: entry.isOverridden,
				isExcused: entry.isExcused,
				isReleased: entry.state === 'released',
				why: entry.why,
				by: staffName(entry.changedBy, entry.by),
				at: entry.changedAt
			})),
		sheet,
		mayEdit: may(actor, 'gradebook.edit', { courseId }) && person.state === 'active'
	};
}

async function historyOf(courseId: string, item: ItemHere, enrolmentId: string) {
	const rows = await db()
		.select({
			version: gradeHistory.version,
			points: gradeHistory.points,
			isOverridden: gradeHistory.isOverridden,
			isExcused: gradeHistory.isExcused,
			why: gradeHistory.why,
			state: gradeHistory.state,
			changedBy: gradeHistory.changedBy,
			changedAt: gradeHistory.changedAt,
			by: user.name
		})
		.from(gradeHistory)
		.leftJoin(user, eq(user.id, gradeHistory.changedBy))
		.where(
			and(
				eq(gradeHistory.courseId, courseId),
				eq(gradeHistory.itemId, item.id),
				eq(gradeHistory.enrolmentId, enrolmentId)
			)
		)
		.orderBy(asc(gradeHistory.version));
	return rows.reverse().map((row) => {
		const state = row.state === 'released' ? ('released' as const) : ('hidden' as const);
		return { ...row, state };
	});
}

/** The newest version counts: a revision that is being marked hides its writer again. */
async function sheetOf(
	courseId: string,
	item: ItemHere,
	enrolmentId: string
): Promise<string | null> {
	if (item.kind !== 'position') return null;
	const rows = await db()
		.select({ id: position.id, number: position.submittedNumber, state: review.state })
		.from(position)
		.leftJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber)
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, item.subjectId),
				eq(position.enrolmentId, enrolmentId)
			)
		);
	const [first] = rows;
	if (!first || first.number === 0) return null;
	const isKnown = !item.hidesNames || rows.some((row) => row.state === 'released');
	return isKnown ? `/modules/${item.module.slug}/review/${first.id}` : null;
}

export type CellChanged =
	{ ok: true } | { ok: false; reason: 'moved' | 'left' } | Extract<TypedPoints, { ok: false }>;

/** Points as typed. Needs `gradebook.edit`. */
export async function setByHand(
	actor: Actor,
	place: Place,
	wanted: { version: number; points: string; isShown: boolean },
	now: Date
): Promise<CellChanged> {
	const { item, isShownByHand } = await cellToEdit(actor, place, now);
	const read = readPoints(wanted.points, item.most);
	if (!read.ok) return read;
	const isShown = isShownByHand && wanted.isShown;
	const change = { to: 'points', points: read.points, isShown } as const;
	return recordChange(actor, 'grade.set', place, { version: wanted.version, change }, now);
}

/** What marking says counts again; a column made by hand is empty then. */
export async function takeBack(
	actor: Actor,
	place: Place,
	version: number,
	now: Date
): Promise<CellChanged> {
	await cellToEdit(actor, place, now);
	return recordChange(actor, 'grade.takeBack', place, { version, change: { to: 'computed' } }, now);
}

/** It counts for everybody but this person; points stay and may count again. */
export async function excuse(
	actor: Actor,
	place: Place,
	version: number,
	now: Date
): Promise<CellChanged> {
	await cellToEdit(actor, place, now);
	return recordChange(actor, 'grade.excuse', place, { version, change: { to: 'excused' } }, now);
}

export async function countAgain(
	actor: Actor,
	place: Place,
	version: number,
	now: Date
): Promise<CellChanged> {
	await cellToEdit(actor, place, now);
	return recordChange(actor, 'grade.count', place, { version, change: { to: 'counted' } }, now);
}

async function cellToEdit(actor: Actor, place: Place, now: Date): Promise<CellHere> {
	authorize(actor, 'gradebook.edit', { courseId: membershipOf(actor).courseId });
	return cellFor(actor, place, now);
}

/** One change with its act, which says who and which cell, never the points. */
async function recordChange(
	actor: Actor,
	act: string,
	{ itemId, enrolmentId }: Place,
	{ version, change }: { version: number; change: HandChange },
	now: Date
): Promise<CellChanged> {
	const { courseId } = membershipOf(actor);
	return transaction(async (tx): Promise<CellChanged> => {
		const [person] = await tx
			.select({ state: enrolment.state })
			.from(enrolment)
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
		if (person?.state !== 'active') return { ok: false, reason: 'left' };
		if (!(await itemsOn(tx, courseId)).some((item) => item.id === itemId)) notFound();
		const cell = { itemId, enrolmentId, version, changes: [change] };
		const by = personOf(actor).id;
		const done: GradesChanged = await changeGrades(tx, courseId, [cell], by, now, 'hand');
		if (!done.ok) return { ok: false, reason: 'moved' };
		const subject = { subjectKind: 'grade-item', subjectId: itemId, detail: { enrolmentId } };
		await recordAct(actor, { act, ...subject }, now, tx);
		return { ok: true };
	});
}
