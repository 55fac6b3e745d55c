/* Asks for the password again before something weighty; guesses are limited as at sign-in. */
import { verifyPassword } from 'better-auth/crypto';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { personOf } from '$lib/access/refuse';
import { db } from '$lib/server/db/client';
import { account } from '$lib/server/db/schema';
import { forgive, secretKey, takeAttempt } from './limits.server';
import { passwordReadings } from './personal-code';

export type OwnPassword =
	| { ok: true }
	| { ok: false; reason: 'wrong-password' }
	| { ok: false; reason: 'wait'; minutes: number };

export async function isOwnPassword(
	actor: Actor,
	password: string,
	now: Date
): Promise<OwnPassword> {
	const person = personOf(actor);
	const key = secretKey('own-password', person.id);
	const wait = await takeAttempt(key, now);
	if (wait > 0) return { ok: false, reason: 'wait', minutes: Math.ceil(wait / 60_000) };
	const [kept] = await db()
		.select({ hash: account.password })
		.from(account)
		.where(and(eq(account.userId, person.id), eq(account.providerId, 'credential')))
		.limit(1);
	for (const reading of passwordReadings(password))
		if (kept?.hash && (await verifyPassword({ hash: kept.hash, password: reading }))) {
			await forgive(key);
			return { ok: true };
		}
	return { ok: false, reason: 'wrong-password' };
}
