/*
 * What was reported and what is hidden, for staff: the words in their context, who wrote them, how
 * many reported them and why. Who reported is not told to anybody. An assistant of one section has
 * the reports on its people.
 */
import { and, asc, eq, inArray, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { hideNote, moderatedNotes, showNote } from '$lib/annotations/moderating.server';
import { studentName } from '$lib/courses/wording';
import type { Hidden } from '$lib/courses/moderation';
import { hide, keep, show, type Moderated } from '$lib/courses/moderation.server';
import { peopleShownTo } from '$lib/courses/people.server';
import {
	hideWords,
	moderatedWords,
	wordsToModerate,
	type ModeratedWords
} from '$lib/debates/conduct/reporting.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import {
	hidePeer,
	moderatedPeers,
	showPeer,
	type ModeratedPeer
} from '$lib/reviews/peers/moderating.server';
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

/** An answer, a note or a reply to one, a review, or words in a debate. */
export interface Reported {
	kind: ReportedKind;
	/** The id that classmates know it by. */
	ref: string;
	text: string;
	lang: Locale;
	author: string;
	/** What classmates see as its author. */
	shownAs: LocalText;
	/** What was asked, or the passage that a note stands on. */
	prompt: LocalText;
	/** Below the address of the course. */
	path: string;
	/** Open ones, with the words of those who reported; the first first. */
	reports: { reason: string; at: Date }[];
	hidden: Hidden | null;
}

const reportedKinds = ['answer', 'note', 'peer', 'debate'] as const;
export type ReportedKind = (typeof reportedKinds)[number];

export interface Reports {
	open: Reported[];
	hidden: Reported[];
}

/** Needs `report.read`. */
export async function reportsFor(actor: Actor): Promise<Reports> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'report.read', { courseId });
	const [reports, hidden] = await Promise.all([
		db()
			.select({
				kind: contentReport.subjectKind,
				ref: contentReport.subjectId,
				reason: contentReport.reason,
				at: contentReport.at
			})
			.from(contentReport)
			.where(
				and(
					eq(contentReport.courseId, courseId),
					inArray(contentReport.subjectKind, [...reportedKinds]),
					eq(contentReport.state, 'open')
				)
			)
			.orderBy(asc(contentReport.at), asc(contentReport.id)),
		db()
			.select({
				kind: hiddenContent.subjectKind,
				ref: hiddenContent.subjectId,
				reason: hiddenContent.reason,
				at: hiddenContent.at
			})
			.from(hiddenContent)
			.where(
				and(
					eq(hiddenContent.courseId, courseId),
					inArray(hiddenContent.subjectKind, [...reportedKinds])
				)
			)
	]);
	const refsOf = (kind: ReportedKind) => [
		...new Set([...reports, ...hidden].flatMap((row) => (row.kind === kind ? [row.ref] : [])))
	];
	const found = [
		...(await answersBy(actor, refsOf('answer'))),
		...(await notesBy(actor, refsOf('note')))
	];
	const peers = await moderatedPeers(actor, refsOf('peer'));
	const all = found.map(({ authorId: _id, place: _at, ...one }): Reported => {
		const isAbout = (row: { kind: string; ref: string }) =>
			row.kind === one.kind && row.ref === one.ref;
		const why = hidden.find(isAbout);
		return {
			...one,
			reports: reports.filter(isAbout).map(({ reason, at }) => ({ reason, at })),
			hidden: why ? { reason: why.reason, at: why.at } : null
		};
	});
	const said = await moderatedWords(actor, refsOf('debate'));
	all.push(...peers.map((one) => peerReported(one, reports)));
	all.push(...said.map((one) => saidReported(one, reports)));
	const firstAt = (one: Reported) => one.reports[0]?.at.getTime() ?? 0;
	return {
		open: all.filter((a) => a.reports.length > 0).sort((a, b) => firstAt(a) - firstAt(b)),
		hidden: all
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
		kind: 'answer' as const,
		author: studentName(row.author),
		text: value.text ?? '',
		prompt: body.prompt,
		path: `/modules/${module}/questions/${set}/classmates/${key}`,
		place: { module, set }
	}));
}

/** Notes and replies; a highlight that was reported has no words. */
async function notesBy(actor: Actor, refs: string[]) {
	const found = await moderatedNotes(actor, refs);
	return found.map(({ passage, readingId: _reading, noteId: _note, ...row }) => ({
		...row,
		kind: 'note' as const,
		author: studentName(row.author),
		prompt: passage
	}));
}

function peerReported(
	{ ref, text, lang, author, shownAs, module, moduleTitle, hidden }: ModeratedPeer,
	reports: readonly { kind: string; ref: string; reason: string; at: Date }[]
): Reported {
	const own = reports.filter((row) => row.kind === 'peer' && row.ref === ref);
	return {
		kind: 'peer',
		ref,
		text,
		lang,
		author,
		shownAs,
		prompt: moduleTitle,
		path: `/modules/${module}/review/peers/${ref}`,
		reports: own.map(({ reason, at }) => ({ reason, at })),
		hidden
	};
}

function saidReported(
	{ ref, c, text, lang, author, shownAs, motion, module, debate, hidden }: ModeratedWords,
	reports: readonly { kind: string; ref: string; reason: string; at: Date }[]
): Reported {
	const own = reports.filter((row) => row.kind === 'debate' && row.ref === ref);
	return {
		kind: 'debate',
		ref,
		text,
		lang,
		author,
		shownAs,
		prompt: motion,
		path: `/modules/${module}/debates/${debate}/conduct?c=${c}`,
		reports: own.map(({ reason, at }) => ({ reason, at })),
		hidden
	};
}

async function moderatedPeer(actor: Actor, ref: string): Promise<Moderated> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'content.hide', { courseId });
	const found = (await moderatedPeers(actor, [ref])).find((one) => one.ref === ref) ?? notFound();
	return { kind: 'peer', id: ref, authorId: found.authorId, place: { module: found.module } };
}

/** 404 for what nobody reported and staff have not hidden, or whose author is not seen. */
async function moderated(actor: Actor, kind: ReportedKind, ref: string): Promise<Moderated> {
	if (kind === 'peer') return moderatedPeer(actor, ref);
	if (kind === 'debate') {
		const { authorId, module, debate } = await wordsToModerate(actor, ref);
		return { kind, id: ref, authorId, place: { module, debate } };
	}
	const { courseId } = membershipOf(actor);
	authorize(actor, 'content.hide', { courseId });
	const isAbout = (table: typeof contentReport | typeof hiddenContent): SQL | undefined =>
		and(eq(table.courseId, courseId), eq(table.subjectKind, kind), eq(table.subjectId, ref));
	const [[found], [reported], [hidden]] = await Promise.all([
		kind === 'note' ? notesBy(actor, [ref]) : answersBy(actor, [ref]),
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
	return { kind, id: ref, authorId: found.authorId, place: found.place };
}

export interface WhatReported {
	kind: ReportedKind;
	ref: string;
}

/** Nothing is wrong with it. Needs `content.hide`. */
export async function keepReported(
	actor: Actor,
	{ kind, ref }: WhatReported,
	now: Date
): Promise<void> {
	await keep(actor, await moderated(actor, kind, ref), now);
}

/** Needs `content.hide`. */
export async function hideReported(
	actor: Actor,
	{ kind, ref }: WhatReported,
	reason: string,
	now: Date
): Promise<void> {
	const subject = await moderated(actor, kind, ref);
	if (kind === 'note') await hideNote(actor, { ref, reason }, now);
	else if (kind === 'peer') await hidePeer(actor, ref, reason, now);
	else if (kind === 'debate') await hideWords(actor, ref, { on: true, why: reason }, now);
	else await hide(actor, subject, reason, now);
}

/** Needs `content.hide`. */
export async function showAgain(
	actor: Actor,
	{ kind, ref }: WhatReported,
	now: Date
): Promise<void> {
	const subject = await moderated(actor, kind, ref);
	if (kind === 'note') await showNote(actor, ref, now);
	else if (kind === 'peer') await showPeer(actor, ref, now);
	else if (kind === 'debate') await hideWords(actor, ref, { on: false, why: '' }, now);
	else await show(actor, subject, now);
}
