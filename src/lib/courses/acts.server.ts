/* The record of what staff did in a course: who, what, to whom; never anybody's words. */
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { db, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { auditEvent } from '$lib/server/db/schema';

export interface Act {
	/** Such as `people.remove`. */
	act: string;
	subjectKind: string;
	subjectId: string;
	detail?: Record<string, unknown>;
}

export async function recordAct(
	actor: Actor,
	{ act, subjectKind, subjectId, detail = {} }: Act,
	now: Date,
	on: Executor = db()
): Promise<void> {
	await on.insert(auditEvent).values({
		id: newId(),
		courseId: membershipOf(actor).courseId,
		actorId: personOf(actor).id,
		act,
		subjectKind,
		subjectId,
		detail,
		at: now
	});
}
