/*
 * Readings as people find them: the list of a module, one reading in one edition, and the index
 * that every link to a paragraph is rendered from. All of it is found through the actor's place in
 * the course; a module that is not visible yet exists for staff only.
 */
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { openingColumns, refuseUnopened } from '$lib/modules/opening.server';
import { prepared, shared } from '$lib/server/db/client';
import {
	courseModule,
	edition,
	editionVersion,
	glossaryEntry,
	moduleDocument,
	paragraph,
	reading
} from '$lib/server/db/schema';
import { markHtml, type Mark } from './mark';
import { progressIn } from './progress.server';
import {
	minutesFor,
	nearestEdition,
	termsIn,
	type ContentNote,
	type EditionKind,
	type EditionName,
	type IndexedReading,
	type NoteLayout,
	type Progress,
	type Provenance,
	type ReadingDate,
	type ReadingIndex,
	type ReadingKind
} from './reading';

const readingsOfModule = shared('readings_of_module', [reading], (db) =>
	db
		.select({
			id: reading.id,
			key: reading.key,
			slug: reading.slug,
			kind: reading.kind,
			genre: reading.genre,
			author: reading.author,
			outlet: reading.outlet,
			date: reading.date,
			paragraphMap: reading.paragraphMap,
			retiredAt: reading.retiredAt
		})
		.from(reading)
		.where(
			and(
				eq(reading.courseId, sql.placeholder('courseId')),
				eq(reading.moduleId, sql.placeholder('moduleId'))
			)
		)
		// Notes come last, whatever is brought in after them.
		.orderBy(desc(reading.kind), asc(reading.position), asc(reading.id))
);

const editionsOfModule = shared('editions_of_module', [edition, reading, editionVersion], (db) =>
	db
		.select({
			readingId: edition.readingId,
			kind: edition.kind,
			lang: edition.lang,
			title: editionVersion.title,
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
		.where(
			and(
				eq(edition.courseId, sql.placeholder('courseId')),
				eq(reading.moduleId, sql.placeholder('moduleId'))
			)
		)
);

const readingWithEditions = shared(
	'reading_with_editions',
	[reading, courseModule, edition, editionVersion],
	(db) =>
		db
			.select({
				moduleId: courseModule.id,
				...openingColumns,
				id: reading.id,
				genre: reading.genre,
				author: reading.author,
				outlet: reading.outlet,
				date: reading.date,
				provenance: reading.provenance,
				underText: reading.underText,
				contentNotes: reading.contentNotes,
				layout: reading.layout,
				edition: {
					kind: edition.kind,
					lang: edition.lang,
					versionId: editionVersion.id,
					title: editionVersion.title,
					standfirst: editionVersion.standfirst,
					words: editionVersion.words,
					importNote: editionVersion.importNote
				}
			})
			.from(reading)
			.innerJoin(
				courseModule,
				and(eq(courseModule.courseId, reading.courseId), eq(courseModule.id, reading.moduleId))
			)
			.innerJoin(
				edition,
				and(eq(edition.courseId, reading.courseId), eq(edition.readingId, reading.id))
			)
			.innerJoin(
				editionVersion,
				and(
					eq(editionVersion.courseId, edition.courseId),
					eq(editionVersion.id, edition.currentVersionId)
				)
			)
			.where(
				and(
					eq(reading.courseId, sql.placeholder('courseId')),
					eq(courseModule.slug, sql.placeholder('moduleSlug')),
					eq(reading.slug, sql.placeholder('readingSlug'))
				)
			)
			.orderBy(asc(edition.id))
);

/** A version that stood there before: what was cited from it is shown in it. */
const earlierVersion = prepared('earlier_version_of_edition', (db) =>
	db
		.select({
			versionId: editionVersion.id,
			title: editionVersion.title,
			standfirst: editionVersion.standfirst,
			words: editionVersion.words,
			importNote: editionVersion.importNote
		})
		.from(editionVersion)
		.innerJoin(
			edition,
			and(eq(edition.courseId, editionVersion.courseId), eq(edition.id, editionVersion.editionId))
		)
		.where(
			and(
				eq(editionVersion.courseId, sql.placeholder('courseId')),
				eq(editionVersion.readingId, sql.placeholder('readingId')),
				eq(edition.kind, sql.placeholder('kind')),
				eq(edition.lang, sql.placeholder('lang')),
				eq(editionVersion.number, sql.placeholder('number'))
			)
		)
);

const paragraphsOfVersion = shared('paragraphs_of_version', [paragraph], (db) =>
	db
		.select({
			id: paragraph.paragraphId,
			number: paragraph.number,
			html: paragraph.html,
			source: paragraph.source
		})
		.from(paragraph)
		.where(
			and(
				eq(paragraph.courseId, sql.placeholder('courseId')),
				eq(paragraph.versionId, sql.placeholder('versionId'))
			)
		)
		.orderBy(asc(paragraph.position))
);

const termsOfModule = shared('terms_of_module', [glossaryEntry], (db) =>
	db
		.select({
			key: glossaryEntry.key,
			term: glossaryEntry.term,
			short: glossaryEntry.short
		})
		.from(glossaryEntry)
		.where(
			and(
				eq(glossaryEntry.courseId, sql.placeholder('courseId')),
				eq(glossaryEntry.moduleId, sql.placeholder('moduleId'))
			)
		)
		.orderBy(asc(glossaryEntry.position))
);

const studyEditionOf = shared('study_edition_of_module', [moduleDocument], (db) =>
	db
		.select({ body: moduleDocument.body })
		.from(moduleDocument)
		.where(
			and(
				eq(moduleDocument.courseId, sql.placeholder('courseId')),
				eq(moduleDocument.moduleId, sql.placeholder('moduleId')),
				eq(moduleDocument.key, 'study-edition')
			)
		)
);

export interface ReadingSummary extends IndexedReading {
	genre: LocalText;
	author: LocalText;
	outlet: LocalText;
	date: ReadingDate | null;
	/** Minutes in each language that the reading can be read in. */
	minutes: Partial<Record<Locale, number>>;
	/** Null for people whose reading is not kept (staff, observers). */
	progress: Progress | null;
}

/** The readings of a module in the order in which students meet them; notes come last. */
export async function readingsIn(actor: Actor, moduleId: string): Promise<ReadingSummary[]> {
	const { courseId } = membershipOf(actor);
	const [rows, editions, progress] = await Promise.all([
		readingsOfModule({ courseId, moduleId }),
		editionsOfModule({ courseId, moduleId }),
		progressIn(actor, moduleId)
	]);
	const index = indexOf(rows, editions);
	return rows.flatMap((row, i) => {
		const indexed = index[i] ?? notFound();
		if (indexed.isRetired) return [];
		const minutes: Partial<Record<Locale, number>> = {};
		for (const e of editions.filter((e) => e.readingId === row.id))
			if (e.kind === 'study' || minutes[e.lang] === undefined)
				minutes[e.lang] = minutesFor(e.words, e.lang);
		const { genre, author, outlet, date } = row;
		return [
			{
				...indexed,
				genre,
				author,
				outlet,
				date,
				minutes,
				progress: progress ? progressOf(indexed, progress.get(row.id)) : null
			}
		];
	});
}

/** What links to paragraphs are made of ("Reading 2, paragraph 5"): see `placeIn` in reading.ts. */
export async function readingIndex(actor: Actor, moduleId: string): Promise<ReadingIndex> {
	const { courseId } = membershipOf(actor);
	const [rows, editions] = await Promise.all([
		readingsOfModule({ courseId, moduleId }),
		editionsOfModule({ courseId, moduleId })
	]);
	return indexOf(rows, editions);
}

/** Rows that are shared give an index that is shared. */
const indexes = new WeakMap<object, { editions: EditionRow[]; index: ReadingIndex }>();

type ReadingRow = Awaited<ReturnType<typeof readingsOfModule>>[number];
type EditionRow = Awaited<ReturnType<typeof editionsOfModule>>[number];

function indexOf(rows: ReadingRow[], editions: EditionRow[]): ReadingIndex {
	const known = indexes.get(rows);
	if (known?.editions === editions) return known.index;
	const index = newIndex(rows, editions);
	indexes.set(rows, { editions, index });
	return index;
}

function newIndex(rows: ReadingRow[], editions: EditionRow[]): ReadingIndex {
	let number = 0;
	return rows.map(({ id, key, slug, kind, paragraphMap, retiredAt }) => {
		const title: LocalText = {};
		for (const e of editions.filter((e) => e.readingId === id))
			if (e.kind === 'study' || !title[e.lang]) title[e.lang] = e.title;
		return {
			id,
			key,
			slug,
			kind,
			number: kind === 'note' || retiredAt ? null : ++number,
			isRetired: retiredAt !== null,
			title,
			paragraphs: paragraphMap.paragraphs.map((p) => ({
				id: p.id,
				number: p.number
			}))
		};
	});
}

function progressOf(
	{ paragraphs }: IndexedReading,
	kept: { furthest: string | null; finishedAt: Date | null } | undefined
): Progress {
	return {
		furthest: paragraphs.find((p) => p.id === kept?.furthest) ?? null,
		paragraphs: paragraphs.length,
		finishedAt: kept?.finishedAt ?? null
	};
}

export interface ShownParagraph {
	id: string;
	number: number;
	/** Sanitised when it was stored; for `Prose.svelte` alone. */
	html: string;
	source: string | null;
}

export interface ReadingPage {
	id: string;
	moduleId: string;
	key: string;
	slug: string;
	kind: ReadingKind;
	number: number | null;
	/** No part of the module any more; whoever follows a citation still finds it. */
	isRetired: boolean;
	/** How many readings the module has, notes not counted. */
	of: number;
	genre: LocalText;
	author: LocalText;
	outlet: LocalText;
	date: ReadingDate | null;
	provenance: Provenance;
	underText: LocalText | null;
	contentNotes: ContentNote[];
	/** For a note: its paragraphs by the part of the page they stand in. */
	layout: NoteLayout | null;
	edition: {
		kind: EditionKind;
		lang: Locale;
		versionId: string;
		title: string;
		standfirst: string;
		words: number;
		minutes: number;
		/** For an import: by what right it stands here. */
		importNote: string | null;
		/** A newer version has replaced it. */
		isEarlier: boolean;
	};
	/** Every edition there is, the shown one included. */
	editions: EditionName[];
	paragraphs: ShownParagraph[];
	/** The glossary entries that this text links to. */
	glossary: { key: string; term: LocalText; short: LocalText }[];
	previous: { slug: string; title: LocalText } | null;
	next: { slug: string; title: LocalText } | null;
	/** Null for people whose reading is not kept. */
	progress: Progress | null;
	/** What a study edition is. */
	studyEdition: LocalText | null;
}

export interface WantedReading extends EditionName {
	moduleSlug: string;
	readingSlug: string;
	/** Words to show marked, as an address points at them. */
	mark?: Mark | null;
	/** The number of a version that a newer one may have replaced. */
	version?: number | null;
}

/** One reading in the edition asked for, or the nearest to it; 404 when there is none. */
export async function readingFor(
	actor: Actor,
	wanted: WantedReading,
	now = new Date()
): Promise<ReadingPage> {
	const { courseId } = membershipOf(actor);
	const { moduleSlug, readingSlug } = wanted;
	const rows = await readingWithEditions({ courseId, moduleSlug, readingSlug });
	const [found] = rows;
	if (!found) notFound();
	await refuseUnopened(actor, found, now);
	const editions = rows.map((row) => row.edition);
	const newest = nearestEdition(editions, wanted) ?? notFound();
	const shown = { ...newest, ...(await earlierOf(courseId, found.id, newest, wanted.version)) };
	const { moduleId, visible: _visible, opensAt: _opensAt, edition: _edition, ...about } = found;

	const [paragraphs, index, terms, progress, documents] = await Promise.all([
		paragraphsOfVersion({ courseId, versionId: shown.versionId }),
		readingIndex(actor, moduleId),
		termsOfModule({ courseId, moduleId }),
		progressIn(actor, moduleId),
		studyEditionOf({ courseId, moduleId })
	]);
	const indexed = index.find((r) => r.id === found.id) ?? notFound();
	const readings = index.filter((r) => r.kind !== 'note' && !r.isRetired);
	const at = readings.indexOf(indexed);
	const used = new Set(paragraphs.flatMap((p) => termsIn(p.html)));
	return {
		...about,
		moduleId,
		key: indexed.key,
		slug: indexed.slug,
		kind: indexed.kind,
		number: indexed.number,
		isRetired: indexed.isRetired,
		of: readings.length,
		layout: about.layout as NoteLayout | null,
		edition: { ...shown, minutes: minutesFor(shown.words, shown.lang) },
		editions: editions.map(({ kind, lang }) => ({ kind, lang })),
		paragraphs: wanted.mark ? marked(paragraphs, wanted.mark) : paragraphs,
		glossary: terms.filter((t) => used.has(t.key)),
		previous: at > 0 ? neighbour(readings[at - 1]) : null,
		next: at >= 0 ? neighbour(readings[at + 1]) : null,
		progress: progress ? progressOf(indexed, progress.get(indexed.id)) : null,
		studyEdition: (documents[0]?.body as LocalText | undefined) ?? null
	};
}

async function earlierOf(
	courseId: string,
	readingId: string,
	{ kind, lang, versionId }: EditionName & { versionId: string },
	number: number | null | undefined
) {
	const [found] = number ? await earlierVersion({ courseId, readingId, kind, lang, number }) : [];
	return found && found.versionId !== versionId
		? { ...found, isEarlier: true }
		: { isEarlier: false };
}

function marked(paragraphs: ShownParagraph[], mark: Mark): ShownParagraph[] {
	return paragraphs.map((p) =>
		p.id === mark.paragraphId ? { ...p, html: markHtml(p.html, mark.start, mark.end) } : p
	);
}

function neighbour(to: IndexedReading | undefined): { slug: string; title: LocalText } | null {
	return to ? { slug: to.slug, title: to.title } : null;
}
