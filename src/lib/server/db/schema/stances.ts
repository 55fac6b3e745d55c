/*
 * Axes, the three moments at which people place themselves, single stances (seen by their author
 * only) and the class figures as they stood when last refreshed.
 */
import type { AxisBody, StanceCounts } from '$lib/stances/stance';
import {
	enumText,
	foreignKey,
	instant,
	integer,
	json,
	primaryKey,
	table,
	text,
	unique
} from '../dialect';
import { enrolment } from './courses';
import { courseModule } from './modules';

export const axis = table(
	'axis',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		key: text().notNull(),
		position: integer().notNull(),
		version: integer().notNull().default(1),
		body: json<AxisBody>().notNull(),
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('axis_key').on(t.courseId, t.moduleId, t.key, t.version),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'axis_module'
		}).onDelete('cascade')
	]
);

/** Each module has the three moments; staff open and close them. */
export const stanceMoment = table(
	'stance_moment',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		moment: enumText(['before', 'after-reading', 'after-debate']).notNull(),
		state: enumText(['waiting', 'open', 'closed']).notNull().default('waiting'),
		closedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.moment] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'stance_moment_module'
		}).onDelete('cascade')
	]
);

export const stance = table(
	'stance',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		moment: enumText(['before', 'after-reading', 'after-debate']).notNull(),
		axisId: text().notNull(),
		enrolmentId: text().notNull(),
		kind: enumText(['placed', 'unknown', 'private']).notNull(),
		/** −3 (statement A) to +3 (statement B); null unless placed. */
		value: integer(),
		/** 1 to 5; null unless placed. */
		confidence: integer(),
		reason: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.moment, t.axisId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.axisId],
			foreignColumns: [axis.courseId, axis.id],
			name: 'stance_axis'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'stance_enrolment'
		}).onDelete('cascade')
	]
);

/** A class figure as last refreshed (at 5, 10, 15 … people and when the moment closes). */
export const stanceFigure = table(
	'stance_figure',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		moment: enumText(['before', 'after-reading', 'after-debate']).notNull(),
		axisId: text().notNull(),
		people: integer().notNull(),
		counts: json<StanceCounts>().notNull(),
		refreshedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.moment, t.axisId] }),
		foreignKey({
			columns: [t.courseId, t.axisId],
			foreignColumns: [axis.courseId, axis.id],
			name: 'stance_figure_axis'
		}).onDelete('cascade')
	]
);
