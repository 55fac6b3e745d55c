/*
 * Whose an address is. With a mail server an address counts once somebody has opened the link that
 * was sent there; without one it counts for nothing, and changing it needs no link.
 */
import { and, eq, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, personOf } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { db, isUniqueViolation, transaction, type Transaction } from '$lib/server/db/client';
import { invitation, outbox, user } from '$lib/server/db/schema';
import { hasMailbox, isMailSent } from '$lib/server/mail';
import { isAllowed } from './limits.server';
import { mailAbout } from './mails.server';
import { releaseManaged } from './managed.server';
import { localPath } from './next';
import { isOwnPassword, type OwnPassword } from './own-password.server';
import { forgetTokens, makeToken, peekToken, spendToken } from './tokens.server';

interface Unconfirmed {
	id: string;
	email: string;
	locale: Locale;
}

/** Mails the link that confirms an address; silently nothing when it was asked for too often. */
export async function sendConfirmation(
	person: Unconfirmed,
	next: string | undefined,
	now: Date
): Promise<void> {
	if (!(await isAllowed('mail-to', person.email, now))) return;
	const token = await makeToken(
		'verify-email',
		{ userId: person.id, email: person.email, next: localPath(next, '') },
		now
	);
	await mailAbout('confirm', person, `/verify-email?token=${token}`, now);
}

/** For the button on one's own page. */
export async function sendOwnConfirmation(actor: Actor, now: Date): Promise<void> {
	const person = personOf(actor);
	if (!person.emailVerified && isMailSent() && hasMailbox(person.email))
		await sendConfirmation(person, '/account', now);
}

/** The address that a link would confirm, or null when the link is used up or too old. */
export async function addressToConfirm(
	_actor: Actor,
	token: string,
	now: Date
): Promise<string | null> {
	const facts =
		(await peekToken('verify-email', token, now)) ?? (await peekToken('change-email', token, now));
	return facts?.email ?? null;
}

export type Confirming =
	{ ok: true; next: string } | { ok: false; reason: 'link-over' | 'address-taken' };

/** Either the address of a new account, or the new one of an old account. */
export async function confirmAddress(_actor: Actor, token: string, now: Date): Promise<Confirming> {
	try {
		return await transaction(async (tx) => {
			const fresh = await spendToken('verify-email', token, now, tx);
			if (fresh) {
				const confirmed = await tx
					.update(user)
					.set({ emailVerified: true, updatedAt: now })
					.where(and(eq(user.id, fresh.userId), eq(user.email, fresh.email)))
					.returning({ id: user.id });
				return confirmed.length > 0
					? { ok: true, next: fresh.next ?? '' }
					: { ok: false, reason: 'link-over' };
			}
			const change = await spendToken('change-email', token, now, tx);
			if (!change) return { ok: false, reason: 'link-over' };
			const [before] = await tx
				.select({ email: user.email, locale: user.locale })
				.from(user)
				.where(eq(user.id, change.userId))
				.limit(1);
			if (!before) return { ok: false, reason: 'link-over' };
			await tx
				.update(user)
				.set({ email: change.email, emailVerified: true, updatedAt: now })
				.where(eq(user.id, change.userId));
			await releaseManaged(tx, change.userId);
			// A link that was sent to the old address must not open the account any more.
			await forgetTokens('reset-password', change.userId, tx);
			await leaveAddress(tx, before.email);
			await mailAbout('address-changed', before, '/account', now, tx);
			return { ok: true, next: '/account' };
		});
	} catch (cause) {
		if (isUniqueViolation(cause)) return { ok: false, reason: 'address-taken' };
		throw cause;
	}
}

/** Nothing but the news of the change stays of an address that leads to the account no longer. */
async function leaveAddress(tx: Transaction, address: string): Promise<void> {
	await tx.delete(outbox).where(eq(outbox.recipient, address));
	await tx
		.delete(invitation)
		.where(and(eq(invitation.email, address), eq(invitation.state, 'accepted')));
}

export type ChangingAddress =
	| { ok: true; mailed: boolean }
	| { ok: false; reason: 'same' | 'address-taken' }
	| Extract<OwnPassword, { ok: false }>;

/**
 * With a mail server: a link goes to the new address and the change waits for it; the answer is the
 * same when the address has an account, whose owner is told instead.
 */
export async function changeAddress(
	actor: Actor,
	given: { email: string; password: string },
	now: Date
): Promise<ChangingAddress> {
	authorize(actor, 'account.change');
	const person = personOf(actor);
	const own = await isOwnPassword(actor, given.password, now);
	if (!own.ok) return own;
	if (given.email === person.email) return { ok: false, reason: 'same' };
	const { locale } = person;
	const [taken] = await db()
		.select({ locale: user.locale })
		.from(user)
		.where(and(eq(user.email, given.email), ne(user.id, person.id)))
		.limit(1);

	if (!isMailSent()) {
		if (taken) return { ok: false, reason: 'address-taken' };
		try {
			await transaction(async (tx) => {
				await tx
					.update(user)
					.set({ email: given.email, emailVerified: false, updatedAt: now })
					.where(eq(user.id, person.id));
				await releaseManaged(tx, person.id);
				await forgetTokens('reset-password', person.id, tx);
				await leaveAddress(tx, person.email);
				await mailAbout('address-changed', person, '/account', now, tx);
			});
		} catch (cause) {
			if (isUniqueViolation(cause)) return { ok: false, reason: 'address-taken' };
			throw cause;
		}
		return { ok: true, mailed: false };
	}

	if (!(await isAllowed('mail-to', given.email, now))) return { ok: true, mailed: true };
	if (taken) {
		await mailAbout('address-taken', { email: given.email, locale: taken.locale }, '/sign-in', now);
	} else {
		const token = await makeToken('change-email', { userId: person.id, email: given.email }, now);
		await mailAbout(
			'change-address',
			{ email: given.email, locale },
			`/verify-email?token=${token}`,
			now
		);
	}
	return { ok: true, mailed: true };
}
