/*
 * Grade items and grades with their history; reviews and marked question sets write into them. What
 * lateness costs, and who is spared.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { LateSum } from '$lib/modules/late';
import {
	bool,
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
import { course, enrolment } from './courses';
import { courseModule } from './modules';

export const gradeItem = table(
	'grade_item',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		kind: enumText(['set', 'position', 'reviewing', 'debate', 'hand']).notNull(),
		/** The question set, the position task (also of reviewing) or the debate; of `hand` itself. */
		subjectId: text().notNull(),
		title: json<LocalText>().notNull(),
		position: integer().notNull(),
		max: real().notNull(),
		weight: real().notNull().default(1),
		/** It is shown and counts for nobody. */
		isDropped: bool().notNull().default(false)
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
		/** What counts. */
		points: real(),
		/** What marking says, after any deduction, also where `points` were set by hand; null: as `points`. */
		computed: real(),
		/** Set by hand: what marking says later on changes `computed` alone. */
		isOverridden: bool().notNull().default(false),
		/** It counts for everybody but this person. */
		isExcused: bool().notNull().default(false),
		/** How lateness was counted; null when nothing was deducted. */
		late: json<LateSum>(),
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
		isOverridden: bool().notNull().default(false),
		isExcused: bool().notNull().default(false),
		why: enumText(['marking', 'release', 'hand', 'csv', 'regrade', 'late'])
			.notNull()
			.default('marking'),
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

/** What lateness costs in a module; without a row nothing. */
export const latePolicy = table(
	'late_policy',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		/** Percent of what can be reached, for each interval begun. */
		rate: real().notNull(),
		interval: enumText(['hour', 'day']).notNull(),
		/** Percent of what can be reached that lateness never goes below. */
		floor: real().notNull().default(0),
		version: integer().notNull().default(1),
		changedBy: text(),
		changedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'late_policy_module'
		}).onDelete('cascade')
	]
);

/** More time for one person in everything of a course; why is nobody's business here. */
export const accommodation = table(
	'accommodation',
	{
		courseId: text().notNull(),
		enrolmentId: text().notNull(),
		/** Added to every due and closing date. */
		extraHours: integer().notNull().default(0),
		/** Lateness costs nothing. */
		isSpared: bool().notNull().default(false),
		grantedBy: text().notNull(),
		grantedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'accommodation_enrolment'
		}).onDelete('cascade')
	]
);

/** How the gradebook adds up; without a row as the defaults say. */
export const gradebookPlan = table('gradebook_plan', {
	courseId: text()
		.primaryKey()
		.references(() => course.id, { onDelete: 'cascade' }),
	/** How many question sets, the worst in proportion, do not count. */
	dropLowestSets: integer().notNull().default(0),
	/** Students see their total of what is released. */
	showsTotal: bool().notNull().default(true),
	version: integer().notNull().default(1)
});
