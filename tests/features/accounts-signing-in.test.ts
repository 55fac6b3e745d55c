/*
 * Signing in through the form: who gets in, what wrong passwords cost, and that no answer tells
 * whether an address has an account.
 */
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { sessionDays } from '$lib/access/identify.server';
import { createAccount } from '$lib/accounts/creating.server';
import { sessionSeconds } from '$lib/server/auth';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { account, rateLimit, session, user } from '$lib/server/db/schema';
import { actions, load } from '../../src/routes/(public)/sign-in/+page.server';
import { actions as leaving } from '../../src/routes/(public)/sign-out/+page.server';
import { testDatabase } from '../support/database';
import { latestMail, MailServer } from '../support/mail';
import { Browser } from '../support/visit';

testDatabase();

const now = new Date('2026-11-02T04:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const password = 'three small words';

async function anAccount(email: string, locale: 'en' | 'ur' = 'en') {
	return createAccount({ name: 'Hina', email, password, locale }, now);
}

function signIn(browser: Browser, email: string, given = password, at = now, next = '') {
	return browser.visit(actions.default, {
		path: '/sign-in',
		form: { email, password: given, next },
		now: at
	});
}

beforeAll(async () => {
	await anAccount('hina@example.org', 'ur');
});

describe('the right password', () => {
	it('signs in, records the device, and leads to the page that was asked for', async () => {
		const browser = new Browser();
		const answer = await signIn(browser, ' Hina@Example.org ', password, now, '/courses/join/AB');
		expect(answer).toEqual({ status: 303, location: '/courses/join/AB' });
		// The library's sessions begin at the real time, not at the test's.
		const actor = await browser.actor(new Date());
		expect(actor.person?.email).toBe('hina@example.org');
		const [row] = await db()
			.select()
			.from(session)
			.where(eq(session.id, actor.sessionId ?? ''));
		expect(sessionSeconds).toBe(sessionDays * 24 * 60 * 60);
		expect(row).toMatchObject({ ipAddress: '192.0.2.1', userAgent: browser.userAgent });
	});

	it('brings the person’s language to a browser that has none, and leaves one that has', async () => {
		const fresh = new Browser();
		await signIn(fresh, 'hina@example.org');
		expect(fresh.cookies.get('PARAGLIDE_LOCALE')).toBe('ur');
		const chosen = new Browser();
		chosen.cookies.set('PARAGLIDE_LOCALE', 'en');
		await signIn(chosen, 'hina@example.org');
		expect(chosen.cookies.get('PARAGLIDE_LOCALE')).toBe('en');
	});

	it('never leads to another site', async () => {
		for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example'])
			expect(await signIn(new Browser(), 'hina@example.org', password, now, next)).toEqual({
				status: 303,
				location: '/courses'
			});
	});

	it('is not asked for again while signed in, and signing out ends the session', async () => {
		const browser = new Browser();
		await signIn(browser, 'hina@example.org');
		const visit = { path: '/sign-in?next=/account', now: new Date() };
		expect(await browser.visit(load, visit)).toEqual({ status: 303, location: '/account' });
		const { sessionId } = await browser.actor(new Date());
		await browser.visit(leaving.default, { path: '/sign-out', form: {}, now: new Date() });
		expect((await browser.actor(new Date())).person).toBeNull();
		expect(
			await db()
				.select()
				.from(session)
				.where(eq(session.id, sessionId ?? ''))
		).toEqual([]);
	});

	it('works for a class of thirty behind one address at once', async () => {
		const [kept] = await db().select().from(account).limit(1);
		const emails = Array.from({ length: 30 }, (_, n) => `student-${n}@example.org`);
		for (const email of emails) {
			const id = newId();
			await db().insert(user).values({ id, name: email, email, createdAt: now, updatedAt: now });
			await db()
				.insert(account)
				.values({
					id: newId(),
					accountId: id,
					providerId: 'credential',
					userId: id,
					password: kept?.password ?? '',
					createdAt: now,
					updatedAt: now
				});
		}
		const answers = await Promise.all(emails.map((email) => signIn(new Browser(), email)));
		expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([303]));
	});
});

describe('twenty wrong passwords through the form', () => {
	it('get the same answers for a known and an unknown address: refused, then told to wait', async () => {
		await anAccount('target@example.org');
		const answers: Record<string, [number, string | undefined][]> = {};
		for (const email of ['target@example.org', 'nobody@example.org']) {
			answers[email] = [];
			for (let n = 0; n < 20; n += 1) {
				const answer = await signIn(new Browser(`198.51.100.${n}`), email, `wrong ${n}`);
				answers[email].push([answer.status, answer.form?.message]);
			}
		}
		const [known, unknown] = Object.values(answers);
		expect(known).toEqual(unknown);
		expect(known?.map(([status]) => status)).toEqual([
			...Array<number>(5).fill(400),
			...Array<number>(15).fill(429)
		]);
		expect(known?.[19]?.[1]).toContain('one minute');
	});

	it('also hold up the right one, until the wait is over', async () => {
		expect((await signIn(new Browser(), 'target@example.org')).status).toBe(429);
		expect((await signIn(new Browser(), 'target@example.org', password, later(1))).status).toBe(
			303
		);
	});

	it('cost ever longer waits', async () => {
		let at = now;
		const told: (string | undefined)[] = [];
		for (let n = 0; n < 40 && told.length < 4; n += 1) {
			const answer = await signIn(new Browser(), 'slow@example.org', `wrong ${n}`, at);
			if (answer.status !== 429) continue;
			told.push(answer.form?.message?.match(/one|\d+/)?.[0]);
			at = new Date(at.getTime() + 10 * 60_000);
		}
		expect(told).toEqual(['one', 'one', 'one', '2']);
	});

	it('cannot be sent all at once', async () => {
		const answers = await Promise.all(
			Array.from({ length: 20 }, (_, n) => signIn(new Browser(), 'race@example.org', `wrong ${n}`))
		);
		const checked = answers.filter((answer) => answer.status === 400).length;
		expect(checked).toBeLessThanOrEqual(5);
		expect(answers.filter((answer) => answer.status === 429)).toHaveLength(20 - checked);
	});

	it('leave no address in the counts', async () => {
		const keys = (await db().select().from(rateLimit)).map((row) => row.key);
		expect(keys.length).toBeGreaterThan(3);
		expect(keys.filter((key) => /@|example|192\.0/.test(key))).toEqual([]);
	});
});

describe('with a mail server', () => {
	it('an address that nobody confirmed gets the answer of a wrong password, and a mail', async () => {
		const mail = await MailServer.start();
		try {
			const id = await anAccount('fresh@example.org');
			const right = await signIn(new Browser(), 'fresh@example.org');
			const wrong = await signIn(new Browser(), 'stranger@example.org');
			expect([right.status, right.form?.message]).toEqual([wrong.status, wrong.form?.message]);
			expect(
				await db()
					.select()
					.from(session)
					.where(eq(session.userId, id ?? ''))
			).toEqual([]);
			expect((await latestMail('fresh@example.org'))?.body).toContain('/verify-email?token=');
			expect(await latestMail('stranger@example.org')).toBeUndefined();
		} finally {
			await mail.stop();
		}
	});
});
