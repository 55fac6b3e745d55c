/*
 * What follows when words in a debate are hidden or shown again, in the transaction that does it: the
 * open reports on them are settled, and whoever said them is told.
 */
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { personOf } from '$lib/access/refuse';
import { tell } from '$lib/courses/telling.server';
import type { Transaction } from '$lib/server/db/client';
import { contentReport, contribution, contributionVersion } from '$lib/server/db/schema';

export interface WordsPlace {
	courseId: string;
	debateId: string;
	moduleSlug: string;
	debateSlug: string;
}

export async function hidingTold(
	tx: Transaction,
	actor: Actor,
	{ courseId, debateId, moduleSlug, debateSlug }: WordsPlace,
	{ c, on }: { c: number; on: boolean },
	now: Date
): Promise<void> {
	const [found] = await tx
		.select({ id: contribution.id, authorId: contribution.enrolmentId })
		.from(contribution)
		.where(
			and(
				eq(contribution.courseId, courseId),
				eq(contribution.debateId, debateId),
				eq(contribution.number, c)
			)
		);
	if (!found) return;
	await tx
		.update(contentReport)
		.set({
			state: on ? 'hidden' : 'kept',
			decidedBy: personOf(actor).id,
			decidedAt: now
		})
		.where(
			and(
				eq(contentReport.courseId, courseId),
				eq(contentReport.subjectKind, 'debate'),
				eq(contentReport.subjectId, found.id),
				eq(contentReport.state, on ? 'open' : 'hidden')
			)
		);
	if (!found.authorId) return;
	const told = {
		enrolmentId: found.authorId,
		kind: on ? 'content.hidden' : 'content.shown',
		payload: { module: moduleSlug, debate: debateSlug }
	} as const;
	await tell(tx, courseId, [told], now);
}

/** Whose words they are; of a joint statement whoever worded it last. */
export async function writerOf(
	tx: Pick<Transaction, 'select'>,
	{ courseId, id, authorId }: { courseId: string; id: string; authorId: string | null }
): Promise<string | null> {
	if (authorId) return authorId;
	const [last] = await tx
		.select({ enrolmentId: contributionVersion.enrolmentId })
		.from(contributionVersion)
		.where(
			and(
				eq(contributionVersion.courseId, courseId),
				eq(contributionVersion.contributionId, id),
				isNotNull(contributionVersion.enrolmentId)
			)
		)
		.orderBy(desc(contributionVersion.version))
		.limit(1);
	return last?.enrolmentId ?? null;
}
