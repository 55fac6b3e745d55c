/* Reading groups on a real database: made, mixed, changed by hand, and told to nobody else. */
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { auditFilter } from '$lib/courses/audit';
import { auditIn } from '$lib/courses/audit.server';
import { moveToSection, removePerson, restorePerson } from '$lib/courses/people.server';
import { makeModule } from '$lib/modules/authoring.server';
import { formGroups, placeTheRest } from '$lib/modules/grouping.server';
import { mostDraws, type Preference } from '$lib/modules/groups';
import { groupsCsv } from '$lib/modules/groups-csv.server';
import { groupFor, groupOf, groupsFor } from '$lib/modules/groups.server';
import { moduleFor } from '$lib/modules/modules.server';
import { addGroup, movePerson, renameGroup, retireGroup } from '$lib/modules/regrouping.server';
import {
	askForSides,
	hasGroupPage,
	preferSide,
	sideQuestionFor
} from '$lib/modules/side-preference.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	course as courseTable,
	note,
	paragraph,
	reading,
	readingGroup,
	sidePreference
} from '$lib/server/db/schema';
import {
	actorOf,
	aCourse,
	anAssistant,
	anInstructor,
	anObserver,
	aSection,
	aStudent,
	seeingAsStudent
} from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, type Class } from '../support/writers';

testDatabase();

const slug = 'hard-state-soft-state';
const now = new Date('2026-11-03T05:00:00Z');
const idOf = (actor: Actor) => membershipOf(actor).enrolmentId;

let course: Class;
let students: Actor[];

async function someStudents(n: number, given: Parameters<typeof aStudent>[1] = {}) {
	const made: Actor[] = [];
	for (let i = 0; i < n; i++) made.push(await aStudent(course, given));
	return made;
}

beforeEach(async () => {
	course = await aClass();
	students = await someStudents(9);
});

const wish = { size: 3, bySection: false, mixed: false, isSure: false };
const here = () => groupsFor(course.instructor, slug, now);

async function form(over: Partial<typeof wish> = {}) {
	const { stamp } = await here();
	return formGroups(course.instructor, slug, { ...wish, ...over, stamp }, now);
}

async function prefer(sides: (Preference | null)[]) {
	await askForSides(course.instructor, slug, true, now);
	for (const [i, side] of sides.entries()) {
		const student = students[i];
		if (student && side) expect(await preferSide(student, slug, side, now)).toEqual({ ok: true });
	}
}

/** A group note of a student, as it stands in the table. */
async function aGroupNote(by: Actor, groupId: string): Promise<void> {
	const { courseId } = course;
	const { id: moduleId } = await moduleFor(course.instructor, slug, now);
	const [text] = await db()
		.select({ readingId: reading.id })
		.from(reading)
		.where(and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId)));
	const [at] = await db().select().from(paragraph).where(eq(paragraph.courseId, courseId));
	await db()
		.insert(note)
		.values({
			courseId,
			id: newId(),
			ref: newId(),
			moduleId,
			readingId: text?.readingId ?? '',
			enrolmentId: idOf(by),
			audience: 'group',
			groupId,
			versionId: at?.versionId ?? '',
			paragraphId: at?.paragraphId ?? '',
			start: 0,
			end: 4,
			exact: 'word',
			prefix: '',
			suffix: '',
			tags: [],
			body: 'For us alone.',
			lang: 'en',
			shownAs: { en: 'Quiet Heron' },
			createdAt: now,
			changedAt: now
		});
}

describe('groups made by lot', () => {
	it('hold every student once, and nobody else', async () => {
		await anObserver(course);
		expect(await form()).toEqual({ ok: true, groups: 3, people: 9 });
		const { groups, without } = await here();
		expect(groups.map((g) => g.people.length)).toEqual([3, 3, 3]);
		expect(groups.map((g) => g.name)).toEqual(['Group 1', 'Group 2', 'Group 3']);
		expect(without).toEqual([]);
		const people = groups.flatMap((g) => g.people.map((p) => p.enrolmentId));
		expect(people.sort()).toEqual(students.map(idOf).sort());
	});

	it('never cross sections where asked', async () => {
		const a = await aSection(course, 'A');
		const b = await aSection(course, 'B');
		await moveToSection(course.instructor, students.slice(0, 4).map(idOf), a, now);
		await moveToSection(course.instructor, students.slice(4).map(idOf), b, now);
		await form({ bySection: true, size: 2 });
		for (const { section, people } of (await here()).groups)
			expect(people.map((p) => p.section)).toEqual(people.map(() => section));
	});

	it('are not made anew before somebody is sure; notes keep the group they were written in', async () => {
		await form();
		const before = await here();
		const [first] = before.groups;
		const author = students.find((s) => idOf(s) === first?.people[0]?.enrolmentId) as Actor;
		await aGroupNote(author, first?.id ?? '');
		expect((await here()).notes).toBe(1);
		expect(await form()).toEqual({ ok: false, reason: 'unsure' });
		expect((await here()).groups).toMatchObject(before.groups.map(({ id }) => ({ id })));
		expect(await form({ isSure: true })).toMatchObject({ ok: true });
		const after = await here();
		expect(after.groups.some((g) => before.groups.some((b) => b.id === g.id))).toBe(false);
		expect(after.notes).toBe(0);
		const [kept] = await db().select().from(note).where(eq(note.courseId, course.courseId));
		expect(kept?.groupId).toBe(first?.id);
		const rows = await db()
			.select()
			.from(readingGroup)
			.where(eq(readingGroup.courseId, course.courseId));
		expect(rows.filter((r) => r.retiredAt === null)).toHaveLength(3);
		expect(rows).toHaveLength(6);
	});

	it('are made once when two make them at once: the later is told', async () => {
		const other = await anInstructor(course);
		const { stamp } = await here();
		const both = await Promise.all(
			[course.instructor, other].map((who) => formGroups(who, slug, { ...wish, stamp }, now))
		);
		expect(both.map((r) => r.ok).sort()).toEqual([false, true]);
		expect(both).toContainEqual({ ok: false, reason: 'changed' });
		expect((await here()).groups).toHaveLength(3);
	});

	it('leave out whoever was removed meanwhile, and say so where nobody is left', async () => {
		await removePerson(course.instructor, idOf(students[0] as Actor), now);
		expect(await form()).toMatchObject({ ok: true, people: 8 });
		const empty = await aCourse();
		await makeModule(empty.instructor, { title: { en: 'Empty' }, summary: {} }, now);
		const { stamp } = await groupsFor(empty.instructor, 'empty', now);
		expect(await formGroups(empty.instructor, 'empty', { ...wish, stamp }, now)).toEqual({
			ok: false,
			reason: 'nobody'
		});
	});
});

describe('groups mixed by preference', () => {
	const sides: Preference[] = [
		'for',
		'for',
		'for',
		'against',
		'against',
		'against',
		'either',
		'either',
		'either'
	];

	it('have both sides in each', async () => {
		await prefer(sides);
		await form({ mixed: true });
		const { groups } = await here();
		for (const { people } of groups) {
			const said = people.map((p) => sides[students.findIndex((s) => idOf(s) === p.enrolmentId)]);
			expect(said.sort()).toEqual(['against', 'either', 'for']);
		}
	});

	it('cannot be told from others by anything that staff or students are given', async () => {
		await prefer(sides);
		const shapes = [];
		for (const mixed of [true, false]) {
			await form({ mixed, isSure: true });
			const state = await here();
			const csv = await groupsCsv(course.instructor, slug, now);
			const own = await groupFor(students[0] as Actor, slug, now);
			const given = JSON.stringify([state, csv, own]);
			expect(given).not.toMatch(/"(for|against|either)"|prefers|mixed/);
			for (const { people } of state.groups)
				expect(people.map((p) => p.name)).toEqual(people.map((p) => p.name).sort());
			shapes.push(state.groups.map((g) => Object.keys(g)));
		}
		expect(shapes[0]).toEqual(shapes[1]);
		const { acts } = await auditIn(course.instructor, auditFilter(new URLSearchParams()));
		expect(JSON.stringify(acts)).not.toMatch(/mixed|against/);
	});

	it('need five answers, and how many there are is not said before', async () => {
		await prefer(sides.slice(0, 4));
		expect((await here()).answers).toBeNull();
		expect(await form({ mixed: true })).toEqual({ ok: false, reason: 'few-answers' });
		expect((await here()).groups).toEqual([]);
		await preferSide(students[4] as Actor, slug, 'against', now);
		expect((await here()).answers).toBe(5);
		expect(await form({ mixed: true })).toMatchObject({ ok: true });
	});

	it('are no pairs, and are not drawn so often that it would tell', async () => {
		await prefer(sides);
		expect(await form({ mixed: true, size: 2 })).toEqual({ ok: false, reason: 'too-small' });
		for (let i = 0; i < mostDraws; i++)
			expect(await form({ mixed: true, isSure: true })).toMatchObject({ ok: true });
		expect((await here()).drawsLeft).toBe(0);
		expect(await form({ mixed: true, isSure: true })).toEqual({
			ok: false,
			reason: 'drawn-enough'
		});
		expect(await form({ isSure: true })).toMatchObject({ ok: true });
	});
});

describe('people who come later', () => {
	it('are offered a place, and fill the smallest groups', async () => {
		await form();
		const late = await someStudents(4);
		expect((await here()).without.map((p) => p.enrolmentId).sort()).toEqual(late.map(idOf).sort());
		expect(await placeTheRest(course.instructor, slug, now)).toEqual({ placed: 4, left: 0 });
		const sizes = (await here()).groups.map((g) => g.people.length);
		expect(sizes.sort()).toEqual([4, 4, 5]);
		expect(await placeTheRest(course.instructor, slug, now)).toEqual({ placed: 0, left: 0 });
	});

	it('stay without where no group is open to their section', async () => {
		const a = await aSection(course, 'A');
		await moveToSection(course.instructor, students.map(idOf), a, now);
		await form({ bySection: true });
		await someStudents(1);
		expect(await placeTheRest(course.instructor, slug, now)).toEqual({ placed: 0, left: 1 });
	});

	it('find their place again when they come back', async () => {
		await form();
		const one = students[0] as Actor;
		const { id: moduleId } = await moduleFor(one, slug, now);
		const before = await groupOf(one, moduleId);
		await removePerson(course.instructor, idOf(one), now);
		expect((await here()).groups.flatMap((g) => g.people)).toHaveLength(8);
		await restorePerson(course.instructor, idOf(one), now);
		expect(await groupOf(one, moduleId)).toEqual(before);
		await removePerson(course.instructor, idOf(one), now);
		await form({ isSure: true });
		await restorePerson(course.instructor, idOf(one), now);
		expect(await groupOf(one, moduleId)).toBeNull();
		expect((await here()).without).toHaveLength(1);
	});
});

describe('groups changed by hand', () => {
	it('take one person over, who then sees the new group and no more of the old', async () => {
		await form();
		const { groups } = await here();
		const [from, to] = groups;
		const person = from?.people[0]?.enrolmentId ?? '';
		const move = { enrolmentId: person, from: from?.id ?? '', to: to?.id ?? '' };
		expect(await movePerson(course.instructor, slug, move, now)).toEqual({ ok: true });
		const actor = students.find((s) => idOf(s) === person) as Actor;
		expect((await groupFor(actor, slug, now))?.people).toHaveLength(4);
		// The page of a colleague still shows them where they were.
		expect(await movePerson(course.instructor, slug, move, now)).toEqual({
			ok: false,
			reason: 'changed'
		});
		const out = { enrolmentId: person, from: to?.id ?? '', to: null };
		expect(await movePerson(course.instructor, slug, out, now)).toEqual({ ok: true });
		expect(await groupFor(actor, slug, now)).toBeNull();
	});

	it('refuse whoever is gone, other sections, retired groups and what is not there', async () => {
		const a = await aSection(course, 'A');
		await moveToSection(course.instructor, students.slice(0, 4).map(idOf), a, now);
		await form({ bySection: true });
		const { groups } = await here();
		const inA = groups.find((g) => g.section === 'A');
		const rest = groups.find((g) => g.section !== 'A');
		const from = rest?.id ?? '';
		const enrolmentId = rest?.people[0]?.enrolmentId ?? '';
		const move = (over: object) =>
			movePerson(course.instructor, slug, { enrolmentId, from, to: inA?.id ?? '', ...over }, now);
		expect(await move({})).toEqual({ ok: false, reason: 'other-section' });
		await expect(move({ to: 'no-such-group' })).rejects.toMatchObject({ status: 404 });
		await expect(move({ enrolmentId: 'nobody' })).rejects.toMatchObject({ status: 404 });
		await removePerson(course.instructor, enrolmentId, now);
		expect(await move({})).toEqual({ ok: false, reason: 'gone' });
		await form({ isSure: true });
		const other = (await here()).groups[0];
		const there = { enrolmentId: other?.people[0]?.enrolmentId ?? '', from: other?.id ?? '' };
		expect(await move({ ...there, to: from })).toEqual({ ok: false, reason: 'changed' });
	});

	it('are named, added, and retired only when empty', async () => {
		await form();
		const [first, second] = (await here()).groups;
		const rename = (id: string, name: string) =>
			renameGroup(course.instructor, slug, id, name, now);
		expect(await rename(first?.id ?? '', 'Herons')).toEqual({ ok: true });
		expect(await rename(second?.id ?? '', 'herons')).toEqual({ ok: false, reason: 'name-taken' });
		expect(await addGroup(course.instructor, slug, 'Herons', now)).toMatchObject({ ok: false });
		expect(await addGroup(course.instructor, slug, '', now)).toEqual({ ok: true });
		const { groups } = await here();
		expect(groups.map((g) => g.name)).toEqual(['Herons', 'Group 2', 'Group 3', 'Group 4']);
		const retire = (id: string) => retireGroup(course.instructor, slug, id, now);
		expect(await retire(first?.id ?? '')).toEqual({ ok: false, reason: 'not-empty' });
		expect(await retire(groups[3]?.id ?? '')).toEqual({ ok: true });
		expect(await retire(groups[3]?.id ?? '')).toEqual({ ok: false, reason: 'changed' });
		expect(await rename(first?.id ?? '', '')).toEqual({ ok: true });
		expect((await here()).groups[0]?.name).toBe('Group 1');
	});

	it('are the instructor’s: assistants look, limited ones at their own section', async () => {
		const a = await aSection(course, 'A');
		await moveToSection(course.instructor, students.slice(0, 3).map(idOf), a, now);
		await form({ bySection: true });
		expect((await groupsFor(course.assistant, slug, now)).groups).toHaveLength(3);
		const limited = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		const seen = await groupsFor(limited, slug, now);
		expect(seen.groups.flatMap((g) => g.people)).toHaveLength(3);
		expect(seen.mayManage).toBe(false);
		await expect(addGroup(course.assistant, slug, '', now)).rejects.toMatchObject({ status: 403 });
		for (const who of [students[0] as Actor, await anObserver(course)])
			await expect(groupsFor(who, slug, now)).rejects.toMatchObject({ status: 403 });
	});
});

describe('one’s own group', () => {
	it('shows its people as classmates see each other, and nothing else of them', async () => {
		await form();
		const one = students[0] as Actor;
		const own = await groupFor(one, slug, now);
		expect(own?.people).toHaveLength(3);
		expect(own?.people.filter((p) => p.isOwn)).toHaveLength(1);
		const words = JSON.stringify(own);
		for (const student of students) {
			expect(words).not.toContain(student.person?.name);
			expect(words).not.toContain(idOf(student));
		}
		await db()
			.update(courseTable)
			.set({ settings: { classmatesSee: 'names', welcome: null } })
			.where(eq(courseTable.id, course.courseId));
		const named = await groupFor(await actorOf(one, course), slug, now);
		expect(JSON.stringify(named)).toContain(one.person?.name);
	});

	it('is nobody’s who is no student', async () => {
		await form();
		const { id: moduleId } = await moduleFor(course.instructor, slug, now);
		for (const who of [course.instructor, seeingAsStudent(course.instructor)])
			expect(await groupOf(who, moduleId)).toBeNull();
	});
});

describe('which side one would rather argue', () => {
	it('is asked only when staff ask, has no default, and can be changed and taken back', async () => {
		const one = students[0] as Actor;
		expect(await hasGroupPage(one, slug, now)).toBe(false);
		expect(await preferSide(one, slug, 'for', now)).toEqual({ ok: false, reason: 'not-asked' });
		expect(await askForSides(course.instructor, slug, true, now)).toEqual({ ok: true });
		expect(await sideQuestionFor(one, slug, now)).toMatchObject({ own: null, isOpen: true });
		expect(await hasGroupPage(one, slug, now)).toBe(true);
		await preferSide(one, slug, 'for', now);
		await preferSide(one, slug, 'against', now);
		expect((await sideQuestionFor(one, slug, now))?.own).toBe('against');
		await preferSide(one, slug, null, now);
		expect((await sideQuestionFor(one, slug, now))?.own).toBeNull();
	});

	it('is one’s own alone: staff, observers and whoever sees as a student neither say nor see it', async () => {
		await prefer(['for']);
		for (const who of [
			course.instructor,
			course.assistant,
			await anObserver(course),
			seeingAsStudent(course.instructor)
		]) {
			expect(await sideQuestionFor(who, slug, now)).toBeNull();
			await expect(preferSide(who, slug, 'for', now)).rejects.toMatchObject({ status: 403 });
		}
		expect((await sideQuestionFor(students[1] as Actor, slug, now))?.own).toBeNull();
	});

	it('is settled once one is in a group; who came later may still say it', async () => {
		await prefer(['for']);
		await form();
		const one = students[0] as Actor;
		expect(await preferSide(one, slug, 'against', now)).toEqual({ ok: false, reason: 'grouped' });
		expect(await sideQuestionFor(one, slug, now)).toMatchObject({ own: 'for', isOpen: false });
		const [late] = await someStudents(1);
		expect(await preferSide(late as Actor, slug, 'against', now)).toEqual({ ok: true });
	});

	it('is not asked in a module without a motion', async () => {
		const other = await aCourse();
		await makeModule(other.instructor, { title: { en: 'Bare' }, summary: {} }, now);
		expect(await askForSides(other.instructor, 'bare', true, now)).toEqual({
			ok: false,
			reason: 'no-motion'
		});
	});

	it('and groups stay behind when the course is copied', async () => {
		await prefer(['for', 'against']);
		await form();
		const wanted = { title: { en: 'Next term' }, shiftDays: null, withStaff: false };
		const copied = await copyCourse(course.instructor, wanted, now);
		const there = await actorOf(course.instructor, { slug: copied });
		const state = await groupsFor(there, slug, now);
		expect(state).toMatchObject({ groups: [], asksSide: false, drawsLeft: mostDraws });
		const said = await db().select().from(sidePreference);
		expect(said.filter((row) => row.courseId === membershipOf(there).courseId)).toEqual([]);
	});
});
