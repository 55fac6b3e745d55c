/*
 * A module's comments as they leave in a pack and come in with one: their words and criteria, without
 * how often they were used and by whom.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { LocalText } from '$lib/i18n/local-text';
import { db, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { bankComment } from '$lib/server/db/schema';
import { criteriaIn, type InModule } from '../rubric-current.server';

export interface PackedComment {
	/** Null: for any. */
	criterion: string | null;
	text: LocalText;
}

/** Those of the whole course stay with it; one whose criterion is gone is for any. */
export async function packedComments({ courseId, moduleId }: InModule): Promise<PackedComment[]> {
	const rows = await db()
		.select({ criterion: bankComment.criterionKey, text: bankComment.body })
		.from(bankComment)
		.where(
			and(
				eq(bankComment.courseId, courseId),
				eq(bankComment.moduleId, moduleId),
				isNull(bankComment.retiredAt)
			)
		)
		.orderBy(asc(bankComment.createdAt), asc(bankComment.id));
	const keys = new Set((await criteriaIn(db(), { courseId, moduleId })).map(({ key }) => key));
	return rows.map(({ criterion, text }) => ({
		criterion: criterion !== null && keys.has(criterion) ? criterion : null,
		text
	}));
}

export async function openComments(
	tx: Transaction,
	{ courseId, moduleId }: InModule,
	comments: readonly PackedComment[],
	now: Date
): Promise<void> {
	const rows = comments.map(({ criterion, text }) => ({
		courseId,
		id: newId(),
		moduleId,
		criterionKey: criterion,
		body: text,
		// Nobody of this course wrote it.
		createdBy: 'pack',
		createdAt: now
	}));
	for (let i = 0; i < rows.length; i += 50)
		await tx.insert(bankComment).values(rows.slice(i, i + 50));
}
