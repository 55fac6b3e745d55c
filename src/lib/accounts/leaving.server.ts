/*
 * Leaving: what the accounts themselves keep of a person, and the shape in which every feature says
 * what it keeps. Each feature has one `leaving.server.ts`; src/lib/archive puts them together, and a
 * test holds that every table of the schema stands in exactly one of them.
 */
import { randomBytes } from 'node:crypto';
import { and, desc, eq, inArray, like, or, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { CourseRole } from '$lib/access/actor';
import { db, type Transaction } from '$lib/server/db/client';
import {
	account,
	erasure,
	job,
	managedAccount,
	outbox,
	rateLimit,
	session,
	signInSlip,
	siteSetting,
	user,
	verification
} from '$lib/server/db/schema';
import { allowances } from './attempts';
import { secretKey } from './limits.server';

/** Ids that stand for nobody begin like this. */
export const former = 'erased:';

/**
 * Stands for one person in one course. Where the course keeps their work it carries the day (in
 * milliseconds) until which: a date that is moved later on does not keep anybody longer.
 */
export function opaqueId(keptUntil: Date | null = null): string {
	const random = randomBytes(9).toString('base64url');
	return `${former}${keptUntil ? `${keptUntil.getTime()}:` : ''}${random}`;
}

/** A table that a course owns. */
export type CourseTable = SQLiteTable & { courseId: SQLiteColumn };

/** One person's place in one course, for what is theirs there. */
export interface OwnPlace {
	courseId: string;
	enrolmentId: string;
	userId: string;
	sectionId: string | null;
	role: CourseRole;
	joinedAt: Date;
}

/** One person's place in one course, when they leave it for good. */
export interface LeftPlace {
	courseId: string;
	enrolmentId: string;
	userId: string;
	name: string;
	email: string;
	/** Submitted and graded work stays with the course, without a name. */
	keepsWork: boolean;
	/** Stands for the person wherever the course keeps what they did. */
	opaque: string;
}

/** The person beyond any course. */
export interface LeftPerson {
	userId: string;
	email: string;
	/** Whoever writes to it writes to them: confirmed, or nobody can confirm anything here. */
	ownsAddress: boolean;
	/** Their places, whose ids jobs may name. */
	enrolmentIds: readonly string[];
	opaque: string;
}

/** `people`: what people wrote and did; `all`: the course itself as well. */
export type Extent = 'people' | 'all';

export interface Leaving<Mine> {
	/** Whose rows are about people; children stand before what they point at. */
	people: readonly SQLiteTable[];
	/** Whose rows are the course's own or the site's; some name who of the staff made them. */
	content: readonly SQLiteTable[];
	/** What is this person's, as the pages would show it to them: nobody else's name, nothing unreleased. */
	mine(place: OwnPlace): Promise<Mine>;
	/** Takes the person out of one course. Running it again does no harm. */
	erase(tx: Transaction, place: LeftPlace): Promise<void>;
	/** Empties the course. Running it again does no harm. */
	purge(tx: Transaction, courseId: string, extent: Extent): Promise<void>;
}

/** Deletes what a course has in these tables, in this order. */
export async function emptyTables(
	tx: Transaction,
	courseId: string,
	tables: readonly CourseTable[]
): Promise<void> {
	for (const table of tables) await tx.delete(table).where(eq(table.courseId, courseId));
}

/** Puts the opaque id where one of these columns names the person as who did it. */
export async function unsign<Table extends CourseTable>(
	tx: Transaction,
	place: Pick<LeftPlace, 'courseId' | 'userId' | 'enrolmentId' | 'opaque'>,
	table: Table,
	columns: readonly (keyof Table['_']['columns'] & string)[]
): Promise<void> {
	for (const name of columns) {
		const column = (table as unknown as Record<string, SQLiteColumn>)[name] as SQLiteColumn;
		await tx
			.update(table)
			.set({ [name]: place.opaque } as never)
			.where(
				and(eq(table.courseId, place.courseId), inArray(column, [place.userId, place.enrolmentId]))
			);
	}
}

/** Whether a JSON or text column mentions one of the words; without words it does not. */
export function mentions(column: SQLiteColumn, words: readonly string[]): SQL {
	const found = words
		.filter((word) => word !== '')
		.map((word) => {
			const inJson = JSON.stringify(word).slice(1, -1);
			const pattern = `%${inJson.replace(/[!%_]/g, '!$&')}%`;
			return sql`cast(${column} as text) like ${pattern} escape '!'`;
		});
	return or(...found) ?? sql`1 = 0`;
}

export interface AccountMine {
	name: string;
	email: string;
	emailConfirmed: boolean;
	language: 'en' | 'ur';
	siteRole: 'none' | 'teacher' | 'administrator';
	noticesByMail: 'at-once' | 'daily' | 'never';
	since: Date;
	signedIn: { browser: string; address: string; since: Date; lastSeen: Date }[];
	mails: { subject: string; state: string; at: Date }[];
}

/** Of the account itself; null when there is none of that id. */
export async function accountOf(userId: string): Promise<AccountMine | null> {
	const [own] = await db().select().from(user).where(eq(user.id, userId)).limit(1);
	if (!own) return null;
	const sessions = await db()
		.select()
		.from(session)
		.where(eq(session.userId, userId))
		.orderBy(desc(session.updatedAt));
	const mails = await db()
		.select({ subject: outbox.subject, state: outbox.state, at: outbox.createdAt })
		.from(outbox)
		.where(eq(outbox.recipient, own.email))
		.orderBy(desc(outbox.createdAt));
	return {
		name: own.name,
		email: own.email,
		emailConfirmed: own.emailVerified,
		language: own.locale,
		siteRole: own.siteRole,
		noticesByMail: own.mailNotices,
		since: own.createdAt,
		signedIn: sessions.map((row) => ({
			browser: row.userAgent ?? '',
			address: row.ipAddress ?? '',
			since: row.createdAt,
			lastSeen: row.updatedAt
		})),
		mails
	};
}

/** The account goes: everything of the person that belongs to no course. */
export async function eraseAccount(tx: Transaction, person: LeftPerson): Promise<void> {
	const { userId, email, opaque } = person;
	await tx.delete(session).where(eq(session.userId, userId));
	await tx.delete(account).where(eq(account.userId, userId));
	await tx
		.delete(verification)
		.where(or(like(verification.value, `${userId} %`), mentions(verification.value, [email])));
	const counted = ['wrong', 'own-password', ...Object.keys(allowances)].flatMap((kind) => [
		secretKey(kind, email),
		secretKey(kind, userId)
	]);
	await tx.delete(rateLimit).where(inArray(rateLimit.key, counted));
	// Places that were taken away long ago may have left some behind.
	await tx.delete(signInSlip).where(eq(signInSlip.userId, userId));
	await tx.update(signInSlip).set({ madeBy: opaque }).where(eq(signInSlip.madeBy, userId));
	await tx.delete(managedAccount).where(eq(managedAccount.userId, userId));
	await tx.update(managedAccount).set({ madeBy: opaque }).where(eq(managedAccount.madeBy, userId));
	await tx.delete(outbox).where(eq(outbox.recipient, email));
	await tx
		.update(outbox)
		.set({ body: null })
		.where(mentions(outbox.body, [email]));
	const named = [userId, email, ...person.enrolmentIds];
	await tx.delete(job).where(or(mentions(job.key, named), mentions(job.payload, named)));
	await tx.delete(user).where(eq(user.id, userId));
}

export const accountsLeaving: Leaving<Record<string, never>> = {
	// `erasure` keeps ids alone, so that what was erased is erased again after a restore.
	people: [
		signInSlip,
		managedAccount,
		session,
		account,
		verification,
		rateLimit,
		outbox,
		job,
		user,
		erasure
	],
	content: [siteSetting],
	mine: () => Promise.resolve({}),
	async erase(tx, place) {
		const { courseId, userId } = place;
		for (const table of [signInSlip, managedAccount]) {
			await tx.delete(table).where(and(eq(table.courseId, courseId), eq(table.userId, userId)));
			await unsign(tx, place, table, ['madeBy']);
		}
	},
	async purge(tx, courseId) {
		await emptyTables(tx, courseId, [signInSlip, managedAccount]);
		await tx
			.delete(job)
			.where(or(mentions(job.key, [courseId]), mentions(job.payload, [courseId])));
	}
};
