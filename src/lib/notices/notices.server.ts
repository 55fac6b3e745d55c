/*
 * Notices to one person of a course: what happened, never a view. They stand on the path and on the
 * page of the course until their reader puts them away.
 */
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { db } from '$lib/server/db/client';
import { notice } from '$lib/server/db/schema';
import { toldAmong } from './looking-up.server';
import type { ToldNotice } from './notice';

export interface NoticeHere extends ToldNotice {
	id: string;
	at: Date;
}

/** As many as a page shows; older ones come up when these are put away. */
const mostShown = 5;
/** Looked through for them: some are not told any more. */
const mostRead = 40;

/**
 * The actor's own, the newest first; kinds this version does not know are left out, and so is what
 * is not true any more.
 */
export async function noticesFor(actor: Actor, now = new Date()): Promise<NoticeHere[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const rows = await db()
		.select({
			id: notice.id,
			enrolmentId: notice.enrolmentId,
			kind: notice.kind,
			payload: notice.payload,
			at: notice.at
		})
		.from(notice)
		.where(
			and(eq(notice.courseId, courseId), eq(notice.enrolmentId, enrolmentId), isNull(notice.readAt))
		)
		.orderBy(desc(notice.at), desc(notice.id))
		.limit(mostRead);
	if (rows.length === 0) return [];
	const told = await toldAmong(courseId, rows, now);
	return rows
		.flatMap(({ id, at }) => {
			const one = told.get(id);
			return one ? [{ ...one, id, at }] : [];
		})
		.slice(0, mostShown);
}

/** Puts one of the actor's own notices away; one that is not theirs is simply not there. */
export async function putNoticeAway(actor: Actor, id: string, now: Date): Promise<void> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'notice.putAway', { courseId, enrolmentId });
	await db()
		.update(notice)
		.set({ readAt: now })
		.where(
			and(
				eq(notice.courseId, courseId),
				eq(notice.id, id),
				eq(notice.enrolmentId, enrolmentId),
				isNull(notice.readAt)
			)
		);
}
