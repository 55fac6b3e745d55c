/*
 * Every table of the schema is answered for, once; and what an eraser says is tried on a database in
 * which every table holds something of several people: afterwards one of them stands nowhere, and
 * nothing of the others has changed.
 */
import { getTableColumns, getTableName } from 'drizzle-orm';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { everyLeaving } from '$lib/archive/leaving.server';
import { emptyCourse, eraseAgain, erasePerson, letGo } from '$lib/archive/erasing.server';
import { db } from '$lib/server/db/client';
import * as schema from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';
import { testDatabase } from '../support/database';
import {
	accountColumns,
	anna,
	bilal,
	course,
	empty,
	everything,
	fill,
	holdsPeople,
	mentioning,
	now,
	placeColumns,
	tables,
	tutor
} from '../support/everybody';

process.env.DATA_DIR = mkdtempSync(join(tmpdir(), 'standpoint-leaving-'));
forgetEnvironment();
testDatabase();

const later = new Date('2027-06-30T00:00:00Z');

describe('the list of erasers', () => {
	const named = everyLeaving.flatMap(({ people, content }) => [...people, ...content]);

	test('names every table of the schema once', () => {
		const names = named.map((table) => getTableName(table)).sort();
		expect(names).toEqual(tables.map((table) => getTableName(table)).sort());
	});

	test('knows every column that may hold a person', () => {
		// Columns that end like one and hold something else.
		const harmless =
			/^(course|module|set|section|question|reading|edition|version|currentVersion|paragraph|motion|rubric|task|position|item|axis|submission|review|roster|account|provider|subject|group|note|entry|reply|anchor|request|debate|round|format|contribution)Id$|^idToken$/;
		const unknown = tables.flatMap((table) =>
			Object.keys(getTableColumns(table))
				.filter((name) => /(By|Id)$/.test(name) && name !== 'id' && !harmless.test(name))
				.filter((name) => !accountColumns.has(name) && !placeColumns.has(name))
				.map((name) => `${getTableName(table)}.${name}`)
		);
		expect(unknown).toEqual([]);
	});

	test('covers every table that holds a person', () => {
		const answered = new Set(named);
		expect(tables.filter((t) => holdsPeople(t) && !answered.has(t))).toEqual([]);
		expect(tables.filter(holdsPeople).length).toBeGreaterThan(30);
	});
});

const withoutErasures = ({ erasure: _ids, ...rest }: Record<string, unknown[]>) => rest;

describe('with something of everybody in every table', () => {
	beforeEach(async () => {
		await empty();
		await fill();
	});

	test('the filler has filled every table, for everybody who is owner of one', async () => {
		const rows = await everything();
		expect(Object.entries(rows).filter(([, all]) => all.length === 0)).toEqual([]);
		expect(mentioning(rows, [anna.key]).length).toBeGreaterThan(20);
		expect(mentioning(rows, [tutor.userId]).length).toBeGreaterThan(40);
	});

	test('a student who is erased stands nowhere, and nothing of the others has changed', async () => {
		const before = mentioning(await everything(), [bilal.key]);
		await erasePerson(anna.userId, now);
		const after = await everything();
		expect(mentioning(withoutErasures(after), [anna.key])).toEqual([]);
		expect(mentioning(after, [bilal.key])).toEqual(before);
		expect(after.rate_limit?.length).toBe(2);
		expect(mentioning(after, [tutor.key]).length).toBeGreaterThan(40);
	});

	test('erasing twice, and again after a restore, does no more', async () => {
		await erasePerson(anna.userId, now);
		const once = await everything();
		await erasePerson(anna.userId, now);
		expect(await everything()).toEqual(once);
		const done = [{ subjectKind: 'person' as const, subjectId: anna.userId }];
		expect(await eraseAgain(done, now)).toBe(0);
		expect(await everything()).toEqual(once);
	});

	test('staff who are erased stand nowhere, and the work of students keeps every word', async () => {
		const words = (rows: Record<string, unknown[]>) =>
			mentioning(rows, [anna.key, bilal.key]).length;
		const before = await everything();
		await erasePerson(tutor.userId, now);
		const after = await everything();
		expect(mentioning(withoutErasures(after), [tutor.key])).toEqual([]);
		expect(words(after)).toBe(words(before));
		for (const name of ['review', 'answer_mark', 'position_version', 'grade'])
			expect(after[name]?.length, name).toBe((before[name]?.length ?? 0) - 1);
	});

	test('kept work stays without a name until its day, and drafts, stances and notices go', async () => {
		await db().update(schema.course).set({ retainUntil: later });
		await db().update(schema.position).set({ submittedNumber: 1 });
		await erasePerson(anna.userId, now);
		const rows = await everything();
		const gone = [anna.userId, anna.email, anna.name, 'stance-reason-of-annacanary'];
		expect(mentioning(withoutErasures(rows), gone)).toEqual([]);
		const kept = ['position_version', 'submitted_answer', 'set_submission', 'review', 'grade'];
		for (const name of kept) expect(rows[name]?.length, name).toBe(3);
		for (const name of ['stance', 'notice', 'reading_progress', 'extension'])
			expect(rows[name]?.length, name).toBe(2);

		// A day that is moved on does not keep it longer.
		await db()
			.update(schema.course)
			.set({ retainUntil: new Date('2030-01-01') });
		expect(await letGo(new Date(later.getTime() - 1))).toBe(0);
		expect(await letGo(later)).toBe(1);
		expect(mentioning(withoutErasures(await everything()), [anna.key])).toEqual([]);
		expect(await letGo(later)).toBe(0);
	});

	test('a course that is deleted leaves its people and nothing else', async () => {
		await db().delete(schema.managedAccount);
		await emptyCourse(course, 'all', now);
		const rows = await everything();
		const left = Object.entries(rows).filter(([, all]) => all.length > 0);
		const accounts = [
			'user',
			'session',
			'account',
			'verification',
			'rate_limit',
			'outbox',
			'job',
			'erasure',
			'site_setting'
		];
		expect(left.map(([name]) => name).sort()).toEqual(accounts.sort());
		expect(rows.user?.length).toBe(3);
	});

	test('a course that forgets its people keeps its texts, its tasks and its instructor', async () => {
		await db().delete(schema.managedAccount);
		await emptyCourse(course, 'people', now);
		const rows = await everything();
		const places = rows.enrolment as { userId: string }[];
		expect(places.map((row) => row.userId)).toEqual([tutor.userId]);
		for (const name of ['module', 'reading', 'paragraph', 'question_version', 'axis', 'motion'])
			expect(rows[name]?.length, name).toBe(1);
		const inCourse = Object.fromEntries(
			Object.entries(rows).filter(([name]) => !['user', 'session', 'account'].includes(name))
		);
		delete inCourse.verification;
		delete inCourse.outbox;
		delete inCourse.job;
		delete inCourse.rate_limit;
		expect(mentioning(withoutErasures(inCourse), [anna.key, bilal.key])).toEqual([]);
	});
});
