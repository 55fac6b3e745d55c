/*
 * The ledger as staff write it: an entry with all its places is saved at once, on the version that it
 * was opened with. Words that an author names are looked for in the text as it stands and kept as a
 * passage of that version; words that are left as they are keep the version they were chosen in.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { locales } from '$lib/i18n/local-text';
import { holdModule } from '$lib/modules/authoring.server';
import { freeName, slugOf } from '$lib/modules/module';
import { moduleFor } from '$lib/modules/modules.server';
import { checkAnchor } from '$lib/readings/anchor';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import { readPointers, writtenPointers } from '$lib/readings/pointers';
import type { ReadingIndex } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { editionVersion, ledgerEntry, ledgerPlace } from '$lib/server/db/schema';
import {
	inReadingOrder,
	mostEntries,
	sentencesMeant,
	type ChosenWords,
	type EntryKind,
	type LedgerPlace,
	type Status
} from './ledger';
import { placeRows, storedEntries, storedEntry, type StoredEntry } from './ledger-rows.server';

/** A place as its author writes it. */
export interface WrittenPlace {
	/** `2:5`: reading and paragraph, see readings/pointers.ts. */
	at: string;
	/** The exact words in each language, or the number of a sentence; empty: the whole paragraph. */
	words: Record<Locale, string>;
	who: LocalText;
	source: LocalText;
}

export interface WrittenEntry {
	kind: EntryKind;
	text: LocalText;
	status: Status;
	finding: LocalText;
	places: WrittenPlace[];
}

export interface EntryToEdit extends WrittenEntry {
	key: string;
	version: number;
	isRetired: boolean;
}

interface In {
	courseId: string;
	moduleId: string;
}

async function ledgerToEdit(actor: Actor, moduleSlug: string): Promise<In> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'ledger.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

export interface EntryInList {
	key: string;
	kind: EntryKind;
	text: LocalText;
	status: Status;
	places: number;
	/** How many readings it joins. */
	readings: number;
	isRetired: boolean;
}

/** In the order of the readings. Needs `ledger.edit`, as everything here. */
export async function entriesToEdit(actor: Actor, moduleSlug: string): Promise<EntryInList[]> {
	const { courseId, moduleId } = await ledgerToEdit(actor, moduleSlug);
	const [stored, index] = await Promise.all([
		storedEntries(courseId, moduleId),
		readingIndex(actor, moduleId)
	]);
	return inReadingOrder(stored, index).map(({ key, kind, text, status, places, retiredAt }) => ({
		key,
		kind,
		text,
		status,
		places: places.length,
		readings: new Set(places.map((p) => p.readingId)).size,
		isRetired: retiredAt !== null
	}));
}

export async function entryToEdit(
	actor: Actor,
	moduleSlug: string,
	key: string
): Promise<EntryToEdit> {
	const { courseId, moduleId } = await ledgerToEdit(actor, moduleSlug);
	const [entry, index] = await Promise.all([
		storedEntry(courseId, moduleId, key),
		readingIndex(actor, moduleId)
	]);
	return writtenEntry(entry ?? notFound(), index);
}

function writtenEntry(entry: StoredEntry, index: ReadingIndex): EntryToEdit {
	const { key, kind, text, status, finding, version, retiredAt } = entry;
	const places = entry.places.map((place): WrittenPlace => {
		const reading = index.find((r) => r.id === place.readingId);
		const pointers = reading ? [`${reading.key}:${place.paragraphId}`] : [];
		const exact = (lang: Locale) => place.words.find((w) => w.lang === lang)?.quote.exact ?? '';
		return {
			at: writtenPointers(index, pointers),
			words: { en: exact('en'), ur: exact('ur') },
			who: place.who,
			source: place.source
		};
	});
	const isRetired = retiredAt !== null;
	return { key, kind, text, status, finding, places, version, isRetired };
}

/** A paragraph that a place names, with its numbered sentences in each language. */
export interface NamedParagraph {
	at: string;
	title: LocalText;
	texts: { lang: Locale; text: string; sentences: string[] }[];
}

export interface EditingHelp {
	/** The readings by the numbers that places are written with. */
	readings: { number: number | null; key: string; title: LocalText }[];
	paragraphs: NamedParagraph[];
}

/** What an author needs to see to name words: the paragraphs of the places written so far. */
export async function editingHelp(
	actor: Actor,
	moduleSlug: string,
	written: readonly string[],
	now: Date
): Promise<EditingHelp> {
	const { moduleId } = await ledgerToEdit(actor, moduleSlug);
	const index = await readingIndex(actor, moduleId);
	const paragraphs: NamedParagraph[] = [];
	for (const at of new Set(written)) {
		const found = placeNamed(index, at);
		if (!found) continue;
		const texts = await bothTexts(actor, found.readingId, now);
		paragraphs.push({
			at,
			title: found.title,
			texts: texts.flatMap((text) => {
				const paragraph = text.paragraphs.find((p) => p.id === found.paragraphId);
				if (!paragraph) return [];
				const sentences = paragraph.sentences.map(([from, to]) => paragraph.text.slice(from, to));
				return [{ lang: text.lang, text: paragraph.text, sentences }];
			})
		});
	}
	const readings = index
		.filter((r) => !r.isRetired)
		.map(({ number, key, title }) => ({ number, key, title }));
	return { readings, paragraphs };
}

function placeNamed(index: ReadingIndex, at: string) {
	const read = readPointers(index, at);
	const [key = '', paragraphId = ''] = read.ok ? (read.pointers[0] ?? '').split(':') : [];
	const reading = index.find((r) => r.key === key);
	if (!read.ok || read.pointers.length !== 1 || !reading) return null;
	return { readingId: reading.id, paragraphId, title: reading.title };
}

/** The text in each language that there is one of. */
async function bothTexts(actor: Actor, readingId: string, now: Date): Promise<CitableText[]> {
	const texts = await Promise.all(
		locales.map((lang) => paragraphsFor(actor, readingId, { kind: 'study', lang }, now))
	);
	return texts.flatMap((text, i) => (text && text.lang === locales[i] ? [text] : []));
}

/** A field of a place that was wrong: `at`, or the words in a language. */
export type PlaceFault =
	| { place: number; field: 'at'; reason: 'no-such-paragraph' }
	| { place: number; field: 'en' | 'ur'; reason: 'not-the-words' | 'too-long' | 'no-such-text' };

export type EntrySaved =
	| { ok: true; key: string }
	| { ok: false; reason: 'places'; faults: PlaceFault[] }
	| { ok: false; reason: 'too-many' }
	/** Somebody changed it in between: what is kept now. */
	| { ok: false; reason: 'conflict'; kept: EntryToEdit };

/** @param key null for a new entry @param base the version that it was opened with; 0 for a new one */
export async function saveEntry(
	actor: Actor,
	moduleSlug: string,
	key: string | null,
	{ base, places, ...entry }: WrittenEntry & { base: number },
	now: Date
): Promise<EntrySaved> {
	const at = await ledgerToEdit(actor, moduleSlug);
	const { courseId, moduleId } = at;
	const index = await readingIndex(actor, moduleId);
	const before = key === null ? null : await storedEntry(courseId, moduleId, key);
	if (key !== null && !before) notFound();
	const read = await readPlaces(actor, index, places, before?.places ?? [], now);
	if (!read.ok) return { ok: false, reason: 'places', faults: read.faults };
	return transaction(async (tx): Promise<EntrySaved> => {
		await holdModule(tx, courseId, moduleId);
		if (key === null) return makeEntry(tx, actor, at, entry, read.places, now);
		const [changed] = await tx
			.update(ledgerEntry)
			.set({ ...entry, version: base + 1, updatedAt: now })
			.where(
				and(
					eq(ledgerEntry.courseId, courseId),
					eq(ledgerEntry.moduleId, moduleId),
					eq(ledgerEntry.key, key),
					eq(ledgerEntry.version, base)
				)
			)
			.returning({ id: ledgerEntry.id });
		if (!changed) {
			const kept = (await storedEntry(courseId, moduleId, key, tx)) ?? notFound();
			return { ok: false, reason: 'conflict', kept: writtenEntry(kept, index) };
		}
		await tx
			.delete(ledgerPlace)
			.where(and(eq(ledgerPlace.courseId, courseId), eq(ledgerPlace.entryId, changed.id)));
		await putPlaces(tx, courseId, changed.id, read.places);
		await recordAct(actor, act('ledger.change', changed.id), now, tx);
		return { ok: true, key };
	});
}

function act(name: string, id: string) {
	return { act: name, subjectKind: 'ledger', subjectId: id };
}

async function makeEntry(
	tx: Transaction,
	actor: Actor,
	at: In,
	entry: Omit<WrittenEntry, 'places'>,
	places: LedgerPlace[],
	now: Date
): Promise<EntrySaved> {
	const there = await tx
		.select({ key: ledgerEntry.key, position: ledgerEntry.position })
		.from(ledgerEntry)
		.where(and(eq(ledgerEntry.courseId, at.courseId), eq(ledgerEntry.moduleId, at.moduleId)));
	if (there.length >= mostEntries) return { ok: false, reason: 'too-many' };
	const words = slugOf((entry.text.en ?? '').slice(0, 40)) || 'entry-1';
	// `new` is a page beside the entries.
	const key = freeName(words, new Set([...there.map((e) => e.key), 'new']));
	const id = newId();
	const position = Math.max(0, ...there.map((e) => e.position)) + 1;
	const made = { ...at, id, key, position, ...entry, createdAt: now, updatedAt: now };
	await tx.insert(ledgerEntry).values(made);
	await putPlaces(tx, at.courseId, id, places);
	await recordAct(actor, act('ledger.make', id), now, tx);
	return { ok: true, key };
}

async function putPlaces(
	tx: Transaction,
	courseId: string,
	entryId: string,
	places: readonly LedgerPlace[]
): Promise<void> {
	const rows = placeRows({ courseId, entryId }, places);
	if (rows.length > 0) await tx.insert(ledgerPlace).values(rows);
}

type PlacesRead = { ok: true; places: LedgerPlace[] } | { ok: false; faults: PlaceFault[] };

async function readPlaces(
	actor: Actor,
	index: ReadingIndex,
	written: readonly WrittenPlace[],
	before: readonly LedgerPlace[],
	now: Date
): Promise<PlacesRead> {
	const faults: PlaceFault[] = [];
	const places: LedgerPlace[] = [];
	for (const [place, { at, words, who, source }] of written.entries()) {
		const named = placeNamed(index, at);
		if (!named) {
			faults.push({ place, field: 'at', reason: 'no-such-paragraph' });
			continue;
		}
		const { readingId, paragraphId } = named;
		const known = before.filter((p) => p.readingId === readingId && p.paragraphId === paragraphId);
		const chosen: ChosenWords[] = [];
		for (const lang of locales) {
			const wanted = words[lang];
			if (wanted === '') continue;
			const same = known
				.flatMap((p) => p.words)
				.find((w) => w.lang === lang && w.quote.exact === wanted);
			const found = same ?? (await chooseWords(actor, readingId, paragraphId, lang, wanted, now));
			if (typeof found === 'string') faults.push({ place, field: lang, reason: found });
			else chosen.push(found);
		}
		places.push({ readingId, paragraphId, who, source, words: chosen });
	}
	return faults.length > 0 ? { ok: false, faults } : { ok: true, places };
}

async function chooseWords(
	actor: Actor,
	readingId: string,
	paragraphId: string,
	lang: Locale,
	wanted: string,
	now: Date
): Promise<ChosenWords | 'not-the-words' | 'too-long' | 'no-such-text'> {
	const { courseId } = membershipOf(actor);
	const text = await paragraphsFor(actor, readingId, { kind: 'study', lang }, now);
	const paragraph = text?.paragraphs.find((p) => p.id === paragraphId);
	if (!text || text.lang !== lang || !paragraph) return 'no-such-text';
	const at = paragraph.text.indexOf(wanted);
	const [start, end] =
		sentencesMeant(wanted, paragraph.sentences) ?? (at < 0 ? [0, 0] : [at, at + wanted.length]);
	const exact = paragraph.text.slice(start, end);
	const checked = checkAnchor({ start, end, exact }, paragraph.text);
	if (!checked.ok) return checked.reason === 'too-long' ? 'too-long' : 'not-the-words';
	const [version] = await db()
		.select({ number: editionVersion.number })
		.from(editionVersion)
		.where(and(eq(editionVersion.courseId, courseId), eq(editionVersion.id, text.versionId)));
	const { kind, versionId } = text;
	return { kind, lang, versionId, version: version?.number ?? 1, quote: checked.quote };
}

/** Takes an entry out of the ledger, or brings it back; what people found stays. */
export async function retireEntry(
	actor: Actor,
	moduleSlug: string,
	key: string,
	isRetired: boolean,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await ledgerToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		const [changed] = await tx
			.update(ledgerEntry)
			.set({ retiredAt: isRetired ? now : null })
			.where(
				and(
					eq(ledgerEntry.courseId, courseId),
					eq(ledgerEntry.moduleId, moduleId),
					eq(ledgerEntry.key, key)
				)
			)
			.returning({ id: ledgerEntry.id });
		if (!changed) notFound();
		await recordAct(
			actor,
			act(isRetired ? 'ledger.retire' : 'ledger.restore', changed.id),
			now,
			tx
		);
	});
}
