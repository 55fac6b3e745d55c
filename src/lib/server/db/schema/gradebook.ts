/*
 * Grade items and grades with their history; reviews and marked question sets write into them.
 */
import type { LocalText } from '$lib/i18n/local-text';
import {
	enumText,
	foreignKey,
	instant,
	integer,
	json,
	primaryKey,
	real,
	table,
	text,
	unique
} from '../dialect';
import { enrolment } from './courses';
import { courseModule } from './modules';

export const gradeItem = table(
	'grade_item',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		kind: enumText(['set', 'position']).notNull(),
		/** The question set or the position task. */
		subjectId: text().notNull(),
		title: json<LocalText>().notNull(),
		position: integer().notNull(),
		max: real().notNull(),
		weight: real().notNull().default(1)
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('grade_item_subject').on(t.courseId, t.kind, t.subjectId),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'grade_item_module'
		}).onDelete('cascade')
	]
);

export const grade = table(
	'grade',
	{
		courseId: text().notNull(),
		itemId: text().notNull(),
		enrolmentId: text().notNull(),
		points: real(),
		state: enumText(['hidden', 'released']).notNull().default('hidden'),
		version: integer().notNull().default(1),
		changedBy: text(),
		changedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.itemId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.itemId],
			foreignColumns: [gradeItem.courseId, gradeItem.id],
			name: 'grade_item_ref'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'grade_enrolment'
		}).onDelete('cascade')
	]
);

export const gradeHistory = table(
	'grade_history',
	{
		courseId: text().notNull(),
		itemId: text().notNull(),
		enrolmentId: text().notNull(),
		version: integer().notNull(),
		points: real(),
		state: text().notNull(),
		changedBy: text(),
		changedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.itemId, t.enrolmentId, t.version] }),
		foreignKey({
			columns: [t.courseId, t.itemId, t.enrolmentId],
			foreignColumns: [grade.courseId, grade.itemId, grade.enrolmentId],
			name: 'grade_history_grade'
		}).onDelete('cascade')
	]
);
