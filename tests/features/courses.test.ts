import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { may } from '$lib/access/permissions';
import { allowances } from '$lib/accounts/attempts';
import { actorFor } from '$lib/access/identify.server';
import { readJoinCode } from '$lib/courses/course';
import {
	archiveCourse,
	changeCourse,
	courseFor,
	coursesOf,
	foundCourse,
	joinLinkOf,
	openJoining,
	replaceJoinCode
} from '$lib/courses/courses.server';
import {
	invitationsIn,
	invite,
	resendInvitation,
	revokeInvitation
} from '$lib/courses/invitations.server';
import { joinCourse, joinOffer } from '$lib/courses/joining.server';
import {
	changePlace,
	makeSection,
	moveToSection,
	peopleIn,
	personIn,
	removePerson,
	renameSection,
	restorePerson,
	sectionsIn
} from '$lib/courses/people.server';
import { db, transaction } from '$lib/server/db/client';
import { auditEvent, enrolment, outbox } from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';
import {
	aCourse,
	actorOf,
	anAssistant,
	anInstructor,
	anObserver,
	aPerson,
	aSection,
	aStudent,
	aTeacher,
	seeingAsStudent,
	termStart
} from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

const now = termStart;
const everybody = { search: '', role: null, sectionId: null, state: 'active' } as const;
const status = (code: number): unknown => expect.objectContaining({ status: code });
const placeOf = (actor: { membership: { enrolmentId: string } | null }) =>
	actor.membership?.enrolmentId ?? '';

afterEach(() => {
	vi.unstubAllEnvs();
	forgetEnvironment();
});

async function codeOf(course: { instructor: Awaited<ReturnType<typeof aTeacher>> }) {
	return (await joinLinkOf(course.instructor)).code ?? '';
}

/** The secret in the latest mail to that address. */
async function tokenMailedTo(email: string): Promise<string> {
	const mails = await db().select().from(outbox).where(eq(outbox.recipient, email));
	const body = mails.at(-1)?.body ?? '';
	return /invitation=([\w.-]+)/.exec(body)?.[1] ?? '';
}

describe('opening a course', () => {
	test('a teacher becomes its instructor, with a code and a pseudonym', async () => {
		const course = await aCourse({ title: { en: 'State & Society' } });
		expect(course.slug).toMatch(/^state-society-[a-z0-9]{5}$/);
		expect(course.instructor.membership?.role).toBe('instructor');
		expect(course.instructor.membership?.pseudonym.ur).toBeTruthy();
		const code = await codeOf(course);
		expect(readJoinCode(code)).toBe(code);
	});

	test('somebody who is no teacher may not', async () => {
		const person = await aPerson();
		const wanted = { title: { en: 'Mine' }, timeZone: 'UTC' };
		await expect(transaction((tx) => foundCourse(tx, person, wanted, now))).rejects.toEqual(
			status(403)
		);
	});
});

describe('the list of courses', () => {
	test('names role and counts, archived ones last', async () => {
		const teacher = await aTeacher();
		const first = await aCourse({ teacher, title: { en: 'First' } });
		await aCourse({ teacher, title: { en: 'Second' } });
		await aStudent(first);
		await archiveCourse(first.instructor, true, now);
		const list = await coursesOf(teacher);
		expect(list.map((c) => [c.title.en, c.state, c.role, c.students])).toEqual([
			['Second', 'active', 'instructor', 0],
			['First', 'archived', 'instructor', 1]
		]);
	});

	test('tells a student no counts, and a removed one nothing', async () => {
		const course = await aCourse();
		const student = await aStudent(course);
		expect((await coursesOf(student))[0]).toMatchObject({ role: 'student', students: null });
		await removePerson(course.instructor, placeOf(student), now);
		expect(await coursesOf(student)).toEqual([]);
	});
});

describe('joining by code', () => {
	test('says which course it is, then makes a student with a pseudonym of their own', async () => {
		const course = await aCourse();
		const ticket = { code: (await codeOf(course)).toLowerCase(), invitation: null };
		const person = await aPerson();
		expect(await joinOffer(person, ticket, now)).toMatchObject({
			ok: true,
			state: 'offered',
			offer: { role: 'student', classmatesSee: 'pseudonyms' }
		});
		expect(await joinCourse(person, ticket, now)).toEqual({ ok: true, slug: course.slug });
		const joined = await actorOf(person, course);
		expect(joined.membership).toMatchObject({ role: 'student', sectionId: null });
		expect(joined.membership?.pseudonym).not.toEqual(course.instructor.membership?.pseudonym);
	});

	test('of forty at the same moment gives forty different pseudonyms', async () => {
		const course = await aCourse();
		const ticket = { code: await codeOf(course), invitation: null };
		const people = await Promise.all(Array.from({ length: 40 }, () => aPerson()));
		await Promise.all(people.map((person) => joinCourse(person, ticket, now)));
		const rows = await db()
			.select({ pseudonym: enrolment.pseudonym })
			.from(enrolment)
			.where(eq(enrolment.courseId, course.courseId));
		expect(new Set(rows.map((r) => r.pseudonym.en)).size).toBe(41);
	});

	test('twice, also at the same moment, changes nothing', async () => {
		const course = await aCourse();
		const ticket = { code: await codeOf(course), invitation: null };
		const person = await aPerson();
		const both = await Promise.all([
			joinCourse(person, ticket, now),
			joinCourse(person, ticket, now)
		]);
		expect(both).toEqual([
			{ ok: true, slug: course.slug },
			{ ok: true, slug: course.slug }
		]);
		const assistant = await anAssistant(course);
		await joinCourse(assistant, ticket, now);
		expect((await actorOf(assistant, course)).membership?.role).toBe('assistant');
	});

	test.each(['', 'AAAA-AAAA', 'nonsense', 'invited'])('“%s” leads nowhere', async (code) => {
		const person = await aPerson();
		const answer = { ok: false, reason: 'no-such-code' };
		expect(await joinOffer(person, { code, invitation: null }, now)).toEqual(answer);
		expect(await joinCourse(person, { code, invitation: null }, now)).toEqual(answer);
	});

	test('cannot be found by trying', async () => {
		const guesser = await aPerson();
		const course = await aCourse();
		const guess = { code: 'AAAA-AAAA', invitation: null };
		for (let i = 0; i < allowances['join-code'].most; i++) await joinOffer(guesser, guess, now);
		const right = { code: await codeOf(course), invitation: null };
		expect(await joinOffer(guesser, right, now)).toEqual({ ok: false, reason: 'wait' });
		expect(await joinCourse(guesser, right, now)).toEqual({ ok: false, reason: 'wait' });
		const later = new Date(now.getTime() + allowances['join-code'].window);
		expect(await joinCourse(guesser, right, later)).toMatchObject({ ok: true });
		expect(await joinOffer(await aPerson(), right, now)).toMatchObject({ ok: true });
	});

	test('stops while joining is closed, but lets members through', async () => {
		const course = await aCourse();
		const ticket = { code: await codeOf(course), invitation: null };
		const student = await aStudent(course);
		await openJoining(course.instructor, false, now);
		expect(await joinCourse(await aPerson(), ticket, now)).toEqual({ ok: false, reason: 'closed' });
		expect(await joinCourse(student, ticket, now)).toEqual({ ok: true, slug: course.slug });
		await openJoining(course.instructor, true, now);
		await archiveCourse(course.instructor, true, now);
		expect(await joinCourse(await aPerson(), ticket, now)).toEqual({
			ok: false,
			reason: 'archived'
		});
	});

	test('stops with a code that was replaced', async () => {
		const course = await aCourse();
		const before = { code: await codeOf(course), invitation: null };
		await replaceJoinCode(course.instructor, now);
		const after = { code: await codeOf(course), invitation: null };
		const person = await aPerson();
		expect(await joinCourse(person, before, now)).toMatchObject({ reason: 'no-such-code' });
		expect(await joinCourse(person, after, now)).toMatchObject({ ok: true });
	});

	test('does not bring back who was removed', async () => {
		const course = await aCourse();
		const ticket = { code: await codeOf(course), invitation: null };
		const student = await aStudent(course);
		await removePerson(course.instructor, placeOf(student), now);
		expect(await joinOffer(student, ticket, now)).toEqual({ ok: false, reason: 'removed' });
		expect(await joinCourse(student, ticket, now)).toEqual({ ok: false, reason: 'removed' });
	});
});

describe('invitations', () => {
	const email = 'sana@example.org';
	const asStudent = { addresses: [email], role: 'student', sectionId: null } as const;
	const ask = { ...asStudent, addresses: [email] };

	test('give the role and section they were made for, once, also while joining is closed', async () => {
		const course = await aCourse();
		const sectionId = await aSection(course);
		await openJoining(course.instructor, false, now);
		const address = 'bilal@example.org';
		await invite(course.instructor, { addresses: [address], role: 'assistant', sectionId }, now);
		const ticket = { code: 'invited', invitation: await tokenMailedTo(address) };
		const invited = await aPerson({ email: address });
		expect(await joinOffer(invited, ticket, now)).toMatchObject({ offer: { role: 'assistant' } });
		expect(await joinCourse(invited, ticket, now)).toEqual({ ok: true, slug: course.slug });
		expect((await actorOf(invited, course)).membership).toMatchObject({
			role: 'assistant',
			sectionId
		});
		expect(await invitationsIn(course.instructor, now)).toEqual([]);
		expect(await joinOffer(invited, ticket, now)).toMatchObject({ state: 'member' });
	});

	test('the mail names no course in its subject and no secret stays readable', async () => {
		const course = await aCourse({ title: { en: 'A delicate subject' } });
		const address = 'umar@example.org';
		await invite(course.instructor, { ...ask, addresses: [address] }, now);
		const [mail] = await db().select().from(outbox).where(eq(outbox.recipient, address));
		expect(mail?.subject).toBe('Your course');
		expect(mail?.body).toContain('A delicate subject');
	});

	test('are for nobody else', async () => {
		const course = await aCourse();
		await invite(course.instructor, ask, now);
		const ticket = { code: 'invited', invitation: await tokenMailedTo(email) };
		expect(await joinCourse(await aPerson(), ticket, now)).toEqual({
			ok: false,
			reason: 'other-address'
		});
		expect(
			await joinCourse(await aPerson(), { code: '', invitation: 'made-up' }, now)
		).toMatchObject({ reason: 'no-such-invitation' });
	});

	test('with a mail server wait until the address is verified', async () => {
		const course = await aCourse();
		const address = 'hina@example.org';
		await invite(course.instructor, { ...ask, addresses: [address] }, now);
		const ticket = { code: 'invited', invitation: await tokenMailedTo(address) };
		const hina = await aPerson({ email: address, emailVerified: false });
		vi.stubEnv('SMTP_URL', 'smtp://localhost:2525');
		forgetEnvironment();
		expect(await joinCourse(hina, ticket, now)).toEqual({
			ok: false,
			reason: 'unverified-address'
		});
		vi.unstubAllEnvs();
		forgetEnvironment();
		expect(await joinCourse(hina, ticket, now)).toMatchObject({ ok: true });
	});

	test('run out, can be sent again and taken back', async () => {
		const course = await aCourse();
		const address = 'ali@example.org';
		const ali = await aPerson({ email: address });
		await invite(course.instructor, { ...ask, addresses: [address] }, now);
		const first = { code: 'invited', invitation: await tokenMailedTo(address) };
		const later = new Date(now.getTime() + 15 * 24 * 60 * 60 * 1000);
		expect(await joinOffer(ali, first, later)).toMatchObject({ reason: 'no-such-invitation' });
		const [open] = await invitationsIn(course.instructor, later);
		expect(open).toMatchObject({ email: address, isExpired: true });

		await resendInvitation(course.instructor, open?.id ?? '', later);
		const second = { code: 'invited', invitation: await tokenMailedTo(address) };
		expect(await joinOffer(ali, first, later)).toMatchObject({ reason: 'no-such-invitation' });
		expect(await joinOffer(ali, second, later)).toMatchObject({ ok: true });

		await revokeInvitation(course.instructor, open?.id ?? '', later);
		expect(await joinCourse(ali, second, later)).toMatchObject({ reason: 'no-such-invitation' });
		await expect(resendInvitation(course.instructor, open?.id ?? '', later)).rejects.toEqual(
			status(404)
		);
	});

	test('leave out who is or was in the course, and invite nobody twice', async () => {
		const course = await aCourse();
		const student = await aStudent(course, { email: 'here@example.org' });
		await removePerson(course.instructor, placeOf(student), now);
		const addresses = ['here@example.org', 'new@example.org'];
		const wanted = { ...ask, addresses };
		expect(await invite(course.instructor, wanted, now)).toEqual({
			ok: true,
			sent: 1,
			members: ['here@example.org']
		});
		await invite(course.instructor, wanted, now);
		expect(await invitationsIn(course.instructor, now)).toHaveLength(1);
	});

	test('cannot be touched from another course', async () => {
		const course = await aCourse();
		const other = await aCourse();
		await invite(course.instructor, { ...ask, addresses: ['far@example.org'] }, now);
		const [open] = await invitationsIn(course.instructor, now);
		await expect(revokeInvitation(other.instructor, open?.id ?? '', now)).rejects.toEqual(
			status(404)
		);
		const sectionId = await aSection(course);
		await expect(invite(other.instructor, { ...ask, sectionId }, now)).rejects.toEqual(status(404));
	});
});

describe('people', () => {
	test('are found by name, role and section', async () => {
		const course = await aCourse();
		const sectionId = await aSection(course);
		const zainab = await aStudent(course, { name: 'Zainab Yusuf', sectionId });
		await aStudent(course, { name: 'Omar Khan' });
		const names = async (filter: object) =>
			(await peopleIn(course.instructor, { ...everybody, ...filter })).map((p) => p.name);
		expect(await names({ search: 'zain' })).toEqual(['Zainab Yusuf']);
		expect(await names({ sectionId })).toEqual(['Zainab Yusuf']);
		expect(await names({ role: 'student' })).toEqual(['Omar Khan', 'Zainab Yusuf']);
		expect(await names({ state: 'removed' })).toEqual([]);
		expect(await personIn(course.instructor, placeOf(zainab))).toMatchObject({
			sectionName: 'Section A',
			isSelf: false
		});
	});

	test('are seen by an assistant of one section as the permission says', async () => {
		const course = await aCourse();
		const a = await aSection(course, 'A');
		const b = await aSection(course, 'B');
		await aStudent(course, { name: 'In A', sectionId: a });
		const inB = await aStudent(course, { name: 'In B', sectionId: b });
		await aStudent(course, { name: 'In none' });
		const limited = await anAssistant(course, {
			name: 'Assistant A',
			sectionId: a,
			ownSectionOnly: true
		});
		const { courseId } = course;
		const all = await peopleIn(course.instructor, everybody);
		const allowed = all.filter((p) =>
			may(limited, 'people.see', { courseId, sectionId: p.sectionId })
		);
		const seen = await peopleIn(limited, everybody);
		expect(seen.map((p) => p.name)).toEqual(['Assistant A', 'In A']);
		expect(seen.map((p) => p.enrolmentId)).toEqual(allowed.map((p) => p.enrolmentId));
		await expect(personIn(limited, placeOf(inB))).rejects.toEqual(status(404));
		expect((await sectionsIn(limited)).map((s) => s.name)).toEqual(['A']);
	});

	test('are not shown to students, observers, or staff who see as a student', async () => {
		const course = await aCourse();
		for (const actor of [
			await aStudent(course),
			await anObserver(course),
			seeingAsStudent(course.instructor)
		])
			await expect(peopleIn(actor, everybody)).rejects.toEqual(status(403));
		await expect(peopleIn(await aPerson(), everybody)).rejects.toEqual(status(404));
	});

	test('lose access when removed and have all back when restored', async () => {
		const course = await aCourse();
		const sectionId = await aSection(course);
		const student = await aStudent(course, { sectionId });
		await removePerson(course.instructor, placeOf(student), now);
		expect(await actorFor(student.person?.id ?? '', course.slug)).toBeNull();
		await restorePerson(course.instructor, placeOf(student), now);
		expect((await actorOf(student, course)).membership).toEqual(student.membership);
		const acts = await db()
			.select({ act: auditEvent.act })
			.from(auditEvent)
			.where(eq(auditEvent.subjectId, placeOf(student)));
		expect(acts.map((a) => a.act)).toEqual(['people.remove', 'people.restore']);
	});

	test('a course never loses its last instructor, also when two leave at once', async () => {
		const course = await aCourse();
		const own = placeOf(course.instructor);
		const asStudent = { role: 'student', sectionId: null, ownSectionOnly: false } as const;
		const refused = { ok: false, reason: 'last-instructor' };
		expect(await removePerson(course.instructor, own, now)).toEqual(refused);
		expect(await changePlace(course.instructor, own, asStudent, now)).toEqual(refused);
		const second = await anInstructor(course);
		const both = await Promise.all([
			removePerson(course.instructor, placeOf(second), now),
			removePerson(second, own, now)
		]);
		expect(both.filter((answer) => answer.ok)).toHaveLength(1);
	});

	test('only instructors change anybody’s place', async () => {
		const course = await aCourse();
		const student = await aStudent(course);
		const assistant = await anAssistant(course);
		const up = { role: 'instructor', sectionId: null, ownSectionOnly: false } as const;
		for (const actor of [student, assistant, seeingAsStudent(course.instructor)]) {
			await expect(changePlace(actor, placeOf(student), up, now)).rejects.toEqual(status(403));
			await expect(removePerson(actor, placeOf(student), now)).rejects.toEqual(status(403));
		}
		const other = await aCourse();
		await expect(changePlace(other.instructor, placeOf(student), up, now)).rejects.toEqual(
			status(404)
		);
	});

	test('only assistants are ever limited to their section', async () => {
		const course = await aCourse();
		const sectionId = await aSection(course);
		const person = await anAssistant(course);
		const wanted = { role: 'assistant', sectionId, ownSectionOnly: true } as const;
		await changePlace(course.instructor, placeOf(person), wanted, now);
		expect((await actorOf(person, course)).membership?.ownSectionOnly).toBe(true);
		await changePlace(course.instructor, placeOf(person), { ...wanted, role: 'student' }, now);
		expect((await actorOf(person, course)).membership?.ownSectionOnly).toBe(false);
	});
});

describe('sections', () => {
	test('are made, renamed and filled', async () => {
		const course = await aCourse();
		expect(await makeSection(course.instructor, 'Morning', now)).toEqual({ ok: true });
		expect(await makeSection(course.instructor, 'Morning', now)).toMatchObject({
			reason: 'name-taken'
		});
		const [morning] = await sectionsIn(course.instructor);
		const id = morning?.id ?? '';
		expect(await renameSection(course.instructor, id, 'Noon', now)).toEqual({ ok: true });
		const students = [await aStudent(course), await aStudent(course)];
		expect(await moveToSection(course.instructor, students.map(placeOf), id, now)).toBe(2);
		expect(await sectionsIn(course.instructor)).toEqual([{ id, name: 'Noon', students: 2 }]);
	});

	test('of another course are not there', async () => {
		const course = await aCourse();
		const other = await aCourse();
		const student = await aStudent(course);
		const foreign = await aSection(other);
		await expect(
			moveToSection(course.instructor, [placeOf(student)], foreign, now)
		).rejects.toEqual(status(404));
		await expect(renameSection(course.instructor, foreign, 'Mine', now)).rejects.toEqual(
			status(404)
		);
		await expect(moveToSection(other.instructor, [placeOf(student)], foreign, now)).rejects.toEqual(
			status(404)
		);
	});
});

describe('settings', () => {
	test('are changed by instructors alone and kept for all', async () => {
		const course = await aCourse();
		const wanted = {
			title: { ur: 'نیا نام' },
			timeZone: 'Europe/London',
			classmatesSee: 'names',
			welcome: { en: 'We meet on Mondays.' }
		} as const;
		const assistant = await anAssistant(course);
		await expect(changeCourse(assistant, wanted, now)).rejects.toEqual(status(403));
		await expect(joinLinkOf(assistant)).rejects.toEqual(status(403));
		await changeCourse(course.instructor, wanted, now);
		expect(await courseFor(await aStudent(course))).toMatchObject({
			title: wanted.title,
			timeZone: 'Europe/London',
			settings: { classmatesSee: 'names', welcome: wanted.welcome },
			role: 'student',
			isStaff: false
		});
	});

	test('staff who see as a student count as one', async () => {
		const course = await aCourse();
		expect(await courseFor(seeingAsStudent(course.instructor))).toMatchObject({
			role: 'student',
			isStaff: false,
			seesAsStudent: true
		});
	});
});
