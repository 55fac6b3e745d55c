/*
 * Courses and who is in them. The course is the tenant: every table it owns carries `course_id`,
 * every key of such a table begins with it.
 */
import type { LocalText } from '$lib/i18n/local-text';
import {
	bool,
	enumText,
	foreignKey,
	index,
	instant,
	json,
	primaryKey,
	table,
	text,
	unique
} from '../dialect';
import { user } from './accounts';

export interface CourseSettings {
	/** Classmates see pseudonyms (the default) or names. */
	classmatesSee: 'pseudonyms' | 'names';
	/** What staff ask students to know at joining; shown on the join page. */
	welcome: LocalText | null;
}

export const course = table('course', {
	id: text().primaryKey(),
	slug: text().notNull().unique(),
	title: json<LocalText>().notNull(),
	timeZone: text().notNull().default('Asia/Karachi'),
	joinCode: text().unique(),
	joinOpen: bool().notNull().default(true),
	settings: json<CourseSettings>().notNull(),
	state: enumText(['active', 'archived']).notNull().default('active'),
	createdBy: text().notNull(),
	createdAt: instant().notNull()
});

export const section = table(
	'section',
	{
		courseId: text()
			.notNull()
			.references(() => course.id, { onDelete: 'cascade' }),
		id: text().notNull(),
		name: text().notNull(),
		createdAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('section_name').on(t.courseId, t.name)
	]
);

export const enrolment = table(
	'enrolment',
	{
		courseId: text()
			.notNull()
			.references(() => course.id, { onDelete: 'cascade' }),
		id: text().notNull(),
		userId: text()
			.notNull()
			.references(() => user.id, { onDelete: 'cascade' }),
		role: enumText(['instructor', 'assistant', 'observer', 'student']).notNull(),
		sectionId: text(),
		/** Assistants may be limited to their own section. */
		ownSectionOnly: bool().notNull().default(false),
		state: enumText(['active', 'removed']).notNull().default('active'),
		/** Stored, random, in both languages; what classmates see. */
		pseudonym: json<LocalText>().notNull(),
		joinedAt: instant().notNull(),
		removedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('enrolment_person').on(t.courseId, t.userId),
		foreignKey({
			columns: [t.courseId, t.sectionId],
			foreignColumns: [section.courseId, section.id],
			name: 'enrolment_section'
		}),
		index('enrolment_user').on(t.userId)
	]
);

export const invitation = table(
	'invitation',
	{
		courseId: text()
			.notNull()
			.references(() => course.id, { onDelete: 'cascade' }),
		id: text().notNull(),
		email: text().notNull(),
		role: enumText(['instructor', 'assistant', 'observer', 'student']).notNull(),
		sectionId: text(),
		tokenHash: text().notNull().unique(),
		state: enumText(['open', 'accepted', 'revoked']).notNull().default('open'),
		invitedBy: text().notNull(),
		sentAt: instant().notNull(),
		expiresAt: instant().notNull(),
		acceptedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('invitation_email').on(t.courseId, t.email),
		foreignKey({
			columns: [t.courseId, t.sectionId],
			foreignColumns: [section.courseId, section.id],
			name: 'invitation_section'
		})
	]
);

/** In-app notices to one person of a course: what happened, never a view. */
export const notice = table(
	'notice',
	{
		courseId: text()
			.notNull()
			.references(() => course.id, { onDelete: 'cascade' }),
		id: text().notNull(),
		enrolmentId: text().notNull(),
		kind: text().notNull(),
		payload: json<Record<string, string>>().notNull(),
		at: instant().notNull(),
		readAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'notice_enrolment'
		}).onDelete('cascade'),
		index('notice_inbox').on(t.courseId, t.enrolmentId, t.at)
	]
);
