/*
 * Rubrics and their versions; a version that was used is never changed.
 */
import type { RubricBody } from '$lib/reviews/review';
import { foreignKey, instant, integer, json, primaryKey, table, text, unique } from '../dialect';
import { courseModule } from './modules';

export const rubric = table(
	'rubric',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		key: text().notNull(),
		currentVersion: integer().notNull().default(1)
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('rubric_key').on(t.courseId, t.moduleId, t.key),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'rubric_module'
		}).onDelete('cascade')
	]
);

export const rubricVersion = table(
	'rubric_version',
	{
		courseId: text().notNull(),
		rubricId: text().notNull(),
		version: integer().notNull(),
		body: json<RubricBody>().notNull(),
		createdAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.rubricId, t.version] }),
		foreignKey({
			columns: [t.courseId, t.rubricId],
			foreignColumns: [rubric.courseId, rubric.id],
			name: 'rubric_version_rubric'
		}).onDelete('cascade')
	]
);
