/*
 * Who has a sheet open has it to themselves for a while: what comes next of its own accord is what
 * nobody else has open, and of two who go on at the same moment each gets another one.
 */
import { and, eq, isNull, lte, or } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { personOf } from '$lib/access/refuse';
import { transaction } from '$lib/server/db/client';
import { review } from '$lib/server/db/schema';
import { openFor } from './marking.server';
import { slotFor } from './moderating/slots.server';
import type { QueueFilter } from './queue';
import { nextFree, placeFor } from './queue.server';
import { holdSheet, subjectFor, type Subject } from './sheets.server';

/** Tries before somebody who goes on is told that nothing is free; each is lost to somebody else. */
const mostTries = 20;

/**
 * Takes the wanted position, or the next one of the filter that nobody else has open; null when
 * there is none.
 */
export async function takeSheet(
	actor: Actor,
	moduleSlug: string,
	wanted: string,
	filter: QueueFilter,
	now: Date
): Promise<string | null> {
	const { row } = await placeFor(actor, moduleSlug, wanted, filter, now);
	if (await isTaken(actor, row.id, row.version, now)) return row.id;
	return takeNext(actor, moduleSlug, wanted, filter, now);
}

/** Takes the next free position after one, or the first of the filter; null when there is none. */
export async function takeNext(
	actor: Actor,
	moduleSlug: string,
	after: string | null,
	filter: QueueFilter,
	now: Date
): Promise<string | null> {
	let last = after;
	for (let tries = 0; tries < mostTries; tries++) {
		const next = await nextFree(actor, moduleSlug, last, filter, now);
		if (!next) return null;
		if (await isTaken(actor, next.id, next.version, now)) return next.id;
		last = next.id;
	}
	return null;
}

/** Whether the actor has the sheet to themselves from now on. Whoever cannot write has no use for it. */
async function isTaken(
	actor: Actor,
	positionId: string,
	number: number,
	now: Date
): Promise<boolean> {
	const subject = await subjectFor(actor, positionId, number);
	const { courseId, enrolmentId, sectionId } = subject;
	if (!may(actor, 'review.write', { courseId, enrolmentId, sectionId })) return true;
	return transaction((tx) => lease(tx, actor, subject, now));
}

async function lease(
	tx: Parameters<Parameters<typeof transaction>[0]>[0],
	actor: Actor,
	subject: Subject,
	now: Date
): Promise<boolean> {
	const { courseId } = subject;
	const self = personOf(actor).id;
	const { kind, slot, closed } = await slotFor(actor, subject, tx);
	if (closed) return true;
	const row = await holdSheet(tx, subject, { kind, slot });
	if (row.state === 'released' || row.returnedAt) return true;
	const rows = await tx
		.update(review)
		.set({ openedBy: self, openedAt: now })
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.id, row.id),
				or(
					isNull(review.openedBy),
					eq(review.openedBy, self),
					lte(review.openedAt, new Date(now.getTime() - openFor))
				)
			)
		)
		.returning({ id: review.id });
	return rows.length > 0;
}
