/* What an author says of a review they received: how useful it was, and that it breaks the rules. */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { report } from '$lib/courses/moderation.server';
import { db } from '$lib/server/db/client';
import { peerReview } from '$lib/server/db/schema';
import { receivedReview } from './reading.server';

/** Needs `peer.rate`; may be changed as long as the review can be read. */
export async function ratePeerReview(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	{ usefulness, why }: { usefulness: number; why: string },
	now: Date
): Promise<void> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'peer.rate', { courseId, enrolmentId });
	const { id } = await receivedReview(actor, moduleSlug, ref, now);
	await db()
		.update(peerReview)
		.set({ usefulness, usefulnessWhy: why, ratedAt: now })
		.where(and(eq(peerReview.courseId, courseId), eq(peerReview.id, id)));
}

/** For staff to look at; needs `content.report`. */
export async function reportPeerReview(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	reason: string,
	now: Date
): Promise<void> {
	const { enrolmentId: authorId } = await receivedReview(actor, moduleSlug, ref, now);
	await report(actor, { kind: 'peer', id: ref, authorId }, reason, now);
}
