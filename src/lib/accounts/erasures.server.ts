/*
 * Erasures of accounts that wait for their day. Signing in, whichever way, takes one back; what does
 * the erasing stands on the far side of the house, in src/lib/archive.
 */
import { and, desc, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { personOf } from '$lib/access/refuse';
import { db, type Executor } from '$lib/server/db/client';
import { erasure } from '$lib/server/db/schema';

const day = 24 * 60 * 60 * 1000;
/** How long a request waits before it is carried out. */
export const erasureWaits = 7 * day;

const isOpen = (userId: string) =>
	and(
		eq(erasure.subjectKind, 'person'),
		eq(erasure.subjectId, userId),
		isNull(erasure.cancelledAt),
		isNull(erasure.doneAt)
	);

export interface WaitingErasure {
	id: string;
	requestedAt: Date;
	dueAt: Date;
}

export async function waitingErasureOf(
	userId: string,
	on: Executor = db()
): Promise<WaitingErasure | null> {
	const [found] = await on
		.select({ id: erasure.id, requestedAt: erasure.requestedAt, dueAt: erasure.dueAt })
		.from(erasure)
		.where(isOpen(userId))
		.limit(1);
	return found ?? null;
}

/** Takes back what waits; true when something did. Once it is being carried out it is too late. */
export async function keepAccount(
	userId: string,
	now: Date,
	on: Executor = db()
): Promise<boolean> {
	const kept = await on
		.update(erasure)
		.set({ cancelledAt: now })
		.where(and(isOpen(userId), gt(erasure.dueAt, now)))
		.returning({ id: erasure.id });
	return kept.length > 0;
}

/** When the actor's last request was taken back, if that was within the last day. */
export async function keptSince(actor: Actor, now: Date): Promise<Date | null> {
	const [last] = await db()
		.select({ at: erasure.cancelledAt })
		.from(erasure)
		.where(
			and(
				eq(erasure.subjectKind, 'person'),
				eq(erasure.subjectId, personOf(actor).id),
				isNotNull(erasure.cancelledAt),
				gt(erasure.cancelledAt, new Date(now.getTime() - day))
			)
		)
		.orderBy(desc(erasure.cancelledAt))
		.limit(1);
	return last?.at ?? null;
}
