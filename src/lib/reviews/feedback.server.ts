/*
 * What a student sees of the reviews of their own position: comments once it has been returned or
 * released, levels and points only once released.
 */
import { and, desc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { taskFor } from '$lib/positions/task.server';
import { db } from '$lib/server/db/client';
import { review } from '$lib/server/db/schema';
import {
	levelOf,
	mostPoints,
	scoreOf,
	type Criterion,
	type RubricLevel,
	type SheetComments
} from './review';
import { firstSlot, rubricOf, type SheetRow } from './sheets.server';

export interface Feedback {
	/** The submitted version it is about. */
	number: number;
	/** When the student could first see it. */
	at: Date;
	comments: SheetComments;
	overall: string;
	/** Null until released. */
	marks: {
		points: number;
		most: number;
		criteria: {
			title: Criterion['title'];
			weight: number;
			level: RubricLevel | null;
			most: number;
		}[];
	} | null;
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
	const { positionNumber: number, comments, overall } = row;
	return { number, at, comments, overall, marks: await marksOf(row) };
}

async function marksOf(row: SheetRow): Promise<Feedback['marks']> {
	if (row.state !== 'released') return null;
	const rubric = await rubricOf(db(), row);
	return {
		points: scoreOf(rubric, row.levels),
		most: mostPoints(rubric),
		criteria: rubric.criteria.map((c) => ({
			title: c.title,
			weight: c.weight ?? 1,
			level: levelOf(c, row.levels),
			most: Math.max(...c.levels.map((l) => l.points))
		}))
	};
}
