/*
 * Saves answers as they are typed. A save names the version it builds on: a lost race changes
 * nothing and gives back what is kept, so that the page can show both. Sending the same answer again
 * is not a conflict, because a phone cannot know whether its first try arrived.
 */
import { randomBytes } from 'node:crypto';
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { isClosed } from '$lib/modules/deadline';
import { prepared, transaction, type Transaction } from '$lib/server/db/client';
import { answer, enrolment, setSubmission } from '$lib/server/db/schema';
import { answersSchema, type SentAnswer } from './answer.schema.server';
import { feedbackDue, feedbackOn, type Feedback } from './feedback';
import { isEmpty, isSameAnswer, writtenIn, type AnswerValue } from './question';
import {
	findSet,
	paragraphsToMark,
	workIn,
	type FoundSet,
	type OwnWork,
	type SetAddress
} from './sets.server';

export interface SetToAnswer {
	set: FoundSet;
	work: OwnWork;
	/** Of the form; it knows the options and paragraphs of this set's questions. */
	schema: ReturnType<typeof answersSchema>;
}

/** Needs `answer.write`: the student in their own name. */
export async function setToAnswer(actor: Actor, address: SetAddress): Promise<SetToAnswer> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const set = await findSet(actor, address);
	authorize(actor, 'answer.write', { courseId, enrolmentId });
	const work = await workIn(set, enrolmentId);
	const paragraphs = await paragraphsToMark(set, work.questions);
	const schema = answersSchema(
		work.questions.map(({ key, body }) => ({ key, body, paragraphs: paragraphs.get(key) ?? [] }))
	);
	return { set, work, schema };
}

export interface SavedAnswer {
	key: string;
	/** 0 when nothing is kept, because nothing was written. */
	version: number;
}

export interface Conflict {
	key: string;
	/** What is kept, and its version. */
	value: AnswerValue;
	version: number;
}

export type AnswersSaved =
	| { ok: true; saved: SavedAnswer[]; savedAt: Date }
	| { ok: false; reason: 'closed' | 'submitted' }
	| { ok: false; reason: 'conflict'; saved: SavedAnswer[]; conflicts: Conflict[] };

/** A placeholder in `set`: encoded by its column, though the types of `set` do not know it. */
const given = (name: string) => sql.placeholder(name) as unknown as SQL;

function replacing(name: string, deviceAt: SQL | null) {
	return prepared(name, (db) =>
		db
			.update(answer)
			.set({
				value: given('value'),
				lang: given('lang'),
				version: sql`${answer.version} + 1`,
				deviceAt,
				savedAt: given('savedAt')
			})
			.where(
				and(
					eq(answer.courseId, sql.placeholder('courseId')),
					eq(answer.questionId, sql.placeholder('questionId')),
					eq(answer.enrolmentId, sql.placeholder('enrolmentId')),
					eq(answer.version, sql.placeholder('version'))
				)
			)
			.returning({ version: answer.version })
	);
}

// A time that is a placeholder cannot be null, so there are two statements.
const replaceAnswer = replacing('replace_answer', null);
const replaceAnswerFromDevice = replacing('replace_answer_from_device', given('deviceAt'));

/** Each answer is saved for itself: one that lost a race does not keep the others from being kept. */
export async function saveAnswers(
	actor: Actor,
	{ set, work }: SetToAnswer,
	sent: readonly SentAnswer[],
	locale: Locale,
	now: Date
): Promise<AnswersSaved> {
	const { enrolmentId } = membershipOf(actor);
	const { courseId } = set;
	authorize(actor, 'answer.write', { courseId, enrolmentId });
	if (work.isSubmitted) return { ok: false, reason: 'submitted' };
	if (isClosed(set.deadline, now)) return { ok: false, reason: 'closed' };
	const saved: SavedAnswer[] = [];
	const conflicts: Conflict[] = [];
	for (const one of sent) {
		const found = work.questions.find((q) => q.key === one.key);
		if (!found) continue;
		const known = found.answer;
		if (known ? isSameAnswer(known.value, one.value) : isEmpty(one.value)) {
			saved.push({ key: one.key, version: known?.version ?? 0 });
			continue;
		}
		const row = {
			courseId,
			questionId: found.id,
			enrolmentId,
			value: one.value,
			lang: writtenIn(one.value, locale),
			deviceAt: one.deviceAt,
			savedAt: now
		};
		const version =
			one.version === 0
				? await firstAnswer(actor, set, { ...row, questionVersion: found.version })
				: (
						await (one.deviceAt ? replaceAnswerFromDevice : replaceAnswer)({
							...row,
							version: one.version
						})
					)[0]?.version;
		if (version !== undefined) {
			saved.push({ key: one.key, version });
			continue;
		}
		const again = await workIn(set, enrolmentId);
		if (again.isSubmitted) return { ok: false, reason: 'submitted' };
		const kept = again.questions.find((q) => q.key === one.key)?.answer;
		const value = kept?.value ?? {};
		if (isSameAnswer(value, one.value)) saved.push({ key: one.key, version: kept?.version ?? 0 });
		else conflicts.push({ key: one.key, value, version: kept?.version ?? 0 });
	}
	if (conflicts.length > 0) return { ok: false, reason: 'conflict', saved, conflicts };
	return { ok: true, saved, savedAt: now };
}

/** The new row's version, or undefined when there is one already or the set has been handed in. */
async function firstAnswer(
	actor: Actor,
	set: FoundSet,
	row: Omit<typeof answer.$inferInsert, 'shownAs' | 'peerRef' | 'version'>
): Promise<number | undefined> {
	const shownAs = await shownAsOf(actor);
	return transaction(async (tx) => {
		await holdPlace(tx, row.courseId, row.enrolmentId);
		const [open] = await tx
			.select({ id: setSubmission.id })
			.from(setSubmission)
			.where(
				and(
					eq(setSubmission.courseId, row.courseId),
					eq(setSubmission.setId, set.id),
					eq(setSubmission.enrolmentId, row.enrolmentId),
					isNull(setSubmission.reopenedAt)
				)
			);
		if (open) return undefined;
		const [made] = await tx
			.insert(answer)
			.values({ ...row, shownAs, peerRef: randomBytes(12).toString('hex'), version: 1 })
			.onConflictDoNothing()
			.returning({ version: answer.version });
		return made?.version;
	});
}

/** One person's first answers and submissions wait for each other, on either engine. */
export async function holdPlace(
	tx: Transaction,
	courseId: string,
	enrolmentId: string
): Promise<void> {
	await tx
		.update(enrolment)
		.set({ id: enrolmentId })
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
}

/** What classmates will see as the author; a later change of the setting leaves it as it is. */
async function shownAsOf(actor: Actor): Promise<LocalText> {
	const { settings } = await courseFor(actor);
	if (settings.classmatesSee === 'pseudonyms') return membershipOf(actor).pseudonym;
	const { name } = personOf(actor);
	return { en: name, ur: name };
}

/** Feedback on an answer that was just saved, where question and set give it at once. */
export async function checkAnswer(
	actor: Actor,
	address: SetAddress,
	key: string,
	now: Date
): Promise<Feedback | null> {
	const { enrolmentId } = membershipOf(actor);
	const set = await findSet(actor, address);
	const work = await workIn(set, enrolmentId);
	const found = work.questions.find((q) => q.key === key);
	if (!found?.answer || isEmpty(found.answer.value)) return null;
	const extent = feedbackDue({
		body: found.body,
		atOnceInSet: set.feedbackAtOnce,
		hasAnswer: true,
		isSubmitted: work.isSubmitted,
		isReleased: set.releasedAt !== null,
		isClosed: isClosed(set.deadline, now)
	});
	return feedbackOn(found.body, found.answer.value, extent);
}
