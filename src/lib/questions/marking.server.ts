/*
 * Marking open answers: all answers to one question on one list, without names, in an order that is
 * always the same and says nothing about who wrote them. A mark names the version it builds on.
 */
import { createHash } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { hiddenOf } from '$lib/courses/moderation.server';
import { peopleShownTo } from '$lib/courses/people.server';
import { studentName } from '$lib/courses/wording';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction } from '$lib/server/db/client';
import {
	answer,
	answerMark,
	answerMarkHistory,
	enrolment,
	hiddenContent,
	question,
	questionSet,
	setSubmission,
	submittedAnswer,
	user
} from '$lib/server/db/schema';
import { gradeSet } from './grading.server';
import type { MarkingView } from './marking';
import {
	askedOf,
	isComplete,
	marksItself,
	type AnswerValue,
	type AskedQuestion,
	type QuestionBody
} from './question';
import { guideOf, type QuestionGuide } from './questions.server';
import { defaultPoints } from './scoring';
import { bodiesOf, versionKey } from './sets.server';

export const answersOnPage = 25;

export interface QuestionToMark {
	id: string;
	key: string;
	/** The one that is asked now; answers may name an older one. */
	version: number;
	setSlug: string;
	setTitle: LocalText;
	prompt: LocalText;
	points: number;
	/** The machine gives the points; a marker may still change them. */
	marksItself: boolean;
	submitted: number;
	marked: number;
	/** Taken out of the module: what was handed in stays to be read, and does not count. */
	isRetired: boolean;
}

/** Every question of the module with how many answers came in and how many are marked. */
export async function questionsToMark(actor: Actor, moduleSlug: string): Promise<QuestionToMark[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'answer.readAll', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const rows = await db()
		.select({
			id: question.id,
			key: question.key,
			version: question.currentVersion,
			setSlug: questionSet.slug,
			setTitle: questionSet.title,
			retiredAt: question.retiredAt,
			setRetiredAt: questionSet.retiredAt
		})
		.from(question)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.where(and(eq(question.courseId, courseId), eq(questionSet.moduleId, moduleId)))
		.orderBy(asc(questionSet.position), asc(question.position), asc(question.id));
	const bodies = await bodiesOf(
		courseId,
		rows.map((row) => ({ questionId: row.id, version: row.version }))
	);
	const answers = await handedIn(actor, moduleId, null);
	return rows.flatMap(({ retiredAt, setRetiredAt, ...row }) => {
		const body = bodies.get(versionKey({ questionId: row.id, version: row.version }));
		const here = answers.filter((a) => a.questionId === row.id);
		const isRetired = retiredAt !== null || setRetiredAt !== null;
		if (!body || (isRetired && here.length === 0)) return [];
		return [
			{
				...row,
				isRetired,
				prompt: body.prompt,
				points: body.points,
				marksItself: marksItself(body),
				submitted: here.length,
				marked: here.filter((a) => a.markVersion !== null && !isStale(a)).length
			}
		];
	});
}

type HandedIn = Awaited<ReturnType<typeof handedIn>>[number];

/** Handed in again after it was marked. */
function isStale(row: { markedAt: Date | null; submittedAt: Date }): boolean {
	return row.markedAt !== null && row.markedAt < row.submittedAt;
}

/** The answers that count, of people the actor may see: of the newest submission of each. */
async function handedIn(actor: Actor, moduleId: string, questionId: string | null) {
	const { courseId } = membershipOf(actor);
	const rows = await db()
		.select({
			questionId: submittedAnswer.questionId,
			questionVersion: submittedAnswer.questionVersion,
			value: submittedAnswer.value,
			lang: submittedAnswer.lang,
			machinePoints: submittedAnswer.machinePoints,
			enrolmentId: setSubmission.enrolmentId,
			sectionId: enrolment.sectionId,
			name: user.name,
			number: setSubmission.number,
			submittedAt: setSubmission.submittedAt,
			reopenedAt: setSubmission.reopenedAt,
			deviceAt: answer.deviceAt,
			ref: answer.peerRef,
			hiddenAt: hiddenContent.at,
			points: answerMark.points,
			comment: answerMark.comment,
			markVersion: answerMark.version,
			markedAt: answerMark.markedAt
		})
		.from(submittedAnswer)
		.innerJoin(
			setSubmission,
			and(
				eq(setSubmission.courseId, submittedAnswer.courseId),
				eq(setSubmission.id, submittedAnswer.submissionId)
			)
		)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, setSubmission.courseId), eq(questionSet.id, setSubmission.setId))
		)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, setSubmission.courseId),
				eq(enrolment.id, setSubmission.enrolmentId)
			)
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.innerJoin(
			answer,
			and(
				eq(answer.courseId, submittedAnswer.courseId),
				eq(answer.questionId, submittedAnswer.questionId),
				eq(answer.enrolmentId, setSubmission.enrolmentId)
			)
		)
		.leftJoin(hiddenContent, hiddenOf('answer', answer.courseId, answer.peerRef))
		.leftJoin(
			answerMark,
			and(
				eq(answerMark.courseId, submittedAnswer.courseId),
				eq(answerMark.questionId, submittedAnswer.questionId),
				eq(answerMark.enrolmentId, setSubmission.enrolmentId)
			)
		)
		.where(
			and(
				eq(submittedAnswer.courseId, courseId),
				eq(questionSet.moduleId, moduleId),
				questionId === null ? undefined : eq(submittedAnswer.questionId, questionId),
				eq(enrolment.state, 'active'),
				peopleShownTo(actor)
			)
		);
	const newest = new Map<string, (typeof rows)[number]>();
	for (const row of rows) {
		const key = `${row.questionId}/${row.enrolmentId}`;
		if (row.number > (newest.get(key)?.number ?? 0)) newest.set(key, row);
	}
	return [...newest.values()];
}

/**
 * Fixed, and unrelated to names and to the order in which classmates see the same answers. Also what
 * forms name an answer by.
 */
function orderOf(row: { questionId: string; ref: string }): string {
	return createHash('sha256').update(`${row.questionId}/${row.ref}`).digest('hex').slice(0, 24);
}

export interface AnswerToMark {
	ref: string;
	/** Its place on the whole list, from 1. */
	number: number;
	/** Null while names are hidden. */
	name: string | null;
	value: AnswerValue;
	lang: Locale;
	/** The question as it was when it was answered. */
	asked: AskedQuestion;
	/** It has been changed since. */
	isEarlier: boolean;
	isComplete: boolean;
	/** What it earns without a mark. */
	defaultPoints: number;
	/** 0 before the first mark. */
	markVersion: number;
	points: number | null;
	comment: string;
	isStale: boolean;
	/** The set was reopened for this person: another answer may follow. */
	isReopened: boolean;
	/** The device's own clock for an answer typed offline. */
	deviceAt: Date | null;
	/** Staff hid it from classmates; it counts as before. */
	isHidden: boolean;
}

export interface MarkingList {
	question: QuestionToMark;
	asked: AskedQuestion;
	guide: QuestionGuide;
	answers: AnswerToMark[];
	page: number;
	pages: number;
	previous: QuestionToMark | null;
	next: QuestionToMark | null;
}

export async function answersToMark(
	actor: Actor,
	moduleSlug: string,
	questionId: string,
	view: MarkingView
): Promise<MarkingList> {
	const { courseId } = membershipOf(actor);
	const questions = await questionsToMark(actor, moduleSlug);
	const at = questions.findIndex((q) => q.id === questionId);
	const here = questions[at] ?? notFound();
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const rows = (await handedIn(actor, moduleId, questionId))
		.map((row) => ({ ...row, order: orderOf(row) }))
		.sort((a, b) => (a.order < b.order ? -1 : 1))
		.map((row, i) => ({ ...row, place: i + 1 }));
	const shown = view.unmarkedOnly
		? rows.filter((row) => row.markVersion === null || isStale(row))
		: rows;
	const pages = Math.max(1, Math.ceil(shown.length / answersOnPage));
	const page = Math.min(Math.max(1, view.page), pages);
	const bodies = await bodiesOf(courseId, [
		{ questionId, version: here.version },
		...rows.map((row) => ({ questionId, version: row.questionVersion }))
	]);
	const bodyOf = (version: number) => bodies.get(versionKey({ questionId, version })) ?? notFound();
	const body = bodyOf(here.version);
	const open = questions.filter((q) => !q.marksItself || q.id === questionId);
	const place = open.indexOf(here);
	return {
		question: here,
		asked: askedOf(body),
		guide: guideOf(body),
		answers: shown
			.slice((page - 1) * answersOnPage, page * answersOnPage)
			.map((row) => answerToMark(row, bodyOf(row.questionVersion), here.version, view)),
		page,
		pages,
		previous: open[place - 1] ?? null,
		next: open[place + 1] ?? null
	};
}

function answerToMark(
	row: HandedIn & { order: string; place: number },
	body: QuestionBody,
	currentVersion: number,
	{ showNames }: MarkingView
): AnswerToMark {
	return {
		asked: askedOf(body),
		isEarlier: row.questionVersion !== currentVersion,
		ref: row.order,
		number: row.place,
		name: showNames ? studentName(row.name) : null,
		value: row.value,
		lang: row.lang,
		isComplete: isComplete(askedOf(body), row.value),
		defaultPoints: row.machinePoints ?? defaultPoints(body, row.value),
		markVersion: row.markVersion ?? 0,
		points: row.points,
		comment: row.comment ?? '',
		isStale: isStale(row),
		isReopened: row.reopenedAt !== null,
		deviceAt: row.deviceAt,
		isHidden: row.hiddenAt !== null
	};
}

export interface NewMark {
	ref: string;
	points: number;
	comment: string;
	/** The version it builds on; 0 for the first. */
	version: number;
}

export type MarkSaved =
	| { ok: true; version: number }
	| { ok: false; reason: 'conflict'; points: number; comment: string; version: number }
	| { ok: false; reason: 'too-many-points'; most: number };

/** Needs `answer.mark` for the person's section. */
export async function markAnswer(
	actor: Actor,
	moduleSlug: string,
	questionId: string,
	mark: NewMark,
	now: Date
): Promise<MarkSaved> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'answer.mark', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const row = (await handedIn(actor, moduleId, questionId)).find((a) => orderOf(a) === mark.ref);
	if (!row) notFound();
	authorize(actor, 'answer.mark', { courseId, sectionId: row.sectionId });
	const [found] = await db()
		.select({ setId: question.setId })
		.from(question)
		.where(and(eq(question.courseId, courseId), eq(question.id, questionId)));
	const bodies = await bodiesOf(courseId, [{ questionId, version: row.questionVersion }]);
	const most = bodies.get(versionKey({ questionId, version: row.questionVersion }))?.points ?? 0;
	if (!found) notFound();
	if (mark.points > most) return { ok: false, reason: 'too-many-points', most };
	const { enrolmentId } = row;
	const key = and(
		eq(answerMark.courseId, courseId),
		eq(answerMark.questionId, questionId),
		eq(answerMark.enrolmentId, enrolmentId)
	);
	const markedBy = personOf(actor).id;
	return transaction(async (tx): Promise<MarkSaved> => {
		const kept = { points: mark.points, comment: mark.comment, markedBy, markedAt: now };
		const version = mark.version + 1;
		const written =
			mark.version === 0
				? await tx
						.insert(answerMark)
						.values({ courseId, questionId, enrolmentId, ...kept, version })
						.onConflictDoNothing()
						.returning({ version: answerMark.version })
				: await tx
						.update(answerMark)
						.set({ ...kept, version })
						.where(and(key, eq(answerMark.version, mark.version)))
						.returning({ version: answerMark.version });
		if (written.length === 0) {
			const [other] = await tx.select().from(answerMark).where(key);
			if (other && other.points === mark.points && other.comment === mark.comment)
				return { ok: true, version: other.version };
			return {
				ok: false,
				reason: 'conflict',
				points: other?.points ?? 0,
				comment: other?.comment ?? '',
				version: other?.version ?? 0
			};
		}
		await tx
			.insert(answerMarkHistory)
			.values({ courseId, questionId, enrolmentId, version, ...kept });
		await gradeSet(tx, { courseId, id: found.setId }, [enrolmentId], markedBy, now);
		return { ok: true, version };
	});
}
