/*
 * The task of a module to take a position, drafts, immutable submitted versions, cited passages and
 * extensions.
 */
import type { PositionBody } from '$lib/positions/position';
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
import { enrolment } from './courses';
import { courseModule, motion } from './modules';
import { paragraph } from './readings';
import { rubricVersion } from './rubrics';

/** One per module: which motion, by when, and how it is marked. */
export const positionTask = table(
	'position_task',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		motionId: text().notNull(),
		rubricId: text().notNull(),
		rubricVersion: integer().notNull(),
		dueAt: instant(),
		closesAt: instant(),
		graceMinutes: integer().notNull().default(0),
		/** Name, pseudonym and side fields are hidden while marking. */
		hideWhileMarking: bool().notNull().default(true)
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('position_task_module').on(t.courseId, t.moduleId),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'position_task_module_ref'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.motionId],
			foreignColumns: [motion.courseId, motion.id],
			name: 'position_task_motion'
		}),
		foreignKey({
			columns: [t.courseId, t.rubricId, t.rubricVersion],
			foreignColumns: [rubricVersion.courseId, rubricVersion.rubricId, rubricVersion.version],
			name: 'position_task_rubric'
		})
	]
);

/** A later due or closing date for one person: on a question set (`set`) or the position task (`position`). */
export const extension = table(
	'extension',
	{
		courseId: text().notNull(),
		subjectKind: enumText(['set', 'position']).notNull(),
		subjectId: text().notNull(),
		enrolmentId: text().notNull(),
		dueAt: instant(),
		closesAt: instant(),
		grantedBy: text().notNull(),
		grantedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.subjectKind, t.subjectId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'extension_enrolment'
		}).onDelete('cascade')
	]
);

export const position = table(
	'position',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		taskId: text().notNull(),
		enrolmentId: text().notNull(),
		motionId: text().notNull(),
		motionVersion: integer().notNull(),
		state: enumText(['draft', 'submitted', 'returned']).notNull().default('draft'),
		side: enumText(['for', 'against', 'between']),
		sideOrigin: enumText(['own', 'assigned']).notNull().default('own'),
		body: json<PositionBody>().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		/** Counts up with every save; a save names the version it builds on. */
		version: integer().notNull().default(1),
		/** The newest submitted version, 0 before the first. */
		submittedNumber: integer().notNull().default(0),
		/** The device's own clock for a draft written without a line; shown to staff only. */
		deviceAt: instant(),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('position_person').on(t.courseId, t.taskId, t.enrolmentId),
		foreignKey({
			columns: [t.courseId, t.taskId],
			foreignColumns: [positionTask.courseId, positionTask.id],
			name: 'position_task_ref'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'position_enrolment'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.motionId],
			foreignColumns: [motion.courseId, motion.id],
			name: 'position_motion'
		})
	]
);

/** What was submitted: immutable, with its receipt. */
export const positionVersion = table(
	'position_version',
	{
		courseId: text().notNull(),
		positionId: text().notNull(),
		number: integer().notNull(),
		body: json<PositionBody>().notNull(),
		side: enumText(['for', 'against', 'between']).notNull(),
		sideOrigin: enumText(['own', 'assigned']).notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		words: integer().notNull(),
		receipt: text().notNull(),
		submittedAt: instant().notNull(),
		/** The due date it was judged by, extension included; null when there was none. */
		dueAt: instant(),
		lateMinutes: integer().notNull().default(0),
		deviceAt: instant(),
		/** Who of the staff let the lateness pass. */
		lateWaivedBy: text()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.positionId, t.number] }),
		foreignKey({
			columns: [t.courseId, t.positionId],
			foreignColumns: [position.courseId, position.id],
			name: 'position_version_position'
		}).onDelete('cascade')
	]
);

/**
 * A cited passage. `number` 0 belongs to the draft; n to the submitted version n. `part` is
 * `reason:<id>` or `against`.
 */
export const citation = table(
	'citation',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		positionId: text().notNull(),
		number: integer().notNull(),
		part: text().notNull(),
		order: integer().notNull(),
		readingId: text().notNull(),
		versionId: text().notNull(),
		paragraphId: text().notNull(),
		start: integer().notNull(),
		end: integer().notNull(),
		exact: text().notNull(),
		prefix: text().notNull(),
		suffix: text().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.positionId],
			foreignColumns: [position.courseId, position.id],
			name: 'citation_position'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.versionId, t.paragraphId],
			foreignColumns: [paragraph.courseId, paragraph.versionId, paragraph.paragraphId],
			name: 'citation_paragraph'
		}),
		index('citation_position_number').on(t.courseId, t.positionId, t.number),
		index('citation_reading').on(t.courseId, t.readingId, t.paragraphId)
	]
);
