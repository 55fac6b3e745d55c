/*
 * Telling staff of a classmate's answer. It is found through the same reader that shows it, so that
 * nobody reports what they may not read; its author learns neither that nor by whom.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { forbidden, membershipOf, notFound } from '$lib/access/refuse';
import { report } from '$lib/courses/moderation.server';
import { db } from '$lib/server/db/client';
import { answer } from '$lib/server/db/schema';
import { peerAnswers } from './classmates.server';
import type { SetAddress } from './sets.server';

/** 404 for an answer that is not there for the actor; 403 for who has not given their own. */
export async function reportAnswer(
	actor: Actor,
	address: SetAddress,
	questionKey: string,
	{ ref, reason }: { ref: string; reason: string },
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	const peers = await peerAnswers(actor, address, questionKey);
	if (!peers.ok) forbidden();
	if (!peers.answers.some((one) => one.ref === ref)) notFound();
	const [found] = await db()
		.select({ authorId: answer.enrolmentId })
		.from(answer)
		.where(and(eq(answer.courseId, courseId), eq(answer.peerRef, ref)));
	if (!found) notFound();
	await report(actor, { kind: 'answer', id: ref, authorId: found.authorId }, reason, now);
}
