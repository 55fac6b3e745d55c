/*
 * Forgotten and changed passwords. Asking for a link answers the same for every address, and as
 * fast. A new password ends the sessions that the old one opened. Importing this module registers
 * the job that sends the link.
 */
import { hashPassword } from 'better-auth/crypto';
import { and, eq, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, personOf } from '$lib/access/refuse';
import type { Client } from '$lib/server/auth';
import { db, transaction } from '$lib/server/db/client';
import { job, session, user } from '$lib/server/db/schema';
import { enqueue, onJob } from '$lib/server/jobs';
import { isMailSent } from '$lib/server/mail';
import { clientOf } from './attempts';
import { setPassword } from './creating.server';
import { forgive, isAllowed, secretKey } from './limits.server';
import { mailAbout } from './mails.server';
import { isOwnPassword, type OwnPassword } from './own-password.server';
import { forgetTokens, makeToken, peekToken, spendToken } from './tokens.server';

/** Puts a link into the mail (without a mail server: into the outbox) if the address has an account. */
export async function askForReset(
	_actor: Actor,
	email: string,
	client: Client,
	now: Date
): Promise<void> {
	if (!(await isAllowed('forgot-password', clientOf(client.address), now))) return;
	if (!(await isAllowed('mail-to', email, now))) return;
	// A known and an unknown address take the same way here; whose it is, only the job looks up.
	await enqueue({ kind: resetJob, key: resetKey(email), payload: { email }, runAt: now }, now);
}

const resetJob = 'accounts.reset';
const resetKey = (email: string) => secretKey(resetJob, email);

onJob(resetJob, async ({ payload }, now) => {
	const email = String(payload.email);
	const [person] = await db()
		.select({ id: user.id, email: user.email, locale: user.locale })
		.from(user)
		.where(eq(user.email, email))
		.limit(1);
	if (person) {
		const token = await makeToken('reset-password', { userId: person.id, email }, now);
		await mailAbout('reset', person, `/reset-password?token=${token}`, now);
	}
	// Done jobs are kept for a week, addresses are not.
	await db()
		.update(job)
		.set({ payload: {} })
		.where(eq(job.key, resetKey(email)));
});

/** Whether the link still works, for the page that shows the form. */
export async function isResetOpen(_actor: Actor, token: string, now: Date): Promise<boolean> {
	return (await peekToken('reset-password', token, now)) !== null;
}

export type Resetting = { ok: true } | { ok: false; reason: 'link-over' };

export async function resetPassword(
	_actor: Actor,
	given: { token: string; password: string },
	now: Date
): Promise<Resetting> {
	if (!(await isResetOpen(_actor, given.token, now))) return { ok: false, reason: 'link-over' };
	const hashed = await hashPassword(given.password);
	const email = await transaction(async (tx) => {
		const facts = await spendToken('reset-password', given.token, now, tx);
		if (!facts) return null;
		const [person] = await tx
			.update(user)
			// The link came by mail, so the address is theirs.
			.set({ ...(isMailSent() ? { emailVerified: true } : {}), updatedAt: now })
			.where(and(eq(user.id, facts.userId), eq(user.email, facts.email)))
			.returning({ id: user.id, email: user.email, locale: user.locale });
		if (!person) return null;
		await setPassword(person.id, hashed, now, tx);
		await tx.delete(session).where(eq(session.userId, person.id));
		await forgetTokens('change-email', person.id, tx);
		await mailAbout('password-changed', person, '/forgot-password', now, tx);
		return person.email;
	});
	if (email === null) return { ok: false, reason: 'link-over' };
	await forgive(secretKey('wrong', email));
	return { ok: true };
}

export type ChangingPassword = OwnPassword;

/** Ends every other session; the one that asks goes on. */
export async function changePassword(
	actor: Actor,
	given: { passwordNow: string; passwordNew: string },
	now: Date
): Promise<ChangingPassword> {
	authorize(actor, 'account.change');
	const person = personOf(actor);
	const own = await isOwnPassword(actor, given.passwordNow, now);
	if (!own.ok) return own;
	const hashed = await hashPassword(given.passwordNew);
	await transaction(async (tx) => {
		await setPassword(person.id, hashed, now, tx);
		await tx
			.delete(session)
			.where(and(eq(session.userId, person.id), ne(session.id, actor.sessionId ?? '')));
		await forgetTokens('reset-password', person.id, tx);
		await forgetTokens('change-email', person.id, tx);
		await mailAbout('password-changed', person, '/forgot-password', now, tx);
	});
	return { ok: true };
}
