/*
 * A module as its instructor puts it together: a new one, what each part holds and in which language
 * something is missing, and the documents around the readings.
 */
import { and, count, eq, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	axis,
	course,
	courseModule,
	edition,
	glossaryEntry,
	ledgerEntry,
	moduleDocument,
	motion,
	positionTask,
	question,
	questionSet,
	questionVersion,
	reading,
	rubric,
	rubricVersion,
	stanceMoment,
	timelineEntry
} from '$lib/server/db/schema';
import { missingIn, moduleSlugOf, type DocumentBodies, type Missing } from './module';
import { moduleFor } from './modules.server';

/** Needs `module.edit`. Hidden from the class until its instructor opens it; the address never changes. */
export async function makeModule(
	actor: Actor,
	wanted: { title: LocalText; summary: LocalText },
	now: Date
): Promise<{ slug: string }> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	return transaction(async (tx) => {
		// Two modules made at once wait for each other here.
		await tx.update(course).set({ id: courseId }).where(eq(course.id, courseId));
		const there = await tx
			.select({ slug: courseModule.slug, position: courseModule.position })
			.from(courseModule)
			.where(eq(courseModule.courseId, courseId));
		const id = newId();
		const slug = moduleSlugOf(wanted.title, new Set(there.map((m) => m.slug)));
		await tx.insert(courseModule).values({
			courseId,
			id,
			slug,
			position: Math.max(0, ...there.map((m) => m.position)) + 1,
			title: wanted.title,
			summary: wanted.summary,
			visible: false,
			createdAt: now
		});
		await tx.insert(stanceMoment).values(
			(['before', 'after-reading', 'after-debate'] as const).map((moment) => ({
				courseId,
				moduleId: id,
				moment,
				state: 'waiting' as const
			}))
		);
		await recordOfModule(actor, 'module.make', id, {}, now, tx);
		return { slug };
	});
}

export const parts = [
	'readings',
	'note',
	'glossary',
	'timeline',
	'ledger',
	'sets',
	'axes',
	'motions',
	'rubric',
	'cases',
	'study-edition',
	'sides-notice',
	'sources',
	'instructor-notes',
	'about'
] as const;
export type ModulePart = (typeof parts)[number];

export interface PartContents {
	part: ModulePart;
	/** How many of what the part consists of. */
	count: number;
	missing: Missing;
}

export interface ModuleContents {
	parts: PartContents[];
	/** Where the module came from; null when it was written here. */
	pack: { slug: string; version: string } | null;
	/** Whether the class is asked for positions. */
	asksPosition: boolean;
}

/** Needs `module.edit`. */
export async function moduleContents(actor: Actor, slug: string): Promise<ModuleContents> {
	const { courseId, moduleId } = await moduleToEdit(actor, slug);
	const inModule = (table: typeof glossaryEntry | typeof timelineEntry | typeof axis) =>
		and(eq(table.courseId, courseId), eq(table.moduleId, moduleId));
	const [
		origin,
		texts,
		terms,
		events,
		entries,
		sets,
		questions,
		axes,
		motions,
		rubrics,
		tasks,
		documents
	] = await Promise.all([
		db()
			.select({ pack: courseModule.pack, version: courseModule.packVersion })
			.from(courseModule)
			.where(and(eq(courseModule.courseId, courseId), eq(courseModule.id, moduleId))),
		db()
			.select({ id: reading.id, kind: reading.kind, lang: edition.lang })
			.from(reading)
			.innerJoin(
				edition,
				and(eq(edition.courseId, reading.courseId), eq(edition.readingId, reading.id))
			)
			.where(
				and(
					eq(reading.courseId, courseId),
					eq(reading.moduleId, moduleId),
					isNull(reading.retiredAt)
				)
			),
		db()
			.select({ term: glossaryEntry.term, short: glossaryEntry.short })
			.from(glossaryEntry)
			.where(inModule(glossaryEntry)),
		db()
			.select({ text: timelineEntry.text, source: timelineEntry.source })
			.from(timelineEntry)
			.where(inModule(timelineEntry)),
		db()
			.select({ text: ledgerEntry.text, finding: ledgerEntry.finding })
			.from(ledgerEntry)
			.where(
				and(
					eq(ledgerEntry.courseId, courseId),
					eq(ledgerEntry.moduleId, moduleId),
					isNull(ledgerEntry.retiredAt)
				)
			),
		db()
			.select({ title: questionSet.title, intro: questionSet.intro })
			.from(questionSet)
			.where(
				and(
					eq(questionSet.courseId, courseId),
					eq(questionSet.moduleId, moduleId),
					isNull(questionSet.retiredAt)
				)
			),
		db()
			.select({ body: questionVersion.body })
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
					eq(questionSet.moduleId, moduleId),
					isNull(question.retiredAt),
					isNull(questionSet.retiredAt)
				)
			),
		db()
			.select({ body: axis.body })
			.from(axis)
			.where(and(inModule(axis), isNull(axis.retiredAt))),
		db()
			.select({ body: motion.body })
			.from(motion)
			.where(
				and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId), isNull(motion.retiredAt))
			),
		db()
			.select({ body: rubricVersion.body })
			.from(rubric)
			.innerJoin(
				rubricVersion,
				and(
					eq(rubricVersion.courseId, rubric.courseId),
					eq(rubricVersion.rubricId, rubric.id),
					eq(rubricVersion.version, rubric.currentVersion)
				)
			)
			.where(and(eq(rubric.courseId, courseId), eq(rubric.moduleId, moduleId))),
		db()
			.select({ n: count() })
			.from(positionTask)
			.where(and(eq(positionTask.courseId, courseId), eq(positionTask.moduleId, moduleId))),
		db()
			.select({ key: moduleDocument.key, body: moduleDocument.body })
			.from(moduleDocument)
			.where(and(eq(moduleDocument.courseId, courseId), eq(moduleDocument.moduleId, moduleId)))
	]);
	const languages = (kind: 'op-ed' | 'note') => {
		const byReading = new Map<string, LocalText>();
		for (const row of texts.filter((t) => t.kind === kind))
			byReading.set(row.id, { ...byReading.get(row.id), [row.lang]: 'text' });
		return [...byReading.values()];
	};
	const bodies = new Map(documents.map((d) => [d.key, d.body]));
	const body = <Key extends keyof DocumentBodies>(key: Key) =>
		// The shape follows from the key.
		bodies.get(key) as DocumentBodies[Key] | undefined;
	const part = (name: ModulePart, n: number, all: (LocalText | null | undefined)[]) => ({
		part: name,
		count: n,
		missing: missingIn(all)
	});
	const one = (name: ModulePart, all: (LocalText | undefined)[]) =>
		part(name, all.some((t) => t?.en || t?.ur) ? 1 : 0, all);
	const cases = body('cases');
	const sources = body('sources') ?? [];
	const notice = body('sides-notice');
	return {
		asksPosition: (tasks[0]?.n ?? 0) > 0,
		pack: origin[0]?.pack ? { slug: origin[0].pack, version: origin[0].version ?? '' } : null,
		parts: [
			part('readings', languages('op-ed').length, languages('op-ed')),
			part('note', languages('note').length, languages('note')),
			part(
				'glossary',
				terms.length,
				terms.flatMap((t) => [t.term, t.short])
			),
			part(
				'timeline',
				events.length,
				events.flatMap((t) => [t.text, t.source])
			),
			part(
				'ledger',
				entries.length,
				entries.flatMap((e) => [e.text, e.finding])
			),
			part('sets', questions.length, [
				...sets.flatMap((s) => [s.title, s.intro]),
				...questions.flatMap(({ body: q }) => [
					q.prompt,
					q.help,
					q.guide,
					q.background,
					...(q.options ?? []).flatMap((o) => [o.text, o.feedback]),
					...(q.items ?? []).map((item) => item.text),
					...(q.parts ?? []).map((p) => p.label),
					q.scale?.low,
					q.scale?.high
				])
			]),
			part(
				'axes',
				axes.length,
				axes.flatMap(({ body: a }) => [a.title, a.a, a.b, a.note])
			),
			part(
				'motions',
				motions.length,
				motions.flatMap(({ body: of }) => [of.text, of.clarification])
			),
			part(
				'rubric',
				rubrics.length,
				rubrics.flatMap(({ body: r }) => [
					r.title,
					r.rule,
					r.notes,
					...r.criteria.flatMap((c) => [c.title, ...c.levels.flatMap((l) => [l.label, l.text])])
				])
			),
			one('cases', [
				cases?.label,
				cases?.firm.title,
				cases?.firm.text,
				cases?.softer.title,
				cases?.softer.text
			]),
			one('study-edition', [body('study-edition')]),
			one('sides-notice', [notice?.notice, notice?.noticeByLot]),
			part(
				'sources',
				sources.length,
				sources.map((s) => s.text)
			),
			one('instructor-notes', [body('instructor-notes')]),
			part('about', body('about') ? 1 : 0, [])
		]
	};
}

/** The documents that an instructor edits. */
export const editedDocuments = [
	'study-edition',
	'cases',
	'sides-notice',
	'sources',
	'instructor-notes',
	'about'
] as const;
export type EditedDocument = (typeof editedDocuments)[number];

export interface DocumentToEdit<Key extends EditedDocument = EditedDocument> {
	key: Key;
	/** Null where there is none yet. */
	body: DocumentBodies[Key] | null;
	/** What a save is built on. */
	base: string;
}

/** Needs `module.edit`. */
export async function documentToEdit<Key extends EditedDocument>(
	actor: Actor,
	slug: string,
	key: Key
): Promise<DocumentToEdit<Key>> {
	const { courseId, moduleId } = await moduleToEdit(actor, slug);
	const body = await bodyOf(db(), courseId, moduleId, key);
	return { key, body: body as DocumentBodies[Key] | null, base: stampOf(body) };
}

/** Needs `module.edit`. A conflict when somebody saved it since `base`; null takes the document out. */
export async function changeDocument<Key extends EditedDocument>(
	actor: Actor,
	slug: string,
	key: Key,
	wanted: { body: DocumentBodies[Key] | null; base: string },
	now: Date
): Promise<{ ok: true } | { ok: false; reason: 'conflict' }> {
	const { courseId, moduleId } = await moduleToEdit(actor, slug);
	return transaction(async (tx) => {
		await holdModule(tx, courseId, moduleId);
		const before = await bodyOf(tx, courseId, moduleId, key);
		if (stampOf(before) !== wanted.base) return { ok: false as const, reason: 'conflict' as const };
		if (wanted.body === null)
			await tx
				.delete(moduleDocument)
				.where(
					and(
						eq(moduleDocument.courseId, courseId),
						eq(moduleDocument.moduleId, moduleId),
						eq(moduleDocument.key, key)
					)
				);
		else
			await tx
				.insert(moduleDocument)
				.values({ courseId, moduleId, key, body: wanted.body, updatedAt: now })
				.onConflictDoUpdate({
					target: [moduleDocument.courseId, moduleDocument.moduleId, moduleDocument.key],
					set: { body: wanted.body, updatedAt: now }
				});
		await recordOfModule(actor, 'module.document', moduleId, { document: key }, now, tx);
		return { ok: true as const };
	});
}

async function bodyOf(
	on: Pick<Transaction, 'select'>,
	courseId: string,
	moduleId: string,
	key: EditedDocument
): Promise<unknown> {
	const [found] = await on
		.select({ body: moduleDocument.body })
		.from(moduleDocument)
		.where(
			and(
				eq(moduleDocument.courseId, courseId),
				eq(moduleDocument.moduleId, moduleId),
				eq(moduleDocument.key, key)
			)
		);
	return found?.body ?? null;
}

/** The course and the module behind an editing page; 403 for whoever may not edit. */
export async function moduleToEdit(
	actor: Actor,
	slug: string
): Promise<{ courseId: string; moduleId: string }> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id } = await moduleFor(actor, slug);
	return { courseId, moduleId: id };
}

/** Holds the module's row until the transaction ends, so that two authors come one after the other. */
export async function holdModule(
	tx: Transaction,
	courseId: string,
	moduleId: string
): Promise<void> {
	await tx
		.update(courseModule)
		.set({ id: moduleId })
		.where(and(eq(courseModule.courseId, courseId), eq(courseModule.id, moduleId)));
}

/** Records what was done to a module. */
export async function recordOfModule(
	actor: Actor,
	act: string,
	subjectId: string,
	detail: Record<string, unknown>,
	now: Date,
	tx: Transaction
): Promise<void> {
	await recordAct(actor, { act, subjectKind: 'module', subjectId, detail }, now, tx);
}
