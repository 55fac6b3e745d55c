/*
 * Question sets as their authors make and change them. A set that is taken out of the module stays
 * readable for those who answered; its name in addresses is made once.
 */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { moved } from '$lib/forms/rows';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	answer,
	gradeItem,
	question,
	questionSet,
	questionVersion,
	reading,
	setSubmission
} from '$lib/server/db/schema';
import { slugFor } from './authoring';
import { gradeSet } from './grading.server';
import type { QuestionKind, QuestionStage } from './question';

/** A set and a question of it that are worked on. */
export interface SetWords {
	title: LocalText;
	intro: LocalText;
	stage: QuestionStage;
	/** The reading that it belongs to. */
	readingId: string | null;
	feedbackAtOnce: boolean;
	dueAt: Date | null;
	closesAt: Date | null;
}

export interface SetInList {
	id: string;
	slug: string;
	title: LocalText;
	stage: QuestionStage;
	readingId: string | null;
	questions: number;
	points: number;
	isRetired: boolean;
}

/** Needs `module.edit`, as everything here. */
export async function setsToEdit(actor: Actor, moduleSlug: string): Promise<SetInList[]> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const rows = await db()
		.select({ set: questionSet, body: questionVersion.body })
		.from(questionSet)
		.leftJoin(
			question,
			and(
				eq(question.courseId, questionSet.courseId),
				eq(question.setId, questionSet.id),
				isNull(question.retiredAt)
			)
		)
		.leftJoin(
			questionVersion,
			and(
				eq(questionVersion.courseId, question.courseId),
				eq(questionVersion.questionId, question.id),
				eq(questionVersion.version, question.currentVersion)
			)
		)
		.where(and(eq(questionSet.courseId, courseId), eq(questionSet.moduleId, moduleId)))
		.orderBy(asc(questionSet.position), asc(questionSet.id));
	const sets = new Map<string, SetInList>();
	for (const { set, body } of rows) {
		const { id, slug, title, stage, readingId, retiredAt } = set;
		const known = sets.get(id) ?? {
			id,
			slug,
			title,
			stage,
			readingId,
			questions: 0,
			points: 0,
			isRetired: retiredAt !== null
		};
		if (body) {
			known.questions++;
			known.points += body.points;
		}
		sets.set(id, known);
	}
	return [...sets.values()];
}

export async function moduleToEdit(actor: Actor, moduleSlug: string) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

export interface QuestionInList {
	id: string;
	key: string;
	kind: QuestionKind;
	prompt: LocalText;
	points: number;
	isRetired: boolean;
}

export interface SetToEdit extends SetWords {
	id: string;
	slug: string;
	isRetired: boolean;
	/** What a save builds on. */
	stamp: string;
	/** How many have handed it in. */
	submitted: number;
	questions: QuestionInList[];
}

/** 404 for a set of another module or course. */
export async function setToEdit(
	actor: Actor,
	moduleSlug: string,
	setSlug: string
): Promise<SetToEdit> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const [set] = await db()
		.select()
		.from(questionSet)
		.where(
			and(
				eq(questionSet.courseId, courseId),
				eq(questionSet.moduleId, moduleId),
				eq(questionSet.slug, setSlug)
			)
		);
	if (!set) notFound();
	const [questions, [handedIn]] = await Promise.all([
		db()
			.select({
				id: question.id,
				key: question.key,
				retiredAt: question.retiredAt,
				body: questionVersion.body
			})
			.from(question)
			.innerJoin(
				questionVersion,
				and(
					eq(questionVersion.courseId, question.courseId),
					eq(questionVersion.questionId, question.id),
					eq(questionVersion.version, question.currentVersion)
				)
			)
			.where(and(eq(question.courseId, courseId), eq(question.setId, set.id)))
			.orderBy(asc(question.position), asc(question.id)),
		db()
			.select({ n: sql<number>`count(distinct ${setSubmission.enrolmentId})`.mapWith(Number) })
			.from(setSubmission)
			.where(and(eq(setSubmission.courseId, courseId), eq(setSubmission.setId, set.id)))
	]);
	return {
		id: set.id,
		slug: set.slug,
		...wordsOf(set),
		isRetired: set.retiredAt !== null,
		stamp: stampOf(wordsOf(set)),
		submitted: handedIn?.n ?? 0,
		questions: questions.map(({ id, key, retiredAt, body }) => ({
			id,
			key,
			kind: body.kind,
			prompt: body.prompt,
			points: body.points,
			isRetired: retiredAt !== null
		}))
	};
}

function wordsOf(set: SetWords): SetWords {
	const { title, intro, stage, readingId, feedbackAtOnce, dueAt, closesAt } = set;
	return { title, intro, stage, readingId, feedbackAtOnce, dueAt, closesAt };
}

function act(name: string, id: string, detail: Record<string, unknown> = {}) {
	return { act: name, subjectKind: 'set', subjectId: id, detail };
}

async function refuseStrangeReading(
	tx: Transaction,
	{ courseId, moduleId }: { courseId: string; moduleId: string },
	readingId: string | null
): Promise<void> {
	if (readingId === null) return;
	const [found] = await tx
		.select({ id: reading.id })
		.from(reading)
		.where(
			and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId), eq(reading.id, readingId))
		);
	if (!found) notFound();
}

export type SetMade = { ok: true; slug: string } | { ok: false; reason: 'closes-before-due' };

/** An empty set at the end of the module; it counts as soon as it has questions. */
export async function makeSet(
	actor: Actor,
	moduleSlug: string,
	words: SetWords,
	now: Date
): Promise<SetMade> {
	const at = await moduleToEdit(actor, moduleSlug);
	const { courseId, moduleId } = at;
	if (isReversed(words)) return { ok: false, reason: 'closes-before-due' };
	return transaction(async (tx) => {
		await holdClass(tx, courseId);
		await refuseStrangeReading(tx, at, words.readingId);
		const sets = await tx
			.select({ slug: questionSet.slug, position: questionSet.position })
			.from(questionSet)
			.where(and(eq(questionSet.courseId, courseId), eq(questionSet.moduleId, moduleId)));
		const taken = sets.map((set) => set.slug);
		const slug = slugFor(words.title, 'set', ['new', ...taken]);
		const position = Math.max(0, ...sets.map((set) => set.position)) + 1;
		const id = newId();
		await tx.insert(questionSet).values({ courseId, id, moduleId, slug, position, ...words });
		await tx.insert(gradeItem).values({
			courseId,
			id: newId(),
			moduleId,
			kind: 'set',
			subjectId: id,
			title: words.title,
			position,
			max: 0
		});
		await recordAct(actor, act('set.make', id), now, tx);
		return { ok: true, slug };
	});
}

function isReversed({ dueAt, closesAt }: Pick<SetWords, 'dueAt' | 'closesAt'>): boolean {
	return dueAt !== null && closesAt !== null && closesAt < dueAt;
}

export type SetSaved =
	| { ok: true }
	| { ok: false; reason: 'closes-before-due' }
	/** Somebody changed it in between: what is kept now, and its stamp. */
	| { ok: false; reason: 'conflict'; kept: SetWords; stamp: string };

/** @param stamp of what the form was filled in over */
export async function saveSet(
	actor: Actor,
	moduleSlug: string,
	setSlug: string,
	words: SetWords,
	stamp: string,
	now: Date
): Promise<SetSaved> {
	const at = await moduleToEdit(actor, moduleSlug);
	const { courseId } = at;
	const { id } = await setToEdit(actor, moduleSlug, setSlug);
	if (isReversed(words)) return { ok: false, reason: 'closes-before-due' };
	return transaction(async (tx): Promise<SetSaved> => {
		await holdClass(tx, courseId);
		await refuseStrangeReading(tx, at, words.readingId);
		const isSet = and(eq(questionSet.courseId, courseId), eq(questionSet.id, id));
		const [kept] = await tx.select().from(questionSet).where(isSet);
		if (!kept) notFound();
		const before = wordsOf(kept);
		if (stampOf(before) !== stamp && stampOf(before) !== stampOf(words))
			return { ok: false, reason: 'conflict', kept: before, stamp: stampOf(before) };
		await tx.update(questionSet).set(words).where(isSet);
		await tx.update(gradeItem).set({ title: words.title }).where(isItem(courseId, id));
		await recordAct(actor, act('set.edit', id), now, tx);
		return { ok: true };
	});
}

function isItem(courseId: string, setId: string) {
	return and(
		eq(gradeItem.courseId, courseId),
		eq(gradeItem.kind, 'set'),
		eq(gradeItem.subjectId, setId)
	);
}

/** One place up (-1) or down (1) among the sets that are in the module. */
export async function moveSet(
	actor: Actor,
	moduleSlug: string,
	setId: string,
	by: -1 | 1,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdClass(tx, courseId);
		const sets = await tx
			.select({
				id: questionSet.id,
				position: questionSet.position,
				retiredAt: questionSet.retiredAt
			})
			.from(questionSet)
			.where(and(eq(questionSet.courseId, courseId), eq(questionSet.moduleId, moduleId)))
			.orderBy(asc(questionSet.position), asc(questionSet.id));
		if (!sets.some((set) => set.id === setId)) notFound();
		const order = [
			...moved(
				sets.filter((set) => set.retiredAt === null),
				setId,
				by
			),
			...sets.filter((set) => set.retiredAt !== null)
		];
		for (const [i, { id, position }] of order.entries()) {
			if (position === i + 1) continue;
			await tx
				.update(questionSet)
				.set({ position: i + 1 })
				.where(and(eq(questionSet.courseId, courseId), eq(questionSet.id, id)));
			await tx
				.update(gradeItem)
				.set({ position: i + 1 })
				.where(isItem(courseId, id));
		}
		await recordAct(actor, act('set.move', setId), now, tx);
	});
}

/** Takes a set out of the module, or brings it back. */
export async function retireSet(
	actor: Actor,
	moduleSlug: string,
	setId: string,
	isRetired: boolean,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdClass(tx, courseId);
		const [row] = await tx
			.update(questionSet)
			.set({ retiredAt: isRetired ? now : null })
			.where(
				and(
					eq(questionSet.courseId, courseId),
					eq(questionSet.moduleId, moduleId),
					eq(questionSet.id, setId)
				)
			)
			.returning({ id: questionSet.id });
		if (!row) notFound();
		await recordAct(
			actor,
			{ act: isRetired ? 'set.retire' : 'set.restore', subjectKind: 'set', subjectId: setId },
			now,
			tx
		);
	});
}

/**
 * After the questions of a set changed: what it is worth now, and the grades of those who handed it
 * in, worked out anew.
 */
export async function settleSet(
	tx: Transaction,
	actor: Actor,
	courseId: string,
	setId: string,
	now: Date
): Promise<void> {
	const rows = await tx
		.select({ body: questionVersion.body })
		.from(question)
		.innerJoin(
			questionVersion,
			and(
				eq(questionVersion.courseId, question.courseId),
				eq(questionVersion.questionId, question.id),
				eq(questionVersion.version, question.currentVersion)
			)
		)
		.where(
			and(eq(question.courseId, courseId), eq(question.setId, setId), isNull(question.retiredAt))
		);
	const max = rows.reduce((sum, row) => sum + row.body.points, 0);
	await tx.update(gradeItem).set({ max }).where(isItem(courseId, setId));
	await gradeSet(tx, { courseId, id: setId }, null, personOf(actor).id, now);
}

/** How many people have answered each of these questions, in any version. */
export async function answersTo(
	on: Pick<Transaction, 'select'>,
	courseId: string,
	questionIds: readonly string[]
): Promise<{ questionId: string; version: number; people: number }[]> {
	if (questionIds.length === 0) return [];
	return on
		.select({
			questionId: answer.questionId,
			version: answer.questionVersion,
			people: sql<number>`count(*)`.mapWith(Number)
		})
		.from(answer)
		.where(and(eq(answer.courseId, courseId), inArray(answer.questionId, [...questionIds])))
		.groupBy(answer.questionId, answer.questionVersion);
}
