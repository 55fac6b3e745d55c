/* What was said and done about requests, in order. Entries are only ever added. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { notFound } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { groupedBy } from '$lib/readings/grouped';
import type { Executor, Transaction } from '$lib/server/db/client';
import { enrolment, regradeEntry, regradeRequest, user } from '$lib/server/db/schema';
import type { EntryKind } from './regrade';

export type RequestRow = typeof regradeRequest.$inferSelect;

export interface Entry {
	number: number;
	kind: EntryKind;
	authorId: string;
	/** Null for somebody who left. */
	authorName: string | null;
	body: string;
	lang: Locale;
	pointsBefore: number | null;
	pointsAfter: number | null;
	at: Date;
}

/** By request, the oldest first. */
export async function entriesOf(
	on: Pick<Executor, 'select'>,
	courseId: string,
	requestIds: readonly string[]
): Promise<Map<string, Entry[]>> {
	if (requestIds.length === 0) return new Map();
	const rows = await on
		.select({
			requestId: regradeEntry.requestId,
			number: regradeEntry.number,
			kind: regradeEntry.kind,
			authorId: regradeEntry.authorId,
			authorName: user.name,
			body: regradeEntry.body,
			lang: regradeEntry.lang,
			pointsBefore: regradeEntry.pointsBefore,
			pointsAfter: regradeEntry.pointsAfter,
			at: regradeEntry.at
		})
		.from(regradeEntry)
		.leftJoin(
			enrolment,
			and(eq(enrolment.courseId, regradeEntry.courseId), eq(enrolment.id, regradeEntry.authorId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(eq(regradeEntry.courseId, courseId), inArray(regradeEntry.requestId, [...requestIds]))
		)
		.orderBy(asc(regradeEntry.number));
	return new Map(
		[...groupedBy(rows, (row) => row.requestId)].map(([id, entries]) => [
			id,
			entries.map(({ requestId: _requestId, ...entry }) => entry)
		])
	);
}

/** Held until the transaction ends: of two that act on a request the second sees what the first did. */
export async function holdRequest(
	tx: Transaction,
	courseId: string,
	id: string
): Promise<RequestRow> {
	const [row] = await tx
		.update(regradeRequest)
		.set({ courseId })
		.where(and(eq(regradeRequest.courseId, courseId), eq(regradeRequest.id, id)))
		.returning();
	return row ?? notFound();
}

export interface NewEntry {
	kind: EntryKind;
	authorId: string;
	body?: string;
	lang: Locale;
	pointsBefore?: number | null;
	pointsAfter?: number | null;
}

/** Adds to a held request, which counts up. */
export async function addEntry(
	tx: Transaction,
	{ courseId, id: requestId, version }: RequestRow,
	entry: NewEntry,
	to: Partial<Pick<RequestRow, 'state' | 'outcome'>>,
	now: Date
): Promise<void> {
	await tx
		.update(regradeRequest)
		.set({ ...to, version: version + 1, changedAt: now })
		.where(and(eq(regradeRequest.courseId, courseId), eq(regradeRequest.id, requestId)));
	const [last] = await tx
		.select({ number: sql<number>`coalesce(max(${regradeEntry.number}), 0)`.mapWith(Number) })
		.from(regradeEntry)
		.where(and(eq(regradeEntry.courseId, courseId), eq(regradeEntry.requestId, requestId)));
	const number = (last?.number ?? 0) + 1;
	await tx.insert(regradeEntry).values({ courseId, requestId, number, ...entry, at: now });
}
