/*
 * What a student sees of the reviews of their own position: comments once it has been returned or
 * released, levels and points only once released.
 */
import { and, desc, eq, isNotNull, isNull, or } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import type { LateSum } from '$lib/modules/late';
import { taskFor } from '$lib/positions/task.server';
import { db } from '$lib/server/db/client';
import { grade, gradeItem, review } from '$lib/server/db/schema';
import { judged, type JudgedCriterion } from './judged';
import { mostPoints, scoreOf, type Pin, type SheetComments } from './review';
import { firstSlot, rubricOf, type SheetRow } from './sheets.server';

export interface Feedback {
	/** The submitted version it is about. */
	number: number;
	/** When the student could first see it. */
	at: Date;
	comments: SheetComments;
	overall: string;
	/** Comments on passages of that version, by their place in it. */
	pins: Pin[];
	/** Null until released. */
	marks: {
		points: number;
		most: number;
		criteria: JudgedCriterion[];
	} | null;
}

/** What the position counts in the student's grades. */
export interface CountedGrade {
	/** Of the item, whose page says how the points came about. */
	itemId: string;
	points: number;
	most: number;
	late: LateSum | null;
}

/** The newest version first; empty for whoever has no position here. */
export async function feedbackFor(actor: Actor, moduleSlug: string): Promise<Feedback[]> {
	const { courseId, own } = await taskFor(actor, moduleSlug);
	if (!own) return [];
	const rows = await db()
		.select()
		.from(review)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, own.id),
				eq(review.slot, firstSlot.slot)
			)
		)
		.orderBy(desc(review.positionNumber));
	// What two markers agreed on counts once it is out; what the first gave back was seen before.
	const agreed = new Set(
		rows
			.filter((row) => row.kind === 'agreed' && row.state === 'released')
			.map((row) => row.positionNumber)
	);
	const counting = rows.filter((row) => (row.kind === 'agreed') === agreed.has(row.positionNumber));
	const seen = counting.filter((row) =>
		may(actor, 'review.read', {
			courseId,
			enrolmentId: own.enrolmentId,
			released: seenSince(row) !== null
		})
	);
	return (await Promise.all(seen.map(feedbackOf))).filter((feedback) => feedback !== null);
}

/** Since when its student may see the sheet at all. */
function seenSince(row: SheetRow): Date | null {
	return row.returnedAt ?? row.releasedAt;
}

/** One sheet as its student sees it; null while they do not. */
export async function feedbackOf(row: SheetRow): Promise<Feedback | null> {
	const at = seenSince(row);
	if (!at) return null;
	const { positionNumber: number, comments, overall, pins } = row;
	return { number, at, comments, overall, pins, marks: await marksOf(row) };
}

async function marksOf(row: SheetRow): Promise<Feedback['marks']> {
	if (row.state !== 'released') return null;
	const rubric = await rubricOf(db(), row);
	return {
		points: scoreOf(rubric, row.levels),
		most: mostPoints(rubric, row.levels),
		criteria: judged(rubric, row.levels)
	};
}

/** Null until released. */
export async function countedFor(actor: Actor, moduleSlug: string): Promise<CountedGrade | null> {
	const { courseId, taskId, own } = await taskFor(actor, moduleSlug);
	if (!own) return null;
	const { enrolmentId } = own;
	const [found] = await db()
		.select({
			itemId: gradeItem.id,
			most: gradeItem.max,
			points: grade.points,
			late: grade.late,
			isOverridden: grade.isOverridden,
			state: grade.state
		})
		.from(gradeItem)
		.innerJoin(
			grade,
			and(
				eq(grade.courseId, gradeItem.courseId),
				eq(grade.itemId, gradeItem.id),
				eq(grade.enrolmentId, enrolmentId)
			)
		)
		.where(
			and(
				eq(gradeItem.courseId, courseId),
				eq(gradeItem.kind, 'position'),
				eq(gradeItem.subjectId, taskId)
			)
		);
	const released = found?.state === 'released';
	if (!found || found.points === null || !released) return null;
	if (!may(actor, 'grade.read', { courseId, enrolmentId, released })) return null;
	const { itemId, most, points, late, isOverridden } = found;
	return { itemId, most, points, late: isOverridden ? null : late };
}

/** Notes once that the actor has opened what may be seen of their own position's reviews. */
export async function noteSeen(actor: Actor, moduleSlug: string, now: Date): Promise<void> {
	const { courseId, own } = await taskFor(actor, moduleSlug, now);
	// Of a course that was put away nothing is noted.
	if (!own || !may(actor, 'position.write', { courseId, enrolmentId: own.enrolmentId })) return;
	const unseen = await db()
		.select({ id: review.id })
		.from(review)
		.where(and(isOwn(courseId, own.id), isNull(review.seenAt)));
	if (unseen.length === 0) return;
	await db()
		.update(review)
		.set({ seenAt: now })
		.where(and(isOwn(courseId, own.id), isNull(review.seenAt)));
}

function isOwn(courseId: string, positionId: string) {
	return and(
		eq(review.courseId, courseId),
		eq(review.positionId, positionId),
		or(eq(review.state, 'released'), isNotNull(review.returnedAt))
	);
}
