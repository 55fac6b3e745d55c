/*
 * The background note of a module as its author writes it: paragraphs in both languages beside each
 * other, by the part of the page they stand in. It is a reading of its own kind, so what is changed
 * becomes a new version and what was cited stays.
 */
import { and, eq, max } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { stampOf } from '$lib/forms/stamp.server';
import { locales, type LocalText, type Locale } from '$lib/i18n/local-text';
import { holdModule, moduleToEdit, recordOfModule } from '$lib/modules/authoring.server';
import { freeName } from '$lib/modules/module';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { reading } from '$lib/server/db/schema';
import type { Also } from './editing.server';
import { pointingAt } from './pointing.server';
import { proseSource } from './prose.server';
import { publishVersion } from './publishing.server';
import { noteParts, type NoteLayout, type NotePart } from './reading';
import {
	currentOf,
	idsEverUsed,
	proseWithTerms,
	termsFor,
	type Current,
	type Term
} from './sources.server';

export interface NoteItem {
	/** Empty for a new one. */
	id: string;
	/** In the small Markdown of prose.server.ts. */
	text: LocalText;
	/** Where it is known from, shown below it. */
	source: LocalText;
}

export type WrittenNote = Record<NotePart, NoteItem[]> & {
	title: LocalText;
	/** What the note is, above its title. */
	label: LocalText;
};

export interface NoteToEdit extends WrittenNote {
	isThere: boolean;
	base: string;
}

type Texts = Record<Locale, Current>;
type Row = typeof reading.$inferSelect;

/** Empty when the module has none yet. Needs `module.edit`. */
export async function noteToEdit(actor: Actor, moduleSlug: string): Promise<NoteToEdit> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const row = await noteIn(db(), courseId, moduleId);
	const texts = row && (await textsOf(db(), courseId, row.id));
	return { ...writtenNote(row, texts), isThere: row !== null, base: baseOf(row, texts) };
}

export type SavedNote =
	/** `unknownTerms`: keys that links name and the glossary does not have; their words stay plain. */
	| { ok: true; unknownTerms: string[] }
	| { ok: false; reason: 'conflict' | 'empty' | 'unchanged' }
	/** A question or a motion points at a paragraph that would go. */
	| { ok: false; reason: 'asked'; asked: string[] };

/**
 * Needs `module.edit`. Publishes the languages in which something is different.
 * @param also what else belongs to each new version, in the same transaction
 */
export async function saveNote(
	actor: Actor,
	moduleSlug: string,
	{ base, ...note }: WrittenNote & { base: string },
	now: Date,
	also?: Also
): Promise<SavedNote> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const hasWords = (t: LocalText) => t.en !== undefined || t.ur !== undefined;
	return transaction(async (tx): Promise<SavedNote> => {
		await holdModule(tx, courseId, moduleId);
		const row = await noteIn(tx, courseId, moduleId);
		const texts = row && (await textsOf(tx, courseId, row.id));
		if (baseOf(row, texts) !== base) return { ok: false, reason: 'conflict' };
		const used = new Set(row ? await idsEverUsed(tx, courseId, row.id) : []);
		const parts = noteParts.map((part) => ({
			part,
			items: named(
				part,
				note[part].filter((item) => hasWords(item.text)),
				used
			)
		}));
		const items = parts.flatMap((p) => p.items);
		if (items.length === 0) return { ok: false, reason: 'empty' };
		const asked = row ? await askedOfGone(tx, courseId, row, items) : [];
		if (asked.length > 0) return { ok: false, reason: 'asked', asked };

		const layout = Object.fromEntries(
			parts.map(({ part, items: of }) => [part, of.map((i) => i.id)])
		) as NoteLayout;
		const id = row?.id ?? (await addNote(tx, courseId, moduleId));
		await tx
			.update(reading)
			.set({
				genre: note.label,
				layout,
				paragraphMap: {
					paragraphs: items.map((item, i) => ({ id: item.id, number: i + 1, original: [] })),
					leftOut: []
				}
			})
			.where(and(eq(reading.courseId, courseId), eq(reading.id, id)));
		const terms = await termsFor(tx, courseId, moduleId);
		const unknown = new Set<string>();
		let published = 0;
		for (const lang of locales) {
			const own = versionIn(lang, note, items, terms);
			for (const key of own.unknown) unknown.add(key);
			if (own.paragraphs.length === 0 || isSame(texts?.[lang], own)) continue;
			const { unknown: _plain, ...version } = own;
			const of = { courseId, readingId: id };
			const versionId = await publishVersion(tx, { ...of, kind: 'study', lang, ...version }, now);
			await also?.(tx, { ...of, versionId });
			published++;
		}
		const isSameAbout =
			row !== null && stampOf([row.genre, row.layout]) === stampOf([note.label, layout]);
		if (published === 0 && isSameAbout) return { ok: false, reason: 'unchanged' };
		await recordOfModule(actor, 'note.publish', moduleId, { versions: published }, now, tx);
		return { ok: true, unknownTerms: [...unknown] };
	});
}

/** Every item with an id; new ones get one that no paragraph of the note ever had. */
function named(part: NotePart, items: NoteItem[], used: Set<string>): NoteItem[] {
	const known = new Set(used);
	const taken = new Set<string>();
	return items.map((item) => {
		let { id } = item;
		if (!known.has(id) || taken.has(id)) {
			let n = 1;
			while (used.has(`${part}-${n}`)) n++;
			id = `${part}-${n}`;
			used.add(id);
		}
		taken.add(id);
		return { ...item, id };
	});
}

function versionIn(lang: Locale, note: WrittenNote, items: NoteItem[], terms: Term[]) {
	const written = items.flatMap((item, i) => {
		const words = item.text[lang];
		return words === undefined ? [] : [{ item, words, number: i + 1 }];
	});
	const { prepared, unknown } = proseWithTerms(
		written.map((w) => w.words),
		lang,
		terms
	);
	return {
		title: note.title[lang] ?? '',
		standfirst: note.label[lang] ?? '',
		unknown,
		paragraphs: prepared.map((words, i) => ({
			id: written[i]?.item.id ?? '',
			number: written[i]?.number ?? 0,
			prepared: words,
			source: written[i]?.item.source[lang] ?? null
		}))
	};
}

function isSame(current: Current | undefined, own: ReturnType<typeof versionIn>): boolean {
	const shown = (of: Pick<Current, 'title' | 'standfirst'>, paragraphs: unknown[]) =>
		stampOf([of.title, of.standfirst, paragraphs]);
	return (
		current !== undefined &&
		current.number > 0 &&
		shown(
			current,
			current.paragraphs.map((p) => [p.id, p.number, p.html, p.source])
		) ===
			shown(
				own,
				own.paragraphs.map((p) => [p.id, p.number, p.prepared.html, p.source])
			)
	);
}

async function askedOfGone(
	tx: Transaction,
	courseId: string,
	row: Row,
	items: NoteItem[]
): Promise<string[]> {
	const kept = new Set(items.map((item) => item.id));
	const { asked } = await pointingAt(tx, courseId, row);
	return [...new Set([...asked].flatMap(([id, keys]) => (kept.has(id) ? [] : keys)))];
}

async function addNote(tx: Transaction, courseId: string, moduleId: string): Promise<string> {
	const inModule = and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId));
	const there = await tx
		.select({ slug: reading.slug, key: reading.key })
		.from(reading)
		.where(inModule);
	const [last] = await tx
		.select({ position: max(reading.position) })
		.from(reading)
		.where(inModule);
	const id = newId();
	await tx.insert(reading).values({
		courseId,
		id,
		moduleId,
		slug: freeName('background-note', new Set(there.map((r) => r.slug))),
		key: freeName('note', new Set(there.map((r) => r.key))),
		kind: 'note',
		position: (last?.position ?? 0) + 1,
		genre: {},
		author: {},
		outlet: {},
		date: null,
		provenance: { printed: {}, inferred: {}, found: {} },
		underText: null,
		contentNotes: [],
		paragraphMap: { paragraphs: [], leftOut: [] }
	});
	return id;
}

async function noteIn(on: Executor, courseId: string, moduleId: string): Promise<Row | null> {
	const [row] = await on
		.select()
		.from(reading)
		.where(
			and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId), eq(reading.kind, 'note'))
		)
		.limit(1);
	return row ?? null;
}

async function textsOf(on: Executor, courseId: string, readingId: string): Promise<Texts> {
	return {
		en: await currentOf(on, courseId, readingId, 'en'),
		ur: await currentOf(on, courseId, readingId, 'ur')
	};
}

function baseOf(row: Row | null, texts: Texts | null): string {
	return stampOf(row && texts && [row.genre, row.layout, texts.en.number, texts.ur.number]);
}

function writtenNote(row: Row | null, texts: Texts | null): WrittenNote {
	const inBoth = (of: (text: Current) => string | null | undefined): LocalText => {
		const both: LocalText = {};
		for (const lang of locales) {
			const words = texts && of(texts[lang]);
			if (words) both[lang] = words;
		}
		return both;
	};
	const layout = row?.layout as NoteLayout | null | undefined;
	const items = (part: NotePart): NoteItem[] =>
		(layout?.[part] ?? []).map((id) => ({
			id,
			text: inBoth((text) => {
				const found = text.paragraphs.find((p) => p.id === id);
				return found && proseSource(found.html);
			}),
			source: inBoth((text) => text.paragraphs.find((p) => p.id === id)?.source)
		}));
	return {
		title: inBoth((text) => text.title),
		label: row?.genre ?? {},
		frame: items('frame'),
		term: items('term'),
		firm: items('firm'),
		softer: items('softer'),
		limits: items('limits')
	};
}
