/* Mail leaves through the outbox and the job table: sent once, tried again, never lost. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mailInOutbox, sendAgain } from '$lib/accounts/site.server';
import { db, transaction } from '$lib/server/db/client';
import { job, outbox } from '$lib/server/db/schema';
import { enqueue, lastAttempt, onJob, pauseAfter, runDueJobs } from '$lib/server/jobs';
import { sendMail } from '$lib/server/mail';
import { aPerson } from '../support/builders';
import { testDatabase } from '../support/database';
import { latestMail, MailServer } from '../support/mail';

testDatabase();

const now = new Date('2026-11-02T04:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const mail = (to: string) => ({ to, subject: 'Your account', body: 'Hello, آداب.\n' });

describe('without a mail server', () => {
	it('mail waits in the outbox, and no job is made', async () => {
		await sendMail(mail('waits@example.org'), now);
		expect(await latestMail('waits@example.org')).toMatchObject({
			state: 'waiting',
			body: 'Hello, آداب.\n'
		});
		expect(await db().select().from(job)).toEqual([]);
	});
});

describe('with a mail server', () => {
	let server: MailServer;
	beforeAll(async () => void (server = await MailServer.start()));
	afterAll(() => server.stop());

	it('a job sends it once, and its words go', async () => {
		await sendMail(mail('once@example.org'), now);
		// Two processes at the same moment.
		await Promise.all([runDueJobs(now), runDueJobs(now)]);
		await runDueJobs(after(60_000));
		expect(server.received.filter((text) => text.includes('To: once@example.org'))).toHaveLength(1);
		expect(await latestMail('once@example.org')).toMatchObject({ state: 'sent', body: null });
	});

	it('is not sent when the transaction that wrote it fails', async () => {
		await transaction(async (tx) => {
			await sendMail(mail('never@example.org'), now, tx);
			throw new Error('changed my mind');
		}).catch(() => undefined);
		await runDueJobs(after(60_000));
		expect(await latestMail('never@example.org')).toBeUndefined();
	});

	it('is tried again with growing pauses while the server refuses, and says so in the outbox', async () => {
		server.isBroken = true;
		await sendMail(mail('late@example.org'), now);
		await runDueJobs(now);
		expect(await latestMail('late@example.org')).toMatchObject({
			state: 'waiting',
			attempts: 1,
			lastError: 'EENVELOPE'
		});
		expect(await runDueJobs(after(pauseAfter(1) - 1))).toBe(0);
		server.isBroken = false;
		await runDueJobs(after(pauseAfter(1)));
		expect(await latestMail('late@example.org')).toMatchObject({
			state: 'sent',
			body: null,
			lastError: null
		});
	});

	it('is given up in the end; an administrator can send it again', async () => {
		server.isBroken = true;
		await sendMail(mail('lost@example.org'), now);
		let at = now;
		for (let n = 1; n <= lastAttempt; n += 1) {
			await runDueJobs(at);
			at = new Date(at.getTime() + pauseAfter(n));
		}
		const lost = await latestMail('lost@example.org');
		expect(lost).toMatchObject({ state: 'failed', attempts: lastAttempt });
		expect(await runDueJobs(at)).toBe(0);
		server.isBroken = false;
		const admin = await aPerson({ siteRole: 'administrator' });
		expect(await sendAgain(admin, lost?.id ?? '', at)).toEqual({ ok: true });
		await runDueJobs(at);
		expect(await latestMail('lost@example.org')).toMatchObject({ state: 'sent', body: null });
	});
});

describe('a mail server that is down for an hour', () => {
	let server: MailServer;
	beforeAll(async () => void (server = await MailServer.start()));
	afterAll(() => server.stop());

	const people = ['one', 'two', 'three'].map((name) => `${name}@down.example.org`);
	const sentTo = (to: string) =>
		server.received.filter((text) => text.includes(`To: ${to}`)).length;
	const minute = 60_000;

	it('holds up letters, which administrators see, and each goes out once when it is back', async () => {
		const admin = await aPerson({ siteRole: 'administrator' });
		const shown = async () =>
			(await mailInOutbox(admin)).filter(({ recipient }) => people.includes(recipient));
		await server.goDown();
		// As the timer does, only coarser; two processes share the work.
		const tick = async (at: number) => {
			await Promise.all([runDueJobs(after(at)), runDueJobs(after(at))]);
		};
		for (let at = 0; at < 60 * minute; at += minute) {
			// They are written while it is down: at its beginning, in its middle and near its end.
			const who = people[[0, 20, 50].indexOf(at / minute)];
			if (who) await sendMail(mail(who), after(at));
			await tick(at);
		}
		expect(await shown()).toHaveLength(people.length);
		for (const letter of await shown())
			expect(letter).toMatchObject({
				state: 'waiting',
				lastError: 'ESOCKET',
				body: 'Hello, آداب.\n'
			});

		await server.comeBack();
		// Whoever waited for an hour waits for no more than another.
		for (let at = 60 * minute; at <= 120 * minute; at += minute) await tick(at);
		expect(people.map(sentTo)).toEqual(people.map(() => 1));
		for (const letter of await shown())
			expect(letter).toMatchObject({ state: 'sent', lastError: null, body: null });
	});
});

describe('a job', () => {
	it('has one open row for each key, and is opened again when it is done', async () => {
		const ran = vi.fn(() => Promise.resolve());
		onJob('test.once', ran);
		const one = { kind: 'test.once', key: 'test.once:1', runAt: now };
		await enqueue(one, now);
		await enqueue(one, now);
		await runDueJobs(now);
		expect(ran).toHaveBeenCalledTimes(1);
		await enqueue(one, now);
		await runDueJobs(now);
		expect(ran).toHaveBeenCalledTimes(2);
	});

	it('whose process died is taken over when its lease is over', async () => {
		const ran = vi.fn(() => Promise.resolve());
		onJob('test.orphan', ran);
		await enqueue({ kind: 'test.orphan', key: 'test.orphan', runAt: now }, now);
		await db()
			.update(job)
			.set({ leasedUntil: after(1000) })
			.where(eq(job.key, 'test.orphan'));
		await runDueJobs(now);
		expect(ran).not.toHaveBeenCalled();
		await runDueJobs(after(1000));
		expect(ran).toHaveBeenCalledTimes(1);
	});

	it('whose process dies each time is given up like one that fails each time', async () => {
		const ran = vi.fn(() => Promise.resolve());
		onJob('test.deadly', ran);
		await enqueue({ kind: 'test.deadly', key: 'test.deadly', runAt: now }, now);
		const only = eq(job.key, 'test.deadly');
		// What such a process leaves behind: it was counted, and nothing else was written.
		await db().update(job).set({ attempts: lastAttempt, leasedUntil: now }).where(only);
		await runDueJobs(after(1));
		expect(ran).not.toHaveBeenCalled();
		const [given] = await db().select().from(job).where(only);
		expect(given?.doneAt).toEqual(after(1));
		expect(given?.lastError).toContain('ended the process');
	});

	it('pauses from seconds to hours, never more than six', () => {
		expect([1, 2, 3, 20].map((n) => pauseAfter(n) / 1000)).toEqual([15, 30, 60, 6 * 60 * 60]);
	});
});

it('nothing of a mail stays after it was sent', async () => {
	const sent = await db().select().from(outbox).where(eq(outbox.state, 'sent'));
	expect(sent.length).toBeGreaterThan(0);
	expect(sent.every((row) => row.body === null)).toBe(true);
});
