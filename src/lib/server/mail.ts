/*
 * Mail leaves through one door: a row in the outbox, written in the flow (and the transaction) of
 * whoever asks. With a mail server a job sends it; without one it waits where only administrators
 * see it. Bodies are dropped when sent or after seven days, and never reach the log; that there was a
 * mail is forgotten after thirty. Subjects are neutral, because they show on locked screens.
 */
import { and, eq, isNotNull, lt } from 'drizzle-orm';
import { createTransport, type Transporter } from 'nodemailer';
import { db, type Executor } from './db/client';
import { newId } from './db/id';
import { outbox } from './db/schema';
import { environment } from './env';
import { enqueue, onJob } from './jobs';

const day = 24 * 60 * 60 * 1000;
const keptFor = 7 * day;
const listedFor = 30 * day;

export interface Mail {
	to: string;
	subject: string;
	/** Plain text, in the language of the recipient. */
	body: string;
}

/** Whether mail is sent at all; without it nothing is bound by address. */
export function isMailSent(): boolean {
	return environment().smtpUrl !== null;
}

/** Where accounts stand that a school made without an address: no mail ever leads there. */
const nowhere = '@accounts.invalid';

/** Something for the address of such an account, which nobody is shown. */
export function noMailbox(): string {
	return newId() + nowhere;
}

export function hasMailbox(address: string): boolean {
	return !address.endsWith(nowhere);
}

/** To somebody without a mailbox nothing is written. */
export async function sendMail(
	{ to, subject, body }: Mail,
	now: Date,
	on: Executor = db()
): Promise<void> {
	if (!hasMailbox(to)) return;
	const id = newId();
	await on.insert(outbox).values({ id, recipient: to, subject, body, createdAt: now });
	if (isMailSent()) await queueMail(id, now, on);
}

/** Sends one that waits or failed (again). */
export async function queueMail(id: string, now: Date, on: Executor = db()): Promise<void> {
	await enqueue(
		{ kind: 'mail.send', key: `mail.send:${id}`, payload: { id }, runAt: now },
		now,
		on
	);
}

onJob('mail.send', async ({ payload, attempt, isLast }, now) => {
	const id = String(payload.id);
	const [mail] = await db().select().from(outbox).where(eq(outbox.id, id)).limit(1);
	if (!mail || mail.state === 'sent' || mail.body === null) return;
	const refused = await post(mail);
	if (refused !== null) {
		await db()
			.update(outbox)
			.set({ attempts: attempt, lastError: refused, state: isLast ? 'failed' : 'waiting' })
			.where(eq(outbox.id, id));
		throw new Error(`mail server: ${refused}`);
	}
	await db()
		.update(outbox)
		.set({ state: 'sent', body: null, attempts: attempt, lastError: null, sentAt: now })
		.where(eq(outbox.id, id));
});

/** Hands it to the mail server; null, or the code of what failed (the server's own words may quote the mail). */
async function post(mail: typeof outbox.$inferSelect): Promise<string | null> {
	try {
		await transport().sendMail({
			from: environment().mailFrom,
			to: mail.recipient,
			subject: mail.subject,
			text: mail.body ?? '',
			// The same mail sent twice after a crash can be told by its name.
			messageId: `<${mail.id}@${new URL(environment().origin).hostname}>`,
			headers: { 'auto-submitted': 'auto-generated' }
		});
		return null;
	} catch (cause) {
		return cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed';
	}
}

/** Drops the words of mails older than seven days, and the mention of those older than thirty. */
export async function forgetOldMail(now: Date): Promise<void> {
	await db()
		.update(outbox)
		.set({ body: null })
		.where(and(isNotNull(outbox.body), lt(outbox.createdAt, new Date(now.getTime() - keptFor))));
	await db()
		.delete(outbox)
		.where(lt(outbox.createdAt, new Date(now.getTime() - listedFor)));
}

let open: { url: string; transporter: Transporter } | null = null;

function transport(): Transporter {
	const url = environment().smtpUrl;
	if (!url) throw new Error('no mail server');
	if (open?.url !== url)
		open = {
			url,
			transporter: createTransport({
				url,
				connectionTimeout: 10_000,
				greetingTimeout: 10_000,
				socketTimeout: 20_000
			})
		};
	return open.transporter;
}
