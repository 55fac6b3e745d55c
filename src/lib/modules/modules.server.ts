/*
 * Modules of a course and the apparatus around their readings. Everything is found through the
 * actor: a hidden module is not there for students and observers.
 */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { courseFor, type CourseHere } from '$lib/courses/courses.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, shared, transaction } from '$lib/server/db/client';
import {
	courseModule,
	edition,
	editionVersion,
	glossaryEntry,
	moduleDocument,
	reading,
	stance,
	timelineEntry
} from '$lib/server/db/schema';
import { isDocument, readParagraphMark, type DocumentBodies, type DocumentKey } from './module';
import { isAnnounced, isOpenTo, type Opening } from './opening';
import { openingColumns, refuseUnopened } from './opening.server';

export interface ListedModule extends Opening {
	slug: string;
	title: LocalText;
	/** Empty while it is only announced. */
	summary: LocalText;
	/** For the actor; else it is announced, with its title and its day. */
	isOpen: boolean;
}

export interface ModuleHere extends Omit<ListedModule, 'isOpen'> {
	id: string;
	/** Which documents it has. */
	documents: DocumentKey[];
}

const modulesOfCourse = shared('modules_of_course', [courseModule], (db) =>
	db
		.select({
			slug: courseModule.slug,
			title: courseModule.title,
			summary: courseModule.summary,
			...openingColumns
		})
		.from(courseModule)
		.where(eq(courseModule.courseId, sql.placeholder('courseId')))
		.orderBy(asc(courseModule.position))
);

/** The modules the actor may see, in order; those that open later by title and day alone. */
export async function modulesIn(actor: Actor, now = new Date()): Promise<ListedModule[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const rows = await modulesOfCourse({ courseId });
	return rows.flatMap((row): ListedModule[] => {
		if (isOpenTo(row, actor, now)) return [{ ...row, isOpen: true }];
		return isAnnounced(row, now) ? [{ ...row, summary: {}, isOpen: false }] : [];
	});
}

export interface CourseFrame extends CourseHere {
	modules: Pick<ListedModule, 'slug' | 'isOpen'>[];
}

/** What both layouts of a course give to its pages: no more than every page needs. */
export async function courseFrame(actor: Actor, now = new Date()): Promise<CourseFrame> {
	const [course, modules] = await Promise.all([courseFor(actor), modulesIn(actor, now)]);
	return { ...course, modules: modules.map(({ slug, isOpen }) => ({ slug, isOpen })) };
}

const moduleBySlug = shared('module_by_slug', [courseModule, moduleDocument], (db) =>
	db
		.select({
			id: courseModule.id,
			slug: courseModule.slug,
			title: courseModule.title,
			summary: courseModule.summary,
			...openingColumns,
			document: moduleDocument.key
		})
		.from(courseModule)
		.leftJoin(
			moduleDocument,
			and(
				eq(moduleDocument.courseId, courseModule.courseId),
				eq(moduleDocument.moduleId, courseModule.id)
			)
		)
		.where(
			and(
				eq(courseModule.courseId, sql.placeholder('courseId')),
				eq(courseModule.slug, sql.placeholder('slug'))
			)
		)
);

/**
 * 404 when there is none of that name or it is hidden from the actor; 403 with the day while it is
 * only announced.
 */
export async function moduleFor(actor: Actor, slug: string, now = new Date()): Promise<ModuleHere> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const rows = await moduleBySlug({ courseId, slug });
	const [first] = rows;
	if (!first) notFound();
	await refuseUnopened(actor, first, now);
	const { document: _document, ...found } = first;
	return {
		...found,
		// Some rows are no documents to read: how groups are made, figures that are kept.
		documents: rows.flatMap((r) => (r.document && isDocument(r.document) ? [r.document] : []))
	};
}

/** For what the actor has been allowed to see; null when the module has no such document. */
async function documentIn<Key extends DocumentKey>(
	courseId: string,
	moduleId: string,
	key: Key
): Promise<DocumentBodies[Key] | null> {
	const [found] = await db()
		.select({ body: moduleDocument.body })
		.from(moduleDocument)
		.where(
			and(
				eq(moduleDocument.courseId, courseId),
				eq(moduleDocument.moduleId, moduleId),
				eq(moduleDocument.key, key)
			)
		)
		.limit(1);
	// The body's shape follows from the key: opening a pack wrote it from a checked file.
	return (found?.body as DocumentBodies[Key] | undefined) ?? null;
}

/** Documents that everybody who sees the module may read. */
export async function documentFor<Key extends 'study-edition' | 'sources' | 'sides-notice'>(
	actor: Actor,
	slug: string,
	key: Key
): Promise<DocumentBodies[Key] | null> {
	const { courseId } = membershipOf(actor);
	const found = await moduleFor(actor, slug);
	return documentIn(courseId, found.id, key);
}

/** Needs `module.staffNotes`. */
export async function instructorNotesFor(actor: Actor, slug: string): Promise<LocalText> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.staffNotes', { courseId });
	const found = await moduleFor(actor, slug);
	return (await documentIn(courseId, found.id, 'instructor-notes')) ?? notFound();
}

export type CasesAnswer =
	{ ok: true; cases: DocumentBodies['cases'] } | { ok: false; reason: 'stance-first' };

/**
 * The two cases, always together. They are made to convince, so students read them only after they
 * have placed themselves once.
 */
export async function casesFor(actor: Actor, slug: string): Promise<CasesAnswer> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const found = await moduleFor(actor, slug);
	const cases = (await documentIn(courseId, found.id, 'cases')) ?? notFound();
	if (roleOf(actor) !== 'student') return { ok: true, cases };
	const [own] = await db()
		.select({ axisId: stance.axisId })
		.from(stance)
		.where(
			and(
				eq(stance.courseId, courseId),
				eq(stance.moduleId, found.id),
				eq(stance.enrolmentId, enrolmentId)
			)
		)
		.limit(1);
	return own ? { ok: true, cases } : { ok: false, reason: 'stance-first' };
}

export interface GlossaryTerm {
	key: string;
	term: LocalText;
	short: LocalText;
	/** The readings in which it matters, in their order. */
	readings: { slug: string; title: LocalText }[];
}

export async function glossaryFor(actor: Actor, slug: string): Promise<GlossaryTerm[]> {
	const { courseId } = membershipOf(actor);
	const found = await moduleFor(actor, slug);
	const [rows, readings] = await Promise.all([
		db()
			.select({
				key: glossaryEntry.key,
				term: glossaryEntry.term,
				short: glossaryEntry.short,
				readings: glossaryEntry.readings
			})
			.from(glossaryEntry)
			.where(and(eq(glossaryEntry.courseId, courseId), eq(glossaryEntry.moduleId, found.id)))
			.orderBy(asc(glossaryEntry.position)),
		readingNames(courseId, found.id)
	]);
	return rows.map((row) => ({
		...row,
		readings: row.readings.flatMap((key) => {
			const named = readings.get(key);
			return named ? [{ slug: named.slug, title: named.title }] : [];
		})
	}));
}

export interface TimelineItem {
	key: string;
	date: { value: string; precision: 'day' | 'month' | 'range'; end: string | null };
	text: LocalText;
	source: LocalText;
	paragraphs: { reading: string; title: LocalText; id: string; number: number }[];
}

export async function timelineFor(actor: Actor, slug: string): Promise<TimelineItem[]> {
	const { courseId } = membershipOf(actor);
	const found = await moduleFor(actor, slug);
	const [rows, readings] = await Promise.all([
		db()
			.select({
				key: timelineEntry.key,
				date: timelineEntry.date,
				text: timelineEntry.text,
				source: timelineEntry.source,
				paragraphs: timelineEntry.paragraphs
			})
			.from(timelineEntry)
			.where(and(eq(timelineEntry.courseId, courseId), eq(timelineEntry.moduleId, found.id)))
			.orderBy(asc(timelineEntry.position)),
		readingNames(courseId, found.id)
	]);
	return rows.map((row) => ({
		...row,
		paragraphs: row.paragraphs.flatMap((pointer) => {
			const mark = readParagraphMark(pointer);
			const named = mark && readings.get(mark.readingKey);
			const number = mark && named?.numbers.get(mark.paragraphId);
			return named && number
				? [{ reading: named.slug, title: named.title, id: mark.paragraphId, number }]
				: [];
		})
	}));
}

interface NamedReading {
	slug: string;
	/** From its editions. */
	title: LocalText;
	/** Display numbers by paragraph id. */
	numbers: Map<string, number>;
}

/** The readings of a module by their keys; those taken out are not pointed at any more. */
async function readingNames(
	courseId: string,
	moduleId: string
): Promise<Map<string, NamedReading>> {
	const rows = await db()
		.select({
			key: reading.key,
			slug: reading.slug,
			map: reading.paragraphMap,
			lang: edition.lang,
			title: editionVersion.title
		})
		.from(reading)
		.innerJoin(
			edition,
			and(
				eq(edition.courseId, reading.courseId),
				eq(edition.readingId, reading.id),
				eq(edition.kind, 'study')
			)
		)
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, edition.courseId),
				eq(editionVersion.id, edition.currentVersionId)
			)
		)
		.where(
			and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId), isNull(reading.retiredAt))
		);
	const named = new Map<string, NamedReading>();
	for (const { key, slug, map, lang, title } of rows) {
		const found = named.get(key) ?? {
			slug,
			title: {},
			numbers: new Map(map.paragraphs.map((p) => [p.id, p.number]))
		};
		found.title[lang] = title;
		named.set(key, found);
	}
	return named;
}

/** Needs `module.edit`. The slug never changes. */
export async function changeModule(
	actor: Actor,
	slug: string,
	wanted: { title: LocalText; summary: LocalText } & Opening,
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const found = await moduleFor(actor, slug);
	const { title, summary, visible, opensAt } = wanted;
	const isMoved = visible !== found.visible || opensAt?.getTime() !== found.opensAt?.getTime();
	await transaction(async (tx) => {
		await tx
			.update(courseModule)
			.set({ title, summary, visible, opensAt })
			.where(and(eq(courseModule.courseId, courseId), eq(courseModule.id, found.id)));
		await recordAct(
			actor,
			{
				act: isMoved ? 'module.schedule' : 'module.change',
				subjectKind: 'module',
				subjectId: found.id,
				detail: { visible, opensAt: opensAt?.toISOString() ?? null }
			},
			now,
			tx
		);
	});
}
