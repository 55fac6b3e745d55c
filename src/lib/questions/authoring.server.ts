/*
 * Questions as their authors make and change them. A version that somebody has answered is never
 * changed: a change makes a new one, and answers stay with the one they were given to. While nobody
 * has answered, the new version takes the place of the old one.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { moved } from '$lib/forms/rows';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { question, questionSet, questionVersion } from '$lib/server/db/schema';
import { nextKey } from './authoring';
import { answersTo, moduleToEdit, settleSet } from './authoring-sets.server';
import type { QuestionBody } from './question';

export interface QuestionToEdit {
	id: string;
	key: string;
	set: { slug: string; title: LocalText };
	isRetired: boolean;
	/** The version that is asked now; a save names it. */
	version: number;
	body: QuestionBody;
	/** How many have answered the version as it is, and how many any version. */
	answers: { here: number; all: number };
	/** The sets it could be moved to; none once somebody has answered. */
	sets: { id: string; title: LocalText }[];
}

/** Needs `module.edit`, as everything here; 404 for a question of another module or course. */
export async function questionToEdit(
	actor: Actor,
	moduleSlug: string,
	questionId: string
): Promise<QuestionToEdit> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const [found] = await db()
		.select({
			id: question.id,
			key: question.key,
			setId: question.setId,
			setSlug: questionSet.slug,
			setTitle: questionSet.title,
			retiredAt: question.retiredAt,
			version: questionVersion.version,
			body: questionVersion.body
		})
		.from(question)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.innerJoin(
			questionVersion,
			and(
				eq(questionVersion.courseId, question.courseId),
				eq(questionVersion.questionId, question.id),
				eq(questionVersion.version, question.currentVersion)
			)
		)
		.where(
			and(
				eq(question.courseId, courseId),
				eq(question.id, questionId),
				eq(questionSet.moduleId, moduleId)
			)
		);
	if (!found) notFound();
	const [counts, sets] = await Promise.all([
		answersTo(db(), courseId, [questionId]),
		db()
			.select({ id: questionSet.id, title: questionSet.title, retiredAt: questionSet.retiredAt })
			.from(questionSet)
			.where(and(eq(questionSet.courseId, courseId), eq(questionSet.moduleId, moduleId)))
			.orderBy(asc(questionSet.position))
	]);
	const all = counts.reduce((sum, row) => sum + row.people, 0);
	return {
		id: found.id,
		key: found.key,
		set: { slug: found.setSlug, title: found.setTitle },
		isRetired: found.retiredAt !== null,
		version: found.version,
		body: found.body,
		answers: { here: counts.find((row) => row.version === found.version)?.people ?? 0, all },
		sets:
			all > 0
				? []
				: sets
						.filter((set) => set.retiredAt === null && set.id !== found.setId)
						.map(({ id, title }) => ({ id, title }))
	};
}

function act(name: string, id: string, detail: Record<string, unknown> = {}) {
	return { act: name, subjectKind: 'question', subjectId: id, detail };
}

async function questionsOfModule(tx: Transaction, courseId: string, moduleId: string) {
	return tx
		.select({
			id: question.id,
			key: question.key,
			setId: question.setId,
			setSlug: questionSet.slug,
			position: question.position,
			currentVersion: question.currentVersion,
			retiredAt: question.retiredAt
		})
		.from(question)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.where(and(eq(question.courseId, courseId), eq(questionSet.moduleId, moduleId)))
		.orderBy(asc(question.position), asc(question.id));
}

/** At the end of a set. Returns its id; 404 when the set is not in the module. */
export async function makeQuestion(
	actor: Actor,
	moduleSlug: string,
	setSlug: string,
	body: QuestionBody,
	now: Date
): Promise<string> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx) => {
		await holdClass(tx, courseId);
		const [set] = await tx
			.select({ id: questionSet.id })
			.from(questionSet)
			.where(
				and(
					eq(questionSet.courseId, courseId),
					eq(questionSet.moduleId, moduleId),
					eq(questionSet.slug, setSlug)
				)
			);
		if (!set) notFound();
		const others = await questionsOfModule(tx, courseId, moduleId);
		const id = newId();
		await tx.insert(question).values({
			courseId,
			id,
			setId: set.id,
			key: nextKey(others.map((q) => q.key)),
			position: Math.max(0, ...others.map((q) => q.position)) + 1
		});
		await tx
			.insert(questionVersion)
			.values({ courseId, questionId: id, version: 1, body, createdAt: now });
		await settleSet(tx, actor, courseId, set.id, now);
		await recordAct(actor, act('question.make', id, { kind: body.kind }), now, tx);
		return id;
	});
}

export type QuestionSaved =
	/** `stays`: how many answers stay with the version before. */
	| { ok: true; version: number; stays: number }
	/** Somebody changed it in between: what is kept now, and its version. */
	| { ok: false; reason: 'conflict'; kept: QuestionBody; version: number };

/** @param base the version that the form was filled in over */
export async function saveQuestion(
	actor: Actor,
	moduleSlug: string,
	questionId: string,
	{ body, base }: { body: QuestionBody; base: number },
	now: Date
): Promise<QuestionSaved> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<QuestionSaved> => {
		await holdClass(tx, courseId);
		const row = (await questionsOfModule(tx, courseId, moduleId)).find((q) => q.id === questionId);
		if (!row) notFound();
		const isQuestion = and(eq(question.courseId, courseId), eq(question.id, questionId));
		const isCurrent = and(
			eq(questionVersion.courseId, courseId),
			eq(questionVersion.questionId, questionId),
			eq(questionVersion.version, row.currentVersion)
		);
		const [kept] = await tx.select().from(questionVersion).where(isCurrent);
		if (!kept) notFound();
		if (stampOf(kept.body) === stampOf(body)) return { ok: true, version: kept.version, stays: 0 };
		if (kept.version !== base)
			return { ok: false, reason: 'conflict', kept: kept.body, version: kept.version };
		const counts = await answersTo(tx, courseId, [questionId]);
		const version = kept.version + 1;
		await tx
			.insert(questionVersion)
			.values({ courseId, questionId, version, body, createdAt: now });
		await tx.update(question).set({ currentVersion: version }).where(isQuestion);
		// An answer to an older version may be moved to this one at any moment: then it has to stay.
		if (counts.length === 0) await tx.delete(questionVersion).where(isCurrent);
		await settleSet(tx, actor, courseId, row.setId, now);
		const stays = counts.find((c) => c.version === kept.version)?.people ?? 0;
		await recordAct(
			actor,
			act('question.change', questionId, { version, forked: counts.length > 0 }),
			now,
			tx
		);
		return { ok: true, version, stays };
	});
}

/** One place up (-1) or down (1) among the questions of its set. */
export async function moveQuestion(
	actor: Actor,
	moduleSlug: string,
	questionId: string,
	by: -1 | 1,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdClass(tx, courseId);
		const all = await questionsOfModule(tx, courseId, moduleId);
		const here = all.find((q) => q.id === questionId) ?? notFound();
		const inSet = all.filter((q) => q.setId === here.setId);
		const order = [
			...moved(
				inSet.filter((q) => q.retiredAt === null),
				questionId,
				by
			),
			...inSet.filter((q) => q.retiredAt !== null)
		];
		await place(tx, courseId, order);
		await recordAct(actor, act('question.move', questionId), now, tx);
	});
}

async function place(
	tx: Transaction,
	courseId: string,
	order: readonly { id: string; position: number }[]
): Promise<void> {
	for (const [i, { id, position }] of order.entries())
		if (position !== i + 1)
			await tx
				.update(question)
				.set({ position: i + 1 })
				.where(and(eq(question.courseId, courseId), eq(question.id, id)));
}

export type QuestionMoved = { ok: true; setSlug: string } | { ok: false; reason: 'answered' };

/** To the end of another set of the module; not once somebody has answered it where it is. */
export async function moveQuestionTo(
	actor: Actor,
	moduleSlug: string,
	questionId: string,
	setId: string,
	now: Date
): Promise<QuestionMoved> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<QuestionMoved> => {
		await holdClass(tx, courseId);
		const all = await questionsOfModule(tx, courseId, moduleId);
		const here = all.find((q) => q.id === questionId) ?? notFound();
		const [set] = await tx
			.select({ id: questionSet.id, slug: questionSet.slug })
			.from(questionSet)
			.where(
				and(
					eq(questionSet.courseId, courseId),
					eq(questionSet.moduleId, moduleId),
					eq(questionSet.id, setId)
				)
			);
		if (!set) notFound();
		if ((await answersTo(tx, courseId, [questionId])).length > 0)
			return { ok: false, reason: 'answered' };
		const taken = all.filter((q) => q.id !== questionId);
		const key = taken.some((q) => q.setId === setId && q.key === here.key)
			? nextKey(taken.map((q) => q.key))
			: here.key;
		const position = Math.max(0, ...taken.map((q) => q.position)) + 1;
		await tx
			.update(question)
			.set({ setId, key, position })
			.where(and(eq(question.courseId, courseId), eq(question.id, questionId)));
		await settleSet(tx, actor, courseId, here.setId, now);
		await settleSet(tx, actor, courseId, setId, now);
		await recordAct(actor, act('question.moveTo', questionId, { set: setId }), now, tx);
		return { ok: true, setSlug: set.slug };
	});
}

/** Takes a question out of its set, or brings it back; grades of the set follow. */
export async function retireQuestion(
	actor: Actor,
	moduleSlug: string,
	questionId: string,
	isRetired: boolean,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdClass(tx, courseId);
		const all = await questionsOfModule(tx, courseId, moduleId);
		const here = all.find((q) => q.id === questionId) ?? notFound();
		await tx
			.update(question)
			.set({ retiredAt: isRetired ? now : null })
			.where(and(eq(question.courseId, courseId), eq(question.id, questionId)));
		await settleSet(tx, actor, courseId, here.setId, now);
		await recordAct(
			actor,
			{
				act: isRetired ? 'question.retire' : 'question.restore',
				subjectKind: 'question',
				subjectId: questionId
			},
			now,
			tx
		);
	});
}
