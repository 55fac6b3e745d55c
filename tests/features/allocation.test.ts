import { and, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { removePerson } from '$lib/courses/people.server';
import { usualTerms, type PlanTerms } from '$lib/reviews/allocating/plan';
import {
	allocationFor,
	giveByHand,
	giveBySection,
	giveEvenly,
	takeBack
} from '$lib/reviews/allocating/allocations.server';
import { changePlan, planToChange } from '$lib/reviews/allocating/planning.server';
import { readyMany, unreadyMany } from '$lib/reviews/bulk.server';
import { takeNext, takeSheet } from '$lib/reviews/leasing.server';
import { markReady, openFor, returnSheet, saveSheet } from '$lib/reviews/marking.server';
import { queueFilter } from '$lib/reviews/queue';
import { neighboursFor, positionsShown, queueFor } from '$lib/reviews/queue.server';
import { release } from '$lib/reviews/releasing.server';
import { db } from '$lib/server/db/client';
import { auditEvent, markerAllocation, notice, review, reviewHistory } from '$lib/server/db/schema';
import { anAssistant, anObserver, aSection, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, submit, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const slug = 'hard-state-soft-state';
const is404 = { status: 404 };
const is403 = { status: 403 };
const only = (query = '') => queueFilter(new URLSearchParams(query));
const idOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';

async function givenIn(course: Class, slot = 1): Promise<Map<string, string>> {
	const rows = await db()
		.select()
		.from(markerAllocation)
		.where(and(eq(markerAllocation.courseId, course.courseId), eq(markerAllocation.slot, slot)));
	return new Map(rows.map((row) => [row.positionId, row.enrolmentId]));
}

function countsOf(given: Map<string, string>): number[] {
	const counts = new Map<string, number>();
	for (const id of given.values()) counts.set(id, (counts.get(id) ?? 0) + 1);
	return [...counts.values()].sort((a, b) => a - b);
}

async function planned(course: Class, terms: Partial<PlanTerms>): Promise<void> {
	const { version } = await planToChange(course.instructor, slug);
	const done = await changePlan(course.instructor, slug, { ...usualTerms, ...terms }, version, now);
	expect(done).toEqual({ ok: true });
}

async function writers(course: Class, n: number, given: { sectionId?: string } = {}) {
	const list = [];
	for (let i = 0; i < n; i++) list.push(await aWriter(course, given, minutes(i)));
	return list;
}

describe('the marking plan', () => {
	it('is as usual until somebody decides otherwise, and says so when two change it at once', async () => {
		const course = await aClass();
		expect(await planToChange(course.instructor, slug)).toMatchObject({
			...usualTerms,
			version: 0
		});
		const some = { ...usualTerms, second: 'some', samplePercent: 20 } as const;
		const all = { ...usualTerms, second: 'all' } as const;
		expect(await changePlan(course.instructor, slug, some, 0, now)).toEqual({ ok: true });
		const { seed } = await planToChange(course.instructor, slug);
		expect(await changePlan(course.instructor, slug, all, 0, now)).toMatchObject({
			reason: 'conflict',
			kept: { second: 'some', version: 1 }
		});
		expect(await changePlan(course.instructor, slug, all, 1, now)).toEqual({ ok: true });
		expect(await planToChange(course.instructor, slug)).toMatchObject({
			second: 'all',
			version: 2,
			seed
		});
	});

	it('is the instructor’s alone', async () => {
		const course = await aClass();
		for (const actor of [
			course.assistant,
			await anObserver(course),
			seeingAsStudent(course.instructor)
		]) {
			await expect(changePlan(actor, slug, usualTerms, 0, now)).rejects.toMatchObject(is403);
			await expect(giveEvenly(actor, slug, 1, [], now)).rejects.toMatchObject(is403);
			await expect(giveByHand(actor, slug, 1, [], 'x', now)).rejects.toMatchObject(is403);
			await expect(takeBack(actor, slug, 1, 'all', now)).rejects.toMatchObject(is403);
		}
		await expect(planToChange(course.assistant, slug)).rejects.toMatchObject(is403);
		await expect(allocationFor(course.assistant, slug)).rejects.toMatchObject(is403);
	});
});

describe('positions given out', () => {
	let course: Class;
	let second: Actor;
	let list: { student: Actor; id: string }[];
	beforeEach(async () => {
		course = await aClass();
		second = await anAssistant(course, { name: 'Assistant Bano' });
		list = await writers(course, 5);
	});

	it('are even within one, and the same when asked again', async () => {
		const to = [idOf(course.assistant), idOf(second)];
		expect(await giveEvenly(course.instructor, slug, 1, to, now)).toEqual({ changed: 5, left: 0 });
		const given = await givenIn(course);
		expect(countsOf(given)).toEqual([2, 3]);
		expect(await giveEvenly(course.instructor, slug, 1, to, now)).toEqual({ changed: 0, left: 0 });
		expect(await givenIn(course)).toEqual(given);
	});

	it('stay with whoever has begun them', async () => {
		for (const { id } of list.slice(0, 4)) await saveSheet(second, written(id), now);
		await giveEvenly(course.instructor, slug, 1, [idOf(course.assistant), idOf(second)], now);
		const given = await givenIn(course);
		for (const { id } of list.slice(0, 4)) expect(given.get(id)).toBe(idOf(second));
		expect(given.get(list[4]?.id ?? '')).toBe(idOf(course.assistant));
		const { loads } = await allocationFor(course.instructor, slug);
		expect(loads[0]?.markers.find((m) => m.id === idOf(second))).toMatchObject({
			given: 4,
			marked: 4,
			left: 0
		});
		expect(loads[0]?.markers.find((m) => m.id === idOf(course.assistant))).toMatchObject({
			given: 1,
			marked: 0,
			left: 1
		});
	});

	it('are marked twice by two people, never by one', async () => {
		await planned(course, { second: 'all' });
		const both = [idOf(course.assistant), idOf(second)];
		await giveEvenly(course.instructor, slug, 1, both, now);
		expect(await giveEvenly(course.instructor, slug, 2, both, now)).toEqual({
			changed: 5,
			left: 0
		});
		const [first, again] = [await givenIn(course, 1), await givenIn(course, 2)];
		for (const { id } of list) expect(again.get(id)).not.toBe(first.get(id));
		const [{ id } = { id: '' }] = list;
		const marker = again.get(id) ?? '';
		expect(await giveByHand(course.instructor, slug, 1, [id], marker, now)).toEqual({
			changed: 0,
			left: { twice: 1 }
		});
		// Whoever marks first is passed over, also where nobody else is to be had.
		const alone = await giveEvenly(course.instructor, slug, 2, [marker], now);
		expect(alone.left).toBe([...first.values()].filter((to) => to === marker).length);
		const after = await givenIn(course, 2);
		for (const one of list) expect(after.get(one.id)).not.toBe(first.get(one.id));
	});

	it('are given by hand and taken back, but not from under somebody’s pen', async () => {
		const [one, two, three] = list.map(({ id }) => id) as [string, string, string];
		await saveSheet(course.assistant, written(one), now);
		expect(
			await giveByHand(course.instructor, slug, 1, [one, two, three, 'gone'], idOf(second), now)
		).toEqual({ changed: 2, left: { begun: 1 } });
		await markReady(second, written(three), now);
		await release(course.instructor, slug, [three], now);
		expect(
			await giveByHand(course.instructor, slug, 1, [three], idOf(course.assistant), now)
		).toEqual({ changed: 0, left: { released: 1 } });
		expect(await takeBack(course.instructor, slug, 1, 'all', now)).toEqual({
			changed: 1,
			left: { begun: 2 }
		});
		expect([...(await givenIn(course)).keys()].sort()).toEqual([one, three].sort());
		expect(await giveByHand(course.instructor, slug, 2, [two], idOf(second), now)).toEqual({
			changed: 0,
			left: { 'not-twice': 1 }
		});
	});

	it('go to no marker of another course, and to nobody who is no marker', async () => {
		const other = await aClass();
		const [{ id, student } = { id: '', student: second }] = list;
		for (const marker of [idOf(other.assistant), idOf(student), 'nobody'])
			await expect(giveByHand(course.instructor, slug, 1, [id], marker, now)).rejects.toMatchObject(
				is404
			);
		await expect(
			giveEvenly(course.instructor, slug, 1, [idOf(other.assistant)], now)
		).rejects.toMatchObject(is404);
		const mine = await giveByHand(other.instructor, slug, 1, [id], idOf(other.assistant), now);
		expect(mine.changed).toBe(0);
		expect((await givenIn(course)).size).toBe(0);
	});

	it('leave the queue, the counts and the loads with a student who withdraws', async () => {
		await giveEvenly(course.instructor, slug, 1, [idOf(course.assistant)], now);
		const [gone] = list;
		await removePerson(course.instructor, idOf(gone?.student as Actor), now);
		const queue = await queueFor(course.instructor, slug, only(), 1, now);
		expect(queue.submitted).toBe(4);
		expect(queue.counts.all).toBe(4);
		// The numbers of the others stay.
		expect(queue.positions.map((p) => p.place)).toEqual([2, 3, 4, 5]);
		const { loads } = await allocationFor(course.instructor, slug);
		expect(loads[0]?.markers.find((m) => m.id === idOf(course.assistant))?.given).toBe(4);
		const done = await readyMany(course.instructor, slug, [gone?.id ?? ''], now);
		expect(done).toEqual({ done: 0, left: { gone: 1 } });
	});

	it('are recorded, by how many and how', async () => {
		await giveEvenly(course.instructor, slug, 1, [idOf(course.assistant)], now);
		const acts = await db()
			.select()
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.act, 'review.allocate')));
		expect(acts.map((act) => act.detail)).toEqual([{ way: 'even', slot: 1, positions: 5 }]);
	});
});

describe('positions that come in later', () => {
	it('are dealt on to those who were dealt to, once, whoever reads the queue first', async () => {
		const course = await aClass();
		const second = await anAssistant(course);
		await writers(course, 3);
		await giveEvenly(course.instructor, slug, 1, [idOf(course.assistant), idOf(second)], now);
		const before = await givenIn(course);
		const late = await aWriter(course, {}, minutes(60));
		await Promise.all(
			[course.assistant, second, course.instructor].map((actor) =>
				queueFor(actor, slug, only(), 1, minutes(61))
			)
		);
		const after = await givenIn(course);
		expect(after.size).toBe(4);
		expect(countsOf(after)).toEqual([2, 2]);
		for (const [id, marker] of before) expect(after.get(id)).toBe(marker);
		expect(after.has(late.id)).toBe(true);
	});

	it('go to the marker of their section', async () => {
		const course = await aClass();
		const [a, b] = [await aSection(course, 'A'), await aSection(course, 'B')];
		const inA = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		await writers(course, 2, { sectionId: a });
		const [inB] = await writers(course, 1, { sectionId: b });
		const { sections } = await allocationFor(course.instructor, slug);
		expect(sections.find((s) => s.id === a)?.marker).toBe(idOf(inA));
		const to = new Map([[a, idOf(inA)]]);
		expect(await giveBySection(course.instructor, slug, 1, to, now)).toEqual({
			changed: 2,
			left: 1
		});
		const late = await aWriter(course, { sectionId: a }, minutes(60));
		await queueFor(inA, slug, only(), 1, minutes(61));
		const given = await givenIn(course);
		expect(given.get(late.id)).toBe(idOf(inA));
		expect(given.has(inB?.id ?? '')).toBe(false);
		// Limited to A, they are given nothing of B.
		const wrong = await giveByHand(course.instructor, slug, 1, [inB?.id ?? ''], idOf(inA), now);
		expect(wrong).toEqual({ changed: 0, left: { section: 1 } });
	});

	it('stay with nobody where positions are given by hand', async () => {
		const course = await aClass();
		const [one] = await writers(course, 2);
		await giveByHand(course.instructor, slug, 1, [one?.id ?? ''], idOf(course.assistant), now);
		await queueFor(course.instructor, slug, only(), 1, now);
		expect((await givenIn(course)).size).toBe(1);
	});

	it('belong to whoever begins them', async () => {
		const course = await aClass();
		const [{ id } = { id: '' }] = await writers(course, 1);
		await saveSheet(course.assistant, written(id), now);
		expect((await givenIn(course)).get(id)).toBe(idOf(course.assistant));
		await saveSheet(course.instructor, written(id, { version: 1, overall: 'And more.' }), now);
		expect((await givenIn(course)).get(id)).toBe(idOf(course.assistant));
	});
});

describe('the filters of the queue', () => {
	let course: Class;
	let second: Actor;
	let ids: string[];
	beforeAll(async () => {
		course = await aClass();
		second = await anAssistant(course, { name: 'Assistant Bano' });
		ids = (await writers(course, 4)).map(({ id }) => id);
		const [one = '', two = '', three = ''] = ids;
		await giveByHand(course.instructor, slug, 1, [one, two], idOf(course.assistant), now);
		await giveByHand(course.instructor, slug, 1, [three], idOf(second), now);
		await saveSheet(second, written(three, { levels: { R1: 2 } }), now);
	});
	const shown = async (actor: Actor, query: string) =>
		(await queueFor(actor, slug, only(query), 1, now)).positions.map((p) => ids.indexOf(p.id));

	it('show what the actor was given', async () => {
		expect(await shown(course.assistant, 'given=on')).toEqual([0, 1]);
		expect(await shown(second, 'given=on')).toEqual([2]);
		expect(await shown(course.instructor, 'given=on')).toEqual([]);
	});

	it('show what a marker was given or saved, or what nobody was', async () => {
		expect(await shown(course.instructor, `marker=${idOf(second)}`)).toEqual([2]);
		expect(await shown(course.instructor, 'marker=none')).toEqual([3]);
		expect(await shown(course.instructor, 'marker=no-such')).toEqual([]);
	});

	it('find a position by its number', async () => {
		expect(await shown(course.instructor, 'place=3')).toEqual([2]);
		expect(await shown(course.instructor, 'place=99')).toEqual([]);
		expect(await shown(course.instructor, 'place=3&state=unmarked')).toEqual([]);
	});

	it('say whom each is given to, and who has it open', async () => {
		const queue = await queueFor(course.instructor, slug, only(), 1, now);
		expect(queue.positions.map((p) => p.givenTo[0])).toEqual([
			'Assistant Asad',
			'Assistant Asad',
			'Assistant Bano',
			null
		]);
		expect(queue.positions.map((p) => p.openBy)).toEqual([null, null, 'Assistant Bano', null]);
		const later = new Date(now.getTime() + openFor + 1);
		const closed = await queueFor(course.instructor, slug, only(), 1, later);
		expect(closed.positions.map((p) => p.openBy)).toEqual([null, null, null, null]);
	});

	it('hold on every page, and name every position of a filter', async () => {
		expect(await positionsShown(course.instructor, slug, only('state=unmarked'), now)).toEqual([
			ids[0],
			ids[1],
			ids[3]
		]);
		const past = await queueFor(course.instructor, slug, only(), 7, now);
		expect([past.page, past.pages, past.positions.length]).toEqual([1, 1, 4]);
		const mad = await queueFor(course.instructor, slug, only(), -1e9, now);
		expect(mad.page).toBe(1);
	});

	it('show what waits for a second marker', async () => {
		const here = await aClass();
		const [one] = await writers(here, 2);
		await planned(here, { second: 'some', samplePercent: 0, passPercent: 100 });
		await saveSheet(here.assistant, written(one?.id ?? ''), now);
		const queue = await queueFor(here.instructor, slug, only('second=on'), 1, now);
		expect(queue.positions.map((p) => p.id)).toEqual([one?.id]);
		expect(queue.positions[0]?.wantsSecond).toBe(true);
	});
});

describe('what comes next', () => {
	let course: Class;
	let second: Actor;
	let ids: string[];
	beforeEach(async () => {
		course = await aClass();
		second = await anAssistant(course, { name: 'Assistant Bano' });
		ids = (await writers(course, 4)).map(({ id }) => id);
	});

	it('is another one for each of two who go on at the same moment', async () => {
		const unmarked = only('state=unmarked');
		const taken = await Promise.all([
			takeNext(course.assistant, slug, null, unmarked, now),
			takeNext(second, slug, null, unmarked, now),
			takeNext(course.instructor, slug, null, unmarked, now)
		]);
		expect(new Set(taken).size).toBe(3);
		expect(taken).not.toContain(null);
		const wanted = ids[3] ?? '';
		const again = await Promise.all([
			takeSheet(course.assistant, slug, wanted, unmarked, minutes(20)),
			takeSheet(second, slug, wanted, unmarked, minutes(20))
		]);
		expect(again.filter((id) => id === wanted)).toHaveLength(1);
	});

	it('is not what somebody else has open, until they have been away for a while', async () => {
		const [one = '', two = '', three = ''] = ids;
		expect(await takeSheet(second, slug, two, only(), now)).toBe(two);
		const beside = await neighboursFor(course.assistant, slug, one, only(), minutes(1));
		expect(beside.next).toBe(three);
		expect((await neighboursFor(second, slug, one, only(), minutes(1))).next).toBe(two);
		const later = new Date(now.getTime() + openFor + 1);
		expect((await neighboursFor(course.assistant, slug, one, only(), later)).next).toBe(two);
	});

	it('is not what somebody else was given, unless one asks for theirs', async () => {
		const [one = '', two = '', three = ''] = ids;
		await giveByHand(course.instructor, slug, 1, [one, two], idOf(second), now);
		const queue = await queueFor(course.assistant, slug, only(), 1, now);
		expect(queue.nextUnmarked).toBe(three);
		expect((await queueFor(second, slug, only(), 1, now)).nextUnmarked).toBe(one);
		const theirs = only(`marker=${idOf(second)}`);
		expect((await queueFor(course.instructor, slug, theirs, 1, now)).nextUnmarked).toBe(one);
	});

	it('is nothing when the last one is taken', async () => {
		for (const id of ids) await takeSheet(second, slug, id, only(), now);
		expect(await takeNext(course.assistant, slug, null, only(), now)).toBeNull();
		expect(await takeSheet(course.assistant, slug, ids[0] ?? '', only(), now)).toBeNull();
	});
});

describe('many at once', () => {
	let course: Class;
	let ids: string[];
	beforeEach(async () => {
		course = await aClass();
		ids = (await writers(course, 4)).map(({ id }) => id);
	});
	const statesOf = async () => {
		const rows = await db()
			.select()
			.from(review)
			.where(and(eq(review.courseId, course.courseId), eq(review.kind, 'staff')));
		return ids.map((id) => rows.find((row) => row.positionId === id)?.state ?? null);
	};

	it('become ready where they are marked, and the rest is counted by why', async () => {
		const [one = '', two = '', three = '', four = ''] = ids;
		await saveSheet(course.assistant, written(one), now);
		await saveSheet(course.assistant, written(two, { levels: { R1: 3 } }), now);
		await returnSheet(course.assistant, written(three), now);
		expect(await readyMany(course.assistant, slug, [...ids, 'forged'], minutes(1))).toEqual({
			done: 1,
			left: { unfinished: 2, returned: 1, gone: 1 }
		});
		expect(await statesOf()).toEqual(['ready', 'marking', 'marked', null]);
		expect(await readyMany(course.assistant, slug, [one, four], minutes(2))).toEqual({
			done: 0,
			left: { already: 1, unfinished: 1 }
		});
	});

	it('go back to marked, each with its row of history', async () => {
		const [one = '', two = ''] = ids;
		for (const id of [one, two]) await markReady(course.assistant, written(id), now);
		await release(course.instructor, slug, [two], now);
		expect(await unreadyMany(course.assistant, slug, [one, two], now)).toEqual({
			done: 1,
			left: { released: 1 }
		});
		expect((await statesOf()).slice(0, 2)).toEqual(['marked', 'released']);
		const history = await db()
			.select({ state: reviewHistory.state })
			.from(reviewHistory)
			.innerJoin(
				review,
				and(eq(review.courseId, reviewHistory.courseId), eq(review.id, reviewHistory.reviewId))
			)
			.where(and(eq(review.courseId, course.courseId), eq(review.positionId, one)))
			.orderBy(reviewHistory.version);
		expect(history.map((row) => row.state)).toEqual(['marked', 'ready', 'marked']);
	});

	it('are not declared ready by markers where the instructor does that', async () => {
		const [one = ''] = ids;
		await planned(course, { finish: 'instructor' });
		expect(await markReady(course.assistant, written(one), now)).toMatchObject({
			ok: true,
			state: 'marked'
		});
		await expect(readyMany(course.assistant, slug, [one], now)).rejects.toMatchObject(is403);
		expect((await queueFor(course.assistant, slug, only(), 1, now)).mayFinish).toBe(false);
		expect(await readyMany(course.instructor, slug, [one], now)).toMatchObject({ done: 1 });
	});

	it('wait for their second marker', async () => {
		const [one = ''] = ids;
		await planned(course, { second: 'all' });
		await saveSheet(course.assistant, written(one), now);
		expect(await readyMany(course.instructor, slug, [one], now)).toEqual({
			done: 0,
			left: { second: 1 }
		});
	});

	it('are of one’s own section only', async () => {
		const a = await aSection(course, 'A');
		const [inA] = await writers(course, 1, { sectionId: a });
		const limited = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		const [one = ''] = ids;
		for (const id of [one, inA?.id ?? '']) await saveSheet(course.assistant, written(id), now);
		expect(await readyMany(limited, slug, [one, inA?.id ?? ''], now)).toEqual({
			done: 1,
			left: { gone: 1 }
		});
	});

	it('are released together, with one notice each', async () => {
		for (const id of ids) await saveSheet(course.assistant, written(id), now);
		const marked = await positionsShown(course.instructor, slug, only('state=marked'), now);
		expect(await readyMany(course.instructor, slug, marked, now)).toEqual({ done: 4, left: {} });
		expect(await release(course.instructor, slug, 'all', now)).toMatchObject({ released: 4 });
		expect(await release(course.instructor, slug, 'all', now)).toMatchObject({ released: 0 });
		const notices = await db()
			.select()
			.from(notice)
			.where(and(eq(notice.courseId, course.courseId), eq(notice.kind, 'position.released')));
		expect(notices).toHaveLength(4);
		expect(new Set(notices.map((n) => n.enrolmentId)).size).toBe(4);
	});

	it('keep what a revision brings apart: the new version stands unmarked', async () => {
		const [one = ''] = ids;
		await returnSheet(course.assistant, written(one), now);
		const [writer] = await writers(course, 1);
		await returnSheet(course.assistant, written(writer?.id ?? ''), now);
		if (writer) await submit(writer.student, minutes(9), 'Another thesis.');
		const queue = await queueFor(course.instructor, slug, only('state=unmarked'), 1, minutes(10));
		expect(queue.positions.find((p) => p.id === writer?.id)).toMatchObject({ version: 2 });
		expect(queue.positions.some((p) => p.id === one)).toBe(false);
	});
});
