/*
 * Saves answers as they are typed. A save names the version it builds on: a lost race changes
 * nothing and gives back what is kept, so that the page can show both. Sending the same answer again
 * is not a conflict, because a phone cannot know whether its first try arrived.
 */
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { holdPlace } from '$lib/courses/holding.server';
import { shownAsOf } from '$lib/courses/shown-as.server';
import type { Locale } from '$lib/i18n/local-text';
import { isClosed } from '$lib/modules/deadline';
import { prepared, transaction } from '$lib/server/db/client';
import { newRef } from '$lib/server/db/id';
import { answer, questionVersion, setSubmission } from '$lib/server/db/schema';
import { answersSchema, type SentAnswer } from './answer.schema.server';
import { feedbackDue, feedbackOn, type Feedback } from './feedback';
import { carriedOver, isEmpty, isSameAnswer, writtenIn, type AnswerValue } from './question';
import {
	askedNow,
	bodiesOf,
	findSet,
	olderVersions,
	paragraphsToMark,
	versionKey,
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
	return { set, work, schema: await schemaOf(set, work) };
}

async function schemaOf(set: FoundSet, work: OwnWork): Promise<SetToAnswer['schema']> {
	const { courseId } = set;
	const asked = askedNow(work);
	const versions = await olderVersions(courseId, asked);
	const bodies = await bodiesOf(courseId, versions);
	const older = versions.flatMap((named) => {
		const body = bodies.get(versionKey(named));
		return body ? [{ ...named, key: versionKey(named), body }] : [];
	});
	const [paragraphs, ofOlder] = await Promise.all([
		paragraphsToMark(set, asked),
		paragraphsToMark(set, older)
	]);
	return answersSchema(
		asked.map(({ id, key, body }) => ({
			key,
			body,
			paragraphs: paragraphs.get(key) ?? [],
			older: older
				.filter((o) => o.questionId === id)
				.map(({ key: named, version, body }) => ({
					version,
					body,
					paragraphs: ofOlder.get(named) ?? []
				}))
		})),
		work.retired
	);
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
	| { ok: false; reason: 'closed' | 'submitted' | 'retired' }
	| { ok: false; reason: 'conflict'; saved: SavedAnswer[]; conflicts: Conflict[] };

/** A placeholder in `set`: encoded by its column, though the types of `set` do not know it. */
const given = (name: string) => sql.placeholder(name) as unknown as SQL;

function replacing(name: string, deviceAt: SQL | null) {
	return prepared(name, (db) =>
		db
			.update(answer)
			.set({
				questionVersion: given('questionVersion'),
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
	if (set.retiredAt) return { ok: false, reason: 'retired' };
	if (isClosed(set.deadline, now)) return { ok: false, reason: 'closed' };
	const saved: SavedAnswer[] = [];
	const conflicts: Conflict[] = [];
	for (const one of sent) {
		const found = askedNow(work).find((q) => q.key === one.key);
		if (!found) continue;
		const known = found.answer;
		const asked = one.asked ?? found.version;
		const isKnown = known
			? isSameAnswer(known.value, one.value) &&
				(known.questionVersion >= asked || found.earlier !== null)
			: isEmpty(one.value);
		if (isKnown) {
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
			questionVersion: asked,
			savedAt: now
		};
		const version =
			one.version === 0
				? await firstAnswer(actor, set, row)
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
		const here = askedNow(again).find((q) => q.key === one.key);
		if (here && !here.answer && isSameAnswer(carriedOver(here.body, one.value), one.value)) {
			// The question was replaced between reading and writing, and the answer fits the new one too.
			const made = await firstAnswer(actor, set, { ...row, questionVersion: here.version });
			if (made !== undefined) {
				saved.push({ key: one.key, version: made });
				continue;
			}
		}
		const kept = here?.answer;
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
		// The version that was answered may have been replaced a moment ago, as nobody had answered it.
		const [asked] = await tx
			.select({ version: questionVersion.version })
			.from(questionVersion)
			.where(
				and(
					eq(questionVersion.courseId, row.courseId),
					eq(questionVersion.questionId, row.questionId),
					eq(questionVersion.version, row.questionVersion)
				)
			);
		if (!asked) return undefined;
		const [made] = await tx
			.insert(answer)
			.values({ ...row, shownAs, peerRef: newRef(), version: 1 })
			.onConflictDoNothing()
			.returning({ version: answer.version });
		return made?.version;
	});
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
	const found = askedNow(work).find((q) => q.key === key);
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
