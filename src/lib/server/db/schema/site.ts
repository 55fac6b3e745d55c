/*
 * What belongs to the installation: settings, the mail outbox, work that needs time, and the record
 * of staff acts.
 */
import { enumText, index, instant, integer, json, primaryKey, table, text } from '../dialect';

/** `set-up` (hash of the one-time link), `demo` (marks a demonstration database) and the like. */
export const siteSetting = table('site_setting', {
	key: text().primaryKey(),
	value: json<unknown>().notNull(),
	updatedAt: instant().notNull()
});

/** Mail that waits for a server or an administrator; bodies go when sent or after seven days. */
export const outbox = table(
	'outbox',
	{
		id: text().primaryKey(),
		recipient: text().notNull(),
		subject: text().notNull(),
		body: text(),
		state: enumText(['waiting', 'sent', 'failed']).notNull().default('waiting'),
		attempts: integer().notNull().default(0),
		lastError: text(),
		createdAt: instant().notNull(),
		sentAt: instant()
	},
	(t) => [index('outbox_state').on(t.state, t.createdAt)]
);

/** Work that needs time: leased, idempotent, one timer per process. */
export const job = table(
	'job',
	{
		id: text().primaryKey(),
		kind: text().notNull(),
		/** Makes a job idempotent: one open row per key. */
		key: text().notNull().unique(),
		payload: json<Record<string, unknown>>().notNull(),
		runAt: instant().notNull(),
		leasedUntil: instant(),
		attempts: integer().notNull().default(0),
		lastError: text(),
		doneAt: instant(),
		createdAt: instant().notNull()
	},
	(t) => [index('job_due').on(t.doneAt, t.runAt)]
);

/** Acts of staff and administrators; never the words of a student. */
export const auditEvent = table(
	'audit_event',
	{
		/** Empty for acts upon the site itself. */
		courseId: text().notNull().default(''),
		id: text().notNull(),
		actorId: text(),
		act: text().notNull(),
		subjectKind: text().notNull(),
		subjectId: text().notNull(),
		detail: json<Record<string, unknown>>().notNull(),
		at: instant().notNull()
	},
	(t) => [primaryKey({ columns: [t.courseId, t.id] }), index('audit_course').on(t.courseId, t.at)]
);
