/*
 * Accounts without an e-mail address, made by a school. Each belongs to the course that made it until
 * its owner adds an address; staff of that course make its codes. Without a code nobody signs in.
 */
import { randomInt } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { and, eq, inArray, lte } from 'drizzle-orm';
import type { Locale } from '$lib/i18n/local-text';
import type { Executor, Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { account, managedAccount, session, user } from '$lib/server/db/schema';
import { noMailbox } from '$lib/server/mail';
import { makePersonalCode } from './personal-code';
import { forgetTokens } from './tokens.server';

/** Rows that one statement inserts: engines bound the values that it may hold. */
const atOnce = 200;

export interface NewManagedAccount {
	name: string;
	/** Folded; unique in the course. */
	signInName: string;
}

/** The ids of the new accounts, in order. Their codes come with `giveCodes`. */
export async function createManagedAccounts(
	tx: Transaction,
	people: NewManagedAccount[],
	by: { courseId: string; madeBy: string; locale: Locale },
	now: Date
): Promise<string[]> {
	const { courseId, madeBy, locale } = by;
	const fresh = people.map((person) => ({ ...person, id: newId() }));
	const times = { createdAt: now, updatedAt: now };
	for (let at = 0; at < fresh.length; at += atOnce) {
		const some = fresh.slice(at, at + atOnce);
		await tx.insert(user).values(
			some.map(({ id, name }) => ({
				id,
				name,
				email: noMailbox(),
				locale,
				mailNotices: 'never' as const,
				...times
			}))
		);
		await tx.insert(account).values(
			some.map(({ id }) => ({
				id: newId(),
				accountId: id,
				providerId: 'credential',
				userId: id,
				...times
			}))
		);
		await tx.insert(managedAccount).values(
			some.map(({ id, signInName }) => ({
				courseId,
				userId: id,
				signInName,
				madeBy,
				createdAt: now
			}))
		);
	}
	return fresh.map(({ id }) => id);
}

export interface HashedCode {
	code: string;
	hash: string;
}

/** Fresh codes with their hashes. Takes a twentieth of a second each: not inside a transaction. */
export async function makeCodes(n: number): Promise<HashedCode[]> {
	const codes = Array.from({ length: n }, () => makePersonalCode((below) => randomInt(below)));
	const made: HashedCode[] = [];
	// Two at a time, so that others still sign in meanwhile.
	for (let at = 0; at < n; at += 2)
		made.push(
			...(await Promise.all(
				codes.slice(at, at + 2).map(async (code) => ({ code, hash: await hashPassword(code) }))
			))
		);
	return made;
}

/**
 * The codes count from now on; every session that an earlier one opened ends, and so does a link to
 * an address that was asked for with it. Answers how many
 * were set: fewer than were given when somebody else set some after `since`.
 */
export async function giveCodes(
	tx: Transaction,
	given: { userId: string; hash: string }[],
	since: Date,
	now: Date
): Promise<number> {
	let set = 0;
	for (const { userId, hash } of given) {
		const changed = await tx
			.update(account)
			.set({ password: hash, updatedAt: now })
			.where(
				and(
					eq(account.userId, userId),
					eq(account.providerId, 'credential'),
					lte(account.updatedAt, since)
				)
			)
			.returning({ id: account.id });
		set += changed.length;
		await forgetTokens('change-email', userId, tx);
	}
	const userIds = given.map(({ userId }) => userId);
	if (userIds.length > 0) await tx.delete(session).where(inArray(session.userId, userIds));
	return set;
}

/** With an address of its own it is an account like any other. */
export async function releaseManaged(tx: Executor, userId: string): Promise<void> {
	const released = await tx
		.delete(managedAccount)
		.where(eq(managedAccount.userId, userId))
		.returning({ userId: managedAccount.userId });
	if (released.length > 0)
		await tx.update(user).set({ mailNotices: 'daily' }).where(eq(user.id, userId));
}
