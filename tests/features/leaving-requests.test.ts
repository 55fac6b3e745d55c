/*
 * Asking to be erased, and what may come between the asking and the day: a password, other
 * instructors, signing in again, a server that slept.
 */
import { and, eq } from 'drizzle-orm';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor, SiteRole } from '$lib/access/actor';
import { actorFor } from '$lib/access/identify.server';
import { createAccount } from '$lib/accounts/creating.server';
import { keptSince, waitingErasureOf } from '$lib/accounts/erasures.server';
import { openSession } from '$lib/accounts/signing-in.server';
import { makeSlip } from '$lib/accounts/slips.server';
import {
	askForErasure,
	askForManagedErasure,
	keepManagedAccount,
	leavingFacts,
	managedPersonIn
} from '$lib/archive/requesting.server';
import { carryOut, sweep } from '$lib/archive/sweeping.server';
import { keepUntil } from '$lib/archive/ending.server';
import { makeClassAccount } from '$lib/courses/class-accounts.server';
import { enrol } from '$lib/courses/enrolling.server';
import { db, transaction } from '$lib/server/db/client';
import { auditEvent, enrolment, erasure, job, outbox, session, user } from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';
import { runDueJobs } from '$lib/server/jobs';
import { actions as erasePage } from '../../src/routes/(signed-in)/account/erase/+page.server';
import { actions as signIn } from '../../src/routes/(public)/sign-in/+page.server';
import { actions as slip } from '../../src/routes/(public)/sign-in/slip/[token]/+page.server';
import { aCourse, actorOf, anInstructor, aPerson } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser } from '../support/visit';

const folder = mkdtempSync(join(tmpdir(), 'standpoint-requests-'));
process.env.DATA_DIR = folder;
forgetEnvironment();
testDatabase();

// Sessions are opened by the library at the real time.
const now = new Date();
const day = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(now.getTime() + days * day);
const password = 'seven brown herons';

let people = 0;
async function somebody(given: { siteRole?: SiteRole } = {}): Promise<Actor & { email: string }> {
	const email = `leaver-${++people}@example.org`;
	const id = await createAccount(
		{ name: `Leaver ${people}`, email, password, locale: 'en', emailVerified: true, ...given },
		now
	);
	const actor = await actorFor(id ?? '', null);
	if (!actor) throw new Error('nobody there');
	return { ...actor, email };
}

const idOf = ({ person }: Actor) => person?.id ?? '';
const isThere = async (userId: string) =>
	(await db().select({ id: user.id }).from(user).where(eq(user.id, userId))).length > 0;

async function joins(person: Actor, course: { courseId: string; slug: string }, role = 'student') {
	await transaction((tx) =>
		enrol(
			tx,
			{
				courseId: course.courseId,
				userId: idOf(person),
				role: role as 'student',
				sectionId: null
			},
			now
		)
	);
	return actorOf(person, course);
}

/** What the one timer of the server does at that time. */
async function passes(at: Date): Promise<void> {
	await sweep(at);
	await runDueJobs(at);
}

describe('asking', () => {
	it('needs the password and the address, and says beside which field what is wrong', async () => {
		const leaver = await somebody();
		const browser = await signedIn(leaver.email);
		const ask = (form: Record<string, string>) =>
			browser.visit(erasePage.default, { path: '/account/erase', form, now });
		const wrongPassword = await ask({ email: leaver.email, passwordNow: 'not this one' });
		expect(wrongPassword.form?.errors.passwordNow).toBeTruthy();
		expect(wrongPassword.form?.values.email).toBe(leaver.email);
		expect(JSON.stringify(wrongPassword.form)).not.toContain('not this one');
		const wrongAddress = await ask({ email: 'other@example.org', passwordNow: password });
		expect(wrongAddress.form?.errors.email).toBeTruthy();
		expect((await ask({ email: '', passwordNow: '' })).status).toBe(400);
		expect(await waitingErasureOf(idOf(leaver))).toBeNull();
		const asked = await ask({ email: ` ${leaver.email.toUpperCase()} `, passwordNow: password });
		expect(asked).toMatchObject({ status: 303, location: '/sign-in?after=erasing' });
		expect(await waitingErasureOf(idOf(leaver))).not.toBeNull();
	});

	it('signs out everywhere and says so by mail', async () => {
		const leaver = await somebody();
		for (const userAgent of ['Firefox', 'Chrome'])
			await openSession(idOf(leaver), { address: '192.0.2.9', userAgent }, now);
		const { email } = leaver;
		expect((await askForErasure(leaver, { email, password }, now)).ok).toBe(true);
		expect(
			await db()
				.select()
				.from(session)
				.where(eq(session.userId, idOf(leaver)))
		).toEqual([]);
		const mails = await db().select().from(outbox).where(eq(outbox.recipient, email));
		expect(mails).toHaveLength(1);
	});

	it('twice, it stays with the first day', async () => {
		const leaver = await somebody();
		const given = { email: leaver.email, password };
		const first = await askForErasure(leaver, given, now);
		expect(await askForErasure(leaver, given, inDays(3))).toEqual(first);
	});
});

async function signedIn(email: string, at = now): Promise<Browser> {
	const browser = new Browser();
	const form = { email, password };
	await browser.visit(signIn.default, { path: '/sign-in', form, now: at });
	return browser;
}

describe('until the day comes', () => {
	it('nothing is gone; on the day everything is, and a line beside the database says which number', async () => {
		const leaver = await somebody();
		await askForErasure(leaver, { email: leaver.email, password }, now);
		await passes(new Date(inDays(7).getTime() - 1));
		expect(await isThere(idOf(leaver))).toBe(true);
		await passes(inDays(7));
		expect(await isThere(idOf(leaver))).toBe(false);
		const lines = readFileSync(join(folder, 'erasures.log'), 'utf8').trim().split('\n');
		expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
			subjectKind: 'person',
			subjectId: idOf(leaver),
			at: inDays(7).toISOString()
		});
	});

	it('signing in by password keeps the account, and the page says so for a day', async () => {
		const leaver = await somebody();
		await askForErasure(leaver, { email: leaver.email, password }, now);
		const browser = await signedIn(leaver.email);
		const back = await browser.actor(now);
		expect(idOf(back)).toBe(idOf(leaver));
		expect(await keptSince(back, now)).not.toBeNull();
		expect(await keptSince(back, inDays(2))).toBeNull();
		await passes(inDays(8));
		expect(await isThere(idOf(leaver))).toBe(true);
	});

	it('signing in with a wrong password keeps nothing', async () => {
		const leaver = await somebody();
		await askForErasure(leaver, { email: leaver.email, password }, now);
		const form = { email: leaver.email, password: 'something else' };
		await new Browser().visit(signIn.default, { path: '/sign-in', form, now });
		await passes(inDays(7));
		expect(await isThere(idOf(leaver))).toBe(false);
	});

	it('a job that was lost is found again, and one that runs twice does no harm', async () => {
		const leaver = await somebody();
		await askForErasure(leaver, { email: leaver.email, password }, now);
		const waiting = await waitingErasureOf(idOf(leaver));
		await db().delete(job);
		await passes(inDays(9));
		expect(await isThere(idOf(leaver))).toBe(false);
		await carryOut(waiting?.id ?? '', inDays(9));
		const [row] = await db()
			.select()
			.from(erasure)
			.where(eq(erasure.id, waiting?.id ?? ''));
		expect(row?.doneAt).toEqual(inDays(9));
	});
});

describe('whoever leads a course', () => {
	it('hands it over first, and may leave as soon as somebody else leads it', async () => {
		const leaver = await somebody({ siteRole: 'teacher' });
		const course = await aCourse({ teacher: leaver });
		const given = { email: leaver.email, password };
		expect(await askForErasure(leaver, given, now)).toEqual({
			ok: false,
			reason: 'only-instructor'
		});
		const { onlyInstructorOf } = await leavingFacts(leaver, now);
		expect(onlyInstructorOf.map(({ slug }) => slug)).toEqual([course.slug]);
		await anInstructor(course);
		expect((await askForErasure(leaver, given, now)).ok).toBe(true);
	});

	it('is kept after all when the other one has gone in the meantime, and told', async () => {
		const leaver = await somebody({ siteRole: 'teacher' });
		const course = await aCourse({ teacher: leaver });
		const other = await anInstructor(course);
		await askForErasure(leaver, { email: leaver.email, password }, now);
		await db()
			.update(enrolment)
			.set({ state: 'removed', removedAt: now })
			.where(and(eq(enrolment.courseId, course.courseId), eq(enrolment.userId, idOf(other))));
		await passes(inDays(7));
		expect(await isThere(idOf(leaver))).toBe(true);
		expect(await waitingErasureOf(idOf(leaver))).toBeNull();
		const mails = await db().select().from(outbox).where(eq(outbox.recipient, leaver.email));
		expect(mails).toHaveLength(2);
	});

	it('does not leave in the same moment as the only other one', async () => {
		const one = await somebody({ siteRole: 'teacher' });
		const course = await aCourse({ teacher: one });
		const two = await somebody();
		await joins(two, course, 'instructor');
		const asked = await Promise.all(
			[one, two].map((who) => askForErasure(who, { email: who.email, password }, now))
		);
		expect(asked.map(({ ok }) => ok).sort()).toEqual([false, true]);
	});

	it('stays as the last administrator of the site', async () => {
		const leaver = await somebody({ siteRole: 'administrator' });
		const given = { email: leaver.email, password };
		expect(await askForErasure(leaver, given, now)).toEqual({
			ok: false,
			reason: 'last-administrator'
		});
		await aPerson({ siteRole: 'administrator' });
		expect((await askForErasure(leaver, given, now)).ok).toBe(true);
	});
});

describe('an account that a school made', () => {
	async function aPupil(name: string) {
		const course = await aCourse();
		const wanted = { name, rosterId: null, sectionId: null };
		const made = await makeClassAccount(course.instructor, wanted, now);
		if (!made.ok) throw new Error(made.reason);
		const [place] = await db()
			.select({ userId: enrolment.userId })
			.from(enrolment)
			.where(and(eq(enrolment.courseId, course.courseId), eq(enrolment.id, made.enrolmentId)));
		return { ...course, enrolmentId: made.enrolmentId, userId: place?.userId ?? '' };
	}

	it('is not the pupil’s to erase, and is its instructor’s after typing the name', async () => {
		const pupil = await aPupil('Amna  Tariq');
		const self = await actorFor(pupil.userId, null);
		if (!self) throw new Error('nobody there');
		expect(await askForErasure(self, { email: '', password: '' }, now)).toEqual({
			ok: false,
			reason: 'managed'
		});
		const ask = (name: string) =>
			askForManagedErasure(pupil.instructor, pupil.enrolmentId, name, now);
		expect(await ask('Amna Tahir')).toEqual({ ok: false, reason: 'not-the-name' });
		expect(await ask('')).toEqual({ ok: false, reason: 'not-the-name' });
		expect(await ask(' amna tariq ')).toEqual({ ok: true, dueAt: inDays(7) });
		expect((await managedPersonIn(pupil.instructor, pupil.enrolmentId)).waiting).toEqual(inDays(7));
		await passes(inDays(7));
		expect(await isThere(pupil.userId)).toBe(false);
		const acts = await db()
			.select({ act: auditEvent.act, detail: auditEvent.detail })
			.from(auditEvent)
			.where(eq(auditEvent.courseId, pupil.courseId));
		expect(acts.map(({ act }) => act)).toContain('account.erase');
		expect(JSON.stringify(acts)).not.toMatch(/Amna/);
	});

	it('is kept by the button, and by the pupil’s own signing in', async () => {
		for (const keeps of ['button', 'slip'] as const) {
			const pupil = await aPupil(`Pupil ${keeps}`);
			const { instructor, enrolmentId } = pupil;
			await askForManagedErasure(instructor, enrolmentId, `Pupil ${keeps}`, now);
			if (keeps === 'button') await keepManagedAccount(instructor, enrolmentId, now);
			else {
				const made = await makeSlip(instructor, enrolmentId, now);
				const token = made.ok ? (made.path.split('/').at(-1) ?? '') : '';
				const visit = { path: '/sign-in/slip/x', params: { token }, form: {}, now };
				expect((await new Browser().visit(slip.default, visit)).status).toBe(303);
			}
			await passes(inDays(7));
			expect(await isThere(pupil.userId), keeps).toBe(true);
		}
	});

	it('is nobody’s of another course, and no account of one’s own making', async () => {
		const pupil = await aPupil('Elsewhere Pupil');
		const other = await aCourse();
		const refused = { status: 404 };
		await expect(
			askForManagedErasure(other.instructor, pupil.enrolmentId, 'Elsewhere Pupil', now)
		).rejects.toMatchObject(refused);
		const ownAccount = await joins(await somebody(), other);
		await expect(
			managedPersonIn(other.instructor, ownAccount.membership?.enrolmentId ?? '')
		).rejects.toMatchObject(refused);
	});
});

describe('what the page says beforehand', () => {
	it('names for each course what happens to the work, by the day that holds now', async () => {
		const leaver = await somebody();
		const [kept, gone] = [await aCourse(), await aCourse()];
		for (const course of [kept, gone]) await joins(leaver, course);
		const until = inDays(200);
		await keepUntil(kept.instructor, until, now);
		const { courses } = await leavingFacts(leaver, now);
		expect(courses.map(({ slug, keptUntil }) => [slug, keptUntil])).toEqual([
			[kept.slug, until],
			[gone.slug, null]
		]);
	});
});
