/*
 * Signing in and out. Wrong password, unknown address and an address that was not confirmed get the
 * same answer; too many tries get one that says how long to wait. What comes back is the signed
 * value of the session cookie; only cookies.server.ts knows how it is set.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { sessionCookieNames, sessionDays } from '$lib/access/identify.server';
import type { Locale } from '$lib/i18n/local-text';
import { askAuth, type Client } from '$lib/server/auth';
import { db, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { session, user } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { isMailSent } from '$lib/server/mail';
import { clientOf } from './attempts';
import { sendConfirmation } from './addresses.server';
import { keepAccount } from './erasures.server';
import { forgive, isAllowed, secretKey, takeAttempt } from './limits.server';
import { passwordReadings } from './personal-code';

const day = 24 * 60 * 60 * 1000;

export interface SignedIn {
	/** The signed value of the session cookie. */
	cookie: string;
	locale: Locale;
	/** The account was about to be erased; signing in has kept it. */
	kept?: boolean;
}
export type SigningIn =
	| ({ ok: true } & SignedIn)
	| { ok: false; reason: 'wrong' | 'wrong-or-unconfirmed' }
	| { ok: false; reason: 'wait'; minutes: number };

export async function signIn(
	_actor: Actor,
	given: { email: string; password: string; next?: string },
	client: Client,
	now: Date
): Promise<SigningIn> {
	if (!(await isAllowed('sign-in', clientOf(client.address), now)))
		return { ok: false, reason: 'wait', minutes: 10 };
	const key = secretKey('wrong', given.email);
	const wait = await takeAttempt(key, now);
	if (wait > 0) return { ok: false, reason: 'wait', minutes: Math.ceil(wait / 60_000) };

	const address = clientOf(client.address);
	const cookie = await cookieByPassword(given.email, given.password, { ...client, address });
	const wrong = { ok: false, reason: isMailSent() ? 'wrong-or-unconfirmed' : 'wrong' } as const;
	if (!cookie) return wrong;

	const [person] = await db()
		.select({ id: user.id, email: user.email, verified: user.emailVerified, locale: user.locale })
		.from(user)
		.where(eq(user.email, given.email))
		.limit(1);
	if (!person) return wrong;
	if (isMailSent() && !person.verified) {
		// The right password of an address nobody confirmed: the answer must not tell, the mail does.
		await db()
			.delete(session)
			.where(eq(session.token, tokenPart(cookie)));
		await sendConfirmation(person, given.next, now);
		return wrong;
	}
	await forgive(key);
	const kept = await keepAccount(person.id, now);
	return { ok: true, cookie, locale: person.locale, kept };
}

/** The signed session that this password opens, which may be a personal code; null when it is wrong. */
export async function cookieByPassword(
	email: string,
	typed: string,
	client: Client
): Promise<string | null> {
	for (const password of passwordReadings(typed)) {
		const answer = await askAuth('/sign-in/email', { email, password }, client);
		const cookie = answer.ok ? cookieOf(answer) : null;
		if (cookie) return cookie;
	}
	return null;
}

/** Ends the session behind the request. */
export async function signOut(actor: Actor): Promise<void> {
	if (actor.sessionId) await db().delete(session).where(eq(session.id, actor.sessionId));
}

/** A session without a password, for a slip that was made for this person. */
export async function openSession(
	userId: string,
	client: Client,
	now: Date,
	on: Executor = db()
): Promise<string> {
	const token = randomBytes(24).toString('base64url');
	await on.insert(session).values({
		id: newId(),
		token,
		userId,
		expiresAt: new Date(now.getTime() + sessionDays * day),
		ipAddress: clientOf(client.address),
		userAgent: client.userAgent,
		createdAt: now,
		updatedAt: now
	});
	return signed(token, environment().secret);
}

/** `token.signature`, as identify.server.ts reads it. */
export function signed(token: string, secret: string): string {
	return `${token}.${createHmac('sha256', secret).update(token).digest('base64')}`;
}

function tokenPart(cookie: string): string {
	return cookie.slice(0, cookie.lastIndexOf('.'));
}

/** The signed session that the library's answer sets. */
function cookieOf(answer: Response): string | null {
	for (const line of answer.headers.getSetCookie()) {
		const [pair = ''] = line.split(';');
		const [name, value] = pair.split('=', 2);
		if (value && sessionCookieNames.some((known) => known === name?.trim()))
			return decodeURIComponent(pair.slice(pair.indexOf('=') + 1));
	}
	return null;
}
