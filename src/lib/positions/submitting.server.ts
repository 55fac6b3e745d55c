/*
 * Submitting a position makes an immutable version with its passages and a receipt; the server's
 * time decides. Returning it for revision lets the student write on from there.
 */
import { randomInt } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { dueFor, isClosed, lateMinutes } from '$lib/modules/deadline';
import { receiptCode } from '$lib/modules/receipt';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { citation, enrolment, position, positionVersion } from '$lib/server/db/schema';
import { saveDraft, type SaveRefusal, type WrittenDraft } from './drafting.server';
import { checklist, countCited, isCitedPart, wordsIn, type ChecklistItem } from './position';
import { taskToWrite } from './task.server';

export interface Receipt {
	number: number;
	receipt: string;
	submittedAt: Date;
	lateMinutes: number;
}

/** Both later refusals keep the text as the newest draft, and say its version. */
export type SubmitRefusal =
	| SaveRefusal
	| { ok: false; reason: 'closed'; version: number }
	| { ok: false; reason: 'incomplete'; version: number; missing: ChecklistItem[] };
export type SubmitResult = ({ ok: true } & Receipt) | SubmitRefusal;

/**
 * Saves what was sent and submits it. What came back for revision may be sent again after the
 * closing date too, because staff asked for it, and is as late as the first submission was.
 */
export async function submitPosition(
	actor: Actor,
	moduleSlug: string,
	draft: WrittenDraft,
	lang: Locale,
	now: Date
): Promise<SubmitResult> {
	const task = await taskToWrite(actor, moduleSlug, now);
	const { courseId } = task;
	return transaction(async (tx): Promise<SubmitResult> => {
		const saved = await saveDraft(tx, actor, task, draft, lang, now);
		if (!saved.ok) return saved;
		const { id: positionId, side, sideOrigin, body, version, submittedNumber } = saved.row;
		const isFirst = submittedNumber === 0;
		if (isFirst && isClosed(task, now)) return { ok: false, reason: 'closed', version };

		const cited = (await tx.select().from(citation).where(ofDraft(courseId, positionId))).filter(
			({ part }) => isCitedPart(body, part)
		);
		const missing = checklist(side, body, countCited(cited)).filter((item) => !item.done);
		if (side === null || missing.length > 0)
			return { ok: false, reason: 'incomplete', version, missing };

		const number = submittedNumber + 1;
		const kept = {
			number,
			receipt: receiptCode(randomInt),
			submittedAt: now,
			lateMinutes: lateMinutes(task, now)
		};
		// As late as the first was, and let pass where that was.
		const first = isFirst ? null : await firstLateness(tx, courseId, positionId);
		if (first) kept.lateMinutes = first.lateMinutes;
		await tx.insert(positionVersion).values({
			courseId,
			positionId,
			body,
			side,
			sideOrigin,
			lang,
			words: wordsIn(body),
			dueAt: dueFor(task),
			deviceAt: draft.deviceAt ?? null,
			lateWaivedBy: first?.lateWaivedBy ?? null,
			...kept
		});
		await tx.insert(citation).values(cited.map((c) => ({ ...c, id: newId(), number })));
		await tx
			.update(position)
			.set({ state: 'submitted', submittedNumber: number })
			.where(and(eq(position.courseId, courseId), eq(position.id, positionId)));
		return { ok: true, ...kept };
	});
}

function ofDraft(courseId: string, positionId: string) {
	return and(
		eq(citation.courseId, courseId),
		eq(citation.positionId, positionId),
		eq(citation.number, 0)
	);
}

async function firstLateness(
	tx: Transaction,
	courseId: string,
	positionId: string
): Promise<{ lateMinutes: number; lateWaivedBy: string | null } | null> {
	const [first] = await tx
		.select({
			lateMinutes: positionVersion.lateMinutes,
			lateWaivedBy: positionVersion.lateWaivedBy
		})
		.from(positionVersion)
		.where(and(eq(positionVersion.courseId, courseId), eq(positionVersion.positionId, positionId)))
		.orderBy(asc(positionVersion.number))
		.limit(1);
	return first ?? null;
}

export type ReturnResult = { ok: true } | { ok: false; reason: 'not-submitted' };

/**
 * Gives the newest submitted version back to its writer. Needs `review.return`. Refused when that
 * version has been replaced or given back already.
 */
export async function returnForRevision(
	tx: Transaction,
	actor: Actor,
	positionId: string,
	number: number
): Promise<ReturnResult> {
	const { courseId } = membershipOf(actor);
	const [whose] = await tx
		.select({ enrolmentId: enrolment.id, sectionId: enrolment.sectionId })
		.from(position)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.where(and(eq(position.courseId, courseId), eq(position.id, positionId)));
	if (!whose) notFound();
	authorize(actor, 'review.return', { courseId, ...whose });
	const [row] = await tx
		.update(position)
		.set({ state: 'returned' })
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.id, positionId),
				eq(position.state, 'submitted'),
				eq(position.submittedNumber, number)
			)
		)
		.returning({ id: position.id });
	return row ? { ok: true } : { ok: false, reason: 'not-submitted' };
}
