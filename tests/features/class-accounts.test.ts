/*
 * Accounts that a school makes for pupils without an e-mail address: what stands on a slip opens
 * one account and no other, wrong tries cost, a new code ends the old one, and nobody but the staff
 * of the course that made an account does anything about it.
 */
import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { changeAddress, confirmAddress } from '$lib/accounts/addresses.server';
import { allowances } from '$lib/accounts/attempts';
import { isAllowed } from '$lib/accounts/limits.server';
import { askForReset } from '$lib/accounts/passwords.server';
import {
	askForErasure,
	askForManagedErasure,
	managedPersonIn
} from '$lib/archive/requesting.server';
import {
	changeDetails,
	classAccountsIn,
	makeClassAccount,
	renewClassCode
} from '$lib/courses/class-accounts.server';
import {
	makeClassSlips,
	mostSlips,
	slipChoices,
	type ClassSlips,
	type Whose
} from '$lib/courses/class-slips.server';
import { archiveCourse, joinLinkOf } from '$lib/courses/courses.server';
import { changePlace, personIn, removePerson, restorePerson } from '$lib/courses/people.server';
import { joinCourse } from '$lib/courses/joining.server';
import { applyRoster, previewRoster } from '$lib/courses/roster.server';
import { noticesFor } from '$lib/notices/notices.server';
import { m } from '$lib/paraglide/messages';
import { db } from '$lib/server/db/client';
import { account, auditEvent, managedAccount, notice, outbox, user } from '$lib/server/db/schema';
import { runDueJobs } from '$lib/server/jobs';
import {
	actions as ownPage,
	load as ownLoad
} from '../../src/routes/(signed-in)/account/+page.server';
import * as classPage from '../../src/routes/(public)/sign-in/class/+page.server';
import * as accountsPage from '../../src/routes/(staff)/courses/[course]/people/accounts/+page.server';
import * as slipsPage from '../../src/routes/(staff)/courses/[course]/people/slips/+page.server';
import {
	aCourse,
	actorOf,
	anAssistant,
	aSection,
	aStudent,
	type BuiltCourse
} from '../support/builders';
import { testDatabase } from '../support/database';
import { MailServer, latestMail, tokenIn } from '../support/mail';
import { Browser } from '../support/visit';

testDatabase();

/** A school's worth of codes takes half a minute to be hashed; what is told of them takes no hash. */
vi.mock(import('$lib/accounts/managed.server'), async (original) => {
	const real = await original();
	const makeCodes = (n: number) =>
		n < 20
			? real.makeCodes(n)
			: Promise.resolve(Array.from({ length: n }, () => ({ code: '0'.repeat(8), hash: 'none' })));
	return { ...real, makeCodes };
});

const now = new Date('2026-11-02T05:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const origin = 'http://localhost:3000';

let course: BuiltCourse;
let instructor: Actor;

beforeEach(async () => {
	course = await aCourse();
	instructor = course.instructor;
});

interface Pupil {
	enrolmentId: string;
	userId: string;
}

async function aPupil(
	name = 'Amna Tariq',
	over: { rosterId?: string; sectionId?: string; in?: BuiltCourse } = {}
): Promise<Pupil> {
	const { rosterId = null, sectionId = null, in: where = course } = over;
	const made = await makeClassAccount(where.instructor, { name, rosterId, sectionId }, now);
	if (!made.ok) throw new Error(made.reason);
	const { userId } = await personIn(where.instructor, made.enrolmentId);
	return { enrolmentId: made.enrolmentId, userId };
}

async function slips(whose: Whose, at = now, actor = instructor): Promise<ClassSlips> {
	const made = await makeClassSlips(actor, { whose, since: at, origin }, at);
	if (!made.ok) throw new Error(made.reason);
	return made;
}

/** What stands on the slip of one pupil. */
async function slipOf({ enrolmentId }: Pupil, at = now) {
	const sheet = await slips({ of: 'person', enrolmentId }, at);
	const [slip] = sheet.slips;
	if (!slip) throw new Error('an empty sheet');
	return { classCode: sheet.classCode, name: slip.signInName, code: slip.code };
}

type Typed = Awaited<ReturnType<typeof slipOf>>;

function signIn(browser: Browser, { classCode, name, code }: Typed, at = now, next = '') {
	return browser.visit(classPage.actions.default, {
		path: '/sign-in/class',
		form: { classCode, name, passwordCode: code, next },
		now: at
	});
}

const inside = { status: 303, location: '/courses' };

/** The answer to a sign-in, in one word. */
async function tried(typed: Typed, at = now, browser = new Browser()): Promise<string> {
	const { status, form } = await signIn(browser, typed, at);
	if (status === 303) return 'in';
	return form?.message === m.accounts_class_wrong()
		? 'wrong'
		: status === 429
			? 'wait'
			: `${status}`;
}

describe('what stands on a slip', () => {
	it('signs a pupil in: the account and the slips are made on their pages', async () => {
		const visit = { path: '/people', now, course: course.slug };
		const made = await new Staff(instructor).visit(accountsPage.actions.make, {
			...visit,
			form: { name: 'علی رضا', rosterId: '17', section: '' }
		});
		expect(made).toMatchObject({ status: 200, form: { tone: 'good' } });
		const since = String(now.getTime());
		const answer = await new Staff(instructor).visit(slipsPage.actions.default, {
			...visit,
			form: { whose: 'new', since, lang: 'ur' }
		});
		const sheet = answer.data?.slips as ClassSlips;
		expect(sheet).toMatchObject({
			address: 'localhost:3000/sign-in/class',
			leftOut: [],
			waiting: 0
		});
		const [slip] = sheet.slips;
		expect(slip?.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);

		const browser = new Browser();
		const typed = { classCode: sheet.classCode, name: 'علی رضا', code: slip?.code ?? '' };
		expect(await signIn(browser, typed)).toEqual(inside);
		const pupil = await browser.actor(new Date(), course.slug);
		expect(pupil.person?.name).toBe('علی رضا');
		expect(pupil.membership).toMatchObject({ role: 'student', courseId: course.courseId });
	});

	it('may be typed as people type: case, dashes, spaces, digits and letters of either script', async () => {
		const typed = await slipOf(await aPupil('ڈاکٹر كریم 7'));
		const urdu = (text: string) => text.replace(/\d/g, (d) => '۰۱۲۳۴۵۶۷۸۹'[Number(d)] ?? d);
		for (const way of [
			typed,
			{ ...typed, classCode: typed.classCode.toLowerCase().replace('-', ' ') },
			{ ...typed, name: ' ڈاکٹر  کریم  ۷ ' },
			{ ...typed, code: ` ${typed.code.replace('-', '').toLowerCase()} ` },
			{ ...typed, code: urdu(typed.code) }
		])
			expect(await tried(way), JSON.stringify(way)).toBe('in');
	});

	it('tells namesakes apart by their numbers', async () => {
		const first = await slipOf(await aPupil('Ali Raza', { rosterId: '1' }));
		const second = await slipOf(await aPupil('Ali Raza', { rosterId: '2' }));
		expect([first.name, second.name]).toEqual(['Ali Raza', 'Ali Raza 2']);
		expect(await tried(first)).toBe('in');
		expect(await tried(second)).toBe('in');
		expect(await tried({ ...second, code: first.code })).toBe('wrong');
		expect(
			await makeClassAccount(instructor, { name: 'Ali Raza', rosterId: null, sectionId: null }, now)
		).toEqual({ ok: false, reason: 'name-taken' });
	});

	it('leads to the page that was asked for, never to another site; its QR code fills in the class', async () => {
		const typed = await slipOf(await aPupil());
		const next = '/courses/join/ABC';
		expect(await signIn(new Browser(), typed, now, next)).toEqual({ status: 303, location: next });
		expect(await signIn(new Browser(), typed, now, 'https://evil.example')).toEqual(inside);
		const loaded = await new Browser().visit(classPage.load, {
			path: `/sign-in/class?class=${typed.classCode}`,
			now
		});
		expect(loaded.data).toEqual({ next: '', classCode: typed.classCode });
	});

	it('gets one answer whatever of it is wrong, and the code does not come back into the page', async () => {
		const typed = await slipOf(await aPupil());
		const stranger = await slipOf(await aPupil('Bilal Khan'));
		for (const wrong of [
			{ ...typed, code: stranger.code },
			{ ...typed, name: 'Nobody Here' },
			{ ...typed, classCode: 'AAAA-AAAA' },
			{ ...typed, classCode: '----' },
			{ ...typed, name: '!!!' },
			{ ...typed, code: 'x'.repeat(900) }
		]) {
			const answer = await signIn(new Browser(), wrong);
			expect(answer).toMatchObject({ status: 400, form: { message: m.accounts_class_wrong() } });
			expect(answer.form?.values).not.toHaveProperty('passwordCode');
		}
	});

	it('does not exist before a slip is made: a name alone opens nothing', async () => {
		await aPupil();
		const { classCode } = await classAccountsIn(instructor);
		expect(await tried({ classCode: classCode ?? '', name: 'Amna Tariq', code: 'x' })).toBe(
			'wrong'
		);
	});

	it('is kept nowhere as it is: not with the account, not in the record, not in the notice', async () => {
		const pupil = await aPupil();
		await slipOf(pupil);
		const { code } = await slipOf(pupil, later(1));
		const rows = [
			await db().select().from(account),
			await db().select().from(managedAccount),
			await db().select().from(auditEvent),
			await db().select().from(notice)
		];
		const kept = JSON.stringify(rows);
		expect(kept).not.toContain(code);
		expect(kept).not.toContain(code.replace('-', ''));
	});
});

describe('wrong tries', () => {
	it('cost a wait for that name of that class, and nobody else of the class', async () => {
		const amna = await slipOf(await aPupil());
		const bilal = await slipOf(await aPupil('Bilal Khan'));
		const guess = { ...amna, code: '0000-0000' };
		for (const _ of [1, 2, 3, 4, 5]) expect(await tried(guess)).toBe('wrong');
		expect(await tried(guess)).toBe('wait');
		// However the name is written, and from wherever.
		const elsewhere = new Browser('203.0.113.9');
		expect(await tried({ ...amna, name: 'AMNA  tariq' }, now, elsewhere)).toBe('wait');
		expect(await tried(bilal)).toBe('in');
		expect(await tried(amna, later(1))).toBe('in');
	});

	it('are counted for names that do not exist too', async () => {
		const { classCode } = await slipOf(await aPupil());
		const guess = { classCode, name: 'Nobody Here', code: '0000-0000' };
		for (const _ of [1, 2, 3, 4, 5]) expect(await tried(guess)).toBe('wrong');
		expect(await tried(guess)).toBe('wait');
	});

	it('of one address are bounded, at more than a class needs', async () => {
		const typed = await slipOf(await aPupil());
		const school = '198.51.100.7';
		const { most } = allowances['sign-in'];
		for (let n = 0; n < most; n += 1) await isAllowed('sign-in', school, now);
		expect(await tried(typed, now, new Browser(school))).toBe('wait');
		expect(await tried(typed, now, new Browser('198.51.100.8'))).toBe('in');
		expect(await tried(typed, later(11), new Browser(school))).toBe('in');
	});

	it('are forgiven with a new slip', async () => {
		const pupil = await aPupil();
		const guess = { ...(await slipOf(pupil)), code: '0000-0000' };
		for (const _ of [1, 2, 3, 4, 5]) await tried(guess);
		expect(await tried(guess)).toBe('wait');
		expect(await tried(await slipOf(pupil, later(0.1)), later(0.1))).toBe('in');
	});
});

describe('a new personal code', () => {
	it('ends the earlier one and the sessions that it opened; the pupil is told', async () => {
		const pupil = await aPupil();
		const first = await slipOf(pupil);
		const browser = new Browser();
		await signIn(browser, first);
		const actor = await actorOf(pupil.userId, course);
		expect(await noticesFor(actor, now)).toEqual([]);
		const second = await slipOf(pupil, later(5));
		expect((await browser.actor(new Date())).person).toBeNull();
		expect(await tried(first, later(6))).toBe('wrong');
		expect(await tried(second, later(6))).toBe('in');
		expect(await noticesFor(actor, later(6))).toMatchObject([{ kind: 'code_made' }]);
	});

	it('ends a password of the pupil’s own, for whoever has forgotten it', async () => {
		const pupil = await aPupil();
		const browser = new Browser();
		const typed = await slipOf(pupil);
		await signIn(browser, typed);
		const own = 'three small words';
		const changed = await browser.visit(ownPage.password, {
			path: '/account?/password',
			form: { passwordNow: typed.code.toLowerCase(), passwordNew: own },
			now: new Date()
		});
		expect(changed).toMatchObject({ status: 200, form: { tone: 'good' } });
		const later2 = new Date(Date.now() + 1000);
		expect(await tried({ ...typed, code: own })).toBe('in');
		expect(await tried(typed)).toBe('wrong');
		const fresh = await slipOf(pupil, later2);
		expect(await tried({ ...typed, code: own }, later(90))).toBe('wrong');
		expect(await tried(fresh, later(90))).toBe('in');
	});

	it('is not made from a page that is older than the last one: sent twice it is made once', async () => {
		const pupil = await aPupil();
		const wanted = { whose: { of: 'all' as const }, since: now, origin };
		const both = await Promise.all([
			makeClassSlips(instructor, wanted, later(1)),
			makeClassSlips(instructor, wanted, later(1))
		]);
		expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
		expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, reason: 'made-meanwhile' });
		const made = both.find((one) => one.ok);
		if (!made?.ok) throw new Error('neither');
		const { classCode, slips: sheet } = made;
		expect(
			await tried({ classCode, name: 'Amna Tariq', code: sheet[0]?.code ?? '' }, later(2))
		).toBe('in');
		expect((await slipOf(pupil, later(3))).code).not.toBe(sheet[0]?.code);
	});

	it('is recorded for each, without the code', async () => {
		const pupil = await aPupil();
		await slipOf(pupil);
		const acts = await db()
			.select({ act: auditEvent.act, subjectId: auditEvent.subjectId })
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.act, 'account.code')));
		expect(acts).toEqual([{ act: 'account.code', subjectId: pupil.enrolmentId }]);
	});
});

describe('a sheet of slips', () => {
	it('is for whom was chosen: who has none, a section, everybody', async () => {
		const a = await aSection(course, 'A');
		await aPupil('Amna', { sectionId: a });
		await aPupil('Bilal');
		await aStudent(course, { name: 'With Address' });
		await slips({ of: 'section', sectionId: a });
		expect(await slipChoices(instructor)).toEqual({
			fresh: 1,
			all: 2,
			sections: [{ id: a, name: 'A', n: 1 }]
		});
		const names = async (whose: Whose, minute: number) =>
			(await slips(whose, later(minute))).slips.map(({ signInName }) => signInName);
		expect(await names({ of: 'new' }, 1)).toEqual(['Bilal']);
		expect((await names({ of: 'all' }, 2)).sort()).toEqual(['Amna', 'Bilal']);
		const nobody = { whose: { of: 'new' as const }, since: later(3), origin };
		expect(await makeClassSlips(instructor, nobody, later(3))).toEqual({
			ok: false,
			reason: 'nobody'
		});
	});

	it('holds a class; of a whole school those without one come sheet by sheet', async () => {
		const n = mostSlips + 1;
		const names = Array.from({ length: n }, (_, i) => `Pupil ${i}`);
		const shown = await previewRoster(instructor, ['name', ...names].join('\n'));
		if (!shown.ok) throw new Error(shown.reason);
		const list = { text: ['name', ...names].join('\n'), stamp: shown.preview.stamp, back: [] };
		expect(await applyRoster(instructor, list, now)).toMatchObject({ ok: true, accounts: n });
		const all = { whose: { of: 'all' as const }, since: now, origin };
		expect(await makeClassSlips(instructor, all, now)).toEqual({
			ok: false,
			reason: 'too-many',
			most: mostSlips,
			n
		});
		const first = await slips({ of: 'new' });
		expect([first.slips.length, first.waiting]).toEqual([mostSlips, 1]);
		const second = await slips({ of: 'new' }, later(1));
		expect([second.slips.length, second.waiting]).toEqual([1, 0]);
	});

	it('leaves out, by name, whoever is staff somewhere: a slip opens no more than a student’s account', async () => {
		const pupil = await aPupil();
		await aPupil('Bilal');
		const other = await aCourse();
		await join(pupil, other);
		const there = await actorOf(pupil.userId, other);
		await changePlace(
			other.instructor,
			there.membership?.enrolmentId ?? '',
			{ role: 'assistant', sectionId: null, ownSectionOnly: false },
			now
		);
		const sheet = await slips({ of: 'all' });
		expect(sheet.leftOut).toEqual(['Amna Tariq']);
		expect(sheet.slips.map(({ signInName }) => signInName)).toEqual(['Bilal']);
		const one = {
			whose: { of: 'person' as const, enrolmentId: pupil.enrolmentId },
			since: now,
			origin
		};
		expect(await makeClassSlips(instructor, one, now)).toEqual({
			ok: false,
			reason: 'has-other-roles'
		});
	});

	it('is made by instructors; an assistant makes one for a pupil of their section', async () => {
		const [a, b] = [await aSection(course, 'A'), await aSection(course, 'B')];
		const here = await aPupil('Amna', { sectionId: a });
		const there = await aPupil('Bilal', { sectionId: b });
		const limited = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		const made = (whose: Whose) => makeClassSlips(limited, { whose, since: now, origin }, now);
		for (const whose of [
			{ of: 'all' as const },
			{ of: 'section' as const, sectionId: a },
			{ of: 'person' as const, enrolmentId: there.enrolmentId }
		])
			await expect(made(whose)).rejects.toMatchObject({ status: 403 });
		expect(await made({ of: 'person', enrolmentId: here.enrolmentId })).toMatchObject({ ok: true });
		expect(await slipChoices(limited)).toBeNull();
		await expect(
			makeClassSlips(await aStudent(course), { whose: { of: 'all' }, since: now, origin }, now)
		).rejects.toMatchObject({ status: 403 });
	});
});

describe('a new code of the class', () => {
	it('makes printed slips lead nowhere until the new one is told; personal codes stay', async () => {
		const typed = await slipOf(await aPupil());
		await renewClassCode(instructor, later(1));
		const { classCode } = await classAccountsIn(instructor);
		expect(classCode).not.toBe(typed.classCode);
		expect(await tried(typed)).toBe('wrong');
		expect(await tried({ ...typed, classCode: classCode ?? '' })).toBe('in');
		const [act] = await db()
			.select({ detail: auditEvent.detail })
			.from(auditEvent)
			.where(
				and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.act, 'course.renewClassCode'))
			);
		expect(JSON.stringify(act)).not.toContain(classCode?.replace('-', ''));
	});

	it('is for a course that has one', async () => {
		await expect(renewClassCode(instructor, now)).rejects.toMatchObject({ status: 404 });
		expect((await classAccountsIn(instructor)).classCode).toBeNull();
	});
});

/** Whatever a member of staff sends, without signing in by a form. */
class Staff extends Browser {
	constructor(private readonly who: Actor) {
		super();
	}
	override actor(): Promise<Actor> {
		return Promise.resolve(this.who);
	}
}

async function join({ userId }: Pupil, where: BuiltCourse): Promise<void> {
	const { code } = await joinLinkOf(where.instructor);
	const pupil = await actorOf(userId, course);
	const joined = await joinCourse(pupil, { code: code ?? '', invitation: null }, now);
	expect(joined).toMatchObject({ ok: true });
}

describe('a pupil’s own page', () => {
	afterEach(async () => {
		await mail?.stop();
		mail = null;
	});
	let mail: MailServer | null = null;

	it('shows no address, and offers no name, news or link for one', async () => {
		const pupil = await aPupil();
		const browser = new Browser();
		await signIn(browser, await slipOf(pupil));
		mail = await MailServer.start();
		const loaded = await browser.visit(ownLoad, { path: '/account', now: new Date() });
		expect(loaded.data).toMatchObject({
			own: { name: 'Amna Tariq', email: null },
			news: null
		});
		expect(JSON.stringify(loaded.data?.own)).not.toContain('accounts.invalid');
		const visit = { path: '/account', now: new Date() };
		expect(
			await browser.visit(ownPage.name, { ...visit, form: { name: 'Somebody Else' } })
		).toEqual({ status: 403 });
		await browser.visit(ownPage.confirm, { ...visit, form: {} });
		const [row] = await db().select().from(user).where(eq(user.id, pupil.userId));
		expect(row?.name).toBe('Amna Tariq');
		// A forgotten password leads to the teacher: no link is written to nowhere.
		await askForReset(
			await browser.actor(new Date()),
			row?.email ?? '',
			{ address: '192.0.2.1', userAgent: '', origin } as never,
			now
		);
		await runDueJobs(later(1));
		expect(
			(await db().select().from(outbox)).filter((one) => one.recipient === row?.email)
		).toEqual([]);
	});

	it('leaves asking for erasure to an instructor', async () => {
		const pupil = await aPupil();
		const { code } = await slipOf(pupil);
		const actor = await actorOf(pupil.userId, course);
		expect(
			await askForErasure(actor, { email: actor.person?.email ?? '', password: code }, now)
		).toEqual({ ok: false, reason: 'managed' });
	});

	it('can add an address: it is then an account like any other, and the school’s codes end', async () => {
		const pupil = await aPupil();
		const typed = await slipOf(pupil);
		const actor = await actorOf(pupil.userId, course);
		const given = { email: 'amna-adds@example.org', password: typed.code };
		expect(await changeAddress(actor, { ...given, password: 'wrong' }, now)).toEqual({
			ok: false,
			reason: 'wrong-password'
		});
		expect(await changeAddress(actor, given, now)).toEqual({ ok: true, mailed: false });
		expect(await tried(typed, later(1))).toBe('wrong');
		expect(await classAccountsIn(instructor)).toMatchObject({ accounts: [] });
		const one = {
			whose: { of: 'person' as const, enrolmentId: pupil.enrolmentId },
			since: now,
			origin
		};
		await expect(makeClassSlips(instructor, one, now)).rejects.toMatchObject({ status: 404 });
		expect(await personIn(instructor, pupil.enrolmentId)).toMatchObject({ isManaged: false });
	});

	it('whose slip was stolen: a new slip also ends the link to an address that was asked for with it', async () => {
		mail = await MailServer.start();
		const pupil = await aPupil();
		const { code } = await slipOf(pupil);
		const actor = await actorOf(pupil.userId, course);
		const given = { email: 'thief@example.org', password: code };
		expect(await changeAddress(actor, given, now)).toEqual({ ok: true, mailed: true });
		const link = tokenIn((await latestMail('thief@example.org'))?.body);
		expect(link).not.toBe('');
		const fresh = await slipOf(pupil, later(5));
		expect(await confirmAddress(actor, link, later(6))).toEqual({ ok: false, reason: 'link-over' });
		expect(await tried(fresh, later(7))).toBe('in');
	});
});

describe('a pupil in two courses', () => {
	it('is there with one account; the other course can do nothing with it', async () => {
		const pupil = await aPupil('Amna Tariq', { rosterId: '7' });
		const other = await aCourse();
		await join(pupil, other);
		const typed = await slipOf(pupil);
		expect(await tried(typed)).toBe('in');
		const there = (await actorOf(pupil.userId, other)).membership?.enrolmentId ?? '';
		const stranger = other.instructor;
		expect(await personIn(stranger, there)).toMatchObject({
			name: 'Amna Tariq',
			email: null,
			isManaged: false,
			rosterId: null
		});
		expect(await classAccountsIn(stranger)).toEqual({ classCode: null, accounts: [] });
		for (const enrolmentId of [there, pupil.enrolmentId]) {
			const wanted = { whose: { of: 'person' as const, enrolmentId }, since: later(1), origin };
			await expect(makeClassSlips(stranger, wanted, later(1))).rejects.toMatchObject({
				status: 404
			});
			await expect(managedPersonIn(stranger, enrolmentId)).rejects.toMatchObject({ status: 404 });
			await expect(
				askForManagedErasure(stranger, enrolmentId, 'Amna Tariq', now)
			).rejects.toMatchObject({ status: 404 });
		}
		await expect(
			changeDetails(stranger, pupil.enrolmentId, { name: 'Taken', rosterId: null }, now)
		).rejects.toMatchObject({ status: 404 });
		// Their own number for her they may keep; the name is not theirs.
		expect(await changeDetails(stranger, there, { name: 'Taken', rosterId: '99' }, now)).toEqual({
			ok: true
		});
		expect(await personIn(instructor, pupil.enrolmentId)).toMatchObject({
			name: 'Amna Tariq',
			rosterId: '7'
		});
		await removePerson(stranger, there, now);
		expect(await tried(typed)).toBe('in');
	});

	it('still signs in when the course that made the account has removed her, as long as the other has her', async () => {
		const pupil = await aPupil();
		const other = await aCourse();
		await join(pupil, other);
		const typed = await slipOf(pupil);
		const browser = new Browser();
		await signIn(browser, typed);
		await removePerson(instructor, pupil.enrolmentId, now);
		expect((await browser.actor(new Date(), other.slug)).membership?.role).toBe('student');
		expect(await tried(typed)).toBe('in');
		const there = (await actorOf(pupil.userId, other)).membership?.enrolmentId ?? '';
		await removePerson(other.instructor, there, now);
		expect(await tried(typed)).toBe('wrong');
	});
});

describe('a pupil who is removed', () => {
	it('is signed out and stays out until restored, then with the same code', async () => {
		const pupil = await aPupil();
		const typed = await slipOf(pupil);
		const browser = new Browser();
		await signIn(browser, typed);
		await removePerson(instructor, pupil.enrolmentId, now);
		expect((await browser.actor(new Date())).person).toBeNull();
		expect(await tried(typed)).toBe('wrong');
		await restorePerson(instructor, pupil.enrolmentId, now);
		expect(await tried(typed)).toBe('in');
	});
});

describe('an archived course', () => {
	it('lets its pupils in to read, and makes no accounts, codes or slips', async () => {
		const pupil = await aPupil();
		const typed = await slipOf(pupil);
		await archiveCourse(instructor, true, now);
		const after = await actorOf(instructor, course);
		const browser = new Browser();
		expect(await signIn(browser, typed)).toEqual(inside);
		expect((await browser.actor(new Date(), course.slug)).membership?.courseState).toBe('archived');
		const wanted = { name: 'Bilal', rosterId: null, sectionId: null };
		const one = {
			whose: { of: 'person' as const, enrolmentId: pupil.enrolmentId },
			since: now,
			origin
		};
		await expect(makeClassAccount(after, wanted, now)).rejects.toMatchObject({ status: 403 });
		await expect(renewClassCode(after, now)).rejects.toMatchObject({ status: 403 });
		await expect(makeClassSlips(after, one, now)).rejects.toMatchObject({ status: 403 });
		await expect(
			changeDetails(after, pupil.enrolmentId, { name: 'Other', rosterId: null }, now)
		).rejects.toMatchObject({ status: 403 });
		expect(await tried(typed)).toBe('in');
		await archiveCourse(after, false, later(1));
		expect(await makeClassSlips(instructor, { ...one, since: later(2) }, later(2))).toMatchObject({
			ok: true
		});
	});
});
