/*
 * Reminders and mail about notices, with the clock moved by hand: what is due is told once, judged as
 * it stands at that moment, mailed as its reader chose, and neither lost nor doubled by a mail server
 * that is away, a job that breaks off, two processes, or a clock that is set back.
 */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { identify } from '$lib/access/identify.server';
import { membershipOf, personOf } from '$lib/access/refuse';
import { chooseNews } from '$lib/accounts/news.server';
import { isAllowed, secretKey, takeAttempt } from '$lib/accounts/limits.server';
import { tell } from '$lib/courses/telling.server';
import { changeModule } from '$lib/modules/modules.server';
import { mailWaiting } from '$lib/notices/mailing.server';
import { noticesFor } from '$lib/notices/notices.server';
import { remindIn, tellStaffIn } from '$lib/notices/reminding.server';
import { enqueueSweep } from '$lib/notices/sweeping.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { changeSet, extendSet } from '$lib/questions/settings.server';
import { submitSet } from '$lib/questions/submitting.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { job, notice, outbox, session, user } from '$lib/server/db/schema';
import { runDueJobs } from '$lib/server/jobs';
import * as mail from '$lib/server/mail';
import { aSection, aStudent, anAssistant } from '../support/builders';
import { testDatabase } from '../support/database';
import { MailServer } from '../support/mail';
import { aClass, aWriter, type Class } from '../support/writers';

testDatabase();

const moduleSlug = 'hard-state-soft-state';
const address = { moduleSlug, setSlug: 'taliban-talks' };
/** In Karachi, five hours ahead of UTC. */
const at = (text: string) => new Date(`${text}+05:00`);
const due = at('2026-11-12T18:00');
const dayBefore = at('2026-11-11T19:00');
const hour = 60 * 60 * 1000;

/** As the timer would: until nothing is due. */
async function runAll(now: Date): Promise<void> {
	for (let n = 0; n < 20; n++) if ((await runDueJobs(now)) === 0) return;
	throw new Error('Jobs make each other without end.');
}

async function sweep(now: Date): Promise<void> {
	await enqueueSweep(now, now);
	await runAll(now);
}

async function setDue(course: Class, dueAt: Date | null, now = dayBefore): Promise<void> {
	const wanted = { dueAt, closesAt: null, feedbackAtOnce: true };
	expect(await changeSet(course.instructor, address, wanted, now)).toEqual({ ok: true });
}

async function handIn(student: Actor, now: Date): Promise<void> {
	const sent = { key: 'Q02b', value: { text: 'Words.' }, version: 0, deviceAt: null };
	await saveAnswers(student, await setToAnswer(student, address), [sent], 'en', now);
	const done = await submitSet(student, await setToAnswer(student, address), now);
	expect(done.ok).toBe(true);
}

const kindsOf = async (actor: Actor, now: Date) =>
	(await noticesFor(actor, now)).map((n) => n.kind);
const stored = (course: Class, kind: string) =>
	db()
		.select()
		.from(notice)
		.where(and(eq(notice.courseId, course.courseId), eq(notice.kind, kind)));
const lettersTo = async (actor: Actor) => {
	const all = await db()
		.select()
		.from(outbox)
		.where(eq(outbox.recipient, personOf(actor).email));
	return all.filter((one) => one.subject !== 'Your account');
};

describe('a reminder', () => {
	let course: Class;
	let student: Actor;
	beforeEach(async () => {
		course = await aClass();
		student = await aStudent(course);
		await setDue(course, due);
	});

	it('comes a day before, to whoever has not handed in, and names the zone’s hour', async () => {
		const done = await aStudent(course);
		await handIn(done, dayBefore);
		await remindIn(course.courseId, at('2026-11-11T17:59'));
		expect(await stored(course, 'due')).toEqual([]);
		await remindIn(course.courseId, dayBefore);
		expect(await kindsOf(student, dayBefore)).toEqual(['due']);
		expect(await kindsOf(done, dayBefore)).toEqual([]);
		const [one] = await noticesFor(student, dayBefore);
		expect(one?.dueAt).toEqual(due);
		expect(one?.title?.en).toBeTruthy();
	});

	it('comes once, however often and in however many processes one looks', async () => {
		await Promise.all([remindIn(course.courseId, dayBefore), remindIn(course.courseId, dayBefore)]);
		await remindIn(course.courseId, new Date(dayBefore.getTime() - hour));
		await remindIn(course.courseId, new Date(dayBefore.getTime() + hour));
		expect(await stored(course, 'due')).toHaveLength(1);
	});

	it('moves with the date, and goes when the date is removed', async () => {
		await remindIn(course.courseId, dayBefore);
		await setDue(course, at('2026-11-20T18:00'));
		expect(await kindsOf(student, dayBefore)).toEqual([]);
		await remindIn(course.courseId, at('2026-11-19T19:00'));
		expect(await kindsOf(student, at('2026-11-19T19:00'))).toEqual(['due']);
		await setDue(course, null);
		expect(await kindsOf(student, at('2026-11-19T19:00'))).toEqual([]);
		await remindIn(course.courseId, at('2026-11-19T20:00'));
		expect(await stored(course, 'due')).toHaveLength(2);
	});

	it('keeps to the extension of one person', async () => {
		const { enrolmentId } = membershipOf(student);
		const later = { enrolmentId, dueAt: at('2026-11-15T18:00'), closesAt: null };
		await extendSet(course.instructor, address, later, dayBefore);
		await remindIn(course.courseId, dayBefore);
		expect(await kindsOf(student, dayBefore)).toEqual([]);
		await remindIn(course.courseId, at('2026-11-14T20:00'));
		expect((await noticesFor(student, at('2026-11-14T20:00')))[0]?.dueAt).toEqual(later.dueAt);
	});

	it('is not told any more once the work is in, or the hour has passed', async () => {
		await remindIn(course.courseId, dayBefore);
		expect(await kindsOf(student, new Date(due.getTime() + 1))).toEqual([]);
		await handIn(student, dayBefore);
		expect(await kindsOf(student, dayBefore)).toEqual([]);
	});

	it('says nothing of a module that is hidden', async () => {
		const wanted = { title: { en: 'X' }, summary: {}, visible: false, opensAt: null };
		await remindIn(course.courseId, dayBefore);
		await changeModule(course.instructor, moduleSlug, wanted, dayBefore);
		expect(await kindsOf(student, dayBefore)).toEqual([]);
		const other = await aStudent(course);
		await remindIn(course.courseId, dayBefore);
		expect(await kindsOf(other, dayBefore)).toEqual([]);
		expect(await stored(course, 'due')).toHaveLength(1);
	});
});

describe('staff', () => {
	it('are told in the evening what waits for them, of their section, and not the same again', async () => {
		const course = await aClass();
		const [a, b] = [await aSection(course, 'A'), await aSection(course, 'B')];
		await aWriter(course, { sectionId: a });
		await aWriter(course, { sectionId: b });
		const limited = await anAssistant(course, { sectionId: b, ownSectionOnly: true });
		await tellStaffIn(course.courseId, at('2026-11-10T12:00'));
		expect(await stored(course, 'waiting')).toEqual([]);
		const evening = at('2026-11-10T18:05');
		await tellStaffIn(course.courseId, evening);
		await tellStaffIn(course.courseId, new Date(evening.getTime() + hour));
		expect((await noticesFor(course.instructor, evening))[0]?.payload).toMatchObject({
			positions: '2',
			reports: '0'
		});
		expect((await noticesFor(limited, evening))[0]?.payload).toMatchObject({ positions: '1' });
		await tellStaffIn(course.courseId, at('2026-11-11T18:05'));
		expect(await stored(course, 'waiting')).toHaveLength(3);
		await aWriter(course, { sectionId: a });
		await tellStaffIn(course.courseId, at('2026-11-12T18:05'));
		const [only, ...more] = await noticesFor(course.instructor, at('2026-11-12T18:05'));
		expect(only?.payload).toMatchObject({ positions: '3' });
		expect(more).toEqual([]);
	});
});

describe('news by mail', () => {
	let server: MailServer;
	let course: Class;
	beforeAll(async () => void (server = await MailServer.start()));
	afterAll(() => server.stop());
	beforeEach(async () => {
		server.isBroken = false;
		course = await aClass();
	});

	/** Something that is told now. */
	async function news(actor: Actor, now: Date, kind = 'position.released', id?: string) {
		const payload = { module: moduleSlug };
		const { courseId, enrolmentId } = membershipOf(actor);
		await tell(db(), courseId, [{ enrolmentId, kind, payload, ...(id ? { id } : {}) }], now);
	}

	it('goes at once, in the evening, or never, as its reader chose', async () => {
		const [atOnce, daily, never] = [
			await aStudent(course),
			await aStudent(course),
			await aStudent(course)
		];
		await chooseNews(atOnce, 'at-once', dayBefore);
		await chooseNews(never, 'never', dayBefore);
		for (const one of [atOnce, daily, never]) await news(one, dayBefore);
		await runAll(dayBefore);
		expect(await lettersTo(atOnce)).toHaveLength(1);
		expect(await lettersTo(daily)).toEqual([]);
		await mailWaiting(at('2026-11-12T17:59'));
		expect(await lettersTo(daily)).toEqual([]);
		await mailWaiting(at('2026-11-12T18:00'));
		await mailWaiting(at('2026-11-12T18:15'));
		expect(await lettersTo(daily)).toHaveLength(1);
		expect(await lettersTo(never)).toEqual([]);
	});

	it('is one mail for all courses, without names of courses, titles or grades', async () => {
		const student = await aStudent(course);
		const elsewhere = await aClass();
		const { actorOf } = await import('../support/builders');
		const { enrol } = await import('$lib/courses/enrolling.server');
		const { transaction } = await import('$lib/server/db/client');
		await transaction((tx) =>
			enrol(
				tx,
				{ courseId: elsewhere.courseId, userId: personOf(student).id, role: 'student' },
				dayBefore
			)
		);
		const there = await actorOf(student, elsewhere);
		await setDue(course, due);
		await remindIn(course.courseId, dayBefore);
		await news(student, dayBefore);
		await news(there, dayBefore);
		// The evening before it is due.
		await mailWaiting(at('2026-11-12T10:00'));
		expect(await lettersTo(student)).toEqual([]);
		await setDue(course, at('2026-11-12T21:00'));
		await remindIn(course.courseId, at('2026-11-12T10:00'));
		await mailWaiting(at('2026-11-12T18:00'));
		const [letter, ...more] = await lettersTo(student);
		expect(more).toEqual([]);
		expect(letter?.subject).toBe('Something new for you');
		expect(letter?.body).toContain(`/courses/${course.slug}/modules/${moduleSlug}/position`);
		expect(letter?.body).toContain(`/courses/${elsewhere.slug}/`);
		expect(letter?.body).toContain('12 November 2026 at 21:00');
		expect(letter?.body).toContain('Pakistan Standard Time');
		expect(letter?.body).not.toMatch(/Taliban talks|Politics 201|points/);
	});

	it('is in the language of its reader', async () => {
		const student = await aStudent(course);
		await db()
			.update(user)
			.set({ locale: 'ur', mailNotices: 'at-once' })
			.where(eq(user.id, personOf(student).id));
		await news(student, dayBefore);
		await runAll(dayBefore);
		const [letter] = await lettersTo(student);
		expect(letter?.subject).toBe('آپ کے لیے نئی اطلاع');
		expect(
			await db()
				.select()
				.from(outbox)
				.where(eq(outbox.id, letter?.id ?? ''))
		).toMatchObject([{ state: 'sent' }]);
	});

	it('leaves out what was read or has become untrue by then', async () => {
		const student = await aStudent(course);
		await setDue(course, at('2026-11-12T21:00'));
		await remindIn(course.courseId, at('2026-11-12T10:00'));
		await handIn(student, at('2026-11-12T11:00'));
		await news(student, at('2026-11-12T11:00'), 'slip_used', newId());
		await db()
			.update(notice)
			.set({ readAt: dayBefore })
			.where(and(eq(notice.courseId, course.courseId), eq(notice.kind, 'slip_used')));
		await mailWaiting(at('2026-11-12T18:00'));
		expect(await lettersTo(student)).toEqual([]);
	});

	it('never goes to an account without a mailbox, nor to an address that nobody confirmed', async () => {
		const managed = await aStudent(course, { email: `${newId()}@accounts.invalid` });
		const unconfirmed = await aStudent(course);
		await db()
			.update(user)
			.set({ emailVerified: false })
			.where(eq(user.id, personOf(unconfirmed).id));
		for (const one of [managed, unconfirmed]) {
			await db()
				.update(user)
				.set({ mailNotices: 'at-once' })
				.where(eq(user.id, personOf(one).id));
			await news(one, dayBefore);
		}
		await runAll(dayBefore);
		for (const one of [managed, unconfirmed]) expect(await lettersTo(one)).toEqual([]);
	});

	it('of last month is no news: whoever turns mail on is not sent the whole term', async () => {
		const student = await aStudent(course);
		await news(student, at('2026-10-11T12:00'));
		await mailWaiting(at('2026-11-12T18:00'));
		expect(await lettersTo(student)).toEqual([]);
	});

	it('goes once when two processes look at the same moment', async () => {
		const students = [await aStudent(course), await aStudent(course), await aStudent(course)];
		for (const one of students) await news(one, at('2026-11-12T12:00'));
		const evening = at('2026-11-12T18:00');
		await Promise.allSettled([mailWaiting(evening), mailWaiting(evening)]);
		await mailWaiting(evening);
		for (const one of students) expect(await lettersTo(one)).toHaveLength(1);
	});

	it('goes on where it broke off: nothing twice, nothing left out', async () => {
		const students = [await aStudent(course), await aStudent(course), await aStudent(course)];
		for (const one of students) {
			await chooseNews(one, 'at-once', dayBefore);
			await news(one, dayBefore);
		}
		const real = mail.sendMail;
		let sent = 0;
		const broken = vi.spyOn(mail, 'sendMail').mockImplementation((...given) => {
			if (++sent === 2) throw new Error('out of memory');
			return real(...given);
		});
		await expect(mailWaiting(dayBefore)).rejects.toThrow('out of memory');
		broken.mockRestore();
		const halfWay = (await Promise.all(students.map(lettersTo))).flat();
		expect(halfWay).toHaveLength(1);
		await mailWaiting(new Date(dayBefore.getTime() + hour));
		for (const one of students) expect(await lettersTo(one)).toHaveLength(1);
	});

	it('waits in the outbox while the mail server is away for an hour, and goes out once', async () => {
		const student = await aStudent(course);
		await chooseNews(student, 'at-once', dayBefore);
		server.isBroken = true;
		await news(student, dayBefore);
		for (let minutes = 0; minutes <= 60; minutes++)
			await runAll(new Date(dayBefore.getTime() + minutes * 60_000));
		const email = personOf(student).email;
		const received = () => server.received.filter((text) => text.includes(`To: ${email}`));
		expect(received()).toEqual([]);
		expect(await lettersTo(student)).toMatchObject([{ state: 'waiting' }]);
		server.isBroken = false;
		for (let hours = 1; hours <= 4; hours++)
			await runAll(new Date(dayBefore.getTime() + hours * hour + 60_000));
		expect(received()).toHaveLength(1);
		expect(await lettersTo(student)).toMatchObject([{ state: 'sent', body: null }]);
	});
});

describe('the sweep', () => {
	it('makes reminders by itself, and makes the next one', async () => {
		const course = await aClass();
		const student = await aStudent(course);
		await setDue(course, due);
		await sweep(dayBefore);
		expect(await kindsOf(student, dayBefore)).toEqual(['due']);
		const open = (await db().select().from(job).where(eq(job.kind, 'notices.sweep'))).filter(
			(one) => one.doneAt === null
		);
		expect(open.map((one) => one.runAt)).toEqual([new Date(dayBefore.getTime() + hour / 4)]);
	});

	it('leaves an archived course alone', async () => {
		const { archiveCourse } = await import('$lib/courses/courses.server');
		const course = await aClass();
		await aStudent(course);
		await setDue(course, due);
		await archiveCourse(course.instructor, true, dayBefore);
		await sweep(new Date(dayBefore.getTime() + hour));
		expect(await stored(course, 'due')).toEqual([]);
	});

	it('neither doubles nor stops when the clock is set back an hour', async () => {
		const course = await aClass();
		const student = await aStudent(course);
		await setDue(course, due);
		const start = dayBefore.getTime() + 2 * hour;
		await sweep(new Date(start));
		// Back an hour: an hour is lived again, and one more.
		for (let minutes = -60; minutes <= 60; minutes += 5)
			await runAll(new Date(start + minutes * 60_000));
		expect(await stored(course, 'due')).toHaveLength(1);
		const other = await aStudent(course);
		for (let minutes = 65; minutes <= 90; minutes += 5)
			await runAll(new Date(start + minutes * 60_000));
		expect(await kindsOf(other, new Date(start + 90 * 60_000))).toEqual(['due']);
		expect(await kindsOf(student, new Date(start + 90 * 60_000))).toEqual(['due']);
	});
});

describe('a clock that is set back an hour', () => {
	const back = new Date(dayBefore.getTime() - hour);

	it('ends no session', async () => {
		const person = await aStudent(await aClass());
		const token = newId();
		const expiresAt = new Date(dayBefore.getTime() + 7 * 24 * hour);
		const userId = personOf(person).id;
		const times = { createdAt: dayBefore, updatedAt: dayBefore };
		await db()
			.insert(session)
			.values({ id: newId(), token, userId, expiresAt, ...times });
		const { createHmac } = await import('node:crypto');
		const secret = process.env.BETTER_AUTH_SECRET ?? '';
		const signature = createHmac('sha256', secret).update(token).digest('base64');
		const found = await identify(`${token}.${signature}`, undefined, undefined, back);
		expect(found).toMatchObject({ actor: { person: { id: userId } }, prolonged: false });
	});

	it('locks nobody out who mistyped before, and lets nobody guess on', async () => {
		const key = secretKey('sign-in', newId());
		for (let n = 0; n < 6; n++) await takeAttempt(key, dayBefore);
		expect(await takeAttempt(key, dayBefore)).toBeGreaterThan(0);
		expect(await takeAttempt(key, back)).toBe(0);
		// From then on the failures before count as they did.
		expect(await takeAttempt(key, back)).toBeGreaterThan(0);
	});

	it('begins a window of its own', async () => {
		const who = newId();
		for (let n = 0; n < 40; n++) expect(await isAllowed('join-code', who, dayBefore)).toBe(true);
		expect(await isAllowed('join-code', who, dayBefore)).toBe(false);
		expect(await isAllowed('join-code', who, back)).toBe(true);
	});
});
