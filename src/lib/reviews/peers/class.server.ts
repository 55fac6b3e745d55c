/*
 * The class as peer review sees it, for staff: every submitted position with its place and its
 * writer, and every review as figures. Whoever is limited to a section has the people of it.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { studentName } from '$lib/courses/wording';
import { db, type Executor } from '$lib/server/db/client';
import {
	enrolment,
	peerReview,
	position,
	positionVersion,
	review,
	user
} from '$lib/server/db/schema';
import { hidesWriter } from '../review';
import type { TaskToReview } from '../sheets.server';

export interface Classmate {
	/** Of the position. */
	id: string;
	enrolmentId: string;
	sectionId: string | null;
	/** Its place in the order of first submission, from 1. */
	place: number;
	/** Null while it is hidden. */
	name: string | null;
	isHere: boolean;
	/** The actor may see this person. */
	isSeen: boolean;
}

/** How staff name somebody: by their name, by the place of their position, or not at all. */
export interface Named {
	name: string | null;
	/** Null for whoever the actor may not see. */
	place: number | null;
}

/** Of everybody who has submitted, in the order of their places. */
export async function classOf(actor: Actor, task: TaskToReview): Promise<Classmate[]> {
	const { courseId, taskId, hideWhileMarking } = task;
	const rows = await db()
		.select({
			id: position.id,
			enrolmentId: position.enrolmentId,
			sectionId: enrolment.sectionId,
			state: enrolment.state,
			name: user.name,
			released: sql<number>`case when exists (select 1 from ${review} where ${and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				eq(review.state, 'released')
			)}) then 1 else 0 end`.mapWith(Number)
		})
		.from(position)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id),
				eq(positionVersion.number, 1)
			)
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(and(eq(position.courseId, courseId), eq(position.taskId, taskId)))
		.orderBy(asc(positionVersion.submittedAt), asc(position.id));
	return rows.map(({ state, name, released, ...row }, i) => {
		const { enrolmentId, sectionId } = row;
		const hides = hidesWriter(hideWhileMarking, released > 0 ? 'released' : null);
		return {
			...row,
			place: i + 1,
			name: hides ? null : studentName(name),
			isHere: state === 'active',
			isSeen: may(actor, 'peer.readAll', { courseId, enrolmentId, sectionId })
		};
	});
}

export function namedAs(found: Classmate | undefined): Named {
	if (!found?.isSeen) return { name: null, place: null };
	return { name: found.name, place: found.place };
}

/** Every review of a task without its words. */
export async function figuresOf(on: Pick<Executor, 'select'>, courseId: string, taskId: string) {
	return on
		.select({
			ref: peerReview.ref,
			positionId: peerReview.positionId,
			enrolmentId: peerReview.enrolmentId,
			state: peerReview.state,
			heldAt: peerReview.heldAt,
			heldUntil: peerReview.heldUntil,
			givenAt: peerReview.givenAt,
			isExtra: peerReview.isExtra,
			usefulness: peerReview.usefulness,
			hiddenAt: peerReview.hiddenAt
		})
		.from(peerReview)
		.where(and(eq(peerReview.courseId, courseId), eq(peerReview.taskId, taskId)));
}

export type PeerFigures = Awaited<ReturnType<typeof figuresOf>>[number];
