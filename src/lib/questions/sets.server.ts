/*
 * Where the server code of this feature finds a set, its questions and what one person has done in
 * it. Nothing here decides who may see what; the callers do, with what they find here.
 */
import { and, asc, desc, eq, inArray, or, sql } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { Deadline } from '$lib/modules/deadline';
import { openingColumns, refuseUnopened } from '$lib/modules/opening.server';
import { db, prepared, shared, type Executor } from '$lib/server/db/client';
import {
	accommodation,
	answer,
	courseModule,
	enrolment,
	extension,
	question,
	questionSet,
	questionVersion,
	reading,
	setSubmission,
	submittedAnswer
} from '$lib/server/db/schema';
import {
	carriedOver,
	isEmpty,
	isSameAnswer,
	type AnswerValue,
	type ParagraphPointer,
	type QuestionBody
} from './question';

export interface SetAddress {
	moduleSlug: string;
	setSlug: string;
}

const setBySlug = shared('question_set_by_slug', [questionSet, courseModule], (db) =>
	db
		.select({
			moduleId: courseModule.id,
			...openingColumns,
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
			retiredAt: questionSet.retiredAt
		})
		.from(questionSet)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, questionSet.courseId),
				eq(courseModule.id, questionSet.moduleId)
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

const ownTimeForSet = prepared('own_time_for_set', (db) =>
	db
		.select({
			extendedDueAt: extension.dueAt,
			extendedClosesAt: extension.closesAt,
			extraHours: accommodation.extraHours
		})
		.from(enrolment)
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, enrolment.courseId),
				eq(extension.subjectKind, 'set'),
				eq(extension.subjectId, sql.placeholder('setId')),
				eq(extension.enrolmentId, enrolment.id)
			)
		)
		.leftJoin(
			accommodation,
			and(
				eq(accommodation.courseId, enrolment.courseId),
				eq(accommodation.enrolmentId, enrolment.id)
			)
		)
		.where(
			and(
				eq(enrolment.courseId, sql.placeholder('courseId')),
				eq(enrolment.id, sql.placeholder('enrolmentId'))
			)
		)
);

export type FoundSet = Awaited<ReturnType<typeof setBySlug>>[number] & {
	courseId: string;
	/** For the actor, their extension and accommodation included. */
	deadline: Deadline;
};

/** 404 when there is none, or the module is hidden from the actor; 403 while it is only announced. */
export async function findSet(
	actor: Actor,
	{ moduleSlug, setSlug }: SetAddress,
	now = new Date()
): Promise<FoundSet> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const [found] = await setBySlug({ courseId, moduleSlug, setSlug });
	if (!found) notFound();
	await refuseUnopened(actor, found, now);
	// What was taken out of the module stays for staff and for those who had answered.
	if (found.retiredAt && !isStaff(actor)) {
		const own = await answersInSet({ courseId, setId: found.id, enrolmentId });
		if (own.every((a) => isEmpty(a.value))) notFound();
	}
	const [own = { extendedDueAt: null, extendedClosesAt: null, extraHours: null }] =
		await ownTimeForSet({
			courseId,
			setId: found.id,
			enrolmentId
		});
	return { ...found, courseId, deadline: deadlineOf({ ...found, ...own }) };
}

export function deadlineOf(row: {
	dueAt: Date | null;
	closesAt: Date | null;
	extendedDueAt: Date | null;
	extendedClosesAt: Date | null;
	/** Null without an accommodation. */
	extraHours: number | null;
}): Deadline {
	return {
		dueAt: row.dueAt,
		closesAt: row.closesAt,
		graceMinutes: 0,
		extension: { dueAt: row.extendedDueAt, closesAt: row.extendedClosesAt },
		extraHours: row.extraHours ?? 0
	};
}

const questionsOfSet = shared('questions_of_set', [question], (db) =>
	db
		.select({
			id: question.id,
			key: question.key,
			position: question.position,
			currentVersion: question.currentVersion,
			retiredAt: question.retiredAt
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
			lateWaivedBy: setSubmission.lateWaivedBy,
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

/** A version of a question, and what a person's answer is to it. */
export interface Standing<A> {
	version: number;
	body: QuestionBody;
	/** With the value as it fits this version. */
	answer: A | null;
	/** The answer was written to an older version than this one. */
	isChanged: boolean;
	/** The version and value as they were written, where not all of the value fits. */
	earlier: { version: number; body: QuestionBody; value: AnswerValue } | null;
}

/**
 * What was handed in, and what was answered to a question that was taken out, stays with the version
 * it was given to; a draft moves to the current one as far as it fits.
 */
export function standingOf<A extends { questionVersion: number; value: AnswerValue }>(
	question: { currentVersion: number; current: QuestionBody; answered: QuestionBody | null },
	own: A | null,
	isFinal: boolean
): Standing<A> {
	const { currentVersion, current, answered } = question;
	const here = { version: currentVersion, body: current, answer: own };
	if (!own || !answered || own.questionVersion === currentVersion)
		return { ...here, isChanged: false, earlier: null };
	const given = { version: own.questionVersion, body: answered };
	if (isFinal) return { ...given, answer: own, isChanged: false, earlier: null };
	const value = carriedOver(current, own.value);
	return {
		...here,
		answer: { ...own, value },
		isChanged: !isEmpty(own.value),
		earlier: isSameAnswer(value, own.value) ? null : { ...given, value: own.value }
	};
}

export interface FoundQuestion extends Standing<OwnAnswer> {
	id: string;
	key: string;
	position: number;
	/** The version that new answers name. */
	currentVersion: number;
	/** What it is worth now, whatever it was when the person answered. */
	most: number;
	/** Taken out of the set; only there for those who had answered it. */
	isRetired: boolean;
}

export interface OwnWork {
	questions: FoundQuestion[];
	/** The keys of questions that were taken out, answered or not. */
	retired: string[];
	/** The newest; it counts unless it was reopened. */
	submission: Submission | null;
	isSubmitted: boolean;
}

/** The questions of a set with what one person has answered and handed in. */
export async function workIn(
	{ courseId, id: setId }: Pick<FoundSet, 'courseId' | 'id'>,
	enrolmentId: string,
	tries = 3
): Promise<OwnWork> {
	const [rows, answers, [submission = null]] = await Promise.all([
		questionsOfSet({ courseId, setId }),
		answersInSet({ courseId, setId, enrolmentId }),
		newestSubmission({ courseId, setId, enrolmentId })
	]);
	const isSubmitted = submission !== null && submission.reopenedAt === null;
	const wanted = rows.flatMap(({ retiredAt, ...row }) => {
		const own = answers.find((a) => a.questionId === row.id) ?? null;
		if (retiredAt && (!own || isEmpty(own.value))) return [];
		return [{ row, own, isRetired: retiredAt !== null }];
	});
	const bodies = await bodiesOf(
		courseId,
		wanted.flatMap(({ row: { id: questionId, currentVersion }, own }) => [
			{ questionId, version: currentVersion },
			...(own ? [{ questionId, version: own.questionVersion }] : [])
		])
	);
	const isThere = ({
		id: questionId,
		currentVersion: version
	}: {
		id: string;
		currentVersion: number;
	}) => bodies.has(versionKey({ questionId, version }));
	// A version that nobody had answered goes when a newer one takes its place, also between two reads.
	if (tries > 1 && !wanted.every(({ row }) => isThere(row)))
		return workIn({ courseId, id: setId }, enrolmentId, tries - 1);
	return {
		questions: wanted.map(({ row, own, isRetired }) => {
			const bodyAt = (version: number) => bodies.get(versionKey({ questionId: row.id, version }));
			const current = bodyAt(row.currentVersion) ?? notFound();
			const answered = own ? (bodyAt(own.questionVersion) ?? null) : null;
			const { currentVersion } = row;
			return {
				...row,
				...standingOf({ currentVersion, current, answered }, own, isSubmitted || isRetired),
				most: current.points,
				isRetired
			};
		}),
		retired: rows.flatMap((row) => (row.retiredAt ? [row.key] : [])),
		submission,
		isSubmitted
	};
}

/** The questions that can be answered, and the versions in which they are asked now. */
export function askedNow(work: Pick<OwnWork, 'questions'>): FoundQuestion[] {
	return work.questions.filter((q) => !q.isRetired);
}

/** Names what a person sees when they hand in, so that a question changed in between is noticed. */
export function versionsAsked(work: Pick<OwnWork, 'questions'>): string {
	return askedNow(work)
		.map((q) => `${q.key}:${q.version}`)
		.join(' ');
}

const answersSubmitted = prepared('answers_submitted', (db) =>
	db
		.select()
		.from(submittedAnswer)
		.where(
			and(
				eq(submittedAnswer.courseId, sql.placeholder('courseId')),
				eq(submittedAnswer.submissionId, sql.placeholder('submissionId'))
			)
		)
);

/** What was handed in, by question id. */
export async function submittedIn(
	courseId: string,
	submissionId: string
): Promise<Map<string, typeof submittedAnswer.$inferSelect>> {
	const rows = await answersSubmitted({ courseId, submissionId });
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

/**
 * By `versionKey`; versions that do not exist are absent.
 * @param tx where some of them may have been made just now; what it reads is not kept
 */
export async function bodiesOf(
	courseId: string,
	wanted: readonly NamedVersion[],
	tx?: Executor
): Promise<Map<string, QuestionBody>> {
	const missing = wanted.filter((w) => !kept.has(`${courseId}/${versionKey(w)}`));
	const found = new Map<string, QuestionBody>();
	if (missing.length > 0) {
		const rows = await (tx ?? db())
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
		for (const row of rows) {
			found.set(versionKey(row), row.body);
			if (!tx) kept.set(`${courseId}/${versionKey(row)}`, row.body);
		}
	}
	return new Map(
		wanted.flatMap((w) => {
			const body = found.get(versionKey(w)) ?? kept.get(`${courseId}/${versionKey(w)}`);
			return body ? [[versionKey(w), body] as const] : [];
		})
	);
}

/** The kept versions of questions before the current one, for pages that were opened before a change. */
export async function olderVersions(
	courseId: string,
	questions: readonly Pick<FoundQuestion, 'id' | 'currentVersion'>[]
): Promise<NamedVersion[]> {
	const changed = questions.filter((q) => q.currentVersion > 1);
	if (changed.length === 0) return [];
	const rows = await db()
		.select({ questionId: questionVersion.questionId, version: questionVersion.version })
		.from(questionVersion)
		.where(
			and(
				eq(questionVersion.courseId, courseId),
				inArray(
					questionVersion.questionId,
					changed.map((q) => q.id)
				)
			)
		);
	return rows.filter((row) =>
		changed.some((q) => q.id === row.questionId && row.version < q.currentVersion)
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
