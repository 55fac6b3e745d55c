/* Who a request is taken for: by its cookies, and by what the database says of them now. */
import { createHmac } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	actorFor,
	identify,
	sessionCookieNames,
	sessionDays,
	tokenOf
} from '$lib/access/identify.server';
import { gate } from '$lib/access/gate';
import { isStaff, roleOf, type Actor } from '$lib/access/actor';
import { openSession, signed } from '$lib/accounts/signing-in.server';
import { changePlace, removePerson, restorePerson } from '$lib/courses/people.server';
import { db } from '$lib/server/db/client';
import { session, user } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import {
	aCourse,
	anAssistant,
	anObserver,
	aPerson,
	aStudent,
	termStart,
	type BuiltCourse
} from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser } from '../support/visit';

testDatabase();

const now = termStart;
const later = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60_000);
const client = { address: '192.0.2.1', userAgent: 'Firefox' };
const page = '/(signed-in)/courses/[course]';
const staffPage = '/(staff)/courses/[course]/people';

let course: BuiltCourse;
beforeAll(async () => {
	course = await aCourse();
});

const signIn = ({ person }: Actor) => openSession(person?.id ?? '', client, now);
const as = async (cookie: string | undefined, at = now, view?: string) =>
	(await identify(cookie, course.slug, view, at)).actor;

describe('the session cookie', () => {
	it('names its person, in the course of the address', async () => {
		const student = await aStudent(course);
		const actor = await as(await signIn(student));
		expect(actor.person?.id).toBe(student.person?.id);
		expect(actor.membership).toMatchObject({ courseId: course.courseId, role: 'student' });
	});

	it('counts under both of its names, and under no other', async () => {
		const student = await aStudent(course);
		const cookie = await signIn(student);
		for (const name of sessionCookieNames) {
			const browser = new Browser();
			browser.cookies.set(name, cookie);
			expect((await browser.actor(now)).person?.id, name).toBe(student.person?.id);
		}
		const browser = new Browser();
		browser.cookies.set('session', cookie);
		expect((await browser.actor(now)).person).toBeNull();
	});

	it('of https counts before one that http may have left or planted', async () => {
		const [own, planted] = [await aStudent(course), await aStudent(course)];
		const browser = new Browser();
		browser.cookies.set('better-auth.session_token', await signIn(planted));
		browser.cookies.set('__Secure-better-auth.session_token', await signIn(own));
		expect((await browser.actor(now)).person?.id).toBe(own.person?.id);
	});

	it('is worth nothing when it was forged', async () => {
		const cookie = await signIn(await aStudent(course));
		const token = cookie.slice(0, cookie.lastIndexOf('.'));
		const signature = cookie.slice(cookie.lastIndexOf('.') + 1);
		const flipped = Buffer.from(signature, 'base64');
		flipped[0] = (flipped[0] ?? 0) ^ 1;
		const forged = [
			token,
			`${token}.`,
			`${token}.${flipped.toString('base64')}`,
			`${token}.${signature.slice(0, 20)}`,
			`${token}x.${signature}`,
			`.${signature}`,
			signed('made-up', environment().secret),
			signed(token, 'another secret of more than thirty-two characters'),
			`${token}.${createHmac('sha1', environment().secret).update(token).digest('base64')}`,
			'',
			'.',
			'null',
			"' or 1=1 --.x"
		];
		for (const one of forged) expect((await as(one)).person, one).toBeNull();
		expect((await as(cookie)).person).not.toBeNull();
	});

	it('is not read with an empty secret', () => {
		expect(tokenOf(signed('token', 'right'), 'right')).toBe('token');
		expect(tokenOf(signed('token', ''), 'right')).toBeNull();
	});

	it('ends with its session, and is prolonged once a day while it lasts', async () => {
		const cookie = await signIn(await aStudent(course));
		expect((await as(cookie, later(sessionDays - 0.001))).person).not.toBeNull();
		const again = await signIn(await aStudent(course));
		expect((await as(again, later(sessionDays))).person).toBeNull();
		const kept = await signIn(await aStudent(course));
		expect((await identify(kept, undefined, undefined, later(0.9))).prolonged).toBe(false);
		expect((await identify(kept, undefined, undefined, later(1.1))).prolonged).toBe(true);
		expect((await as(kept, later(sessionDays + 1))).person).not.toBeNull();
	});

	it('is worth nothing once its session was ended elsewhere', async () => {
		const student = await aStudent(course);
		const cookie = await signIn(student);
		await db()
			.delete(session)
			.where(eq(session.userId, student.person?.id ?? ''));
		expect((await as(cookie)).person).toBeNull();
	});

	it('is worth nothing once its account is gone', async () => {
		const person = await aPerson();
		const cookie = await signIn(person);
		await db()
			.delete(user)
			.where(eq(user.id, person.person?.id ?? ''));
		expect((await as(cookie)).person).toBeNull();
		expect(await actorFor(person.person?.id ?? '', null)).toBeNull();
	});
});

describe('a place in a course', () => {
	it('is lost at once by whoever is removed, with the same cookie, and comes back', async () => {
		const student = await aStudent(course);
		const cookie = await signIn(student);
		const enrolmentId = student.membership?.enrolmentId ?? '';
		expect(gate(await as(cookie), page)).toBe('pass');
		await removePerson(course.instructor, enrolmentId, now);
		const former = await as(cookie);
		expect(former.person).not.toBeNull();
		expect(former.membership).toBeNull();
		expect(gate(former, page)).toBe('not-found');
		expect(await actorFor(student.person?.id ?? '', course.slug)).toBeNull();
		await restorePerson(course.instructor, enrolmentId, now);
		expect(gate(await as(cookie), page)).toBe('pass');
	});

	it('is what it is now, not what it was at sign-in', async () => {
		const assistant = await anAssistant(course);
		const cookie = await signIn(assistant);
		expect(gate(await as(cookie), staffPage)).toBe('pass');
		const student = { role: 'student', sectionId: null, ownSectionOnly: false } as const;
		await changePlace(course.instructor, assistant.membership?.enrolmentId ?? '', student, now);
		expect(gate(await as(cookie), staffPage)).toBe('not-found');
	});

	it('is nobody’s in a course of another name', async () => {
		const other = await aCourse();
		const cookie = await signIn(await aStudent(other));
		expect((await as(cookie)).membership).toBeNull();
		const nowhere = await identify(cookie, 'no-such-course', undefined, now);
		expect(nowhere.actor.membership).toBeNull();
	});
});

describe('the cookie to see as a student', () => {
	it('makes staff a student to look at, and only in the course that it names', async () => {
		const assistant = await anAssistant(course);
		const cookie = await signIn(assistant);
		const viewing = await as(cookie, now, course.slug);
		expect([viewing.seesAsStudent, roleOf(viewing), isStaff(viewing)]).toEqual([
			true,
			'student',
			false
		]);
		const other = await as(cookie, now, 'another-course');
		expect([other.seesAsStudent, isStaff(other)]).toEqual([false, true]);
	});

	it('does nothing for a student, an observer or a stranger', async () => {
		const people = [await aStudent(course), await anObserver(course), await aPerson()];
		for (const person of people) {
			const cookie = await signIn(person);
			expect(await as(cookie, now, course.slug)).toEqual(await as(cookie));
		}
		expect((await as(undefined, now, course.slug)).seesAsStudent).toBe(false);
	});
});
