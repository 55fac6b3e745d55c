/*
 * Makes accounts, and nothing else does: sign-up, the set-up link, commands and the demo class all
 * come here. The password is hashed whether or not the address is free, so that the time taken says
 * nothing.
 */
import { hashPassword } from 'better-auth/crypto';
import { and, eq } from 'drizzle-orm';
import type { SiteRole } from '$lib/access/actor';
import type { Locale } from '$lib/i18n/local-text';
import { isUniqueViolation, transaction, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { account, user } from '$lib/server/db/schema';

export interface NewAccount {
	name: string;
	/** Lower case. */
	email: string;
	password: string;
	locale: Locale;
	siteRole?: SiteRole;
	/** Somebody who may know says that the address is theirs. */
	emailVerified?: boolean;
}

/** The id of the new account, or null when the address has one already. */
export async function createAccount(fresh: NewAccount, now: Date): Promise<string | null> {
	const password = await hashPassword(fresh.password);
	const id = newId();
	try {
		await transaction(async (tx) => {
			await tx.insert(user).values({
				id,
				name: fresh.name,
				email: fresh.email,
				emailVerified: fresh.emailVerified ?? false,
				siteRole: fresh.siteRole ?? 'none',
				locale: fresh.locale,
				createdAt: now,
				updatedAt: now
			});
			await tx.insert(account).values({
				id: newId(),
				accountId: id,
				providerId: 'credential',
				userId: id,
				password,
				createdAt: now,
				updatedAt: now
			});
		});
		return id;
	} catch (cause) {
		if (isUniqueViolation(cause)) return null;
		throw cause;
	}
}

/** @param hashed what `hashPassword` made, outside of the transaction because it takes a while */
export async function setPassword(
	userId: string,
	hashed: string,
	now: Date,
	on: Executor
): Promise<void> {
	await on
		.update(account)
		.set({ password: hashed, updatedAt: now })
		.where(and(eq(account.userId, userId), eq(account.providerId, 'credential')));
}
