/*
 * Asking to have a grade looked at again: who may, about what and until when; what staff do about it,
 * also two at once; and that nothing of it says what is not released.
 */
import { and, asc, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { tellStaffIn } from '$lib/notices/reminding.server';
import { markReady } from '$lib/reviews/marking.server';
import {
	addToRegrade,
	askRegrade,
	ownItemFor,
	withdrawRegrade
} from '$lib/reviews/regrading/asking.server';
import { requestFilter } from '$lib/reviews/regrading/regrade';
import { requestFor, requestsFor } from '$lib/reviews/regrading/requests.server';
import {
	answerRegrade,
	reopenRegrade,
	settleRegrade,
	type Settlement
} from '$lib/reviews/regrading/settling.server';
import { release } from '$lib/reviews/releasing.server';
import { db } from '$lib/server/db/client';
import {
	auditEvent,
	grade,
	gradeHistory,
	gradeItem,
	markingPlan,
	notice,
	positionTask,
	questionSet,
	review,
	reviewHistory
} from '$lib/server/db/schema';
import { anAssistant, aSection, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, written, type Class } from '../support/writers';

testDatabase();

const slug = 'hard-state-soft-state';
const now = new Date('2026-11-02T05:00:00Z');
const days = (n: number) => new Date(now.getTime() + n * 24 * 3_600_000);
const is404 = { status: 404 };
const is403 = { status: 403 };
const all = requestFilter(new URLSearchParams('state=all'));

let course: Class;
let student: Actor;
let positionId: string;
beforeEach(async () => {
	course = await aClass();
	({ student, id: positionId } = await aWriter(course));
	await markReady(course.instructor, written(positionId), now);
});

const releaseAll = () => release(course.instructor, slug, 'all', now);

async function itemOf(kind: 'position' | 'set'): Promise<string> {
	const [row] = await db()
		.select({ id: gradeItem.id })
		.from(gradeItem)
		.where(and(eq(gradeItem.courseId, course.courseId), eq(gradeItem.kind, kind)));
	return row?.id ?? '';
}

async function asked(criterionKey = 'R3', at = days(1), who = student): Promise<string> {
	const about = { criterionKey, reason: 'The second passage shows it.' };
	const result = await askRegrade(who, await itemOf('position'), about, 'en', at);
	if (!result.ok) throw new Error(result.reason);
	return result.id;
}

const settle = (id: string, over: Partial<Settlement> = {}, by = course.instructor) =>
	settleRegrade(
		by,
		slug,
		id,
		{
			version: 2,
			outcome: 'changed',
			note: 'You are right.',
			levels: { R3: 4 },
			points: null,
			...over
		},
		'en',
		days(2)
	);

const own = async (at = days(3)) => ownItemFor(student, await itemOf('position'), at);

describe('a student', () => {
	it('reads the points, the levels with their words, and what the next level asks for', async () => {
		await releaseAll();
		const item = await own(days(1));
		expect(item).toMatchObject({
			kind: 'position',
			most: 24,
			grade: { points: 17, late: null, isByHand: false, releasedAt: now },
			window: { isOpen: true, until: days(7) }
		});
		expect(item.criteria).toHaveLength(6);
		const [first, second] = item.criteria;
		expect(first).toMatchObject({
			key: 'R1',
			points: 3,
			level: { points: 3 },
			next: { points: 4 }
		});
		expect(second).toMatchObject({ points: 4, next: null });
		expect(JSON.stringify(item)).not.toContain('notes');
	});

	it('asks about one criterion and about the whole, each once', async () => {
		await releaseAll();
		await asked('R3');
		await asked('');
		const again = { criterionKey: 'R3', reason: 'Once more.' };
		expect(await askRegrade(student, await itemOf('position'), again, 'en', days(1))).toEqual({
			ok: false,
			reason: 'asked-before'
		});
		const none = { criterionKey: 'R99', reason: 'Once more.' };
		expect(await askRegrade(student, await itemOf('position'), none, 'en', days(1))).toEqual({
			ok: false,
			reason: 'no-criterion'
		});
		const item = await own();
		expect(item.requests.map((r) => [r.criterionKey, r.state])).toEqual([
			['R3', 'open'],
			['', 'open']
		]);
		expect(item.toAsk).toEqual(['R1', 'R2', 'R4', 'R5', 'R6']);
	});

	it('of two requests sent at once makes one', async () => {
		await releaseAll();
		const item = await itemOf('position');
		const about = { criterionKey: 'R3', reason: 'Twice.' };
		const both = await Promise.all(
			[1, 2].map(() => askRegrade(student, item, about, 'en', days(1)))
		);
		expect(both.map((one) => one.ok).sort()).toEqual([false, true]);
		expect((await own()).requests[0]?.entries).toHaveLength(1);
	});

	it('may ask until the window closes, and not where there is none', async () => {
		await releaseAll();
		const late = { criterionKey: 'R3', reason: 'Too late.' };
		const item = await itemOf('position');
		const after = new Date(days(7).getTime() + 1);
		expect(await askRegrade(student, item, late, 'en', after)).toEqual({
			ok: false,
			reason: 'over'
		});
		expect((await own(after)).window).toMatchObject({ isOpen: false, why: 'over' });
		const [task] = await db()
			.select({ id: positionTask.id })
			.from(positionTask)
			.where(eq(positionTask.courseId, course.courseId));
		const plan = { courseId: course.courseId, taskId: task?.id ?? '', seed: 's', regradeDays: 0 };
		await db().insert(markingPlan).values(plan);
		expect(await askRegrade(student, item, late, 'en', days(1))).toEqual({
			ok: false,
			reason: 'never'
		});
	});

	it('may ask about what nobody has released once it was due, and reads no points there', async () => {
		await db()
			.update(positionTask)
			.set({ dueAt: days(1) });
		const item = await itemOf('position');
		const about = { criterionKey: '', reason: 'Nobody has marked it.' };
		expect(await askRegrade(student, item, about, 'en', now)).toEqual({
			ok: false,
			reason: 'not-yet'
		});
		expect((await askRegrade(student, item, about, 'en', days(2))).ok).toBe(true);
		const criterion = { ...about, criterionKey: 'R1' };
		expect(await askRegrade(student, item, criterion, 'en', days(2))).toEqual({
			ok: false,
			reason: 'no-criterion'
		});
		const seen = await own();
		expect(seen).toMatchObject({ grade: null, criteria: [] });
		expect(JSON.stringify(seen)).not.toMatch(/:17\b/);
	});

	it('may ask about a set without points', async () => {
		const item = await itemOf('set');
		const about = { criterionKey: '', reason: 'It was on paper.' };
		expect((await askRegrade(student, item, about, 'en', days(1))).ok).toBe(false);
		await db().update(questionSet).set({ dueAt: now });
		const done = await askRegrade(student, item, about, 'en', days(1));
		expect(done.ok).toBe(true);
		const id = done.ok ? done.id : '';
		expect(await settle(id, { points: 1e9 })).toEqual({ ok: false, reason: 'too-many-points' });
		expect(await settle(id, { points: null })).toEqual({ ok: false, reason: 'no-points' });
		expect(await settle(id, { points: 3 })).toEqual({ ok: true });
		const [row] = await db().select().from(grade).where(eq(grade.itemId, item));
		expect(row).toMatchObject({ points: 3, isOverridden: true, state: 'hidden' });
		const seen = await ownItemFor(student, item, days(3));
		expect(seen).toMatchObject({ grade: null, requests: [{ outcome: 'changed' }] });
		expect(seen.requests[0]?.entries.at(-1)).toMatchObject({ pointsAfter: null });
	});

	it('takes a request back, says more about it, and asks again', async () => {
		await releaseAll();
		const id = await asked();
		const item = await itemOf('position');
		expect(await addToRegrade(student, item, id, 'In line two.', 'en', days(1))).toEqual({
			ok: true
		});
		expect(await withdrawRegrade(student, item, id, 'en', days(1))).toEqual({ ok: true });
		expect(await withdrawRegrade(student, item, id, 'en', days(1))).toEqual({
			ok: false,
			reason: 'withdrawn'
		});
		expect(await asked()).toBe(id);
		const [request] = (await own()).requests;
		expect(request?.entries.map((e) => e.kind)).toEqual(['asked', 'reply', 'withdrawn', 'asked']);
	});

	it('sees nothing of others, and nobody else asks in their place', async () => {
		await releaseAll();
		const id = await asked();
		const other = await aStudent(course);
		const item = await itemOf('position');
		expect((await ownItemFor(other, item, days(1))).requests).toEqual([]);
		await expect(withdrawRegrade(other, item, id, 'en', days(1))).rejects.toMatchObject(is404);
		await expect(addToRegrade(other, item, id, 'x', 'en', days(1))).rejects.toMatchObject(is404);
		await expect(ownItemFor(course.assistant, item, days(1))).rejects.toMatchObject(is404);
		await expect(ownItemFor(student, 'no-such-item', days(1))).rejects.toMatchObject(is404);
		const viewer = seeingAsStudent(course.instructor);
		const about = { criterionKey: '', reason: 'x' };
		await expect(askRegrade(viewer, item, about, 'en', days(1))).rejects.toMatchObject(is403);
	});
});

describe('staff', () => {
	it('find open requests first, with names once something is released, and only of their section', async () => {
		const section = await aSection(course);
		const away = await anAssistant(course, { sectionId: section, ownSectionOnly: true });
		await releaseAll();
		const first = await asked('R1');
		await asked('R3', days(1.5));
		await settle(first, { outcome: 'unchanged' });
		const { requests, counts } = await requestsFor(course.assistant, slug, all);
		expect(requests.map((r) => r.state)).toEqual(['open', 'settled']);
		expect(counts).toEqual({ open: 1, settled: 1, withdrawn: 0 });
		expect(requests[0]?.name).toBe(student.person?.name);
		expect((await requestsFor(away, slug, all)).requests).toEqual([]);
		await expect(requestFor(away, slug, first)).rejects.toMatchObject(is404);
		await expect(requestsFor(student, slug, all)).rejects.toMatchObject(is403);
		const page = await requestFor(course.assistant, slug, first);
		expect(page).toMatchObject({ maySettle: false, mayAnswer: true, name: student.person?.name });
		expect(page.text?.body.thesis).toBe('Courts first.');
	});

	it('do not learn whose it is before anything is released, where the task hides names', async () => {
		await db().update(positionTask).set({ dueAt: now });
		const id = await asked('');
		const page = await requestFor(course.instructor, slug, id);
		expect(page).toMatchObject({ name: null, enrolmentId: null, sheet: null });
		expect(JSON.stringify(page)).not.toContain(student.person?.name ?? '?');
		const list = await requestsFor(course.instructor, slug, all);
		expect(list.requests[0]?.name).toBeNull();
	});

	it('answer, and the student is told without a word of it', async () => {
		await releaseAll();
		const id = await asked();
		expect(
			await answerRegrade(course.assistant, slug, id, 'Which passage?', 'en', days(2))
		).toEqual({
			ok: true
		});
		const [told] = (await db().select().from(notice)).filter((n) => n.kind === 'regrade.reply');
		expect(told?.payload).toEqual({ module: slug, item: await itemOf('position') });
		const [request] = (await own()).requests;
		expect(request?.entries.at(-1)).toMatchObject({ body: 'Which passage?', isOwn: false });
		expect(JSON.stringify(request)).not.toContain('Asad');
		await expect(settle(id, {}, course.assistant)).rejects.toMatchObject(is403);
	});

	it('change a level: a further version of the sheet, which stays released, and the grade with why', async () => {
		await releaseAll();
		const id = await asked();
		expect(await settle(id)).toEqual({ ok: true });
		const [sheet] = await db().select().from(review).where(eq(review.positionId, positionId));
		expect(sheet).toMatchObject({ state: 'released', levels: { R1: 3, R3: 4 } });
		const versions = await db()
			.select()
			.from(reviewHistory)
			.where(eq(reviewHistory.reviewId, sheet?.id ?? ''))
			.orderBy(asc(reviewHistory.version));
		expect(versions.at(-1)).toMatchObject({ version: sheet?.version, levels: { R3: 4 } });
		const item = await own();
		expect(item.grade).toMatchObject({ points: 19 });
		expect(item.grade?.history.map((h) => [h.points, h.why])).toEqual([
			[17, 'release'],
			[19, 'regrade']
		]);
		expect(item.requests[0]).toMatchObject({ state: 'settled', outcome: 'changed' });
		expect(item.requests[0]?.entries.at(-1)).toMatchObject({ pointsBefore: 17, pointsAfter: 19 });
		const acts = (await db().select().from(auditEvent)).filter((a) => a.subjectId === id);
		expect(acts.map((a) => [a.act, a.detail])).toEqual([
			['regrade.settle', { outcome: 'changed' }]
		]);
		// The window is the one of the release.
		expect(item.window).toMatchObject({ until: days(7) });
	});

	it('change only what was asked about, by levels the rubric knows', async () => {
		await releaseAll();
		const id = await asked();
		expect(await settle(id, { levels: { R3: 9 } })).toEqual({ ok: false, reason: 'unknown-level' });
		expect(await settle(id, { levels: { R3: NaN } })).toEqual({
			ok: false,
			reason: 'unknown-level'
		});
		expect(await settle(id, { levels: { R1: 4 } })).toEqual({ ok: false, reason: 'same' });
		expect(await settle(id, { levels: { R3: 2 } })).toEqual({ ok: false, reason: 'same' });
		expect((await own()).grade).toMatchObject({ points: 17 });
		expect(await settle(id, { levels: { R1: 4, R3: 3 } })).toEqual({ ok: true });
		expect((await own()).grade).toMatchObject({ points: 18 });
	});

	it('settle at once: one wins, the other sees it', async () => {
		await releaseAll();
		const id = await asked();
		const both = await Promise.all([settle(id), settle(id, { outcome: 'unchanged' })]);
		expect(both.filter((one) => one.ok)).toHaveLength(1);
		expect(both.find((one) => !one.ok)).toEqual({ ok: false, reason: 'settled' });
		const rows = await db()
			.select()
			.from(gradeHistory)
			.where(eq(gradeHistory.courseId, course.courseId));
		expect(rows.length).toBe((await own()).requests[0]?.outcome === 'changed' ? 2 : 1);
	});

	it('settle two criteria at once, and neither is lost', async () => {
		await releaseAll();
		const [one, two] = [await asked('R3'), await asked('R5')];
		await Promise.all([settle(one), settle(two, { levels: { R5: 3 } })]);
		const [sheet] = await db().select().from(review).where(eq(review.positionId, positionId));
		expect(sheet?.levels).toMatchObject({ R3: 4, R5: 3 });
		expect((await own()).grade).toMatchObject({ points: 21 });
	});

	it('are told when the student said more, or took it back, in the meantime', async () => {
		await releaseAll();
		const id = await asked();
		const item = await itemOf('position');
		await addToRegrade(student, item, id, 'In line two.', 'en', days(1));
		expect(await settle(id)).toEqual({ ok: false, reason: 'moved' });
		await withdrawRegrade(student, item, id, 'en', days(1));
		expect(await settle(id, { version: 3 })).toEqual({ ok: false, reason: 'withdrawn' });
		expect(await answerRegrade(course.instructor, slug, id, 'x', 'en', days(2))).toEqual({
			ok: false,
			reason: 'withdrawn'
		});
		expect((await own()).grade).toMatchObject({ points: 17 });
	});

	it('open a settled one again, and what was said before stays', async () => {
		await releaseAll();
		const id = await asked();
		await settle(id, { outcome: 'unchanged' });
		expect(await reopenRegrade(course.instructor, slug, id, 'Once more.', 'en', days(3))).toEqual({
			ok: true
		});
		expect(await reopenRegrade(course.instructor, slug, id, 'Again.', 'en', days(3))).toEqual({
			ok: false,
			reason: 'open'
		});
		expect(await settle(id, { version: 4 })).toEqual({ ok: true });
		const [request] = (await own()).requests;
		expect(request?.entries.map((e) => e.kind)).toEqual([
			'asked',
			'settled',
			'reopened',
			'settled'
		]);
		expect(request).toMatchObject({ outcome: 'changed' });
	});

	it('are told in the evening what is open, with their section’s alone', async () => {
		await releaseAll();
		await asked();
		const evening = new Date('2026-11-03T14:30:00Z');
		await tellStaffIn(course.courseId, evening);
		const waiting = (await db().select().from(notice)).filter(
			(n) => n.kind === 'waiting' && n.courseId === course.courseId
		);
		expect(waiting.map((n) => n.payload.regrades)).toEqual(['1', '1']);
	});
});
