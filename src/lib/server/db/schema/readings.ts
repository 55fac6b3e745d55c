/*
 * Readings, their editions, immutable versions and paragraphs, and how far each person has read.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type {
	ContentNote,
	ParagraphMap,
	Provenance,
	ReadingDate,
	Sentence
} from '$lib/readings/reading';
import {
	enumText,
	foreignKey,
	index,
	instant,
	integer,
	json,
	primaryKey,
	table,
	text,
	unique
} from '../dialect';
import { courseModule } from './modules';
import { enrolment } from './courses';

export const reading = table(
	'reading',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		slug: text().notNull(),
		/** The pack's key (`002`); `note` is the background note. Unique in the module. */
		key: text().notNull(),
		kind: enumText(['op-ed', 'note']).notNull().default('op-ed'),
		position: integer().notNull(),
		genre: json<LocalText>().notNull(),
		author: json<LocalText>().notNull(),
		outlet: json<LocalText>().notNull(),
		date: json<ReadingDate | null>(),
		provenance: json<Provenance>().notNull(),
		underText: json<LocalText | null>(),
		contentNotes: json<ContentNote[]>().notNull(),
		paragraphMap: json<ParagraphMap>().notNull(),
		/** How a note lays its paragraphs out; null for readings, which run top to bottom. */
		layout: json<Record<string, unknown> | null>(),
		/** Taken out of the module by its authors; citations of it stay whole. */
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('reading_slug').on(t.courseId, t.moduleId, t.slug),
		unique('reading_key').on(t.courseId, t.moduleId, t.key),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'reading_module'
		}).onDelete('cascade')
	]
);

export const edition = table(
	'edition',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		readingId: text().notNull(),
		kind: enumText(['study', 'original']).notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		/** The published version that readers see. */
		currentVersionId: text()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('edition_kind').on(t.courseId, t.readingId, t.kind, t.lang),
		foreignKey({
			columns: [t.courseId, t.readingId],
			foreignColumns: [reading.courseId, reading.id],
			name: 'edition_reading'
		}).onDelete('cascade')
	]
);

export const editionVersion = table(
	'edition_version',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		editionId: text().notNull(),
		readingId: text().notNull(),
		number: integer().notNull(),
		title: text().notNull(),
		standfirst: text().notNull().default(''),
		words: integer().notNull(),
		/** Who imported it and by what right; null for texts of a pack. */
		importedBy: text(),
		importNote: text(),
		publishedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('edition_version_number').on(t.courseId, t.editionId, t.number),
		foreignKey({
			columns: [t.courseId, t.editionId],
			foreignColumns: [edition.courseId, edition.id],
			name: 'edition_version_edition'
		}).onDelete('cascade')
	]
);

/** `paragraphId` is fixed for the reading across editions and versions; the number is display. */
export const paragraph = table(
	'paragraph',
	{
		courseId: text().notNull(),
		versionId: text().notNull(),
		paragraphId: text().notNull(),
		position: integer().notNull(),
		number: integer().notNull(),
		/** Canonical words; every offset counts in this text. */
		text: text().notNull(),
		/** The same words, sanitised when stored, with glossary terms and emphasis marked. */
		html: text().notNull(),
		sentences: json<Sentence[]>().notNull(),
		predecessors: json<string[]>().notNull(),
		/** For a note: its source line, shown under the paragraph. */
		source: text()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.versionId, t.paragraphId] }),
		unique('paragraph_position').on(t.courseId, t.versionId, t.position),
		foreignKey({
			columns: [t.courseId, t.versionId],
			foreignColumns: [editionVersion.courseId, editionVersion.id],
			name: 'paragraph_version'
		}).onDelete('cascade')
	]
);

export const readingProgress = table(
	'reading_progress',
	{
		courseId: text().notNull(),
		enrolmentId: text().notNull(),
		readingId: text().notNull(),
		/** The furthest paragraph seen, by id. */
		furthest: text(),
		openedAt: instant().notNull(),
		finishedAt: instant(),
		updatedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.enrolmentId, t.readingId] }),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'reading_progress_enrolment'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.readingId],
			foreignColumns: [reading.courseId, reading.id],
			name: 'reading_progress_reading'
		}).onDelete('cascade'),
		index('reading_progress_reading').on(t.courseId, t.readingId)
	]
);
