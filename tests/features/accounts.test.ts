/*
 * The life of an account: signing up, forgotten and changed passwords, changed addresses, the first
 * administrator, slips, and what administrators may do. With and without a mail server.
 */
import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccount } from '$lib/accounts/creating.server';
import { changeSiteRole, peopleOnSite } from '$lib/accounts/people.server';
import { makeTeacher, setUpLink } from '$lib/accounts/setup.server';
import { mailInOutbox } from '$lib/accounts/site.server';
import { makeSlip } from '$lib/accounts/slips.server';
import { tidy } from '$lib/accounts/tidying.server';
import { db } from '$lib/server/db/client';
import {
	auditEvent,
	job,
	notice,
	outbox,
	session,
	signInSlip,
	user,
	verification
} from '$lib/server/db/schema';
import { runDueJobs } from '$lib/server/jobs';
import { actions as forgot } from '../../src/routes/(public)/forgot-password/+page.server';
import { actions as reset } from '../../src/routes/(public)/reset-password/+page.server';
import {
	actions as setUp,
	load as setUpLoad
} from '../../src/routes/(public)/set-up/[token]/+page.server';
import { actions as signIn } from '../../src/routes/(public)/sign-in/+page.server';
import {
	actions as slip,
	load as slipLoad
} from '../../src/routes/(public)/sign-in/slip/[token]/+page.server';
import { actions as signUp } from '../../src/routes/(public)/sign-up/+page.server';
import { actions as verify } from '../../src/routes/(public)/verify-email/+page.server';
import { actions as own, load as ownLoad } from '../../src/routes/(signed-in)/account/+page.server';
import {
	aCourse,
	anAssistant,
	anInstructor,
	aPerson,
	aSection,
	aStudent
} from '../support/builders';
import { testDatabase } from '../support/database';
import { latestMail, MailServer, tokenIn } from '../support/mail';
import { Browser } from '../support/visit';

testDatabase();

// Sessions are opened by the library at the real time.
const now = new Date();
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const password = 'three small words';

async function personAt(email: string) {
	return (await db().select().from(user).where(eq(user.email, email)))[0];
}

async function signedIn(email: string, given = password): Promise<Browser> {
	const browser = new Browser();
	await browser.visit(signIn.default, { path: '/sign-in', form: { email, password: given }, now });
	return browser;
}

let people = 0;
async function aMemberOfSite(given: { emailVerified?: boolean } = {}): Promise<string> {
	people += 1;
	const email = `somebody-${people}@example.org`;
	await createAccount({ name: 'Somebody', email, password, locale: 'en', ...given }, now);
	return email;
}

describe('an empty site', () => {
	it('hands out a link that makes one administrator, once, and signs them in', async () => {
		const first = await setUpLink('http://localhost:3000', now);
		const link = await setUpLink('http://localhost:3000', now);
		const tokenOfLink = (url: string | null) => ({ token: url?.split('/').at(-1) ?? '' });
		const form = { name: 'Ada', email: 'ada@example.org', password, siteRole: 'none' };
		const browser = new Browser();
		const over = { path: '/set-up/x', params: tokenOfLink(first), now };
		expect((await browser.visit(setUpLoad, over)).status).toBe(404);
		expect((await browser.visit(setUp.default, { ...over, form })).status).toBe(409);
		const good = { path: '/set-up/x', params: tokenOfLink(link), now };
		expect((await browser.visit(setUp.default, { ...good, form })).location).toBe(
			'/admin/settings'
		);
		expect((await browser.actor(now)).person?.siteRole).toBe('administrator');
		expect((await new Browser().visit(setUp.default, { ...good, form })).status).toBe(409);
		expect(await setUpLink('http://localhost:3000', now)).toBeNull();
	});
});

describe('signing up', () => {
	const ask = (form: Record<string, string | string[]>) =>
		new Browser().visit(signUp.default, { path: '/sign-up', form, now });

	it('answers the same for a known address, whose account stays as it is', async () => {
		const form = { name: 'Bilal', email: 'bilal@example.org', password, next: '/courses/join/AB' };
		const fresh = await ask(form);
		const known = await ask({ ...form, name: 'Mallory', password: 'another password' });
		expect(known).toEqual(fresh);
		expect(fresh.data?.done).toEqual({ email: 'bilal@example.org', next: '/courses/join/AB' });
		expect((await personAt('bilal@example.org'))?.name).toBe('Bilal');
		expect((await (await signedIn('bilal@example.org')).actor(now)).person).not.toBeNull();
	});

	it('assigns nothing that the form does not have', async () => {
		await ask({
			name: 'Eve',
			email: 'eve@example.org',
			password,
			siteRole: 'administrator',
			emailVerified: 'true'
		});
		expect(await personAt('eve@example.org')).toMatchObject({
			siteRole: 'none',
			emailVerified: false
		});
	});

	it.each([
		['a short password', { password: 'short' }, 'password'],
		['no address', { email: 'nowhere' }, 'email'],
		['no name', { name: '  ' }, 'name'],
		['a damaged name', { name: 'Hi\uFFFDna' }, 'name'],
		['an endless name', { name: 'x'.repeat(81) }, 'name'],
		['a field sent twice', { email: ['a@example.org', 'b@example.org'] }, 'email']
	])('refuses %s, stores nothing and gives back what was typed', async (_what, wrong, field) => {
		const answer = await ask({ name: 'Zara', email: 'zara@example.org', password, ...wrong });
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.form?.errors ?? {})).toEqual([field]);
		expect(answer.form?.values).not.toHaveProperty('password');
		expect(answer.form?.values.name).toBe('name' in wrong ? wrong.name : 'Zara');
		expect(await personAt('zara@example.org')).toBeUndefined();
	});

	describe('with a mail server', () => {
		let server: MailServer;
		beforeEach(async () => void (server = await MailServer.start()));
		afterEach(() => server.stop());

		it('confirms the address by a link, once, and leads on', async () => {
			await ask({ name: 'Sana', email: 'sana@example.org', password, next: '/courses/join/AB' });
			const token = tokenIn((await latestMail('sana@example.org'))?.body);
			const open = () =>
				new Browser().visit(verify.default, { path: '/verify-email', form: { token }, now });
			expect((await open()).location).toBe('/sign-in?after=confirmed&next=%2Fcourses%2Fjoin%2FAB');
			expect((await personAt('sana@example.org'))?.emailVerified).toBe(true);
			expect((await open()).status).toBe(409);
		});

		it('tells the owner of a known address by mail, and nobody else', async () => {
			const email = await aMemberOfSite({ emailVerified: true });
			const answer = await ask({ name: 'Mallory', email, password: 'another password' });
			expect(answer.status).toBe(200);
			const mail = await latestMail(email);
			expect(mail?.subject).toBe('Your account');
			expect(mail?.body).toContain('You already have one');
			expect(mail?.body).not.toContain('Mallory');
		});
	});
});

describe('a forgotten password', () => {
	const askFor = async (email: string, at = now) => {
		const form = { email };
		const answer = await new Browser().visit(forgot.default, {
			path: '/forgot-password',
			form,
			now: at
		});
		await runDueJobs(at);
		return answer;
	};
	const choose = (token: string, fresh: string, at = now) =>
		new Browser().visit(reset.default, {
			path: '/reset-password',
			form: { token, password: fresh },
			now: at
		});

	it('answers the same for an unknown address, to which nothing goes', async () => {
		const email = await aMemberOfSite();
		const [known, unknown] = [await askFor(email), await askFor('nobody@example.org')];
		expect({ ...known, data: undefined }).toEqual({ ...unknown, data: undefined });
		expect(await latestMail('nobody@example.org')).toBeUndefined();
	});

	it('does the same work for a known and an unknown address, and forgets both after it', async () => {
		const emails = [await aMemberOfSite(), 'nobody-either@example.org'];
		const path = '/forgot-password';
		for (const email of emails)
			await new Browser().visit(forgot.default, { path, form: { email }, now });
		expect(await latestMail(emails[0] ?? '')).toBeUndefined();
		const waiting = await db().select().from(job).where(eq(job.kind, 'accounts.reset'));
		expect(waiting.filter((one) => emails.includes(String(one.payload.email)))).toHaveLength(2);
		await runDueJobs(now);
		expect(await latestMail(emails[0] ?? '')).toBeDefined();
		const done = await db().select().from(job).where(eq(job.kind, 'accounts.reset'));
		for (const email of emails) expect(JSON.stringify(done)).not.toContain(email);
	});

	it('leads by a link that is kept hashed and works once, and ends every session', async () => {
		const email = await aMemberOfSite();
		const elsewhere = await signedIn(email);
		await askFor(email);
		const token = tokenIn((await latestMail(email))?.body);
		expect(token).not.toBe('');
		expect(JSON.stringify(await db().select().from(verification))).not.toContain(token);
		expect((await choose(token, 'a fresh password')).location).toBe('/sign-in?after=new-password');
		expect((await elsewhere.actor(now)).person).toBeNull();
		expect((await choose(token, 'yet another one')).status).toBe(409);
		expect((await (await signedIn(email)).actor(now)).person).toBeNull();
		expect((await (await signedIn(email, 'a fresh password')).actor(now)).person).not.toBeNull();
	});

	it('gives a link half an hour, and only the latest one counts', async () => {
		const email = await aMemberOfSite();
		await askFor(email);
		const first = tokenIn((await latestMail(email))?.body);
		await askFor(email);
		const second = tokenIn((await latestMail(email))?.body);
		expect((await choose(first, 'a fresh password')).status).toBe(409);
		expect((await choose(second, 'a fresh password', later(31))).status).toBe(409);
		expect((await choose(second, 'a fresh password', later(29))).status).toBe(303);
	});

	it('floods nobody’s mailbox', async () => {
		const email = await aMemberOfSite();
		for (let n = 0; n < 12; n += 1) await askFor(email);
		const mails = await db().select().from(outbox).where(eq(outbox.recipient, email));
		expect(mails).toHaveLength(4);
	});
});

describe('one’s own account', () => {
	const act = (
		browser: Browser,
		action: keyof typeof own,
		form: Record<string, string>,
		at = now
	) => browser.visit(own[action], { path: `/account?/${action}`, form, now: at });

	it('changes the name and the language', async () => {
		const email = await aMemberOfSite();
		const browser = await signedIn(email);
		expect((await act(browser, 'name', { name: '  حنا  اسلم ' })).form?.tone).toBe('good');
		expect((await act(browser, 'language', { locale: 'ur' })).status).toBe(303);
		expect(await personAt(email)).toMatchObject({ name: 'حنا اسلم', locale: 'ur' });
		expect(browser.cookies.get('PARAGLIDE_LOCALE')).toBe('ur');
	});

	it('changes the password, ends the other sessions and keeps this one', async () => {
		const email = await aMemberOfSite();
		const [here, there] = [await signedIn(email), await signedIn(email)];
		const wrong = await act(here, 'password', {
			passwordNow: 'not this one',
			passwordNew: 'a fresh password'
		});
		expect([wrong.status, Object.keys(wrong.form?.errors ?? {})]).toEqual([400, ['passwordNow']]);
		const done = await act(here, 'password', {
			passwordNow: password,
			passwordNew: 'a fresh password'
		});
		expect(done.form?.tone).toBe('good');
		expect((await here.actor(now)).person).not.toBeNull();
		expect((await there.actor(now)).person).toBeNull();
	});

	it('limits guesses of the password as at sign-in', async () => {
		const browser = await signedIn(await aMemberOfSite());
		const statuses: number[] = [];
		for (let n = 0; n < 7; n += 1)
			statuses.push(
				(
					await act(browser, 'password', {
						passwordNow: `guess ${n}`,
						passwordNew: 'a fresh password'
					})
				).status
			);
		expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429]);
	});

	it('lists where one is signed in and ends it there, but nobody else’s', async () => {
		const email = await aMemberOfSite();
		const [here, there] = [await signedIn(email), await signedIn(email)];
		const listed = (await here.visit(ownLoad, { path: '/account', now })).data?.sessions;
		expect(listed).toMatchObject([
			{ isThis: true },
			{ isThis: false, device: { browser: 'Firefox' } }
		]);
		const { sessionId } = await there.actor(now);
		const stranger = await signedIn(await aMemberOfSite());
		expect((await act(stranger, 'session', { session: sessionId ?? '' })).status).toBe(404);
		expect((await there.actor(now)).person).not.toBeNull();
		expect((await act(here, 'session', { session: sessionId ?? '' })).form?.tone).toBe('good');
		expect((await there.actor(now)).person).toBeNull();
		expect((await here.actor(now)).person).not.toBeNull();
	});

	it('moves to another address at once without a mail server, and tells the old one', async () => {
		const email = await aMemberOfSite();
		const browser = await signedIn(email);
		const taken = await act(browser, 'address', {
			email: 'ada@example.org',
			passwordNow: password
		});
		expect([taken.status, taken.form?.values.email]).toEqual([409, 'ada@example.org']);
		const done = await act(browser, 'address', {
			email: 'moved@example.org',
			passwordNow: password
		});
		expect(done.form?.tone).toBe('good');
		expect(await personAt('moved@example.org')).toMatchObject({ emailVerified: false });
		expect((await latestMail(email))?.body).toContain('has been changed');
	});

	it('moves by a link to the new address with a mail server, and answers the same for a taken one', async () => {
		const server = await MailServer.start();
		try {
			const email = await aMemberOfSite({ emailVerified: true });
			const other = await aMemberOfSite({ emailVerified: true });
			const browser = await signedIn(email);
			const free = await act(browser, 'address', {
				email: 'new@example.org',
				passwordNow: password
			});
			const token = tokenIn((await latestMail('new@example.org'))?.body);
			const taken = await act(browser, 'address', { email: other, passwordNow: password });
			expect(taken).toEqual(free);
			expect(tokenIn((await latestMail(other))?.body)).toBe('');
			expect((await browser.actor(now)).person?.email).toBe(email);
			const confirmed = await browser.visit(verify.default, {
				path: '/verify-email',
				form: { token },
				now
			});
			expect(confirmed.location).toBe('/account');
			expect((await browser.actor(now)).person).toMatchObject({
				email: 'new@example.org',
				emailVerified: true
			});
			expect((await latestMail(email))?.body).toContain('has been changed');
		} finally {
			await server.stop();
		}
	});
});

describe('a sign-in slip', () => {
	async function aClass() {
		const course = await aCourse();
		const student = await aStudent(course);
		return { course, student, enrolmentId: student.membership?.enrolmentId ?? '' };
	}
	const tokenOf = (made: Awaited<ReturnType<typeof makeSlip>>) => ({
		token: made.ok ? (made.path.split('/').at(-1) ?? '') : ''
	});

	it('signs its student in once, is recorded, and the student is told', async () => {
		const { course, student, enrolmentId } = await aClass();
		const made = await makeSlip(course.instructor, enrolmentId, now);
		const params = tokenOf(made);
		expect(JSON.stringify(await db().select().from(signInSlip))).not.toContain(params.token);
		const browser = new Browser();
		const visit = { path: '/sign-in/slip/x', params, now };
		expect((await browser.visit(slipLoad, visit)).data?.name).toBe(student.person?.name);
		expect((await browser.actor(now)).person).toBeNull();
		expect((await browser.visit(slip.default, { ...visit, form: {} })).location).toBe('/courses');
		expect((await browser.actor(now)).person?.id).toBe(student.person?.id);
		expect((await new Browser().visit(slip.default, { ...visit, form: {} })).status).toBe(409);
		const acts = await db()
			.select()
			.from(auditEvent)
			.where(eq(auditEvent.courseId, course.courseId));
		expect(acts.map((row) => row.act).filter((name) => name.startsWith('slip.'))).toEqual([
			'slip.made',
			'slip.used'
		]);
		const told = await db()
			.select()
			.from(notice)
			.where(and(eq(notice.courseId, course.courseId), eq(notice.enrolmentId, enrolmentId)));
		expect(told.map((row) => row.kind)).toEqual(['slip_made', 'slip_used']);
	});

	it('works for a day, and a new one replaces it', async () => {
		const { course, enrolmentId } = await aClass();
		const first = tokenOf(await makeSlip(course.instructor, enrolmentId, now));
		const second = tokenOf(await makeSlip(course.instructor, enrolmentId, now));
		const at = (params: { token: string }, when: Date) =>
			new Browser().visit(slip.default, { path: '/sign-in/slip/x', params, form: {}, now: when });
		expect((await at(first, now)).status).toBe(409);
		expect((await at(second, later(24 * 60 + 1))).status).toBe(409);
		expect((await at(second, later(23 * 60))).status).toBe(303);
	});

	it('is made by staff of the course for its students only', async () => {
		const { course, student, enrolmentId } = await aClass();
		const other = await aCourse();
		await expect(makeSlip(student, enrolmentId, now)).rejects.toMatchObject({ status: 403 });
		await expect(makeSlip(other.instructor, enrolmentId, now)).rejects.toMatchObject({
			status: 404
		});
		const elsewhere = await aSection(course, 'Section B');
		const limited = await anAssistant(course, { sectionId: elsewhere, ownSectionOnly: true });
		await expect(makeSlip(limited, enrolmentId, now)).rejects.toMatchObject({ status: 403 });
	});

	it('never opens an account that may do more than a student', async () => {
		const { course, enrolmentId } = await aClass();
		const colleague = await anInstructor(course);
		const refused = { ok: false, reason: 'has-other-roles' };
		const ofColleague = colleague.membership?.enrolmentId ?? '';
		expect(await makeSlip(course.instructor, ofColleague, now)).toEqual(refused);
		const made = tokenOf(await makeSlip(course.instructor, enrolmentId, now));
		const { userId } = (
			await db().select().from(signInSlip).where(eq(signInSlip.courseId, course.courseId))
		)[0]!;
		await db().update(user).set({ siteRole: 'administrator' }).where(eq(user.id, userId));
		const browser = new Browser();
		await browser.visit(slip.default, { path: '/sign-in/slip/x', params: made, form: {}, now });
		expect((await browser.actor(now)).person).toBeNull();
		expect(await makeSlip(course.instructor, enrolmentId, now)).toEqual(refused);
	});
});

describe('administrators', () => {
	it('find people by a part of name or address, taken literally', async () => {
		const admin = await aPerson({ siteRole: 'administrator' });
		await aPerson({ name: '100% Sure_Name', email: 'sure@example.org' });
		const find = async (sought: string) =>
			(await peopleOnSite(admin, { sought, page: 1 })).people.map((person) => person.email);
		expect(await find('SURE_n')).toEqual(['sure@example.org']);
		expect(await find('100%')).toEqual(['sure@example.org']);
		expect(await find('100_')).toEqual([]);
		expect(await find('sure@')).toEqual(['sure@example.org']);
	});

	it('give roles, but cannot leave the site without an administrator', async () => {
		const ada = await personAt('ada@example.org');
		await db().update(user).set({ siteRole: 'none' }).where(eq(user.siteRole, 'administrator'));
		await db()
			.update(user)
			.set({ siteRole: 'administrator' })
			.where(eq(user.id, ada?.id ?? ''));
		const admin = await (await signedIn('ada@example.org')).actor(now);
		const last = await changeSiteRole(admin, ada?.id ?? '', 'teacher', now);
		expect(last).toEqual({ ok: false, reason: 'last-administrator' });
		const other = await aPerson();
		expect(await changeSiteRole(admin, other.person?.id ?? '', 'administrator', now)).toMatchObject(
			{ ok: true }
		);
		expect(await changeSiteRole(admin, ada?.id ?? '', 'teacher', now)).toMatchObject({ ok: true });
	});

	it('are the only ones who see people and mail', async () => {
		const teacher = await aPerson({ siteRole: 'teacher' });
		await expect(peopleOnSite(teacher, { sought: '', page: 1 })).rejects.toMatchObject({
			status: 403
		});
		await expect(mailInOutbox(teacher)).rejects.toMatchObject({ status: 403 });
		await expect(
			changeSiteRole(teacher, teacher.person?.id ?? '', 'administrator', now)
		).rejects.toMatchObject({
			status: 403
		});
	});

	it('can be made by command, as can teachers', async () => {
		const email = await aMemberOfSite();
		expect(await makeTeacher(` ${email.toUpperCase()} `, now)).toBe(true);
		expect((await personAt(email))?.siteRole).toBe('teacher');
		expect(await makeTeacher('nobody@example.org', now)).toBe(false);
	});
});

describe('what has had its time', () => {
	it('goes: ended sessions, unused links, the words of old mails', async () => {
		await signedIn(await aMemberOfSite());
		await tidy(later(15 * 24 * 60));
		expect(await db().select().from(session)).toEqual([]);
		expect(await db().select().from(verification)).toEqual([]);
		const mails = await db().select().from(outbox);
		expect(mails.length).toBeGreaterThan(0);
		expect(mails.filter((mail) => mail.body !== null)).toEqual([]);
	});
});
