/*
 * The gradebook: what staff see of whom, one cell changed by hand, columns, and what students see.
 */
import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { removePerson } from '$lib/courses/people.server';
import { cellFor, countAgain, excuse, setByHand, takeBack } from '$lib/gradebook/cells.server';
import {
	addColumn,
	changeColumn,
	changePlan,
	columnsFor,
	removeColumn,
	showColumn
} from '$lib/gradebook/columns.server';
import { gradebookFilter } from '$lib/gradebook/gradebook';
import { gradebookFor } from '$lib/gradebook/gradebook.server';
import { itemsIn, planIn } from '$lib/gradebook/items.server';
import { ownGradesFor } from '$lib/gradebook/own-grades.server';
import { recordGrades } from '$lib/modules/grades.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { markReady, saveSheet } from '$lib/reviews/marking.server';
import { release } from '$lib/reviews/releasing.server';
import { db, transaction } from '$lib/server/db/client';
import { auditEvent, grade, gradeHistory } from '$lib/server/db/schema';
import {
	actorOf,
	anAssistant,
	anInstructor,
	anObserver,
	aSection,
	aStudent,
	seeingAsStudent
} from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const slug = 'hard-state-soft-state';
const is404 = { status: 404 };
const is403 = { status: 403 };
const view = (query = '') => gradebookFilter(new URLSearchParams(query));
const idOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';

async function itemOf(course: Class, kind: 'set' | 'position', nth = 0) {
	const items = await itemsIn(course.instructor);
	const item = items.filter((one) => one.kind === kind)[nth];
	if (!item) throw new Error(`no ${kind}`);
	return item;
}

/** As marking writes it. */
async function marked(
	course: Class,
	student: Actor,
	points: number,
	over: { kind?: 'set' | 'position'; nth?: number; state?: 'hidden' | 'released'; at?: Date } = {}
) {
	const { kind = 'set', nth = 0, state = 'hidden', at = now } = over;
	const item = await itemOf(course, kind, nth);
	await transaction((tx) =>
		recordGrades(
			tx,
			{ courseId: course.courseId, kind, subjectId: item.subjectId },
			[{ enrolmentId: idOf(student), points, state }],
			null,
			at
		)
	);
	return { itemId: item.id, enrolmentId: idOf(student) };
}

const rowOf = async (actor: Actor, student: Actor, query = '') => {
	const { rows } = await gradebookFor(actor, view(query), now);
	return rows.find((row) => row.enrolmentId === idOf(student));
};

async function historyOf(course: Class, place: { itemId: string; enrolmentId: string }) {
	const rows = await db()
		.select()
		.from(gradeHistory)
		.where(
			and(
				eq(gradeHistory.courseId, course.courseId),
				eq(gradeHistory.itemId, place.itemId),
				eq(gradeHistory.enrolmentId, place.enrolmentId)
			)
		)
		.orderBy(gradeHistory.version);
	return rows.map(({ version, points, why, isOverridden, isExcused }) => {
		return { version, points, why, isOverridden, isExcused };
	});
}

describe('the table of grades', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('shows students by columns in the order of the modules, with a total', async () => {
		const student = await aStudent(course, { name: 'Aamna' });
		await marked(course, student, 1);
		const book = await gradebookFor(course.instructor, view(), now);
		const items = await itemsIn(course.instructor);
		expect(book.columns.map((column) => column.id)).toEqual(items.map((item) => item.id));
		const row = book.rows.find((one) => one.name === 'Aamna');
		expect(row?.cells[0]).toMatchObject({ points: 1, standing: 'hidden' });
		expect(row?.total).toBeCloseTo(1 / (items[0]?.most ?? 1));
	});

	it('gives fifty people at a time, found by name in either script', async () => {
		const large = await aClass();
		for (let n = 0; n < 52; n++)
			await aStudent(large, { name: `Student ${String(n).padStart(2, '0')}` });
		await aStudent(large, { name: 'زینب یوسف' });
		const first = await gradebookFor(large.instructor, view(), now);
		expect(first).toMatchObject({ people: 53, pages: 2, page: 1 });
		expect(first.rows).toHaveLength(50);
		const second = await gradebookFor(large.instructor, view('page=2'), now);
		expect(second.rows).toHaveLength(3);
		expect((await gradebookFor(large.instructor, view('page=99'), now)).page).toBe(2);
		const found = await gradebookFor(large.instructor, view('search=زينب'), now);
		expect(found.rows.map((row) => row.name)).toEqual(['زینب یوسف']);
	});

	it('is ordered by total, and narrowed to what was set by hand or is missing', async () => {
		const class2 = await aClass();
		const [low, high, idle] = [
			await aStudent(class2, { name: 'Low' }),
			await aStudent(class2, { name: 'High' }),
			await aStudent(class2, { name: 'Idle' })
		];
		await marked(class2, low, 1);
		const place = await marked(class2, high, 2);
		const names = async (query: string, at = now) =>
			(await gradebookFor(class2.instructor, view(query), at)).rows.map((row) => row.name);
		expect(await names('sort=total')).toEqual(['High', 'Low', 'Idle']);
		expect(await names('sort=lowest')).toEqual(['Low', 'High', 'Idle']);
		await setByHand(
			class2.instructor,
			place,
			{ version: 1, points: '0', isShown: false },
			minutes(1)
		);
		expect(await names('only=overridden')).toEqual(['High']);
		expect(idOf(idle)).not.toBe('');
	});

	it('is for staff; an assistant of one section sees that one', async () => {
		const sectionId = await aSection(course, 'A');
		const inside = await aStudent(course, { name: 'Inside', sectionId });
		const outside = await aStudent(course, { name: 'Outside' });
		const limited = await anAssistant(course, { sectionId, ownSectionOnly: true });
		for (const query of ['', 'sort=total', 'search=side', 'section=']) {
			const { rows } = await gradebookFor(limited, view(query), now);
			expect(rows.map((row) => row.name)).toEqual(['Inside']);
		}
		const { id: itemId } = await itemOf(course, 'set');
		const at = (student: Actor) => ({ itemId, enrolmentId: idOf(student) });
		expect(await cellFor(limited, at(inside), now)).toMatchObject({ mayEdit: false });
		await expect(cellFor(limited, at(outside), now)).rejects.toMatchObject(is404);
		for (const who of [inside, await anObserver(course), seeingAsStudent(course.instructor)])
			await expect(gradebookFor(who, view(), now)).rejects.toMatchObject(is403);
	});

	it('leaves out whoever left, and keeps their grades to be read', async () => {
		const student = await aStudent(course, { name: 'Leaver' });
		const place = await marked(course, student, 1);
		await removePerson(course.instructor, idOf(student), minutes(1));
		expect(await rowOf(course.instructor, student)).toBeUndefined();
		const cell = await cellFor(course.instructor, place, minutes(2));
		expect(cell).toMatchObject({ cell: { points: 1 }, person: { isHere: false }, mayEdit: false });
		expect(
			await setByHand(
				course.instructor,
				place,
				{ version: 1, points: '2', isShown: false },
				minutes(3)
			)
		).toEqual({ ok: false, reason: 'left' });
		expect(await historyOf(course, place)).toHaveLength(1);
	});
});

describe('points of positions whose names are hidden', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('tell nobody who got what until they are released', async () => {
		const { student, id } = await aWriter(course, { name: 'Hidden' });
		await markReady(course.assistant, written(id), now);
		// Also if marking had written them down already.
		const place = await marked(course, student, 17, { kind: 'position' });
		const item = await itemOf(course, 'position');
		expect(item.hidesNames).toBe(true);

		for (const actor of [course.instructor, course.assistant]) {
			const row = await rowOf(actor, student);
			const at = (await itemsIn(actor)).findIndex((one) => one.id === item.id);
			expect(row?.cells[at]).toEqual({ points: null, standing: 'marking' });
			expect(row?.total).toBeNull();
			const cell = await cellFor(actor, place, now);
			expect(cell).toMatchObject({ computed: null, late: null, sheet: null });
			expect(cell.history).toEqual([]);
			const { rows } = await gradebookFor(actor, view('sort=total'), now);
			const seen = rows.flatMap((one) => [one.total, ...one.cells.map((c) => c.points)]);
			expect(seen.every((value) => value === null)).toBe(true);
		}

		await release(course.instructor, slug, [id], minutes(1));
		const cell = await cellFor(course.instructor, place, minutes(2));
		expect(cell).toMatchObject({ cell: { points: 17, standing: 'released' }, computed: 17 });
		expect(cell.sheet).toBe(`/modules/${slug}/review/${id}`);
	});

	it('may be set by hand all the same, which tells nothing of what marking said', async () => {
		const { student } = await aWriter(course, { name: 'By hand' });
		const place = await marked(course, student, 17, { kind: 'position' });
		await setByHand(
			course.instructor,
			place,
			{ version: 1, points: '20', isShown: true },
			minutes(1)
		);
		const cell = await cellFor(course.instructor, place, minutes(2));
		expect(cell).toMatchObject({ cell: { points: 20, standing: 'hidden' }, computed: null });
		expect(cell.history.map((one) => one.points)).toEqual([20]);
	});
});

describe('one cell', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('is set by hand, stays so when marking says something else, and is taken back', async () => {
		const student = await aStudent(course);
		const place = await marked(course, student, 1);
		const by = course.instructor;
		await setByHand(by, place, { version: 1, points: '1.5', isShown: false }, minutes(1));
		await marked(course, student, 2, { at: minutes(2) });
		expect(await cellFor(by, place, minutes(3))).toMatchObject({
			version: 3,
			computed: 2,
			cell: { points: 1.5, isOverridden: true }
		});
		await takeBack(by, place, 3, minutes(4));
		expect((await cellFor(by, place, minutes(5))).cell).toEqual({ points: 2, standing: 'hidden' });
		expect(await historyOf(course, place)).toMatchObject([
			{ version: 1, points: 1, why: 'marking' },
			{ version: 2, points: 1.5, why: 'hand', isOverridden: true },
			{ version: 3, points: 1.5, why: 'marking' },
			{ version: 4, points: 2, why: 'hand', isOverridden: false }
		]);
		const { history } = await cellFor(by, place, minutes(5));
		expect(history.map((one) => [one.version, one.by])).toEqual([
			[4, 'Teacher Tahira'],
			[3, null],
			[2, 'Teacher Tahira'],
			[1, null]
		]);
		const acts = await db()
			.select({ act: auditEvent.act, detail: auditEvent.detail })
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.subjectId, place.itemId)));
		expect(acts.map((one) => one.act)).toEqual(['grade.set', 'grade.takeBack']);
		expect(JSON.stringify(acts)).not.toContain('1.5');
	});

	it.each([
		['NaN', 'not-a-number'],
		['1e9', 'not-a-number'],
		['=cmd', 'not-a-number'],
		['-1', 'negative'],
		['7,5', 'comma'],
		['99999', 'too-many']
	])('takes no %s', async (points, reason) => {
		const student = await aStudent(course);
		const { id: itemId } = await itemOf(course, 'set');
		const place = { itemId, enrolmentId: idOf(student) };
		expect(
			await setByHand(course.instructor, place, { version: 0, points, isShown: true }, now)
		).toEqual({ ok: false, reason });
		expect(await historyOf(course, place)).toEqual([]);
	});

	it('is changed by one of two at once; the other is told and nothing is overwritten', async () => {
		const student = await aStudent(course);
		const place = await marked(course, student, 1);
		const second = await anInstructor(course, { name: 'Instructor Second' });
		const results = await Promise.all([
			setByHand(course.instructor, place, { version: 1, points: '2', isShown: false }, minutes(1)),
			setByHand(second, place, { version: 1, points: '0.5', isShown: false }, minutes(1))
		]);
		expect(results.map((one) => one.ok).sort()).toEqual([false, true]);
		expect(results.find((one) => !one.ok)).toEqual({ ok: false, reason: 'moved' });
		const won = results[0].ok ? 2 : 0.5;
		const cell = await cellFor(course.instructor, place, minutes(2));
		expect(cell).toMatchObject({ version: 2, cell: { points: won } });
		expect(await historyOf(course, place)).toHaveLength(2);
		const again = { version: 2, points: '1', isShown: false };
		expect(await setByHand(second, place, again, minutes(3))).toEqual({ ok: true });
	});

	it('is not set over a release that came in between, nor does a release undo what was set', async () => {
		const { student, id } = await aWriter(course);
		await markReady(course.assistant, written(id), now);
		const { id: itemId } = await itemOf(course, 'position');
		const place = { itemId, enrolmentId: idOf(student) };
		const seen = await cellFor(course.instructor, place, minutes(1));
		await release(course.instructor, slug, [id], minutes(2));
		const wanted = { version: seen.version, points: '20', isShown: true };
		expect(await setByHand(course.instructor, place, wanted, minutes(3))).toMatchObject({
			reason: 'moved'
		});
		expect((await cellFor(course.instructor, place, minutes(4))).cell.points).toBe(17);

		const other = await aWriter(course);
		await markReady(course.assistant, written(other.id), now);
		const place2 = { itemId, enrolmentId: idOf(other.student) };
		await setByHand(course.instructor, place2, { ...wanted, version: 0 }, minutes(5));
		await release(course.instructor, slug, [other.id], minutes(6));
		expect(await cellFor(course.instructor, place2, minutes(7))).toMatchObject({
			computed: 17,
			cell: { points: 20, standing: 'released', isOverridden: true }
		});
	});

	it('is excused and counted again, and its points are kept', async () => {
		const student = await aStudent(course);
		const place = await marked(course, student, 1, { state: 'released' });
		const other = await marked(course, student, 2, { nth: 1, state: 'released' });
		expect(other.itemId).not.toBe(place.itemId);
		const total = async () => (await rowOf(course.instructor, student))?.total;
		const before = await total();
		expect(await excuse(course.instructor, place, 1, minutes(1))).toEqual({ ok: true });
		expect((await cellFor(course.instructor, place, minutes(2))).cell).toMatchObject({
			points: 1,
			standing: 'excused'
		});
		expect(await total()).not.toBe(before);
		expect(await excuse(course.instructor, place, 1, minutes(2))).toMatchObject({
			reason: 'moved'
		});
		const own = (await ownGradesFor(student, now)).modules.flatMap((one) => one.grades);
		expect(own.find((one) => one.id === place.itemId)).toMatchObject({ isExcused: true });
		await countAgain(course.instructor, place, 2, minutes(3));
		expect(await total()).toBe(before);
	});

	it('is shown by whoever sets it only where marking says nothing', async () => {
		const student = await aStudent(course);
		const { id: itemId } = await itemOf(course, 'set');
		const place = { itemId, enrolmentId: idOf(student) };
		const shown = async () =>
			(await ownGradesFor(student, now)).modules
				.flatMap((one) => one.grades)
				.find((one) => one.id === itemId)?.points;
		await setByHand(course.instructor, place, { version: 0, points: '1', isShown: false }, now);
		expect(await shown()).toBeNull();
		await setByHand(course.instructor, place, { version: 1, points: '1', isShown: true }, now);
		expect(await shown()).toBe(1);
		await takeBack(course.instructor, place, 2, now);
		expect(await shown()).toBeNull();

		const graded = await marked(course, await aStudent(course), 2);
		await setByHand(course.instructor, graded, { version: 1, points: '1', isShown: true }, now);
		expect(await cellFor(course.instructor, graded, now)).toMatchObject({ isReleased: false });
	});

	it('is the instructor’s to change, and of a student of this course alone', async () => {
		const student = await aStudent(course);
		const { id: itemId } = await itemOf(course, 'set');
		const place = { itemId, enrolmentId: idOf(student) };
		const wanted = { version: 0, points: '1', isShown: false };
		for (const who of [course.assistant, student])
			await expect(setByHand(who, place, wanted, now)).rejects.toMatchObject(is403);
		const elsewhere = await aClass();
		await expect(setByHand(elsewhere.instructor, place, wanted, now)).rejects.toMatchObject(is404);
		const staff = { itemId, enrolmentId: idOf(course.assistant) };
		await expect(setByHand(course.instructor, staff, wanted, now)).rejects.toMatchObject(is404);
		const none = { ...place, itemId: 'no-such-item' };
		await expect(cellFor(course.instructor, none, now)).rejects.toMatchObject(is404);
	});
});

describe('columns', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});
	const column = async (id: string) => {
		const found = (await columnsFor(course.instructor)).find((one) => one.id === id);
		if (!found) throw new Error('no column');
		return found;
	};
	const same = { isDropped: false, title: null, most: null };

	it('weigh, or count for nobody; whoever saves too late is shown what stands there', async () => {
		const student = await aStudent(course);
		await marked(course, student, 1);
		await marked(course, student, 2, { nth: 1 });
		const items = await itemsIn(course.instructor);
		const [a, b] = items.filter((item) => item.kind === 'set');
		if (!a || !b) throw new Error('no sets');
		const total = async () => (await rowOf(course.instructor, student))?.total;
		const { stamp } = await column(a.id);
		const changed = await changeColumn(course.instructor, a.id, { ...same, stamp, weight: 3 }, now);
		expect(changed).toEqual({ ok: true });
		expect(await total()).toBeCloseTo((3 * (1 / a.most) + 2 / b.most) / 4);
		const late = await changeColumn(course.instructor, a.id, { ...same, stamp, weight: 1 }, now);
		expect(late).toMatchObject({ ok: false, reason: 'moved', now: { weight: 3 } });
		const fresh = await column(a.id);
		const dropped = { ...same, stamp: fresh.stamp, weight: 3, isDropped: true };
		await changeColumn(course.instructor, a.id, dropped, now);
		expect(await total()).toBeCloseTo(2 / b.most);
	});

	it('are made by hand, filled, shown at once and removed while they are empty', async () => {
		const student = await aStudent(course, { name: 'Taking part' });
		const wanted = { module: slug, title: { en: 'Taking part' }, most: 5, weight: 1 };
		const id = await addColumn(course.instructor, wanted, now);
		const place = { itemId: id, enrolmentId: idOf(student) };
		const by = course.instructor;
		await setByHand(by, place, { version: 0, points: '4', isShown: false }, now);
		const own = async () =>
			(await ownGradesFor(student, now)).modules
				.flatMap((one) => one.grades)
				.find((one) => one.id === id)?.points;
		expect(await own()).toBeNull();
		expect(await showColumn(by, id, true, minutes(1))).toBe(1);
		expect(await own()).toBe(4);
		expect(await showColumn(by, id, true, minutes(1))).toBe(0);
		expect(await showColumn(by, id, false, minutes(2))).toBe(1);
		expect(await own()).toBeNull();
		expect(await removeColumn(by, id, minutes(3))).toEqual({ ok: false, reason: 'has-grades' });
		const { stamp } = await column(id);
		const less = { ...same, stamp, weight: 1, title: { en: 'Talk' }, most: 3 };
		expect(await changeColumn(by, id, less, now)).toMatchObject({ reason: 'points-above' });
		expect(await changeColumn(by, id, { ...less, most: 8 }, now)).toEqual({ ok: true });
		expect(await column(id)).toMatchObject({ title: { en: 'Talk' }, most: 8 });
		const empty = await addColumn(by, wanted, now);
		expect(await removeColumn(by, empty, now)).toEqual({ ok: true });
		const { id: setId } = await itemOf(course, 'set');
		await expect(removeColumn(by, setId, now)).rejects.toMatchObject(is404);
		await expect(showColumn(by, setId, true, now)).rejects.toMatchObject(is404);
		await expect(columnsFor(course.assistant)).rejects.toMatchObject(is403);
	});

	it('go along into a copied course with the plan, and no grade with them', async () => {
		const class2 = await aClass();
		const student = await aStudent(class2);
		const wanted = { module: slug, title: { en: 'Taking part' }, most: 5, weight: 2 };
		const id = await addColumn(class2.instructor, wanted, now);
		const place = { itemId: id, enrolmentId: idOf(student) };
		await setByHand(class2.instructor, place, { version: 0, points: '4', isShown: true }, now);
		await changePlan(class2.instructor, { version: 0, dropLowestSets: 1, showsTotal: false }, now);
		const next = await copyCourse(
			class2.instructor,
			{ title: { en: 'Next term' }, shiftDays: 0, withStaff: false },
			now
		);
		const instructor = await actorOf(class2.instructor, { slug: next });
		const made = (await columnsFor(instructor)).filter((one) => one.kind === 'hand');
		expect(made).toMatchObject([{ title: { en: 'Taking part' }, weight: 2, grades: 0 }]);
		expect(made[0]?.id).not.toBe(id);
		expect(await planIn(instructor)).toEqual({ dropLowestSets: 1, showsTotal: false, version: 1 });
	});

	it('add up as the plan says, which one of two changes', async () => {
		const class2 = await aClass();
		const student = await aStudent(class2);
		await marked(class2, student, 0, { state: 'released' });
		await marked(class2, student, 2, { nth: 1, state: 'released' });
		const before = (await ownGradesFor(student, now)).total;
		expect(before?.lowest).toEqual([]);
		const plan = { version: 0, dropLowestSets: 1, showsTotal: true };
		const both = await Promise.all([
			changePlan(class2.instructor, plan, now),
			changePlan(class2.instructor, { ...plan, dropLowestSets: 2 }, now)
		]);
		expect(both.map((one) => one.ok).sort()).toEqual([false, true]);
		const kept = await planIn(class2.instructor);
		const first = { ...kept, dropLowestSets: 1 };
		expect(await changePlan(class2.instructor, first, now)).toEqual({ ok: true });
		expect(await changePlan(class2.instructor, first, now)).toMatchObject({ reason: 'moved' });
		const after = (await ownGradesFor(student, now)).total;
		expect(after?.lowest).toHaveLength(1);
		expect(after?.share).toBeGreaterThan(before?.share ?? 1);
		expect((await rowOf(class2.instructor, student))?.lowest).toEqual(after?.lowest);
		const hidden = { ...first, version: first.version + 1, showsTotal: false };
		expect(await changePlan(class2.instructor, hidden, now)).toEqual({ ok: true });
		expect((await ownGradesFor(student, now)).total).toBeNull();
	});
});

describe('a student’s own grades', () => {
	it('count what is released and nothing else', async () => {
		const course = await aClass();
		const { student, id } = await aWriter(course);
		await marked(course, student, 1, { state: 'hidden' });
		await saveSheet(course.assistant, written(id), now);
		const before = await ownGradesFor(student, now);
		expect(before.total).toEqual({ share: null, lowest: [] });
		expect(before.modules.flatMap((one) => one.grades).every((one) => one.points === null)).toBe(
			true
		);
		await markReady(course.assistant, written(id, { version: 1 }), now);
		await release(course.instructor, slug, 'all', minutes(1));
		const after = await ownGradesFor(student, now);
		expect(after.total?.share).toBeCloseTo(17 / 24);
		const [row] = await db()
			.select()
			.from(grade)
			.where(and(eq(grade.courseId, course.courseId), eq(grade.state, 'released')));
		expect(row?.points).toBe(17);
	});
});
