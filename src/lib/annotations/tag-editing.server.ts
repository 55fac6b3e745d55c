/*
 * How a class takes notes in a module: its tags, and after how many own notes classmates' appear on
 * each reading. Tags are put away, never deleted: notes keep what they wear.
 */
import { and, asc, eq } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { moved } from '$lib/forms/rows';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import type { IndexedReading } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { courseModule, noteRule, noteTag } from '$lib/server/db/schema';
import { tellReaders } from './finding.server';
import { mostTagsOfModule, usualReveal, type Tag } from './note';
import { tagsIn } from './tags.server';

export interface NoteRules {
	tags: Tag[];
	readings: (Pick<IndexedReading, 'slug' | 'number' | 'title'> & { after: number })[];
}

async function moduleToRule(actor: Actor, moduleSlug: string, now: Date) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'note.rules', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	return { courseId, moduleId };
}

type In = Awaited<ReturnType<typeof moduleToRule>>;

/** Needs `note.rules`, as everything here. */
export async function noteRulesFor(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<NoteRules> {
	const { courseId, moduleId } = await moduleToRule(actor, moduleSlug, now);
	const [tags, index, rules] = await Promise.all([
		tagsIn(courseId, moduleId),
		readingIndex(actor, moduleId),
		db()
			.select({ readingId: noteRule.readingId, after: noteRule.revealAfter })
			.from(noteRule)
			.where(eq(noteRule.courseId, courseId))
	]);
	return {
		tags,
		readings: index
			.filter((one) => !one.isRetired)
			.map(({ id, slug, number, title }) => ({
				...{ slug, number, title },
				after: rules.find((rule) => rule.readingId === id)?.after ?? usualReveal
			}))
	};
}

/** One author after the other; every tag has its row then, in order. */
async function holdTags(tx: Transaction, { courseId, moduleId }: In, known: readonly Tag[]) {
	await tx
		.update(courseModule)
		.set({ id: moduleId })
		.where(and(eq(courseModule.courseId, courseId), eq(courseModule.id, moduleId)));
	const first = known.map(({ id, label }, position) => ({
		courseId,
		moduleId,
		id,
		label,
		position
	}));
	await tx.insert(noteTag).values(first).onConflictDoNothing();
	return tx
		.select()
		.from(noteTag)
		.where(and(eq(noteTag.courseId, courseId), eq(noteTag.moduleId, moduleId)))
		.orderBy(asc(noteTag.position), asc(noteTag.id));
}

type TagRow = typeof noteTag.$inferSelect;

const isTag = ({ courseId, moduleId, id }: Pick<TagRow, 'courseId' | 'moduleId' | 'id'>) =>
	and(eq(noteTag.courseId, courseId), eq(noteTag.moduleId, moduleId), eq(noteTag.id, id));

async function changeTags<Result>(
	actor: Actor,
	moduleSlug: string,
	now: Date,
	change: (tx: Transaction, here: In, rows: TagRow[]) => Promise<Result>
): Promise<Result> {
	const here = await moduleToRule(actor, moduleSlug, now);
	const known = await tagsIn(here.courseId, here.moduleId);
	return transaction(async (tx) => {
		const done = await change(tx, here, await holdTags(tx, here, known));
		const act = { act: 'note.tags', subjectKind: 'module', subjectId: here.moduleId };
		await recordAct(actor, act, now, tx);
		return done;
	});
}

export async function addTag(
	actor: Actor,
	moduleSlug: string,
	label: LocalText,
	now: Date
): Promise<{ ok: true } | { ok: false; reason: 'too-many' }> {
	return changeTags(actor, moduleSlug, now, async (tx, { courseId, moduleId }, rows) => {
		if (rows.filter((row) => row.retiredAt === null).length >= mostTagsOfModule)
			return { ok: false as const, reason: 'too-many' as const };
		const id = randomBytes(6).toString('hex');
		const position = Math.max(0, ...rows.map((row) => row.position)) + 1;
		await tx.insert(noteTag).values({ courseId, moduleId, id, label, position });
		return { ok: true as const };
	});
}

/** Notes that wear it are called by the new name, too. */
export async function renameTag(
	actor: Actor,
	moduleSlug: string,
	{ id, label }: { id: string; label: LocalText },
	now: Date
): Promise<void> {
	await changeTags(actor, moduleSlug, now, async (tx, _, rows) => {
		const row = rows.find((one) => one.id === id) ?? notFound();
		await tx.update(noteTag).set({ label }).where(isTag(row));
	});
}

/** Not offered any more, or again. */
export async function retireTag(
	actor: Actor,
	moduleSlug: string,
	{ id, isRetired }: { id: string; isRetired: boolean },
	now: Date
): Promise<void> {
	await changeTags(actor, moduleSlug, now, async (tx, _, rows) => {
		const row = rows.find((one) => one.id === id) ?? notFound();
		await tx
			.update(noteTag)
			.set({ retiredAt: isRetired ? (row.retiredAt ?? now) : null })
			.where(isTag(row));
	});
}

/** Among those that are offered. */
export async function moveTag(
	actor: Actor,
	moduleSlug: string,
	{ id, by }: { id: string; by: -1 | 1 },
	now: Date
): Promise<void> {
	await changeTags(actor, moduleSlug, now, async (tx, _, rows) => {
		const offered = rows.filter((row) => row.retiredAt === null);
		if (!offered.some((row) => row.id === id)) notFound();
		const order = [...moved(offered, id, by), ...rows.filter((row) => row.retiredAt !== null)];
		for (const [position, row] of order.entries())
			if (row.position !== position) await tx.update(noteTag).set({ position }).where(isTag(row));
	});
}

/** 404 for a reading that is not in the module. */
export async function setReveal(
	actor: Actor,
	moduleSlug: string,
	{ readingSlug, after }: { readingSlug: string; after: number },
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToRule(actor, moduleSlug, now);
	const index = await readingIndex(actor, moduleId);
	const readingId = index.find((one) => one.slug === readingSlug)?.id ?? notFound();
	await transaction(async (tx) => {
		const set = { revealAfter: after, updatedAt: now };
		await tx
			.insert(noteRule)
			.values({ courseId, readingId, ...set })
			.onConflictDoUpdate({ target: [noteRule.courseId, noteRule.readingId], set });
		await recordAct(
			actor,
			{ act: 'note.rule', subjectKind: 'reading', subjectId: readingId, detail: { after } },
			now,
			tx
		);
		tellReaders(readingId, ['class'], now);
	});
}
