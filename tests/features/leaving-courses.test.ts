/*
 * The end of a course: the day on which what people wrote goes, the reminders before it, what is left
 * of the course after it, and deleting it at once by typing its name.
 */
import { and, eq } from 'drizzle-orm';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { actorFor } from '$lib/access/identify.server';
import {
	courseEnd,
	finishPurge,
	keepUntil,
	purgeCourse,
	wouldBeLost
} from '$lib/archive/ending.server';
import { erasePerson } from '$lib/archive/erasing.server';
import { carryOut, sweep } from '$lib/archive/sweeping.server';
import { makeClassAccount } from '$lib/courses/class-accounts.server';
import { archiveCourse, joinLinkOf } from '$lib/courses/courses.server';
import { joinOffer } from '$lib/courses/joining.server';
import { m } from '$lib/paraglide/messages';
import { queueFilter } from '$lib/reviews/queue';
import { queueFor } from '$lib/reviews/queue.server';
import { sheetFor } from '$lib/reviews/sheet.server';
import { db } from '$lib/server/db/client';
import {
	auditEvent,
	course,
	enrolment,
	erasure,
	notice,
	position,
	positionVersion,
	question,
	reading,
	user
} from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';
import { runDueJobs } from '$lib/server/jobs';
import { actions as purgePage } from '../../src/routes/(staff)/courses/[course]/settings/leaving/purge/+page.server';
import { actions as leavingPage } from '../../src/routes/(staff)/courses/[course]/settings/leaving/+page.server';
import { ask, type RouteFunction } from '../access/every-route';
import { actorOf, aPerson } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, type Class } from '../support/writers';

process.env.DATA_DIR = mkdtempSync(join(tmpdir(), 'standpoint-ending-'));
forgetEnvironment();
testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const day = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(now.getTime() + days * day);
const slug = 'hard-state-soft-state';

/** What the one timer of the server does at that time. */
async function passes(at: Date): Promise<void> {
	await sweep(at);
	await runDueJobs(at);
}

async function noticesOf(kind: string, here: Class): Promise<Record<string, string>[]> {
	const rows = await db()
		.select({ payload: notice.payload })
		.from(notice)
		.where(and(eq(notice.courseId, here.courseId), eq(notice.kind, kind)));
	return rows.map((row) => row.payload);
}

const countOf = async (table: typeof position | typeof reading | typeof question, id: string) =>
	(await db().select({ id: table.id }).from(table).where(eq(table.courseId, id))).length;

const isThere = async (userId: string) =>
	(await db().select({ id: user.id }).from(user).where(eq(user.id, userId))).length > 0;

let here: Class;
let student: Actor;
beforeEach(async () => {
	here = await aClass();
	({ student } = await aWriter(here, { name: 'Writer Wajiha' }));
});

describe('a day until which work is kept', () => {
	it('is told to whoever joins, and is never one that is over', async () => {
		const { code } = await joinLinkOf(here.instructor);
		expect(await keepUntil(here.instructor, inDays(-1), now)).toEqual({
			ok: false,
			reason: 'past'
		});
		expect(await keepUntil(here.instructor, inDays(60), now)).toEqual({ ok: true });
		const ticket = { code: code ?? '', invitation: null };
		expect(await joinOffer(await aPerson(), ticket, now)).toMatchObject({
			offer: { keptUntil: inDays(60) }
		});
	});

	it('is announced to instructors alone, thirty and seven days before, once each', async () => {
		await keepUntil(here.instructor, inDays(60), now);
		for (const at of [20, 31, 31.5, 40, 54, 54.5]) await passes(inDays(at));
		const told = await noticesOf('course.ending', here);
		expect(told.map(({ days }) => days).sort()).toEqual(['30', '7']);
		const [place] = await db()
			.select({ id: notice.enrolmentId })
			.from(notice)
			.where(and(eq(notice.courseId, here.courseId), eq(notice.kind, 'course.ending')));
		expect(place?.id).toBe(here.instructor.membership?.enrolmentId);
	});

	it('that was moved on deletes nothing on the old day, and is announced anew', async () => {
		await keepUntil(here.instructor, inDays(10), now);
		await passes(inDays(4));
		await keepUntil(here.instructor, inDays(50), inDays(5));
		await passes(inDays(11));
		expect(await countOf(position, here.courseId)).toBe(1);
		await passes(inDays(44));
		expect(await noticesOf('course.ending', here)).toHaveLength(2);
	});

	it('keeps everything until its last minute, and then texts and questions alone', async () => {
		await keepUntil(here.instructor, inDays(40), now);
		const texts = await countOf(reading, here.courseId);
		const asked = await countOf(question, here.courseId);
		await passes(new Date(inDays(40).getTime() - 1));
		expect(await countOf(position, here.courseId)).toBe(1);
		await passes(inDays(40));
		expect(await countOf(position, here.courseId)).toBe(0);
		expect(await countOf(reading, here.courseId)).toBe(texts);
		expect(await countOf(question, here.courseId)).toBe(asked);
		const places = await db()
			.select({ role: enrolment.role })
			.from(enrolment)
			.where(eq(enrolment.courseId, here.courseId));
		expect(places).toEqual([{ role: 'instructor' }]);
		expect(await noticesOf('course.forgotten', here)).toHaveLength(1);
		const instructor = await actorOf(here.instructor, here);
		expect(await courseEnd(instructor)).toMatchObject({ state: 'archived', retainUntil: null });
		const acts = await db()
			.select({ act: auditEvent.act, detail: auditEvent.detail })
			.from(auditEvent)
			.where(eq(auditEvent.courseId, here.courseId));
		expect(acts.map(({ act }) => act)).toEqual(['course.forget']);
		expect(acts[0]?.detail).toMatchObject({ positions: 1, students: 1 });
		// People who made their own accounts keep them.
		expect(await isThere(student.person?.id ?? '')).toBe(true);
		await passes(inDays(41));
		expect(await noticesOf('course.forgotten', here)).toHaveLength(1);
	});

	it('takes accounts with it that the school made for this course alone', async () => {
		const wanted = { name: 'Pupil Palwasha', rosterId: null, sectionId: null };
		const made = await makeClassAccount(here.instructor, wanted, now);
		const [place] = await db()
			.select({ userId: enrolment.userId })
			.from(enrolment)
			.where(eq(enrolment.id, made.ok ? made.enrolmentId : ''));
		await keepUntil(here.instructor, inDays(10), now);
		await passes(inDays(10));
		expect(await isThere(place?.userId ?? '')).toBe(false);
	});
});

describe('whoever leaves before the day', () => {
	it('is marked under no name, until the day that held when they left', async () => {
		await keepUntil(here.instructor, inDays(40), now);
		await erasePerson(student.person?.id ?? '', inDays(1));
		const filter = queueFilter(new URLSearchParams());
		const queue = await queueFor(here.instructor, slug, filter, 1, now);
		expect(queue.positions).toHaveLength(1);
		const [{ id } = { id: '' }] = queue.positions;
		const sheet = await sheetFor(here.instructor, slug, id, filter, inDays(1));
		expect(JSON.stringify([queue, sheet])).not.toContain('Wajiha');
		expect(await countOf(position, here.courseId)).toBe(1);
		await keepUntil(here.instructor, inDays(300), inDays(2));
		await passes(inDays(40));
		expect(await countOf(position, here.courseId)).toBe(0);
		const left = await db()
			.select({ n: positionVersion.number })
			.from(positionVersion)
			.where(eq(positionVersion.courseId, here.courseId));
		expect(left).toEqual([]);
	});
});

describe('deleting a course', () => {
	const purge = { routeId: '/(staff)/courses/[course]/settings/leaving/purge', kind: 'action' };

	it('happens only after its name was typed, in either language', async () => {
		expect((await wouldBeLost(here.instructor)).positions).toBe(1);
		for (const name of ['', 'Politics', 'Politics 2010', 'politics-201'])
			expect(await purgeCourse(here.instructor, name, now)).toEqual({
				ok: false,
				reason: 'not-the-name'
			});
		expect(await countOf(position, here.courseId)).toBe(1);
		expect(await purgeCourse(here.instructor, 'POLITICS 201 ', now)).toEqual({ ok: true });
		expect(await actorFor(student.person?.id ?? '', here.slug)).toBeNull();
		expect(await isThere(student.person?.id ?? '')).toBe(true);
		const [act] = await db()
			.select({ detail: auditEvent.detail, courseId: auditEvent.courseId })
			.from(auditEvent)
			.where(eq(auditEvent.subjectId, here.courseId));
		expect(act).toMatchObject({ courseId: '', detail: { positions: 1 } });
	});

	it('keeps what was typed when it was not the name', async () => {
		const fn = { ...purge, name: 'purge', part: 'default', call: purgePage.default };
		const asked = { params: { course: here.slug }, form: { name: 'Politics' } };
		const answer = await ask(fn as RouteFunction, here.instructor, asked);
		expect(answer).toMatchObject({
			status: 400,
			given: {
				form: { values: { name: 'Politics' }, errors: { name: m.archive_purge_not_name() } }
			}
		});
	});

	it('is nobody’s but an instructor’s', async () => {
		for (const who of [here.assistant, student])
			await expect(purgeCourse(who, 'Politics 201', now)).rejects.toMatchObject({ status: 403 });
	});

	it('that died half-way is finished by the next process, and nobody comes in meanwhile', async () => {
		await db()
			.update(enrolment)
			.set({ state: 'removed', removedAt: now })
			.where(eq(enrolment.courseId, here.courseId));
		await db().update(course).set({ state: 'archived' }).where(eq(course.id, here.courseId));
		await db().insert(erasure).values({
			id: 'half-done',
			subjectKind: 'course',
			subjectId: here.courseId,
			requestedAt: now,
			dueAt: now
		});
		expect(await actorFor(here.instructor.person?.id ?? '', here.slug)).toBeNull();
		await passes(inDays(0.1));
		expect(await db().select().from(course).where(eq(course.id, here.courseId))).toEqual([]);
		await carryOut('half-done', inDays(1));
		await finishPurge(here.courseId, inDays(1));
		const [row] = await db().select().from(erasure).where(eq(erasure.id, 'half-done'));
		expect(row?.doneAt).toEqual(inDays(0.1));
	});
});

describe('the form of the day', () => {
	const leaving = '/(staff)/courses/[course]/settings/leaving';
	const send = (until: string) =>
		ask(
			{
				routeId: leaving,
				kind: 'action',
				name: 'keep',
				part: 'keep',
				call: leavingPage.keep
			} as RouteFunction,
			here.instructor,
			{ params: { course: here.slug }, form: { until } }
		);

	it('takes a day of the course’s own time zone, or none', async () => {
		expect(await send('2030-06-30')).toMatchObject({ status: 200 });
		expect((await courseEnd(here.instructor)).retainUntil).toEqual(
			new Date('2030-06-29T19:00:00Z')
		);
		expect(await send('')).toMatchObject({ status: 200 });
		expect((await courseEnd(here.instructor)).retainUntil).toBeNull();
	});

	const notADay = m.archive_not_a_day();
	it.each([
		['2030-02-30', notADay],
		['30.6.2030', notADay],
		['2030-06', notADay],
		['soon', notADay],
		['2020-01-01', m.archive_keep_past()]
	])('gives back %s as it was typed', async (until, said) => {
		expect(await send(until)).toMatchObject({
			status: 400,
			given: { form: { values: { until }, errors: { until: said } } }
		});
	});

	it('is the only one, besides copying and deleting, that a course still takes when it is archived', async () => {
		await archiveCourse(here.instructor, true, now);
		here = { ...here, instructor: await actorOf(here.instructor, here) };
		expect(await send('2030-06-30')).toMatchObject({ status: 200 });
	});
});
