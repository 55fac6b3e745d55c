/*
 * Where the server code of this feature finds a set, its questions and what one person has done in
 * it. Nothing here decides who may see what; the callers do, with what they find here.
 */
import { and, asc, desc, eq, inArray, or, sql } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { Deadline } from '$lib/modules/deadline';
import { db, prepared } from '$lib/server/db/client';
import {
	answer,
	courseModule,
	extension,
	question,
	questionSet,
	questionVersion,
	reading,
	setSubmission,
	submittedAnswer
} from '$lib/server/db/schema';
import type { ParagraphPointer, QuestionBody } from './question';

export interface SetAddress {
	moduleSlug: string;
	setSlug: string;
}

const setBySlug = prepared('question_set_by_slug', (db) =>
	db
		.select({
			moduleId: courseModule.id,
			moduleVisible: courseModule.visible,
			id: questionSet.id,
			slug: questionSet.slug,
			position: questionSet.position,
			stage: questionSet.stage,
			readingId: questionSet.readingId,
			title: questionSet.title,
			intro: questionSet.intro,
			dueAt: questionSet.dueAt,
			closesAt: questionSet.closesAt,
			feedbackAtOnce: questionSet.feedbackAtOnce,
			releasedAt: questionSet.releasedAt,
			extendedDueAt: extension.dueAt,
			extendedClosesAt: extension.closesAt
		})
		.from(questionSet)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, questionSet.courseId),
				eq(courseModule.id, questionSet.moduleId)
			)
		)
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, questionSet.courseId),
				eq(extension.subjectKind, 'set'),
				eq(extension.subjectId, questionSet.id),
				eq(extension.enrolmentId, sql.placeholder('enrolmentId'))
			)
		)
		.where(
			and(
				eq(questionSet.courseId, sql.placeholder('courseId')),
				eq(courseModule.slug, sql.placeholder('moduleSlug')),
				eq(questionSet.slug, sql.placeholder('setSlug'))
			)
		)
		.limit(1)
);

export type FoundSet = Awaited<ReturnType<typeof setBySlug>>[number] & {
	courseId: string;
	/** For the actor, their extension included. */
	deadline: Deadline;
};

/** 404 when there is none, or the module is hidden from the actor. */
export async function findSet(
	actor: Actor,
	{ moduleSlug, setSlug }: SetAddress
): Promise<FoundSet> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const [found] = await setBySlug({ courseId, moduleSlug, setSlug, enrolmentId });
	if (!found || !(found.moduleVisible || isStaff(actor))) notFound();
	return { ...found, courseId, deadline: deadlineOf(found) };
}

export function deadlineOf(row: {
	dueAt: Date | null;
	closesAt: Date | null;
	extendedDueAt: Date | null;
	extendedClosesAt: Date | null;
}): Deadline {
	return {
		dueAt: row.dueAt,
		closesAt: row.closesAt,
		graceMinutes: 0,
		extension: { dueAt: row.extendedDueAt, closesAt: row.extendedClosesAt }
	};
}

const questionsOfSet = prepared('questions_of_set', (db) =>
	db
		.select({
			id: question.id,
			key: question.key,
			position: question.position,
			currentVersion: question.currentVersion
		})
		.from(question)
		.where(
			and(
				eq(question.courseId, sql.placeholder('courseId')),
				eq(question.setId, sql.placeholder('setId'))
			)
		)
		.orderBy(asc(question.position), asc(question.id))
);

const answersInSet = prepared('answers_in_set', (db) =>
	db
		.select({
			questionId: answer.questionId,
			questionVersion: answer.questionVersion,
			value: answer.value,
			lang: answer.lang,
			version: answer.version,
			savedAt: answer.savedAt
		})
		.from(answer)
		.innerJoin(
			question,
			and(eq(question.courseId, answer.courseId), eq(question.id, answer.questionId))
		)
		.where(
			and(
				eq(answer.courseId, sql.placeholder('courseId')),
				eq(answer.enrolmentId, sql.placeholder('enrolmentId')),
				eq(question.setId, sql.placeholder('setId'))
			)
		)
);

const newestSubmission = prepared('newest_set_submission', (db) =>
	db
		.select({
			id: setSubmission.id,
			number: setSubmission.number,
			receipt: setSubmission.receipt,
			submittedAt: setSubmission.submittedAt,
			lateMinutes: setSubmission.lateMinutes,
			reopenedAt: setSubmission.reopenedAt
		})
		.from(setSubmission)
		.where(
			and(
				eq(setSubmission.courseId, sql.placeholder('courseId')),
				eq(setSubmission.setId, sql.placeholder('setId')),
				eq(setSubmission.enrolmentId, sql.placeholder('enrolmentId'))
			)
		)
		.orderBy(desc(setSubmission.number))
		.limit(1)
);

export type Submission = Awaited<ReturnType<typeof newestSubmission>>[number];
export type OwnAnswer = Awaited<ReturnType<typeof answersInSet>>[number];

export interface FoundQuestion {
	id: string;
	key: string;
	position: number;
	/** The version the person answered, else the current one. */
	version: number;
	body: QuestionBody;
	answer: OwnAnswer | null;
}

export interface OwnWork {
	questions: FoundQuestion[];
	/** The newest; it counts unless it was reopened. */
	submission: Submission | null;
	isSubmitted: boolean;
}

/** The questions of a set with what one person has answered and handed in. */
export async function workIn(
	{ courseId, id: setId }: Pick<FoundSet, 'courseId' | 'id'>,
	enrolmentId: string
): Promise<OwnWork> {
	const [rows, answers, [submission = null]] = await Promise.all([
		questionsOfSet({ courseId, setId }),
		answersInSet({ courseId, setId, enrolmentId }),
		newestSubmission({ courseId, setId, enrolmentId })
	]);
	const wanted = rows.map(({ currentVersion, ...row }) => {
		const own = answers.find((a) => a.questionId === row.id) ?? null;
		return { ...row, version: own?.questionVersion ?? currentVersion, answer: own };
	});
	const bodies = await bodiesOf(
		courseId,
		wanted.map((q) => ({ questionId: q.id, version: q.version }))
	);
	return {
		questions: wanted.map((q) => ({
			...q,
			body: bodies.get(versionKey({ questionId: q.id, version: q.version })) ?? notFound()
		})),
		submission,
		isSubmitted: submission !== null && submission.reopenedAt === null
	};
}

/** What was handed in, by question id. */
export async function submittedIn(
	courseId: string,
	submissionId: string
): Promise<Map<string, typeof submittedAnswer.$inferSelect>> {
	const rows = await db()
		.select()
		.from(submittedAnswer)
		.where(
			and(eq(submittedAnswer.courseId, courseId), eq(submittedAnswer.submissionId, submissionId))
		);
	return new Map(rows.map((row) => [row.questionId, row]));
}

interface NamedVersion {
	questionId: string;
	version: number;
}

export function versionKey({ questionId, version }: NamedVersion): string {
	return `${questionId}/${version}`;
}

/** Versions never change, so those that were read once are kept; they hold nothing about a person. */
const kept = new Map<string, QuestionBody>();
const mostKept = 4000;

/** By `versionKey`; versions that do not exist are absent. */
export async function bodiesOf(
	courseId: string,
	wanted: readonly NamedVersion[]
): Promise<Map<string, QuestionBody>> {
	const missing = wanted.filter((w) => !kept.has(`${courseId}/${versionKey(w)}`));
	if (missing.length > 0) {
		const rows = await db()
			.select({
				questionId: questionVersion.questionId,
				version: questionVersion.version,
				body: questionVersion.body
			})
			.from(questionVersion)
			.where(
				and(
					eq(questionVersion.courseId, courseId),
					inArray(
						questionVersion.questionId,
						missing.map((w) => w.questionId)
					),
					or(...missing.map((w) => eq(questionVersion.version, w.version)))
				)
			);
		if (kept.size + rows.length > mostKept) kept.clear();
		for (const row of rows) kept.set(`${courseId}/${versionKey(row)}`, row.body);
	}
	return new Map(
		wanted.flatMap((w) => {
			const body = kept.get(`${courseId}/${versionKey(w)}`);
			return body ? [[versionKey(w), body] as const] : [];
		})
	);
}

/** The paragraphs in which each find-the-passage question may be answered, by question key. */
export async function paragraphsToMark(
	set: Pick<FoundSet, 'courseId' | 'moduleId'>,
	questions: readonly Pick<FoundQuestion, 'key' | 'body'>[]
): Promise<Map<string, ParagraphPointer[]>> {
	const keys = questions.flatMap((q) => q.body.find?.targets[0]?.reading ?? []);
	if (keys.length === 0) return new Map();
	const rows = await db()
		.select({ key: reading.key, map: reading.paragraphMap })
		.from(reading)
		.where(
			and(
				eq(reading.courseId, set.courseId),
				eq(reading.moduleId, set.moduleId),
				inArray(reading.key, keys)
			)
		);
	return new Map(
		questions.map((q) => {
			const row = rows.find((r) => r.key === q.body.find?.targets[0]?.reading);
			return [
				q.key,
				(row?.map.paragraphs ?? []).map((p) => ({ reading: row?.key ?? '', id: p.id }))
			];
		})
	);
}
