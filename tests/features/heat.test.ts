/* Where a class marks and what it cites, on a real database: who is counted, who looks, what stays. */
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { hideNote } from '$lib/annotations/moderating.server';
import { removeNote } from '$lib/annotations/changing.server';
import { emptyCourse } from '$lib/archive/erasing.server';
import { archiveCourse } from '$lib/courses/courses.server';
import { heatFor } from '$lib/insights/heat.server';
import { moduleFor } from '$lib/modules/modules.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { db } from '$lib/server/db/client';
import { moduleDocument, positionVersion } from '$lib/server/db/schema';
import { actorOf, anObserver, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { address, aNote, moduleSlug, now } from '../support/notes';
import { aClass, aWriter, type Class } from '../support/writers';

testDatabase();

let course: Class;
let students: Actor[];
const minute = (n: number) => new Date(now.getTime() + n * 60_000);

beforeEach(async () => {
	course = await aClass();
	students = [];
	for (let i = 0; i < 6; i++) students.push(await aStudent(course));
});

const heat = (actor: Actor = course.instructor, at = minute(60)) =>
	heatFor(actor, address, 'en', at);
const markedAt = async (...args: Parameters<typeof heat>) =>
	(await heat(...args)).paragraphs.slice(0, 3).map((p) => p.marked);

async function everybodyNotes(n: number, paragraph = 0, at = now) {
	const refs: string[] = [];
	for (const student of students.slice(0, n)) refs.push(await aNote(student, { paragraph, at }));
	return refs;
}

describe('where the class marks', () => {
	it('is not shown under five people, and counts people, not notes', async () => {
		await everybodyNotes(4);
		await everybodyNotes(4, 1);
		expect(await heat()).toMatchObject({ marked: null });
		await aNote(students[4] as Actor, { paragraph: 0 });
		expect((await heat()).marked).toBe(5);
		expect(await markedAt()).toEqual([5, null, 0]);
	});

	it('leaves out private notes, those of staff, and what was hidden or deleted', async () => {
		await everybodyNotes(4);
		await aNote(students[4] as Actor, { audience: 'private' });
		await aNote(course.instructor);
		await aNote(course.assistant);
		expect((await heat()).marked).toBeNull();
		const hidden = await aNote(students[5] as Actor);
		await hideNote(course.instructor, { ref: hidden, reason: 'It names a neighbour.' }, now);
		const gone = await aNote(students[4] as Actor);
		await removeNote(students[4] as Actor, address, { ref: gone, base: 1 }, now);
		expect((await heat()).marked).toBeNull();
		await aNote(students[4] as Actor);
		expect((await heat()).marked).toBe(5);
	});

	it('counts highlights, and tells by tag how many wore it and where', async () => {
		for (const student of students.slice(0, 5))
			await aNote(student, { body: '', tags: ['claim'], paragraph: 1 });
		await aNote(students[0] as Actor, { tags: ['question'] });
		const { tags, paragraphs } = await heat();
		expect(tags.map((t) => [t.label.en, t.people, t.at])).toEqual([
			['Claim', 5, [{ number: paragraphs[1]?.number, people: 5 }]],
			['Question', null, []]
		]);
	});

	it('stands as it was until five more people have done something', async () => {
		const refs = await everybodyNotes(5);
		expect(await markedAt()).toEqual([5, 0, 0]);
		// One more person, one more place, one taken back: nothing of it shows.
		await aNote(students[5] as Actor, { paragraph: 1, at: minute(61) });
		await aNote(students[0] as Actor, { paragraph: 2, at: minute(61) });
		const own = { ref: refs[0] ?? '', base: 1 };
		await removeNote(students[0] as Actor, address, own, minute(61));
		expect(await markedAt(course.instructor, minute(62))).toEqual([5, 0, 0]);
		// With five others who did something since it is counted anew.
		await everybodyNotes(5, 2, minute(63));
		expect(await markedAt(course.instructor, minute(64))).toEqual([null, 0, 5]);
	});

	it('is made once where two look at the same time, and both see the same', async () => {
		await everybodyNotes(5);
		const both = await Promise.all([heat(course.instructor), heat(course.assistant)]);
		expect(both[0].paragraphs).toEqual(both[1].paragraphs);
		const rows = await db()
			.select()
			.from(moduleDocument)
			.where(eq(moduleDocument.courseId, course.courseId));
		expect(rows.filter((row) => row.key.startsWith('heat:'))).toHaveLength(1);
	});

	it('is shown to staff, observers and students with a note of their own', async () => {
		await everybodyNotes(5);
		expect((await heat(await anObserver(course))).marked).toBe(5);
		expect((await heat(students[0])).marked).toBe(5);
		for (const who of [students[5] as Actor, seeingAsStudent(course.instructor)]) {
			const page = await heat(who);
			expect(page).toMatchObject({ marked: null, tags: [], reveal: { isOpen: false, after: 1 } });
			expect(page.paragraphs.every((p) => p.marked === null)).toBe(true);
		}
	});

	it('gives nobody’s name, id or words away', async () => {
		await everybodyNotes(5);
		const given = JSON.stringify(await heat());
		for (const student of students) {
			expect(given).not.toContain(membershipOf(student).enrolmentId);
			expect(given).not.toContain(student.person?.name);
		}
		expect(given).not.toContain('Who says so?');
	});

	it('is no document of the module, stays behind in a copy, and goes with the people', async () => {
		await everybodyNotes(5);
		await heat();
		const { documents } = await moduleFor(course.instructor, moduleSlug, now);
		expect(documents.filter((key) => key.includes(':'))).toEqual([]);
		const wanted = { title: { en: 'Next term' }, shiftDays: null, withStaff: false };
		const copied = await copyCourse(course.instructor, wanted, now);
		const there = await actorOf(course.instructor, { slug: copied });
		expect((await heat(there)).marked).toBeNull();
		await archiveCourse(course.instructor, true, now);
		await emptyCourse(course.courseId, 'people', now);
		const rows = await db()
			.select()
			.from(moduleDocument)
			.where(eq(moduleDocument.courseId, course.courseId));
		expect(rows.filter((row) => row.key.startsWith('heat:'))).toEqual([]);
	});

	it('is read in a course that was put away, and nothing is written there', async () => {
		await everybodyNotes(5);
		await archiveCourse(course.instructor, true, now);
		const now_ = await actorOf(course.instructor, course);
		expect((await heat(now_)).marked).toBe(5);
		const rows = await db()
			.select()
			.from(moduleDocument)
			.where(eq(moduleDocument.courseId, course.courseId));
		expect(rows.filter((row) => row.key.startsWith('heat:'))).toEqual([]);
	});
});

describe('what positions cite', () => {
	async function writers(n: number, side: 'for' | 'against' | 'between'): Promise<Actor[]> {
		const made: Actor[] = [];
		for (let i = 0; i < n; i++) {
			const { student, id } = await aWriter(course);
			await db()
				.update(positionVersion)
				.set({ side })
				.where(
					and(eq(positionVersion.courseId, course.courseId), eq(positionVersion.positionId, id))
				);
			made.push(student);
		}
		return made;
	}
	const cited = async (actor?: Actor) =>
		(await heat(actor)).paragraphs.slice(0, 3).map((p) => p.cited);

	it('is shown by side only where both sides have five positions', async () => {
		await writers(4, 'for');
		expect((await heat()).citing).toBeNull();
		await writers(5, 'against');
		expect((await heat()).citing).toEqual({ by: 'all', people: 5 });
		expect(await cited()).toEqual([[5], [5], [0]]);
		await writers(1, 'for');
		await writers(2, 'between');
		expect((await heat()).citing).toEqual({ by: 'sides', for: 5, against: 5 });
		expect(await cited()).toEqual([
			[5, 5],
			[5, 5],
			[0, 0]
		]);
	});

	it('is shown to students once they have submitted a position of their own', async () => {
		const [writer] = await writers(5, 'against');
		expect(await heat(students[0])).toMatchObject({ mayCiting: false, citing: null });
		expect(await cited(students[0])).toEqual([[], [], []]);
		expect((await heat(writer)).citing).toEqual({ by: 'all', people: 5 });
	});
});
