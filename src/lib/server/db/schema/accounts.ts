/*
 * Accounts: the tables of the sign-in library (checked against it by a test), and what belongs to a
 * person rather than to a course.
 */
import { bigint, bool, enumText, index, instant, integer, table, text, unique } from '../dialect';

export const user = table('user', {
	id: text().primaryKey(),
	name: text().notNull(),
	email: text().notNull().unique(),
	emailVerified: bool().notNull().default(false),
	image: text(),
	createdAt: instant().notNull(),
	updatedAt: instant().notNull(),
	siteRole: enumText(['none', 'teacher', 'administrator']).notNull().default('none'),
	locale: enumText(['en', 'ur']).notNull().default('en')
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
		userId: text()
			.notNull()
			.references(() => user.id, { onDelete: 'cascade' }),
		tokenHash: text().notNull().unique(),
		madeBy: text().notNull(),
		createdAt: instant().notNull(),
		expiresAt: instant().notNull(),
		usedAt: instant()
	},
	(t) => [unique('sign_in_slip_key').on(t.courseId, t.id)]
);
