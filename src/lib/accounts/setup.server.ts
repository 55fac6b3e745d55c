/*
 * The first administrator, and roles given by command. On a site without accounts `npm start` prints
 * a one-time link; only its hash is kept, so each start prints a fresh one and the older stops
 * working. These functions act for whoever holds the machine, not for a person: no actor.
 */
import { eq } from 'drizzle-orm';
import type { SiteRole } from '$lib/access/actor';
import type { Locale } from '$lib/i18n/local-text';
import type { Client } from '$lib/server/auth';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { auditEvent, siteSetting, user } from '$lib/server/db/schema';
import { createAccount } from './creating.server';
import { openSession, type SignedIn } from './signing-in.server';
import { hashToken, newToken } from './tokens.server';

const setting = 'set-up';

/** The address that makes the first administrator, or null when the site has accounts. */
export async function setUpLink(origin: string, now: Date): Promise<string | null> {
	if (await hasAccounts()) return null;
	const token = newToken();
	const value = { hash: hashToken(token) };
	await db()
		.insert(siteSetting)
		.values({ key: setting, value, updatedAt: now })
		.onConflictDoUpdate({ target: siteSetting.key, set: { value, updatedAt: now } });
	return `${origin}/set-up/${token}`;
}

async function hasAccounts(): Promise<boolean> {
	return (await db().select({ id: user.id }).from(user).limit(1)).length > 0;
}

async function keptHash(): Promise<string | null> {
	const [row] = await db().select().from(siteSetting).where(eq(siteSetting.key, setting)).limit(1);
	return (row?.value as { hash?: string } | undefined)?.hash ?? null;
}

/** Whether this link may make the first administrator now. */
export async function isSetUpOpen(token: string): Promise<boolean> {
	return (await keptHash()) === hashToken(token) && !(await hasAccounts());
}

export type SettingUp = ({ ok: true } & SignedIn) | { ok: false; reason: 'link-over' };

export async function makeFirstAdministrator(
	token: string,
	given: { name: string; email: string; password: string; locale: Locale },
	client: Client,
	now: Date
): Promise<SettingUp> {
	if (!(await isSetUpOpen(token))) return { ok: false, reason: 'link-over' };
	// Deleting the row is the race: of two who hold the link one goes on.
	const taken = await db()
		.delete(siteSetting)
		.where(eq(siteSetting.key, setting))
		.returning({ key: siteSetting.key });
	if (taken.length === 0) return { ok: false, reason: 'link-over' };
	const id = await createAccount({ ...given, siteRole: 'administrator', emailVerified: true }, now);
	if (!id) return { ok: false, reason: 'link-over' };
	return { ok: true, cookie: await openSession(id, client, now), locale: given.locale };
}

/** For the `admin` command; false when nobody has this address. */
export async function giveSiteRole(email: string, role: SiteRole, now: Date): Promise<boolean> {
	return transaction(async (tx) => {
		const [person] = await tx
			.update(user)
			.set({ siteRole: role, updatedAt: now })
			.where(eq(user.email, email.trim().toLowerCase()))
			.returning({ id: user.id });
		if (!person) return false;
		await tx.insert(auditEvent).values({
			id: newId(),
			courseId: '',
			actorId: null,
			act: 'site.role',
			subjectKind: 'user',
			subjectId: person.id,
			detail: { role },
			at: now
		});
		return true;
	});
}

export async function makeTeacher(email: string, now: Date): Promise<boolean> {
	return giveSiteRole(email, 'teacher', now);
}

export async function makeAdministrator(email: string, now: Date): Promise<boolean> {
	return giveSiteRole(email, 'administrator', now);
}
