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
	integer,
	json,
	primaryKey,
	table,
	text,
	unique
} from '../dialect';

export interface CourseSettings {
	/** Classmates see pseudonyms (the default) or names. */
	classmatesSee: 'pseudonyms' | 'names';
	/** What staff ask students to know at joining; shown on the join page. */
	welcome: LocalText | null;
	/** The rules of talking with each other in debates; absent: as the site ships them. */
	conduct?: LocalText | null;
}

export const course = table('course', {
	id: text().primaryKey(),
	slug: text().notNull().unique(),
	title: json<LocalText>().notNull(),
	timeZone: text().notNull().default('Asia/Karachi'),
	joinCode: text().unique(),
	/** With it people whose school made their account sign in; null until the first such account. */
	classCode: text().unique(),
	joinOpen: bool().notNull().default(true),
	settings: json<CourseSettings>().notNull(),
	state: enumText(['active', 'archived']).notNull().default('active'),
	archivedAt: instant(),
	/** The day on which what people wrote here is deleted, told at joining; null: kept until purged. */
	retainUntil: instant(),
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
		/** No foreign key: keys of a course stay inside the course; erasing a person removes the row. */
		userId: text().notNull(),
		role: enumText(['instructor', 'assistant', 'observer', 'student']).notNull(),
		sectionId: text(),
		/** Assistants may be limited to their own section. */
		ownSectionOnly: bool().notNull().default(false),
		state: enumText(['active', 'removed']).notNull().default('active'),
		/** Stored, random, in both languages; what classmates see. */
		pseudonym: json<LocalText>().notNull(),
		/** The school's own number of the person, from a roster. */
		rosterId: text(),
		joinedAt: instant().notNull(),
		removedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('enrolment_person').on(t.courseId, t.userId),
		unique('enrolment_roster').on(t.courseId, t.rosterId),
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
		/** From a roster: taken over when the invitation is accepted. */
		name: text(),
		rosterId: text(),
		tokenHash: text().notNull(),
		state: enumText(['open', 'accepted', 'revoked']).notNull().default('open'),
		invitedBy: text().notNull(),
		sentAt: instant().notNull(),
		expiresAt: instant().notNull(),
		acceptedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('invitation_email').on(t.courseId, t.email),
		unique('invitation_token').on(t.courseId, t.tokenHash),
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
		readAt: instant(),
		/** When it went out by mail, alone or in a digest; null while it has not. */
		mailedAt: instant()
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

/** What staff wrote to the whole class or a section; a notice points at it. */
export const classMessage = table(
	'class_message',
	{
		courseId: text()
			.notNull()
			.references(() => course.id, { onDelete: 'cascade' }),
		id: text().notNull(),
		/** Null: everybody. */
		sectionId: text(),
		subject: text().notNull(),
		body: text().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		sentBy: text().notNull(),
		sentAt: instant().notNull(),
		recipients: integer().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.sectionId],
			foreignColumns: [section.courseId, section.id],
			name: 'class_message_section'
		})
	]
);

/** Somebody told staff that a contribution breaks the rules; one report per person and subject. */
export const contentReport = table(
	'content_report',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		subjectKind: enumText(['answer', 'position', 'note', 'peer', 'debate']).notNull(),
		/** An answer's `peerRef`, a position's or a note's id, the `ref` of a peer review. */
		subjectId: text().notNull(),
		authorId: text().notNull(),
		reportedBy: text().notNull(),
		reason: text().notNull(),
		state: enumText(['open', 'kept', 'hidden']).notNull().default('open'),
		at: instant().notNull(),
		decidedBy: text(),
		decidedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('content_report_person').on(t.courseId, t.subjectKind, t.subjectId, t.reportedBy),
		foreignKey({
			columns: [t.courseId, t.authorId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'content_report_author'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.reportedBy],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'content_report_reporter'
		}).onDelete('cascade')
	]
);

/** What staff hid from classmates: kept, with the reason, and shown to its author as hidden. */
export const hiddenContent = table(
	'hidden_content',
	{
		courseId: text().notNull(),
		subjectKind: enumText(['answer', 'position', 'note', 'peer', 'debate']).notNull(),
		subjectId: text().notNull(),
		authorId: text().notNull(),
		reason: text().notNull(),
		hiddenBy: text().notNull(),
		at: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.subjectKind, t.subjectId] }),
		foreignKey({
			columns: [t.courseId, t.authorId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'hidden_content_author'
		}).onDelete('cascade')
	]
);
