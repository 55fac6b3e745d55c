/*
 * What others answered to a discussion question: the one function through which classmates' answers
 * are read, by pages, lists and exports alike. A student reads them after handing in a full answer of
 * their own; only handed-in answers are shown, under the name stored when they were written, with the
 * day and an opaque id.
 */
import { and, asc, desc, eq, ne, not } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import type { Hidden } from '$lib/courses/moderation';
import { hiddenColumns, hiddenOf, isHidden } from '$lib/courses/moderation.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import {
	answer,
	enrolment,
	hiddenContent,
	setSubmission,
	submittedAnswer
} from '$lib/server/db/schema';
import { askedOf, isEmpty, type AskedQuestion } from './question';
import { isCommitted } from './questions.server';
import { findSet, submittedIn, workIn, type SetAddress } from './sets.server';

export interface PeerAnswer {
	/** Random; tells nothing about the person or the time. */
	ref: string;
	shownAs: LocalText;
	text: string;
	lang: Locale;
	/** `2026-11-21`, in the course's time zone. */
	day: string;
	/** That staff hid it; only they are given it then. */
	hidden: Hidden | null;
}

export type PeerAnswers =
	| { ok: true; asked: AskedQuestion; own: string | null; answers: PeerAnswer[] }
	| { ok: false; reason: 'own-first'; asked: AskedQuestion };

/** 404 for a question that is not for discussion. */
export async function peerAnswers(
	actor: Actor,
	address: SetAddress,
	questionKey: string
): Promise<PeerAnswers> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const set = await findSet(actor, address);
	const work = await workIn(set, enrolmentId);
	const found = work.questions.find((q) => q.key === questionKey);
	if (!found?.body.discussion) notFound();
	const handedIn = work.submission
		? ((await submittedIn(courseId, work.submission.id)).get(found.id)?.value ?? null)
		: null;
	const asked = askedOf(found.body);
	if (!may(actor, 'answer.readPeers', { courseId, committed: isCommitted(found.body, handedIn) }))
		return { ok: false, reason: 'own-first', asked };

	const { timeZone } = await courseFor(actor);
	const rows = await db()
		.select({
			enrolmentId: setSubmission.enrolmentId,
			submittedAt: setSubmission.submittedAt,
			value: submittedAnswer.value,
			lang: submittedAnswer.lang,
			shownAs: answer.shownAs,
			ref: answer.peerRef,
			hidden: hiddenColumns
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
			answer,
			and(
				eq(answer.courseId, submittedAnswer.courseId),
				eq(answer.questionId, submittedAnswer.questionId),
				eq(answer.enrolmentId, setSubmission.enrolmentId)
			)
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, answer.courseId), eq(enrolment.id, answer.enrolmentId))
		)
		.leftJoin(hiddenContent, hiddenOf('answer', answer.courseId, answer.peerRef))
		.where(
			and(
				eq(submittedAnswer.courseId, courseId),
				eq(submittedAnswer.questionId, found.id),
				eq(setSubmission.setId, set.id),
				ne(setSubmission.enrolmentId, enrolmentId),
				eq(enrolment.state, 'active'),
				isStaff(actor) ? undefined : not(isHidden('answer', answer.courseId, answer.peerRef))
			)
		)
		.orderBy(asc(answer.peerRef), desc(setSubmission.number));
	const seen = new Set<string>();
	const answers = rows.flatMap((row): PeerAnswer[] => {
		// The newest submission of each person stands first.
		if (seen.has(row.enrolmentId)) return [];
		seen.add(row.enrolmentId);
		if (isEmpty(row.value)) return [];
		const day = dayIn(row.submittedAt, timeZone);
		return [
			{
				ref: row.ref,
				shownAs: row.shownAs,
				text: row.value.text ?? '',
				lang: row.lang,
				day,
				hidden: row.hidden
			}
		];
	});
	return { ok: true, asked, own: handedIn?.text ?? null, answers };
}

function dayIn(at: Date, timeZone: string): string {
	return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}
