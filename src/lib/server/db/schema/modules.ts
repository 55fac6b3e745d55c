/*
 * Modules of a course, copied from a pack into rows the course owns, and the apparatus around the
 * readings: documents, glossary, timeline, motions.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { MotionBody } from '$lib/positions/position';
import {
	bool,
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
import { course, enrolment } from './courses';

export const courseModule = table(
	'module',
	{
		courseId: text()
			.notNull()
			.references(() => course.id, { onDelete: 'cascade' }),
		id: text().notNull(),
		slug: text().notNull(),
		position: integer().notNull(),
		title: json<LocalText>().notNull(),
		summary: json<LocalText>().notNull(),
		pack: text(),
		packVersion: text(),
		packHash: text(),
		visible: bool().notNull().default(true),
		/** Students see the module from then on; null: as soon as it is visible. */
		opensAt: instant(),
		createdAt: instant().notNull()
	},
	(t) => [primaryKey({ columns: [t.courseId, t.id] }), unique('module_slug').on(t.courseId, t.slug)]
);

/**
 * Texts of a module that are not readings: `study-edition` (what one is), `cases` (the two case
 * cards), `instructor-notes` (staff), `sources`, `sides-notice`. The body's shape follows from the key.
 */
export const moduleDocument = table(
	'module_document',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		key: text().notNull(),
		body: json<unknown>().notNull(),
		updatedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.key] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'module_document_module'
		}).onDelete('cascade')
	]
);

export const glossaryEntry = table(
	'glossary_entry',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		key: text().notNull(),
		position: integer().notNull(),
		term: json<LocalText>().notNull(),
		short: json<LocalText>().notNull(),
		aliases: json<string[]>().notNull(),
		readings: json<string[]>().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.key] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'glossary_entry_module'
		}).onDelete('cascade')
	]
);

export const timelineEntry = table(
	'timeline_entry',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		key: text().notNull(),
		position: integer().notNull(),
		date: json<{
			value: string;
			precision: 'day' | 'month' | 'range';
			end: string | null;
		}>().notNull(),
		text: json<LocalText>().notNull(),
		source: json<LocalText>().notNull(),
		/** `004:p7` and the like. */
		paragraphs: json<string[]>().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.key] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'timeline_entry_module'
		}).onDelete('cascade')
	]
);

/** A motion; a used version is never changed, a new one is added. */
export const motion = table(
	'motion',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		packKey: text(),
		position: integer().notNull(),
		lead: bool().notNull().default(false),
		version: integer().notNull().default(1),
		body: json<MotionBody>().notNull(),
		/** Taken out of the module by its authors; what was written on it stays. */
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'motion_module'
		}).onDelete('cascade')
	]
);

/** A group of a module in which people read and discuss; made by staff or by the machine. */
export const readingGroup = table(
	'reading_group',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		name: text().notNull(),
		position: integer().notNull(),
		/** All of one section, where groups were made by section. */
		sectionId: text(),
		createdAt: instant().notNull(),
		/** Not used any more; notes written in it keep it. */
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'reading_group_module'
		}).onDelete('cascade')
	]
);

/** One group of each person in a module. */
export const groupMember = table(
	'group_member',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		enrolmentId: text().notNull(),
		groupId: text().notNull(),
		joinedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.groupId],
			foreignColumns: [readingGroup.courseId, readingGroup.id],
			name: 'group_member_group'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'group_member_enrolment'
		}).onDelete('cascade'),
		index('group_member_group').on(t.courseId, t.groupId)
	]
);

/** Which side of the lead motion somebody would rather argue: asked to mix groups, shown to nobody. */
export const sidePreference = table(
	'side_preference',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		enrolmentId: text().notNull(),
		side: enumText(['for', 'against', 'either']).notNull(),
		at: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'side_preference_module'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'side_preference_enrolment'
		}).onDelete('cascade')
	]
);
