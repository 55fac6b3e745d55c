/*
 * The secrets inside links: shown once, kept hashed, good for one use and a short time. They live in
 * the sign-in library's `verification` table. Those of a course live in its own tables and name it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, like, lt } from 'drizzle-orm';
import { db, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { verification } from '$lib/server/db/schema';

const minute = 60 * 1000;

/** How long each kind of link works. */
const lives = {
	'reset-password': 30 * minute,
	'verify-email': 24 * 60 * minute,
	'change-email': 24 * 60 * minute
} as const;
export type TokenKind = keyof typeof lives;

export interface TokenFacts {
	userId: string;
	/** The address that the link was sent to. */
	email: string;
	/** Where to go on afterwards. */
	next?: string;
}

/** 32 random bytes, as they stand in an address. */
export function newToken(): string {
	return randomBytes(32).toString('base64url');
}

export function hashToken(token: string): string {
	return createHash('sha256').update(token).digest('base64url');
}

/** A secret of one course, as it stands in an address: the course's id, a dot, the secret. */
export function newCourseToken(courseId: string): { token: string; hash: string } {
	const secret = newToken();
	const course = Buffer.from(courseId.replaceAll('-', ''), 'hex').toString('base64url');
	return { token: `${course}.${secret}`, hash: hashToken(secret) };
}

/** Null when it cannot be such a token; whether it is one, the course's table knows. */
export function readCourseToken(token: string): { courseId: string; hash: string } | null {
	const [, course = '', secret = ''] = /^([\w-]{22})\.([\w-]{43})$/.exec(token) ?? [];
	if (secret === '') return null;
	const hex = Buffer.from(course, 'base64url').toString('hex');
	const courseId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
	return { courseId, hash: hashToken(secret) };
}

const identifierOf = (kind: TokenKind, token: string) => `${kind}:${hashToken(token)}`;

/** Makes a link's secret; earlier ones of the same kind and person stop working. */
export async function makeToken(
	kind: TokenKind,
	facts: TokenFacts,
	now: Date,
	on: Executor = db()
): Promise<string> {
	await forgetTokens(kind, facts.userId, on);
	const token = newToken();
	await on.insert(verification).values({
		id: newId(),
		identifier: identifierOf(kind, token),
		value: `${facts.userId} ${JSON.stringify(facts)}`,
		expiresAt: new Date(now.getTime() + lives[kind]),
		createdAt: now,
		updatedAt: now
	});
	return token;
}

/** Looks without using it up: for the page that shows the button. */
export async function peekToken(
	kind: TokenKind,
	token: string,
	now: Date
): Promise<TokenFacts | null> {
	const [row] = await db()
		.select({ value: verification.value })
		.from(verification)
		.where(
			and(eq(verification.identifier, identifierOf(kind, token)), gt(verification.expiresAt, now))
		)
		.limit(1);
	return row ? factsOf(row.value) : null;
}

/** Uses it up: of two at the same moment one gets the facts. */
export async function spendToken(
	kind: TokenKind,
	token: string,
	now: Date,
	on: Executor = db()
): Promise<TokenFacts | null> {
	const [row] = await on
		.delete(verification)
		.where(
			and(eq(verification.identifier, identifierOf(kind, token)), gt(verification.expiresAt, now))
		)
		.returning({ value: verification.value });
	return row ? factsOf(row.value) : null;
}

export async function forgetTokens(
	kind: TokenKind,
	userId: string,
	on: Executor = db()
): Promise<void> {
	await on
		.delete(verification)
		.where(
			and(like(verification.identifier, `${kind}:%`), like(verification.value, `${userId} %`))
		);
}

export async function forgetOldTokens(now: Date): Promise<void> {
	await db().delete(verification).where(lt(verification.expiresAt, now));
}

function factsOf(value: string): TokenFacts {
	return JSON.parse(value.slice(value.indexOf(' ') + 1)) as TokenFacts;
}
