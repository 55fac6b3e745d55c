/*
 * Handing in a set: an immutable copy of every answer, the machine's points, a receipt. A second
 * submission from another tab gets the first one's receipt. Staff may reopen a set for one person;
 * what was handed in before stays as it was.
 */
import { randomInt } from 'node:crypto';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdPlace } from '$lib/courses/holding.server';
import { isClosed, lateMinutes } from '$lib/modules/deadline';
import { receiptCode } from '$lib/modules/receipt';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { answer, enrolment, question, setSubmission, submittedAnswer } from '$lib/server/db/schema';
import type { SetToAnswer } from './answering.server';
import { gradeSet } from './grading.server';
import { isEmpty } from './question';
import { machinePoints } from './scoring';
import {
	askedNow,
	bodiesOf,
	findSet,
	standingOf,
	versionKey,
	versionsAsked,
	type FoundQuestion,
	type SetAddress,
	type Submission
} from './sets.server';

export type SetSubmitted =
	| { ok: true; submission: Submission }
	| { ok: false; reason: 'submitted'; submission: Submission }
	/** `changed`: a question was changed or taken out since the page was opened. */
	| { ok: false; reason: 'closed' | 'nothing' | 'changed' | 'retired' };

/**
 * Hands in what is saved. The server's clock decides whether it is late.
 * @param seen what `versionsAsked` said on the page from which it is handed in
 * @param deviceAt the device's clock when it was handed in without a line; kept for staff
 */
export async function submitSet(
	actor: Actor,
	{ set, work }: SetToAnswer,
	now: Date,
	seen: string = versionsAsked(work),
	deviceAt: Date | null = null
): Promise<SetSubmitted> {
	const { enrolmentId } = membershipOf(actor);
	const { courseId } = set;
	authorize(actor, 'answer.write', { courseId, enrolmentId });
	const asked = askedNow(work);
	return transaction(async (tx): Promise<SetSubmitted> => {
		await holdPlace(tx, courseId, enrolmentId);
		const [before] = await tx
			.select()
			.from(setSubmission)
			.where(
				and(
					eq(setSubmission.courseId, courseId),
					eq(setSubmission.setId, set.id),
					eq(setSubmission.enrolmentId, enrolmentId)
				)
			)
			.orderBy(desc(setSubmission.number))
			.limit(1);
		if (before && before.reopenedAt === null)
			return { ok: false, reason: 'submitted', submission: before };
		if (set.retiredAt) return { ok: false, reason: 'retired' };
		if (isClosed(set.deadline, now)) return { ok: false, reason: 'closed' };
		if (seen !== versionsAsked(work) || (await hasChanged(tx, courseId, set.id, asked)))
			return { ok: false, reason: 'changed' };

		// Counting the versions up makes a save that is under way lose its race and say so.
		const answers = await tx
			.update(answer)
			.set({ version: sql`${answer.version} + 1` })
			.where(
				and(
					eq(answer.courseId, courseId),
					eq(answer.enrolmentId, enrolmentId),
					inArray(
						answer.questionId,
						asked.map((q) => q.id)
					)
				)
			)
			.returning({
				questionId: answer.questionId,
				questionVersion: answer.questionVersion,
				value: answer.value,
				lang: answer.lang
			});
		const written = answers.filter((a) => !isEmpty(a.value));
		if (written.length === 0) return { ok: false, reason: 'nothing' };

		const submission = {
			id: newId(),
			number: (before?.number ?? 0) + 1,
			receipt: receiptCode((below) => randomInt(below)),
			submittedAt: now,
			// What staff reopened is no later than it was, and let pass where that was.
			lateMinutes: Math.min(lateMinutes(set.deadline, now), before?.lateMinutes ?? Infinity),
			lateWaivedBy: before?.lateWaivedBy ?? null,
			reopenedAt: null
		};
		await tx
			.insert(setSubmission)
			.values({ courseId, setId: set.id, enrolmentId, deviceAt, ...submission });
		const settled = await settle(courseId, asked, written);
		for (const { questionId, questionVersion } of settled.filter((a) => a.isMoved))
			await tx
				.update(answer)
				.set({ questionVersion })
				.where(
					and(
						eq(answer.courseId, courseId),
						eq(answer.enrolmentId, enrolmentId),
						eq(answer.questionId, questionId)
					)
				);
		await tx.insert(submittedAnswer).values(
			settled.map(({ isMoved: _moved, ...a }) => ({
				courseId,
				submissionId: submission.id,
				...a
			}))
		);
		await gradeSet(tx, set, [enrolmentId], null, now);
		return { ok: true, submission };
	});
}

type Written = Pick<
	typeof answer.$inferSelect,
	'questionId' | 'questionVersion' | 'value' | 'lang'
>;

/**
 * Each answer with the version it counts for: the one asked now where all of it fits, else the one it
 * was written to.
 */
async function settle(
	courseId: string,
	asked: readonly FoundQuestion[],
	written: readonly Written[]
): Promise<(Written & { machinePoints: number | null; isMoved: boolean })[]> {
	const versions = written.map((a) => ({ questionId: a.questionId, version: a.questionVersion }));
	const bodies = await bodiesOf(courseId, versions);
	return written.map((a) => {
		const found = asked.find((q) => q.id === a.questionId);
		const answered =
			bodies.get(versionKey({ questionId: a.questionId, version: a.questionVersion })) ?? null;
		if (!found) return { ...a, machinePoints: null, isMoved: false };
		const { currentVersion, body: current } = found;
		const here = standingOf({ currentVersion, current, answered }, a, false);
		const counts = here.earlier ?? here;
		return {
			...a,
			questionVersion: counts.version,
			machinePoints: machinePoints(counts.body, a.value),
			isMoved: counts.version !== a.questionVersion
		};
	});
}

/** Authors wait for whoever is handing in, and the other way round; this sees what they have done. */
async function hasChanged(
	tx: Transaction,
	courseId: string,
	setId: string,
	asked: readonly FoundQuestion[]
): Promise<boolean> {
	const rows = await tx
		.select({ id: question.id, version: question.currentVersion, retiredAt: question.retiredAt })
		.from(question)
		.where(and(eq(question.courseId, courseId), eq(question.setId, setId)));
	const now = rows.filter((row) => row.retiredAt === null);
	return (
		now.length !== asked.length ||
		now.some(({ id, version }) => asked.find((q) => q.id === id)?.currentVersion !== version)
	);
}

export type SetReopened = { ok: true } | { ok: false; reason: 'not-submitted' };

/** Lets one person change their answers again; the next submission counts. Needs `set.reopen`. */
export async function reopenSet(
	actor: Actor,
	address: SetAddress,
	enrolmentId: string,
	now: Date
): Promise<SetReopened> {
	const { courseId } = membershipOf(actor);
	const set = await findSet(actor, address);
	const [student] = await db()
		.select({ sectionId: enrolment.sectionId })
		.from(enrolment)
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
	if (!student) notFound();
	authorize(actor, 'set.reopen', { courseId, enrolmentId, sectionId: student.sectionId });
	return transaction(async (tx): Promise<SetReopened> => {
		const reopened = await tx
			.update(setSubmission)
			.set({ reopenedAt: now, reopenedBy: personOf(actor).id })
			.where(
				and(
					eq(setSubmission.courseId, courseId),
					eq(setSubmission.setId, set.id),
					eq(setSubmission.enrolmentId, enrolmentId),
					sql`${setSubmission.reopenedAt} is null`
				)
			)
			.returning({ id: setSubmission.id });
		if (reopened.length === 0) return { ok: false, reason: 'not-submitted' };
		await recordAct(
			actor,
			{
				act: 'set.reopen',
				subjectKind: 'enrolment',
				subjectId: enrolmentId,
				detail: { set: set.id }
			},
			now,
			tx
		);
		return { ok: true };
	});
}
