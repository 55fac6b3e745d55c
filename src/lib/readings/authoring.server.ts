/*
 * Readings as their instructor arranges them: what is said about each, their order, a new one, and
 * taking one out of the module or back in. Texts are edited in editing.server.ts.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { holdModule, moduleToEdit } from '$lib/modules/authoring.server';
import { freeName, readingSlugOf, slugOf } from '$lib/modules/module';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { edition, editionVersion, reading } from '$lib/server/db/schema';
import { longestParagraph, mostParagraphs, type TextRefusal } from './editing.server';
import { newParagraphIds, splitParagraphs } from './matching';
import { holdReading } from './pointing.server';
import { publishVersion } from './publishing.server';
import type {
	ContentNote,
	EditionKind,
	ParagraphMap,
	Provenance,
	ReadingDate,
	ReadingIndex,
	ReadingKind
} from './reading';
import { readingIndex } from './readings.server';
import { proseWithTerms, termsFor } from './sources.server';

/** What is said about a reading, beside its texts. */
export interface ReadingAbout {
	author: LocalText;
	outlet: LocalText;
	genre: LocalText;
	date: ReadingDate | null;
	provenance: Provenance;
	underText: LocalText | null;
	contentNotes: ContentNote[];
}

/** How the paragraphs of the original lie under those of the study edition. */
export interface OriginalPlaces {
	places: { id: string; original: number[]; begins: string }[];
	leftOut: ParagraphMap['leftOut'];
}

export interface ListedText {
	kind: EditionKind;
	lang: Locale;
	number: number;
	words: number;
}

export interface ReadingInModule {
	id: string;
	key: string;
	slug: string;
	kind: ReadingKind;
	number: number | null;
	isRetired: boolean;
	title: LocalText;
	texts: ListedText[];
}

/** Every reading of the module with its texts, those that were taken out at the end. Needs `module.edit`. */
export async function readingsToArrange(
	actor: Actor,
	moduleSlug: string
): Promise<ReadingInModule[]> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const [index, texts] = await Promise.all([
		readingIndex(actor, moduleId),
		db()
			.select({
				readingId: edition.readingId,
				kind: edition.kind,
				lang: edition.lang,
				number: editionVersion.number,
				words: editionVersion.words
			})
			.from(edition)
			.innerJoin(
				reading,
				and(eq(reading.courseId, edition.courseId), eq(reading.id, edition.readingId))
			)
			.innerJoin(
				editionVersion,
				and(
					eq(editionVersion.courseId, edition.courseId),
					eq(editionVersion.id, edition.currentVersionId)
				)
			)
			.where(and(eq(edition.courseId, courseId), eq(reading.moduleId, moduleId)))
			.orderBy(asc(edition.kind), asc(edition.lang))
	]);
	const listed = index.map(({ id, key, slug, kind, number, isRetired, title }) => ({
		id,
		key,
		slug,
		kind,
		number,
		isRetired,
		title,
		texts: texts.filter((t) => t.readingId === id).map(({ readingId: _of, ...text }) => text)
	}));
	return [...listed.filter((r) => !r.isRetired), ...listed.filter((r) => r.isRetired)];
}

export interface ReadingToEdit extends ReadingInModule {
	about: ReadingAbout;
	original: OriginalPlaces;
	paragraphs: ReadingIndex[number]['paragraphs'];
	/** What a save is built on. */
	base: string;
}

/** Needs `module.edit`; 404 when there is none of that name. */
export async function readingToEdit(
	actor: Actor,
	moduleSlug: string,
	slug: string
): Promise<ReadingToEdit> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const [listed, [row]] = await Promise.all([
		readingsToArrange(actor, moduleSlug),
		db()
			.select()
			.from(reading)
			.where(
				and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId), eq(reading.slug, slug))
			)
	]);
	const found = listed.find((r) => r.slug === slug) ?? notFound();
	if (!row) notFound();
	const about = aboutOf(row);
	const paragraphs = row.paragraphMap.paragraphs.map(({ id, number }) => ({ id, number }));
	const original = placesOf(row.paragraphMap);
	return { ...found, about, original, paragraphs, base: baseOf(row) };
}

function placesOf({ paragraphs, leftOut }: ParagraphMap): OriginalPlaces {
	return {
		places: paragraphs.map(({ id, original, begins = '' }) => ({ id, original, begins })),
		leftOut
	};
}

/** Paragraphs of which no place is said do not count: publishing a text adds such. */
function baseOf(row: ReadingAbout & { paragraphMap: ParagraphMap }): string {
	const { places, leftOut } = placesOf(row.paragraphMap);
	const said = places.filter((p) => p.original.length > 0 || p.begins !== '');
	return stampOf([aboutOf(row), said, leftOut]);
}

function aboutOf(row: ReadingAbout): ReadingAbout {
	const { author, outlet, genre, date, provenance, underText, contentNotes } = row;
	return { author, outlet, genre, date, provenance, underText, contentNotes };
}

export type Changed = { ok: true } | { ok: false; reason: 'conflict' };

/**
 * Needs `module.edit`. Content notes before a paragraph that there is not are left out, and so are
 * its places; without `original` these stay as they are.
 */
export async function changeAbout(
	actor: Actor,
	moduleSlug: string,
	slug: string,
	{ base, original, ...about }: ReadingAbout & { base: string; original: OriginalPlaces | null },
	now: Date
): Promise<Changed> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx) => {
		const row = (await holdReading(tx, courseId, { moduleId, slug })) ?? notFound();
		if (baseOf(row) !== base) return { ok: false as const, reason: 'conflict' as const };
		const known = new Set(row.paragraphMap.paragraphs.map((p) => p.id));
		await tx
			.update(reading)
			.set({
				...about,
				contentNotes: about.contentNotes.filter((n) => known.has(n.before)),
				paragraphMap: original ? placed(row.paragraphMap, original) : row.paragraphMap
			})
			.where(and(eq(reading.courseId, courseId), eq(reading.id, row.id)));
		await recordReading(actor, 'reading.change', row.id, {}, now, tx);
		return { ok: true as const };
	});
}

function placed({ paragraphs }: ParagraphMap, { places, leftOut }: OriginalPlaces): ParagraphMap {
	return {
		paragraphs: paragraphs.map(({ id, number, original, begins }) => {
			const said = places.find((p) => p.id === id) ?? { original, begins };
			return {
				id,
				number,
				original: said.original,
				...(said.begins ? { begins: said.begins } : {})
			};
		}),
		leftOut
	};
}

/** Needs `module.edit`. Takes a reading out of the module, or back in; its words and citations stay. */
export async function retireReading(
	actor: Actor,
	moduleSlug: string,
	slug: string,
	isRetired: boolean,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		const row = (await holdReading(tx, courseId, { moduleId, slug })) ?? notFound();
		if ((row.retiredAt !== null) === isRetired) return;
		await tx
			.update(reading)
			.set({ retiredAt: isRetired ? now : null })
			.where(and(eq(reading.courseId, courseId), eq(reading.id, row.id)));
		await recordReading(
			actor,
			isRetired ? 'reading.retire' : 'reading.restore',
			row.id,
			{},
			now,
			tx
		);
	});
}

/** Needs `module.edit`. One place up or down among the readings that are in the module. */
export async function moveReading(
	actor: Actor,
	moduleSlug: string,
	slug: string,
	to: 'up' | 'down',
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdModule(tx, courseId, moduleId);
		const rows = await tx
			.select({
				id: reading.id,
				slug: reading.slug,
				position: reading.position,
				retiredAt: reading.retiredAt
			})
			.from(reading)
			.where(
				and(
					eq(reading.courseId, courseId),
					eq(reading.moduleId, moduleId),
					eq(reading.kind, 'op-ed')
				)
			)
			.orderBy(asc(reading.position), asc(reading.id));
		const shown = rows.filter((r) => r.retiredAt === null);
		const at = shown.findIndex((r) => r.slug === slug);
		const other = shown[to === 'up' ? at - 1 : at + 1];
		const own = shown[at];
		if (!own) notFound();
		if (!other) return;
		const placed = [
			[own.id, other.position],
			[other.id, own.position]
		] as const;
		for (const [id, position] of placed)
			await tx
				.update(reading)
				.set({ position })
				.where(and(eq(reading.courseId, courseId), eq(reading.id, id)));
		await recordReading(actor, 'reading.move', own.id, { to }, now, tx);
	});
}

export interface NewReading {
	lang: Locale;
	title: string;
	standfirst: string;
	source: string;
	author: LocalText;
	outlet: LocalText;
	genre: LocalText;
	date: ReadingDate | null;
}

export type AddedReading =
	/** `unknownTerms`: keys that links name and the glossary does not have; their words stay plain. */
	{ ok: true; slug: string; unknownTerms: string[] } | { ok: false; reason: TextRefusal };

/** Needs `module.edit`. The address is made once, from the title. */
export async function addReading(
	actor: Actor,
	moduleSlug: string,
	wanted: NewReading,
	now: Date
): Promise<AddedReading> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const { lang, title, standfirst, source, author, outlet, genre, date } = wanted;
	const sources = splitParagraphs(source);
	if (sources.length === 0) return { ok: false, reason: 'empty' };
	if (sources.length > mostParagraphs) return { ok: false, reason: 'too-many' };
	if (sources.some((s) => s.length > longestParagraph)) return { ok: false, reason: 'too-long' };
	const ids = newParagraphIds([], sources.length);
	return transaction(async (tx) => {
		await holdModule(tx, courseId, moduleId);
		const there = await tx
			.select({ slug: reading.slug, key: reading.key, position: reading.position })
			.from(reading)
			.where(and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId)));
		const terms = await termsFor(tx, courseId, moduleId);
		const { prepared, unknown } = proseWithTerms(sources, lang, terms);
		const id = newId();
		const slug = readingSlugOf(slugOf(title), new Set(there.map((r) => r.slug)));
		await tx.insert(reading).values({
			courseId,
			id,
			moduleId,
			slug,
			key: freeName('text-1', new Set(there.map((r) => r.key))),
			kind: 'op-ed',
			position: Math.max(0, ...there.map((r) => r.position)) + 1,
			genre,
			author,
			outlet,
			date,
			provenance: { printed: {}, inferred: {}, found: {} },
			underText: null,
			contentNotes: [],
			paragraphMap: {
				paragraphs: ids.map((p, i) => ({ id: p, number: i + 1, original: [] })),
				leftOut: []
			}
		});
		await publishVersion(
			tx,
			{
				courseId,
				readingId: id,
				kind: 'study',
				lang,
				title,
				standfirst,
				paragraphs: prepared.map((words, i) => ({
					id: ids[i] ?? '',
					number: i + 1,
					prepared: words
				}))
			},
			now
		);
		const detail = { lang, paragraphs: sources.length };
		await recordReading(actor, 'reading.add', id, detail, now, tx);
		return { ok: true as const, slug, unknownTerms: unknown };
	});
}

async function recordReading(
	actor: Actor,
	act: string,
	subjectId: string,
	detail: Record<string, unknown>,
	now: Date,
	tx: Transaction
): Promise<void> {
	await recordAct(actor, { act, subjectKind: 'reading', subjectId, detail }, now, tx);
}
