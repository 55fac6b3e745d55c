/*
 * The comment bank as a sheet reads it and counts what was taken from it.
 */
import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { moduleFor } from '$lib/modules/modules.server';
import { prepared, type Executor } from '$lib/server/db/client';
import { bankComment } from '$lib/server/db/schema';
import type { BankEntry } from './bank';

const entriesOfModule = prepared('bank_of_module', (db) =>
	db
		.select({
			id: bankComment.id,
			criterionKey: bankComment.criterionKey,
			body: bankComment.body,
			usedTimes: bankComment.usedTimes
		})
		.from(bankComment)
		.where(
			and(
				eq(bankComment.courseId, sql.placeholder('courseId')),
				or(isNull(bankComment.moduleId), eq(bankComment.moduleId, sql.placeholder('moduleId'))),
				isNull(bankComment.retiredAt)
			)
		)
		.orderBy(desc(bankComment.usedTimes), asc(bankComment.createdAt), asc(bankComment.id))
);

/** What whoever marks in this module may put into a sheet, used oftenest first; needs `review.read`. */
export async function bankFor(actor: Actor, moduleSlug: string): Promise<BankEntry[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.read', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return entriesOfModule({ courseId, moduleId });
}

/**
 * Counts what was put into a sheet, inside the transaction of its save.
 * @param ids may name one several times; what is not there, or of another course, counts nothing
 */
export async function countUses(
	tx: Pick<Executor, 'update'>,
	courseId: string,
	ids: readonly string[],
	now: Date
): Promise<void> {
	const times = new Map<string, number>();
	for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
	for (const n of new Set(times.values())) {
		const some = [...times].flatMap(([id, of]) => (of === n ? [id] : []));
		await tx
			.update(bankComment)
			.set({ usedTimes: sql`${bankComment.usedTimes} + ${n}`, usedAt: now })
			.where(and(eq(bankComment.courseId, courseId), inArray(bankComment.id, some)));
	}
}
