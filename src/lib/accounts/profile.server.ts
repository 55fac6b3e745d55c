/* One's own account: the name, the language, and where one is signed in. */
import { and, desc, eq, gt, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, forbidden, notFound, personOf } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { session, user } from '$lib/server/db/schema';
import { hasMailbox } from '$lib/server/mail';
import { deviceOf, type Device } from './device';

export interface OpenSession {
	id: string;
	device: Device;
	address: string;
	since: Date;
	lastSeen: Date;
	isThis: boolean;
}

/** Where the person is signed in, this place first, then the latest. */
export async function sessionsOf(actor: Actor, now: Date): Promise<OpenSession[]> {
	const person = personOf(actor);
	const rows = await db()
		.select()
		.from(session)
		.where(and(eq(session.userId, person.id), gt(session.expiresAt, now)))
		.orderBy(desc(session.updatedAt))
		.limit(50);
	return rows
		.map((row) => ({
			id: row.id,
			device: deviceOf(row.userAgent ?? ''),
			address: row.ipAddress ?? '',
			since: row.createdAt,
			lastSeen: row.updatedAt,
			isThis: row.id === actor.sessionId
		}))
		.sort((a, b) => Number(b.isThis) - Number(a.isThis));
}

export async function endSession(actor: Actor, id: string): Promise<void> {
	authorize(actor, 'account.change');
	const ended = await db()
		.delete(session)
		.where(and(eq(session.id, id), eq(session.userId, personOf(actor).id)))
		.returning({ id: session.id });
	if (ended.length === 0) notFound();
}

export async function endOtherSessions(actor: Actor): Promise<void> {
	authorize(actor, 'account.change');
	await db()
		.delete(session)
		.where(and(eq(session.userId, personOf(actor).id), ne(session.id, actor.sessionId ?? '')));
}

export interface OwnProfile {
	name: string;
	/** Null for an account that a school made, which signs in with a code. */
	email: string | null;
	emailVerified: boolean;
}

export function profileOf(actor: Actor): OwnProfile {
	const { name, email, emailVerified } = personOf(actor);
	return { name, email: hasMailbox(email) ? email : null, emailVerified };
}

/** A school that makes accounts also names them: their owners sign in with that name. */
export async function changeName(actor: Actor, name: string, now: Date): Promise<void> {
	authorize(actor, 'account.change');
	if (!hasMailbox(personOf(actor).email)) forbidden();
	await db()
		.update(user)
		.set({ name, updatedAt: now })
		.where(eq(user.id, personOf(actor).id));
}

/** The language of mails and of the next sign-in; a visitor's is only in their browser. */
export async function chooseLanguage(actor: Actor, locale: Locale, now: Date): Promise<void> {
	if (!actor.person || actor.person.locale === locale) return;
	await db().update(user).set({ locale, updatedAt: now }).where(eq(user.id, actor.person.id));
}
