/* For administrators: the facts of this installation, and the mail that waits or went. */
import { count, desc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, notFound, personOf } from '$lib/access/refuse';
import { m } from '$lib/paraglide/messages';
import { db } from '$lib/server/db/client';
import { isPostgres } from '$lib/server/db/dialect';
import { course, outbox, user } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { isMailSent, queueMail, sendMail } from '$lib/server/mail';

export interface SiteFacts {
	origin: string;
	engine: 'SQLite' | 'PostgreSQL';
	isSecure: boolean;
	people: number;
	courses: number;
	mail: { isSent: boolean; from: string; waiting: number; failed: number };
}

export async function siteFacts(actor: Actor): Promise<SiteFacts> {
	authorize(actor, 'site.administer');
	const { origin, secure, mailFrom } = environment();
	const [people] = await db().select({ n: count() }).from(user);
	const [courses] = await db().select({ n: count() }).from(course);
	const states = await db()
		.select({ state: outbox.state, n: count() })
		.from(outbox)
		.groupBy(outbox.state);
	const inState = (state: string) => states.find((row) => row.state === state)?.n ?? 0;
	return {
		origin,
		engine: isPostgres ? 'PostgreSQL' : 'SQLite',
		isSecure: secure,
		people: people?.n ?? 0,
		courses: courses?.n ?? 0,
		mail: {
			isSent: isMailSent(),
			from: mailFrom,
			waiting: inState('waiting'),
			failed: inState('failed')
		}
	};
}

/** A mail to oneself, to see that mail works. */
export async function sendTestMail(actor: Actor, now: Date): Promise<void> {
	authorize(actor, 'site.manage');
	const { email, locale } = personOf(actor);
	await sendMail(
		{
			to: email,
			subject: m.mail_subject_account({}, { locale }),
			body: m.mail_test({}, { locale })
		},
		now
	);
}

export type MailInOutbox = Omit<typeof outbox.$inferSelect, 'attempts'>;

/** The latest two hundred, newest first. */
export async function mailInOutbox(actor: Actor): Promise<MailInOutbox[]> {
	authorize(actor, 'site.administer');
	return db()
		.select({
			id: outbox.id,
			recipient: outbox.recipient,
			subject: outbox.subject,
			body: outbox.body,
			state: outbox.state,
			lastError: outbox.lastError,
			createdAt: outbox.createdAt,
			sentAt: outbox.sentAt
		})
		.from(outbox)
		.orderBy(desc(outbox.createdAt), desc(outbox.id))
		.limit(200);
}

export type SendingAgain = { ok: true } | { ok: false; reason: 'no-server' | 'body-gone' };

export async function sendAgain(actor: Actor, id: string, now: Date): Promise<SendingAgain> {
	authorize(actor, 'site.manage');
	const [mail] = await db().select().from(outbox).where(eq(outbox.id, id)).limit(1);
	if (!mail) notFound();
	if (!isMailSent()) return { ok: false, reason: 'no-server' };
	if (mail.body === null) return { ok: false, reason: 'body-gone' };
	await db().update(outbox).set({ state: 'waiting', lastError: null }).where(eq(outbox.id, id));
	await queueMail(id, now);
	return { ok: true };
}

/** Drops the words of one mail: a reset link that was handed over need not stay. */
export async function forgetBody(actor: Actor, id: string): Promise<void> {
	authorize(actor, 'site.manage');
	const gone = await db()
		.update(outbox)
		.set({ body: null })
		.where(eq(outbox.id, id))
		.returning({ id: outbox.id });
	if (gone.length === 0) notFound();
}
