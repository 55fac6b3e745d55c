/*
 * The terms of a module as their author writes them. A term that changes renews its marks in the
 * texts that it names: the words of a text never change by that, so no new version is made.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { holdModule, moduleToEdit, recordOfModule } from '$lib/modules/authoring.server';
import { freeName, slugOf } from '$lib/modules/module';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { edition, glossaryEntry, paragraph, reading } from '$lib/server/db/schema';
import { termsIn } from './reading';
import { remarkParagraphs } from './renumbering.server';
import { namesOf } from './sources.server';
import { markTerm, unmarkTerm } from './terms';

export interface GlossaryTerm {
	term: LocalText;
	short: LocalText;
	/** Other forms of the word, in either language. */
	aliases: string[];
	/** Keys of the readings whose texts carry it. */
	readings: string[];
}

export interface TermToEdit extends GlossaryTerm {
	key: string;
	base: string;
}

type Row = typeof glossaryEntry.$inferSelect;

async function rowsIn(on: Executor, courseId: string, moduleId: string): Promise<Row[]> {
	return on
		.select()
		.from(glossaryEntry)
		.where(and(eq(glossaryEntry.courseId, courseId), eq(glossaryEntry.moduleId, moduleId)))
		.orderBy(asc(glossaryEntry.position), asc(glossaryEntry.key));
}

function baseOf({ term, short, aliases, readings }: GlossaryTerm): string {
	return stampOf({ term, short, aliases, readings });
}

/** In their order. Needs `module.edit`. */
export async function glossaryToEdit(actor: Actor, moduleSlug: string): Promise<TermToEdit[]> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const rows = await rowsIn(db(), courseId, moduleId);
	return rows.map((row) => {
		const { key, term, short, aliases, readings } = row;
		return { key, term, short, aliases, readings, base: baseOf(row) };
	});
}

/** 404 when there is none of that key. */
export async function termToEdit(
	actor: Actor,
	moduleSlug: string,
	key: string
): Promise<TermToEdit> {
	const terms = await glossaryToEdit(actor, moduleSlug);
	return terms.find((term) => term.key === key) ?? notFound();
}

export type SavedTerm =
	{ ok: true; key: string; marked: number } | { ok: false; reason: 'conflict' | 'no-such-reading' };

/** Needs `module.edit`. `marked`: in how many paragraphs a mark changed. @param key null for a new term */
export async function saveTerm(
	actor: Actor,
	moduleSlug: string,
	key: string | null,
	{ base, ...wanted }: GlossaryTerm & { base: string },
	now: Date
): Promise<SavedTerm> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<SavedTerm> => {
		await holdModule(tx, courseId, moduleId);
		const rows = await rowsIn(tx, courseId, moduleId);
		const before = rows.find((row) => row.key === key);
		if (key !== null && !before) notFound();
		if (before && baseOf(before) !== base) return { ok: false, reason: 'conflict' };
		const texts = await textsOf(tx, courseId, moduleId);
		const known = new Set(texts.map((t) => t.readingKey));
		const kept = new Set(before?.readings ?? []);
		if (wanted.readings.some((r) => !known.has(r) && !kept.has(r)))
			return { ok: false, reason: 'no-such-reading' };
		const own = before?.key ?? keyOf(wanted, new Set(rows.map((row) => row.key)));
		const position = before?.position ?? Math.max(0, ...rows.map((r) => r.position)) + 1;
		await tx
			.insert(glossaryEntry)
			.values({ courseId, moduleId, key: own, position, ...wanted })
			.onConflictDoUpdate({
				target: [glossaryEntry.courseId, glossaryEntry.moduleId, glossaryEntry.key],
				set: wanted
			});
		const marked = await remark(tx, courseId, texts, own, before ?? null, wanted);
		await recordOfModule(actor, 'glossary.save', moduleId, { term: own, marked }, now, tx);
		return { ok: true, key: own, marked };
	});
}

/** Needs `module.edit`. Its marks go from every text; the words stay. */
export async function removeTerm(
	actor: Actor,
	moduleSlug: string,
	key: string,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdModule(tx, courseId, moduleId);
		const gone = await tx
			.delete(glossaryEntry)
			.where(
				and(
					eq(glossaryEntry.courseId, courseId),
					eq(glossaryEntry.moduleId, moduleId),
					eq(glossaryEntry.key, key)
				)
			)
			.returning({ key: glossaryEntry.key });
		if (gone.length === 0) return;
		const texts = await textsOf(tx, courseId, moduleId);
		const marked = await remark(tx, courseId, texts, key, null, null);
		await recordOfModule(actor, 'glossary.remove', moduleId, { term: key, marked }, now, tx);
	});
}

/** Needs `module.edit`. One place up or down. */
export async function moveTerm(
	actor: Actor,
	moduleSlug: string,
	key: string,
	to: 'up' | 'down',
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdModule(tx, courseId, moduleId);
		const rows = await rowsIn(tx, courseId, moduleId);
		const at = rows.findIndex((row) => row.key === key);
		const own = rows[at];
		const other = rows[to === 'up' ? at - 1 : at + 1];
		if (!own) notFound();
		if (!other) return;
		const placed = [
			[own.key, other.position],
			[other.key, own.position]
		] as const;
		for (const [of, position] of placed)
			await tx
				.update(glossaryEntry)
				.set({ position })
				.where(
					and(
						eq(glossaryEntry.courseId, courseId),
						eq(glossaryEntry.moduleId, moduleId),
						eq(glossaryEntry.key, of)
					)
				);
		await recordOfModule(actor, 'glossary.move', moduleId, { term: key, to }, now, tx);
	});
}

function keyOf({ term }: GlossaryTerm, taken: ReadonlySet<string>): string {
	return freeName(slugOf(term.en ?? '') || 'term', new Set([...taken, 'new']));
}

interface MarkedText {
	readingKey: string;
	versionId: string;
	lang: 'en' | 'ur';
	paragraphs: { id: string; html: string }[];
}

/** The study texts of a module as they are published now, in one query. */
async function textsOf(tx: Transaction, courseId: string, moduleId: string): Promise<MarkedText[]> {
	const rows = await tx
		.select({
			readingKey: reading.key,
			versionId: paragraph.versionId,
			lang: edition.lang,
			id: paragraph.paragraphId,
			html: paragraph.html
		})
		.from(reading)
		.innerJoin(
			edition,
			and(eq(edition.courseId, reading.courseId), eq(edition.readingId, reading.id))
		)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, edition.courseId),
				eq(paragraph.versionId, edition.currentVersionId)
			)
		)
		.where(
			and(
				eq(reading.courseId, courseId),
				eq(reading.moduleId, moduleId),
				inArray(edition.kind, ['study'])
			)
		)
		.orderBy(asc(paragraph.versionId), asc(paragraph.position));
	const texts = new Map<string, MarkedText>();
	for (const { id, html, ...of } of rows) {
		const text = texts.get(of.versionId) ?? { ...of, paragraphs: [] };
		text.paragraphs.push({ id, html });
		texts.set(of.versionId, text);
	}
	return [...texts.values()];
}

/**
 * Renews the marks of one term. Marks go from texts that it no longer names, and where they stand on
 * a name that it no longer has; a text that should carry it and does not gets one where it first
 * stands. What an author marked elsewhere stays.
 */
async function remark(
	tx: Transaction,
	courseId: string,
	texts: readonly MarkedText[],
	key: string,
	before: GlossaryTerm | null,
	after: GlossaryTerm | null
): Promise<number> {
	let changed = 0;
	for (const { readingKey, versionId, lang, paragraphs } of texts) {
		const names = after ? namesOf(after, lang) : [];
		const old = before ? namesOf(before, lang) : [];
		const wasNamed = before?.readings.includes(readingKey) ?? false;
		const isNamed = after?.readings.includes(readingKey) ?? false;
		const lost = old.filter((name) => !names.includes(name));
		let htmls = paragraphs.map((p) => p.html);
		if (!htmls.some((html) => termsIn(html).includes(key)) && !isNamed) continue;
		if (!after || (wasNamed && !isNamed)) htmls = htmls.map((html) => unmarkTerm(html, key));
		else if (lost.length > 0) htmls = htmls.map((html) => unmarkTerm(html, key, lost));
		const isNew = !wasNamed || names.some((name) => !old.includes(name)) || lost.length > 0;
		if (isNamed && isNew) htmls = markTerm(htmls, { key, names });
		const renewed = paragraphs.flatMap(({ id, html }, i) => {
			const other = htmls[i];
			return other !== undefined && other !== html ? [{ id, html: other }] : [];
		});
		await remarkParagraphs(tx, courseId, versionId, renewed);
		changed += renewed.length;
	}
	return changed;
}
