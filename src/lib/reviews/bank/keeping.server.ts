/*
 * A comment from one's own sheet, offered to the bank: it is written out once more and looked through
 * before it is kept, and none that repeats the student's own words is.
 */
import { and, desc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { positionVersion, review } from '$lib/server/db/schema';
import { sharedWords } from './bank';

export interface Origin {
	positionId: string;
	/** A part of the position, `overall`, or `pin-` with the pin's id. */
	part: string;
}

/** The newest sheet on a position that the actor saved last. */
async function ownSheet(actor: Actor, positionId: string) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'bank.write', { courseId });
	const [row] = await db()
		.select({
			comments: review.comments,
			overall: review.overall,
			pins: review.pins,
			body: positionVersion.body
		})
		.from(review)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, review.courseId),
				eq(positionVersion.positionId, review.positionId),
				eq(positionVersion.number, review.positionNumber)
			)
		)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.savedBy, personOf(actor).id)
			)
		)
		.orderBy(desc(review.positionNumber), desc(review.savedAt))
		.limit(1);
	return row ?? null;
}

/** Null when the actor wrote nothing there. */
export async function commentToKeep(
	actor: Actor,
	{ positionId, part }: Origin
): Promise<string | null> {
	const sheet = await ownSheet(actor, positionId);
	if (!sheet) return null;
	if (part === 'overall') return sheet.overall || null;
	const pin = sheet.pins.find(({ id }) => part === `pin-${id}`);
	return (pin ? pin.comment : sheet.comments[part]) ?? null;
}

/** Words of the student's that the comment repeats; null when there are none. */
export async function repeatedOf(
	actor: Actor,
	{ positionId }: Origin,
	comment: LocalText
): Promise<string | null> {
	const sheet = await ownSheet(actor, positionId);
	if (!sheet) return null;
	const { thesis, reasons, against, reply, change } = sheet.body;
	const written = [thesis, against, reply, change];
	for (const { claim, warrant } of reasons) written.push(claim, warrant);
	for (const text of [comment.en, comment.ur]) {
		const shared = text ? sharedWords(text, written) : null;
		if (shared) return shared;
	}
	return null;
}
