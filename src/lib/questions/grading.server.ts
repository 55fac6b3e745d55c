/*
 * From answers to the grade of a set: the sum over its questions of a marker's points, else the
 * machine's, else all points of a complete open answer. The newest submission counts, also while it
 * is reopened; without one there is no grade. An answer counts by the version it was given to: where
 * that was worth other points than the question is now, in proportion, so that all grades of a set
 * are out of the same sum. Questions that were taken out do not count. Lateness takes off what the
 * module's policy says, of what was handed in last.
 */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import {
	holdItem,
	recordGrades,
	type GradeReason,
	type NewGrade
} from '$lib/modules/grades.server';
import { afterLateness, type LatePolicy } from '$lib/modules/late';
import { latePolicyOf, sparedIn } from '$lib/modules/lateness.server';
import type { Executor, Transaction } from '$lib/server/db/client';
import {
	answerMark,
	gradeItem,
	question,
	questionSet,
	setSubmission,
	submittedAnswer
} from '$lib/server/db/schema';
import { defaultPoints, inProportion, roundPoints } from './scoring';
import { bodiesOf, versionKey } from './sets.server';

interface OfSet {
	courseId: string;
	id: string;
}

/** @param enrolmentIds whose grades to work out again; null means everybody who submitted */
export async function gradeSet(
	tx: Transaction,
	set: OfSet,
	enrolmentIds: readonly string[] | null,
	changedBy: string | null,
	now: Date,
	why: GradeReason = 'marking'
): Promise<void> {
	const item = { courseId: set.courseId, kind: 'set', subjectId: set.id } as const;
	if (!(await holdItem(tx, item))) return;
	const grades = await gradesOfSet(tx, set, enrolmentIds);
	await recordGrades(tx, item, grades, changedBy, now, why);
}

/**
 * What the grades of a set come to, without writing them.
 * @param policy another than the module's, to see what it would do
 */
export async function gradesOfSet(
	on: Executor,
	{ courseId, id: setId }: OfSet,
	enrolmentIds: readonly string[] | null,
	policy?: LatePolicy | null
): Promise<NewGrade[]> {
	const submissions = await on
		.select({
			id: setSubmission.id,
			enrolmentId: setSubmission.enrolmentId,
			number: setSubmission.number,
			lateMinutes: setSubmission.lateMinutes,
			lateWaivedBy: setSubmission.lateWaivedBy
		})
		.from(setSubmission)
		.where(
			and(
				eq(setSubmission.courseId, courseId),
				eq(setSubmission.setId, setId),
				enrolmentIds ? inArray(setSubmission.enrolmentId, [...enrolmentIds]) : undefined
			)
		);
	const newest = new Map<string, (typeof submissions)[number]>();
	for (const s of submissions)
		if (s.number > (newest.get(s.enrolmentId)?.number ?? 0)) newest.set(s.enrolmentId, s);
	if (newest.size === 0) return [];

	const [set] = await on
		.select({
			moduleId: questionSet.moduleId,
			releasedAt: questionSet.releasedAt,
			most: gradeItem.max
		})
		.from(questionSet)
		.leftJoin(
			gradeItem,
			and(
				eq(gradeItem.courseId, questionSet.courseId),
				eq(gradeItem.kind, 'set'),
				eq(gradeItem.subjectId, questionSet.id)
			)
		)
		.where(and(eq(questionSet.courseId, courseId), eq(questionSet.id, setId)));
	if (!set) return [];
	const points = await pointsOf(on, courseId, setId, [...newest.values()]);
	const costs = policy === undefined ? await latePolicyOf(on, courseId, set.moduleId) : policy;
	const spared = costs ? await sparedIn(on, courseId) : new Set<string>();
	return [...newest.values()].map(({ enrolmentId, lateMinutes, lateWaivedBy }) => ({
		enrolmentId,
		...afterLateness(
			costs,
			{ minutes: lateMinutes, isFree: lateWaivedBy !== null || spared.has(enrolmentId) },
			{ raw: roundPoints(points.get(enrolmentId) ?? 0), most: set.most ?? 0 }
		),
		state: set.releasedAt ? 'released' : 'hidden'
	}));
}

async function pointsOf(
	on: Executor,
	courseId: string,
	setId: string,
	submissions: readonly { id: string; enrolmentId: string }[]
): Promise<Map<string, number>> {
	const answers = await on
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
	const marks = await on
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
		on
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
