/*
 * One item of grades as it stands for one person: what the pages of a student and of staff, and every
 * act on a request, start from. Nothing here decides who may see what.
 */
import { and, asc, desc, eq } from 'drizzle-orm';
import type { LocalText } from '$lib/i18n/local-text';
import { dueFor } from '$lib/modules/deadline';
import type { GradeKind, GradeReason } from '$lib/modules/grades.server';
import type { LateSum } from '$lib/modules/late';
import { openingColumns } from '$lib/modules/opening.server';
import type { Executor } from '$lib/server/db/client';
import {
	accommodation,
	courseModule,
	extension,
	grade,
	gradeHistory,
	gradeItem,
	markingPlan,
	position,
	positionTask,
	questionSet,
	review,
	setSubmission
} from '$lib/server/db/schema';
import { usualTerms } from '../allocating/plan';
import { sheetThatCounts } from '../grading.server';
import type { RubricBody } from '../review';
import { rubricOf, type SheetRow } from '../sheets.server';
import { releasedSince, type Asking } from './regrade';

type On = Pick<Executor, 'select'>;

export interface GradeNow {
	points: number | null;
	late: LateSum | null;
	isReleased: boolean;
	isOverridden: boolean;
	isExcused: boolean;
	version: number;
}

export interface PointsThen {
	points: number | null;
	at: Date;
	why: GradeReason;
	isReleased: boolean;
}

/** A released sheet, and the rubric it was written by. */
export interface SheetOut {
	row: SheetRow;
	rubric: RubricBody;
}

export interface ItemFacts {
	item: {
		id: string;
		kind: GradeKind;
		subjectId: string;
		title: LocalText;
		most: number;
		isDropped: boolean;
	};
	module: {
		id: string;
		slug: string;
		title: LocalText;
		visible: boolean;
		opensAt: Date | null;
	};
	/** Of a question set. */
	set: string | null;
	/** Names are hidden until a position of this task is released. */
	hidesNames: boolean;
	grade: GradeNow | null;
	history: PointsThen[];
	asking: Asking;
	/** The newest submitted version of a position, marked or not. */
	position: { id: string; number: number } | null;
	sheet: SheetOut | null;
}

/** Null when there is no such item. */
export async function factsOf(
	on: Executor,
	courseId: string,
	itemId: string,
	enrolmentId: string
): Promise<ItemFacts | null> {
	const [found] = await itemWithTimes(on, courseId, itemId, enrolmentId);
	if (!found) return null;
	const { item, module, set, task, days, extension: extended, extraHours } = found;
	const history = await historyOf(on, { courseId, itemId, enrolmentId });
	const isPosition = item.kind === 'position';
	const own = isPosition ? await positionOf(on, courseId, item.subjectId, enrolmentId) : null;
	const base = item.kind === 'set' ? set?.dueAt : isPosition ? task?.dueAt : null;
	const isThere =
		item.kind === 'set'
			? await hasHandedIn(on, courseId, item.subjectId, enrolmentId)
			: isPosition
				? own !== null
				: true;
	const { isDropped, ...shown } = item;
	return {
		item: { ...shown, isDropped: isDropped || set?.retiredAt != null },
		module,
		set: set?.slug ?? null,
		hidesNames: isPosition && (task?.hideWhileMarking ?? false),
		grade: found.grade && {
			points: found.grade.points,
			late: found.grade.late,
			isReleased: found.grade.state === 'released',
			isOverridden: found.grade.isOverridden,
			isExcused: found.grade.isExcused,
			version: found.grade.version
		},
		history,
		asking: {
			days: days ?? usualTerms.regradeDays,
			releasedAt: releasedSince(
				history.map(({ isReleased, at }) => ({ state: isReleased ? 'released' : 'hidden', at }))
			),
			dueAt: dueFor({ dueAt: base ?? null, extension: extended, extraHours: extraHours ?? 0 }),
			isThere
		},
		position: own,
		sheet: own ? await sheetOut(on, courseId, own.id) : null
	};
}

function itemWithTimes(on: On, courseId: string, itemId: string, enrolmentId: string) {
	return on
		.select({
			item: {
				id: gradeItem.id,
				kind: gradeItem.kind,
				subjectId: gradeItem.subjectId,
				title: gradeItem.title,
				most: gradeItem.max,
				isDropped: gradeItem.isDropped
			},
			module: {
				id: courseModule.id,
				slug: courseModule.slug,
				title: courseModule.title,
				...openingColumns
			},
			// A column that is never null comes first: by it drizzle knows that there is no row.
			set: { slug: questionSet.slug, dueAt: questionSet.dueAt, retiredAt: questionSet.retiredAt },
			task: {
				id: positionTask.id,
				dueAt: positionTask.dueAt,
				hideWhileMarking: positionTask.hideWhileMarking
			},
			days: markingPlan.regradeDays,
			extension: {
				grantedAt: extension.grantedAt,
				dueAt: extension.dueAt,
				closesAt: extension.closesAt
			},
			extraHours: accommodation.extraHours,
			grade
		})
		.from(gradeItem)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, gradeItem.courseId), eq(courseModule.id, gradeItem.moduleId))
		)
		.leftJoin(
			questionSet,
			and(
				eq(gradeItem.kind, 'set'),
				eq(questionSet.courseId, gradeItem.courseId),
				eq(questionSet.id, gradeItem.subjectId)
			)
		)
		.leftJoin(
			positionTask,
			and(
				eq(positionTask.courseId, gradeItem.courseId),
				eq(positionTask.moduleId, gradeItem.moduleId)
			)
		)
		.leftJoin(
			markingPlan,
			and(eq(markingPlan.courseId, positionTask.courseId), eq(markingPlan.taskId, positionTask.id))
		)
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, gradeItem.courseId),
				eq(extension.subjectKind, gradeItem.kind),
				eq(extension.subjectId, gradeItem.subjectId),
				eq(extension.enrolmentId, enrolmentId)
			)
		)
		.leftJoin(
			accommodation,
			and(
				eq(accommodation.courseId, gradeItem.courseId),
				eq(accommodation.enrolmentId, enrolmentId)
			)
		)
		.leftJoin(
			grade,
			and(
				eq(grade.courseId, gradeItem.courseId),
				eq(grade.itemId, gradeItem.id),
				eq(grade.enrolmentId, enrolmentId)
			)
		)
		.where(and(eq(gradeItem.courseId, courseId), eq(gradeItem.id, itemId)))
		.limit(1);
}

async function historyOf(
	on: On,
	{ courseId, itemId, enrolmentId }: { courseId: string; itemId: string; enrolmentId: string }
): Promise<PointsThen[]> {
	const rows = await on
		.select({
			points: gradeHistory.points,
			at: gradeHistory.changedAt,
			why: gradeHistory.why,
			state: gradeHistory.state
		})
		.from(gradeHistory)
		.where(
			and(
				eq(gradeHistory.courseId, courseId),
				eq(gradeHistory.itemId, itemId),
				eq(gradeHistory.enrolmentId, enrolmentId)
			)
		)
		.orderBy(asc(gradeHistory.version));
	return rows.map(({ state, ...row }) => ({ ...row, isReleased: state === 'released' }));
}

async function positionOf(on: On, courseId: string, taskId: string, enrolmentId: string) {
	const [found] = await on
		.select({ id: position.id, number: position.submittedNumber })
		.from(position)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				eq(position.enrolmentId, enrolmentId)
			)
		);
	return found && found.number > 0 ? found : null;
}

async function hasHandedIn(on: On, courseId: string, setId: string, enrolmentId: string) {
	const [found] = await on
		.select({ id: setSubmission.id })
		.from(setSubmission)
		.where(
			and(
				eq(setSubmission.courseId, courseId),
				eq(setSubmission.setId, setId),
				eq(setSubmission.enrolmentId, enrolmentId)
			)
		)
		.limit(1);
	return found !== undefined;
}

/** The released sheet that counts. */
export async function sheetOut(
	on: Executor,
	courseId: string,
	positionId: string
): Promise<SheetOut | null> {
	const rows = await on
		.select()
		.from(review)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.state, 'released')
			)
		)
		.orderBy(desc(review.positionNumber));
	const row = sheetThatCounts(rows);
	return row ? { row, rubric: await rubricOf(on, row) } : null;
}
