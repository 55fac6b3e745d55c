/*
 * From answers to the grade of a set: the sum over its questions of a marker's points, else the
 * machine's, else all points of a complete open answer. The newest submission counts, also while it
 * is reopened; without one there is no grade. An answer counts by the version it was given to: where
 * that was worth other points than the question is now, in proportion, so that all grades of a set
 * are out of the same sum. Questions that were taken out do not count.
 */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { recordGrades } from '$lib/modules/grades.server';
import type { Transaction } from '$lib/server/db/client';
import {
	answerMark,
	question,
	questionSet,
	setSubmission,
	submittedAnswer
} from '$lib/server/db/schema';
import { defaultPoints, inProportion, roundPoints } from './scoring';
import { bodiesOf, versionKey } from './sets.server';

/** @param enrolmentIds whose grades to work out again; null means everybody who submitted */
export async function gradeSet(
	tx: Transaction,
	set: { courseId: string; id: string },
	enrolmentIds: readonly string[] | null,
	changedBy: string | null,
	now: Date
): Promise<void> {
	const { courseId } = set;
	const submissions = await tx
		.select({
			id: setSubmission.id,
			enrolmentId: setSubmission.enrolmentId,
			number: setSubmission.number
		})
		.from(setSubmission)
		.where(
			and(
				eq(setSubmission.courseId, courseId),
				eq(setSubmission.setId, set.id),
				enrolmentIds ? inArray(setSubmission.enrolmentId, [...enrolmentIds]) : undefined
			)
		);
	const newest = new Map<string, (typeof submissions)[number]>();
	for (const s of submissions)
		if (s.number > (newest.get(s.enrolmentId)?.number ?? 0)) newest.set(s.enrolmentId, s);
	if (newest.size === 0) return;

	const [row] = await tx
		.select({ releasedAt: questionSet.releasedAt })
		.from(questionSet)
		.where(and(eq(questionSet.courseId, courseId), eq(questionSet.id, set.id)));
	const state = row?.releasedAt ? 'released' : 'hidden';
	const points = await pointsOf(tx, courseId, set.id, [...newest.values()]);
	await recordGrades(
		tx,
		{ courseId, kind: 'set', subjectId: set.id },
		[...newest.keys()].map((enrolmentId) => ({
			enrolmentId,
			points: roundPoints(points.get(enrolmentId) ?? 0),
			state
		})),
		changedBy,
		now
	);
}

async function pointsOf(
	tx: Transaction,
	courseId: string,
	setId: string,
	submissions: readonly { id: string; enrolmentId: string }[]
): Promise<Map<string, number>> {
	const answers = await tx
		.select({
			submissionId: submittedAnswer.submissionId,
			questionId: submittedAnswer.questionId,
			questionVersion: submittedAnswer.questionVersion,
			currentVersion: question.currentVersion,
			value: submittedAnswer.value,
			machinePoints: submittedAnswer.machinePoints
		})
		.from(submittedAnswer)
		.innerJoin(
			question,
			and(
				eq(question.courseId, submittedAnswer.courseId),
				eq(question.id, submittedAnswer.questionId),
				isNull(question.retiredAt)
			)
		)
		.where(
			and(
				eq(submittedAnswer.courseId, courseId),
				inArray(
					submittedAnswer.submissionId,
					submissions.map((s) => s.id)
				)
			)
		);
	const marks = await tx
		.select({
			questionId: answerMark.questionId,
			enrolmentId: answerMark.enrolmentId,
			points: answerMark.points
		})
		.from(answerMark)
		.innerJoin(
			question,
			and(
				eq(question.courseId, answerMark.courseId),
				eq(question.id, answerMark.questionId),
				isNull(question.retiredAt)
			)
		)
		.where(
			and(
				eq(answerMark.courseId, courseId),
				eq(question.setId, setId),
				inArray(
					answerMark.enrolmentId,
					submissions.map((s) => s.enrolmentId)
				)
			)
		);
	const bodies = await bodiesOf(
		courseId,
		answers.flatMap(({ questionId, questionVersion, currentVersion }) => [
			{ questionId, version: questionVersion },
			{ questionId, version: currentVersion }
		]),
		tx
	);
	const sums = new Map<string, number>();
	const add = (enrolmentId: string, points: number) =>
		sums.set(enrolmentId, (sums.get(enrolmentId) ?? 0) + points);
	for (const { id, enrolmentId } of submissions) {
		const own = marks.filter((mark) => mark.enrolmentId === enrolmentId);
		const here = answers.filter((a) => a.submissionId === id);
		for (const mark of own)
			if (!here.some((a) => a.questionId === mark.questionId)) add(enrolmentId, mark.points);
		for (const a of here) {
			const { questionId, questionVersion, currentVersion } = a;
			const body = bodies.get(versionKey({ questionId, version: questionVersion }));
			const current = bodies.get(versionKey({ questionId, version: currentVersion }));
			if (!body || !current) continue;
			const mark = own.find((one) => one.questionId === questionId);
			const points = mark?.points ?? a.machinePoints ?? defaultPoints(body, a.value);
			add(enrolmentId, inProportion(points, body.points, current.points));
		}
	}
	return sums;
}
