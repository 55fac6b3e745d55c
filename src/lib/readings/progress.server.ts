/*
 * How far each student has read. Only the student's own reading is kept, and only for the path and
 * the class table: which reading was opened, the furthest paragraph, and whether it is marked read.
 */
import { and, count, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { isOpenModule } from '$lib/modules/opening.server';
import { db, prepared, transaction, type Transaction } from '$lib/server/db/client';
import { courseModule, reading, readingProgress } from '$lib/server/db/schema';
import { furtherOf } from './reading';

const progressOfPerson = prepared('reading_progress_of_person', (db) =>
	db
		.select({
			readingId: readingProgress.readingId,
			furthest: readingProgress.furthest,
			finishedAt: readingProgress.finishedAt
		})
		.from(readingProgress)
		.innerJoin(
			reading,
			and(eq(reading.courseId, readingProgress.courseId), eq(reading.id, readingProgress.readingId))
		)
		.where(
			and(
				eq(readingProgress.courseId, sql.placeholder('courseId')),
				eq(readingProgress.enrolmentId, sql.placeholder('enrolmentId')),
				eq(reading.moduleId, sql.placeholder('moduleId'))
			)
		)
);

export interface KeptProgress {
	furthest: string | null;
	finishedAt: Date | null;
}

/** The actor's own progress by reading id; null for people whose reading is not kept. */
export async function progressIn(
	actor: Actor,
	moduleId: string
): Promise<Map<string, KeptProgress> | null> {
	const { courseId, enrolmentId } = membershipOf(actor);
	if (!may(actor, 'reading.track', { courseId })) return null;
	const rows = await progressOfPerson({ courseId, enrolmentId, moduleId });
	return new Map(rows.map(({ readingId, ...kept }) => [readingId, kept]));
}

/** How many readings (notes not counted) each student of the course has marked read. */
export async function readingsFinished(
	actor: Actor,
	moduleId: string
): Promise<Map<string, number>> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'progress.class', { courseId });
	const rows = await db()
		.select({ enrolmentId: readingProgress.enrolmentId, finished: count() })
		.from(readingProgress)
		.innerJoin(
			reading,
			and(eq(reading.courseId, readingProgress.courseId), eq(reading.id, readingProgress.readingId))
		)
		.where(
			and(
				eq(readingProgress.courseId, courseId),
				eq(reading.moduleId, moduleId),
				eq(reading.kind, 'op-ed'),
				isNull(reading.retiredAt),
				isNotNull(readingProgress.finishedAt)
			)
		)
		.groupBy(readingProgress.enrolmentId);
	return new Map(rows.map((row) => [row.enrolmentId, row.finished]));
}

export interface ReadingAddress {
	moduleSlug: string;
	readingSlug: string;
}

/** Keeps the furthest paragraph seen; it never moves back. A paragraph that is not there is a refusal. */
export async function keepPlace(
	actor: Actor,
	address: ReadingAddress,
	paragraphId: string,
	now: Date
): Promise<{ ok: true } | { ok: false; reason: 'no-such-paragraph' }> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'reading.track', { courseId });
	return transaction(async (tx) => {
		const found = await addressed(tx, courseId, address, now);
		if (!found.map.paragraphs.some((p) => p.id === paragraphId))
			return { ok: false as const, reason: 'no-such-paragraph' as const };
		const key = and(
			eq(readingProgress.courseId, courseId),
			eq(readingProgress.enrolmentId, enrolmentId),
			eq(readingProgress.readingId, found.id)
		);
		const own = { courseId, enrolmentId, readingId: found.id };
		await tx
			.insert(readingProgress)
			.values({ ...own, furthest: null, openedAt: now, updatedAt: now })
			.onConflictDoNothing();
		// Changing the row holds it: two windows that report at once wait for each other here.
		const [kept] = await tx
			.update(readingProgress)
			.set({ updatedAt: now })
			.where(key)
			.returning({ furthest: readingProgress.furthest });
		const furthest = furtherOf(found.map, kept?.furthest ?? null, paragraphId);
		if (kept?.furthest !== furthest) await tx.update(readingProgress).set({ furthest }).where(key);
		return { ok: true as const };
	});
}

/** Marks a reading as read, or takes that back; marking it twice keeps the first time. */
export async function markRead(
	actor: Actor,
	address: ReadingAddress,
	isRead: boolean,
	now: Date
): Promise<void> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'reading.track', { courseId });
	await transaction(async (tx) => {
		const found = await addressed(tx, courseId, address, now);
		const last = found.map.paragraphs.at(-1)?.id ?? null;
		await tx
			.insert(readingProgress)
			.values({
				courseId,
				enrolmentId,
				readingId: found.id,
				furthest: isRead ? last : null,
				openedAt: now,
				finishedAt: isRead ? now : null,
				updatedAt: now
			})
			.onConflictDoUpdate({
				target: [readingProgress.courseId, readingProgress.enrolmentId, readingProgress.readingId],
				set: isRead
					? {
							furthest: last,
							finishedAt: sql`coalesce(${readingProgress.finishedAt}, excluded.finished_at)`,
							updatedAt: now
						}
					: { finishedAt: null, updatedAt: now }
			});
	});
}

async function addressed(tx: Transaction, courseId: string, address: ReadingAddress, now: Date) {
	const [found] = await tx
		.select({ id: reading.id, map: reading.paragraphMap })
		.from(reading)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, reading.courseId), eq(courseModule.id, reading.moduleId))
		)
		.where(
			and(
				eq(reading.courseId, courseId),
				eq(courseModule.slug, address.moduleSlug),
				isOpenModule(now),
				eq(reading.slug, address.readingSlug)
			)
		);
	return found ?? notFound();
}
