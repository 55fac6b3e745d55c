/*
 * What was reported and what is hidden, for staff: the words in their context, who wrote them, how
 * many reported them and why. Who reported is not told to anybody. An assistant of one section has
 * the reports on its people.
 */
import { and, asc, eq, inArray, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { studentName } from '$lib/courses/wording';
import type { Hidden } from '$lib/courses/moderation';
import { hide, keep, show, type Moderated } from '$lib/courses/moderation.server';
import { peopleShownTo } from '$lib/courses/people.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import {
	answer,
	contentReport,
	courseModule,
	enrolment,
	hiddenContent,
	question,
	questionSet,
	questionVersion,
	setSubmission,
	submittedAnswer,
	user
} from '$lib/server/db/schema';

export interface ReportedAnswer {
	/** The id that classmates know it by. */
	ref: string;
	text: string;
	lang: Locale;
	author: string;
	/** What classmates see as its author. */
	shownAs: LocalText;
	prompt: LocalText;
	/** Below the address of the course. */
	path: string;
	/** Open ones, with the words of those who reported; the first first. */
	reports: { reason: string; at: Date }[];
	hidden: Hidden | null;
}

export interface Reports {
	open: ReportedAnswer[];
	hidden: ReportedAnswer[];
}

/** Needs `report.read`. */
export async function reportsFor(actor: Actor): Promise<Reports> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'report.read', { courseId });
	const [reports, hidden] = await Promise.all([
		db()
			.select({
				ref: contentReport.subjectId,
				reason: contentReport.reason,
				at: contentReport.at
			})
			.from(contentReport)
			.where(
				and(
					eq(contentReport.courseId, courseId),
					eq(contentReport.subjectKind, 'answer'),
					eq(contentReport.state, 'open')
				)
			)
			.orderBy(asc(contentReport.at), asc(contentReport.id)),
		db()
			.select({
				ref: hiddenContent.subjectId,
				reason: hiddenContent.reason,
				at: hiddenContent.at
			})
			.from(hiddenContent)
			.where(and(eq(hiddenContent.courseId, courseId), eq(hiddenContent.subjectKind, 'answer')))
	]);
	const refs = [...new Set([...reports, ...hidden].map((row) => row.ref))];
	const answers = (await answersBy(actor, refs)).map(({ authorId: _id, place: _at, ...one }) => ({
		...one,
		reports: reports.flatMap(({ ref, ...rest }) => (ref === one.ref ? [rest] : [])),
		hidden: hidden.flatMap(({ ref, ...rest }) => (ref === one.ref ? [rest] : []))[0] ?? null
	}));
	const firstAt = (one: ReportedAnswer) => one.reports[0]?.at.getTime() ?? 0;
	return {
		open: answers.filter((a) => a.reports.length > 0).sort((a, b) => firstAt(a) - firstAt(b)),
		hidden: answers
			.filter((a) => a.hidden !== null && a.reports.length === 0)
			.sort((a, b) => (b.hidden?.at.getTime() ?? 0) - (a.hidden?.at.getTime() ?? 0))
	};
}

/** As handed in, of people whom the actor sees, each with the question as it was answered. */
async function answersBy(actor: Actor, refs: string[]) {
	if (refs.length === 0) return [];
	const { courseId } = membershipOf(actor);
	const rows = await db()
		.select({
			ref: answer.peerRef,
			value: submittedAnswer.value,
			lang: submittedAnswer.lang,
			number: setSubmission.number,
			shownAs: answer.shownAs,
			authorId: answer.enrolmentId,
			author: user.name,
			body: questionVersion.body,
			key: question.key,
			set: questionSet.slug,
			module: courseModule.slug
		})
		.from(answer)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, answer.courseId), eq(enrolment.id, answer.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.innerJoin(
			question,
			and(eq(question.courseId, answer.courseId), eq(question.id, answer.questionId))
		)
		.innerJoin(
			setSubmission,
			and(
				eq(setSubmission.courseId, answer.courseId),
				eq(setSubmission.setId, question.setId),
				eq(setSubmission.enrolmentId, answer.enrolmentId)
			)
		)
		.innerJoin(
			submittedAnswer,
			and(
				eq(submittedAnswer.courseId, answer.courseId),
				eq(submittedAnswer.submissionId, setSubmission.id),
				eq(submittedAnswer.questionId, answer.questionId)
			)
		)
		.innerJoin(
			questionVersion,
			and(
				eq(questionVersion.courseId, answer.courseId),
				eq(questionVersion.questionId, answer.questionId),
				eq(questionVersion.version, submittedAnswer.questionVersion)
			)
		)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, questionSet.courseId),
				eq(courseModule.id, questionSet.moduleId)
			)
		)
		.where(and(eq(answer.courseId, courseId), inArray(answer.peerRef, refs), peopleShownTo(actor)))
		.orderBy(asc(setSubmission.number));
	// The newest submission of each comes last and stays.
	const newest = new Map(rows.map((row) => [row.ref, row]));
	return [...newest.values()].map(({ value, body, key, set, module, number: _n, ...row }) => ({
		...row,
		author: studentName(row.author),
		text: value.text ?? '',
		prompt: body.prompt,
		path: `/modules/${module}/questions/${set}/classmates/${key}`,
		place: { module, set }
	}));
}

/** 404 for an answer that nobody reported and staff have not hidden, or whose author is not seen. */
async function moderated(actor: Actor, ref: string): Promise<Moderated> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'content.hide', { courseId });
	const isAbout = (table: typeof contentReport | typeof hiddenContent): SQL | undefined =>
		and(eq(table.courseId, courseId), eq(table.subjectKind, 'answer'), eq(table.subjectId, ref));
	const [[found], [reported], [hidden]] = await Promise.all([
		answersBy(actor, [ref]),
		db()
			.select({ id: contentReport.id })
			.from(contentReport)
			.where(isAbout(contentReport))
			.limit(1),
		db()
			.select({ id: hiddenContent.subjectId })
			.from(hiddenContent)
			.where(isAbout(hiddenContent))
			.limit(1)
	]);
	if (!found || !(reported ?? hidden)) notFound();
	return { kind: 'answer', id: ref, authorId: found.authorId, place: found.place };
}

/** Nothing is wrong with it. Needs `content.hide`. */
export async function keepReported(actor: Actor, ref: string, now: Date): Promise<void> {
	await keep(actor, await moderated(actor, ref), now);
}

/** Needs `content.hide`. */
export async function hideReported(
	actor: Actor,
	ref: string,
	reason: string,
	now: Date
): Promise<void> {
	await hide(actor, await moderated(actor, ref), reason, now);
}

/** Needs `content.hide`. */
export async function showAgain(actor: Actor, ref: string, now: Date): Promise<void> {
	await show(actor, await moderated(actor, ref), now);
}
