/*
 * Accounts: the tables of the sign-in library (checked against it by a test), and what belongs to a
 * person rather than to a course.
 */
import {
	bigint,
	bool,
	enumText,
	index,
	instant,
	integer,
	primaryKey,
	table,
	text,
	unique
} from '../dialect';

export const user = table('user', {
	id: text().primaryKey(),
	name: text().notNull(),
	email: text().notNull().unique(),
	emailVerified: bool().notNull().default(false),
	image: text(),
	createdAt: instant().notNull(),
	updatedAt: instant().notNull(),
	siteRole: enumText(['none', 'teacher', 'administrator']).notNull().default('none'),
	locale: enumText(['en', 'ur']).notNull().default('en'),
	/** How notices also come by mail. */
	mailNotices: enumText(['at-once', 'daily', 'never']).notNull().default('daily')
});

export const session = table(
	'session',
	{
		id: text().primaryKey(),
		token: text().notNull().unique(),
		userId: text()
			.notNull()
			.references(() => user.id, { onDelete: 'cascade' }),
		expiresAt: instant().notNull(),
		ipAddress: text(),
		userAgent: text(),
		createdAt: instant().notNull(),
		updatedAt: instant().notNull()
	},
	(t) => [index('session_user').on(t.userId)]
);

export const account = table(
	'account',
	{
		id: text().primaryKey(),
		accountId: text().notNull(),
		providerId: text().notNull(),
		userId: text()
			.notNull()
			.references(() => user.id, { onDelete: 'cascade' }),
		accessToken: text(),
		refreshToken: text(),
		idToken: text(),
		accessTokenExpiresAt: instant(),
		refreshTokenExpiresAt: instant(),
		scope: text(),
		password: text(),
		createdAt: instant().notNull(),
		updatedAt: instant().notNull()
	},
	(t) => [index('account_user').on(t.userId)]
);

export const verification = table(
	'verification',
	{
		id: text().primaryKey(),
		identifier: text().notNull(),
		value: text().notNull(),
		expiresAt: instant().notNull(),
		createdAt: instant().notNull(),
		updatedAt: instant().notNull()
	},
	(t) => [index('verification_identifier').on(t.identifier)]
);

export const rateLimit = table(
	'rate_limit',
	{
		id: text().primaryKey(),
		key: text().notNull().unique(),
		count: integer().notNull(),
		lastRequest: bigint().notNull()
	},
	() => []
);

/** One-time sign-in slips that staff make for a student of their course; the token is kept hashed. */
export const signInSlip = table(
	'sign_in_slip',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		userId: text().notNull(),
		tokenHash: text().notNull(),
		madeBy: text().notNull(),
		createdAt: instant().notNull(),
		expiresAt: instant().notNull(),
		usedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('sign_in_slip_token').on(t.courseId, t.tokenHash),
		index('sign_in_slip_user').on(t.userId)
	]
);

/**
 * An account without an e-mail address, made by a school: it signs in with the class code of its
 * course, a name that is unique there, and the code on a printed slip (kept hashed like a password).
 */
export const managedAccount = table(
	'managed_account',
	{
		courseId: text().notNull(),
		userId: text().notNull(),
		/** The name as typed at sign-in, folded: spelling of spaces, case and script variants do not matter. */
		signInName: text().notNull(),
		madeBy: text().notNull(),
		createdAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.userId] }),
		unique('managed_account_name').on(t.courseId, t.signInName),
		index('managed_account_user').on(t.userId)
	]
);

/**
 * Erasures that wait and that are done. What is done stays, as ids alone: after a restore it is
 * done again.
 */
export const erasure = table(
	'erasure',
	{
		id: text().primaryKey(),
		subjectKind: enumText(['person', 'course']).notNull(),
		subjectId: text().notNull(),
		requestedAt: instant().notNull(),
		/** Until then signing in cancels it. */
		dueAt: instant().notNull(),
		cancelledAt: instant(),
		doneAt: instant()
	},
	(t) => [index('erasure_subject').on(t.subjectKind, t.subjectId)]
);
