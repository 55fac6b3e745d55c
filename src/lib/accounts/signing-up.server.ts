/*
 * A new account. The answer is the same for a known address: with a mail server its owner is told by
 * mail, without one the page says that an account that was there keeps its password.
 */
import { eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import type { Locale } from '$lib/i18n/local-text';
import type { Client } from '$lib/server/auth';
import { db } from '$lib/server/db/client';
import { user } from '$lib/server/db/schema';
import { isMailSent } from '$lib/server/mail';
import { sendConfirmation } from './addresses.server';
import { clientOf } from './attempts';
import { createAccount } from './creating.server';
import { isAllowed } from './limits.server';
import { mailAbout } from './mails.server';

export type SigningUp =
	{ ok: true; mailed: boolean } | { ok: false; reason: 'wait'; minutes: number };

export async function signUp(
	_actor: Actor,
	given: { name: string; email: string; password: string; next: string },
	locale: Locale,
	client: Client,
	now: Date
): Promise<SigningUp> {
	if (!(await isAllowed('sign-up', clientOf(client.address), now)))
		return { ok: false, reason: 'wait', minutes: 60 };
	const { name, email, password, next } = given;
	const id = await createAccount({ name, email, password, locale }, now);
	if (isMailSent()) {
		if (id) await sendConfirmation({ id, email, locale }, next, now);
		else await tellOwner(email, now);
	}
	return { ok: true, mailed: isMailSent() };
}

async function tellOwner(email: string, now: Date): Promise<void> {
	const [owner] = await db()
		.select({ locale: user.locale })
		.from(user)
		.where(eq(user.email, email))
		.limit(1);
	if (owner && (await isAllowed('mail-to', email, now)))
		await mailAbout('known-address', { email, locale: owner.locale }, '/sign-in', now);
}

/** What the page has to say beforehand. */
export function signUpFacts(_actor: Actor): { mailed: boolean } {
	return { mailed: isMailSent() };
}
