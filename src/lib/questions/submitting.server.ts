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
import { isClosed, lateMinutes } from '$lib/modules/deadline';
import { receiptCode } from '$lib/modules/receipt';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { answer, enrolment, setSubmission, submittedAnswer } from '$lib/server/db/schema';
import { holdPlace, type SetToAnswer } from './answering.server';
import { gradeSet } from './grading.server';
import { isEmpty } from './question';
import { machinePoints } from './scoring';
import { findSet, type SetAddress, type Submission } from './sets.server';

export type SetSubmitted =
	| { ok: true; submission: Submission }
	| { ok: false; reason: 'submitted'; submission: Submission }
	| { ok: false; reason: 'closed' | 'nothing' };

/** Hands in what is saved. The server's clock decides whether it is late. */
export async function submitSet(
	actor: Actor,
	{ set, work }: SetToAnswer,
	now: Date
): Promise<SetSubmitted> {
	const { enrolmentId } = membershipOf(actor);
	const { courseId } = set;
	authorize(actor, 'answer.write', { courseId, enrolmentId });
	const bodies = new Map(work.questions.map((q) => [q.id, q.body]));
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
		if (isClosed(set.deadline, now)) return { ok: false, reason: 'closed' };

		// Counting the versions up makes a save that is under way lose its race and say so.
		const answers = await tx
			.update(answer)
			.set({ version: sql`${answer.version} + 1` })
			.where(
				and(
					eq(answer.courseId, courseId),
					eq(answer.enrolmentId, enrolmentId),
					inArray(answer.questionId, [...bodies.keys()])
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
			lateMinutes: lateMinutes(set.deadline, now),
			reopenedAt: null
		};
		await tx.insert(setSubmission).values({ courseId, setId: set.id, enrolmentId, ...submission });
		await tx.insert(submittedAnswer).values(
			written.map((a) => {
				const body = bodies.get(a.questionId);
				return {
					courseId,
					submissionId: submission.id,
					...a,
					machinePoints: body ? machinePoints(body, a.value) : null
				};
			})
		);
		await gradeSet(tx, set, [enrolmentId], null, now);
		return { ok: true, submission };
	});
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
