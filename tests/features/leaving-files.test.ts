/*
 * What is left when somebody or a course is gone: not what the tables answer, but every byte of every
 * file in the data folder, the write-ahead log with them, is searched for the words. PostgreSQL keeps
 * files of its own, which go with its clean-up: there the tables are searched.
 */
import { hashPassword } from 'better-auth/crypto';
import { and, eq } from 'drizzle-orm';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { askForReset } from '$lib/accounts/passwords.server';
import { openSession } from '$lib/accounts/signing-in.server';
import { makeSlip } from '$lib/accounts/slips.server';
import { purgeCourse } from '$lib/archive/ending.server';
import { erasePerson, finishErasure } from '$lib/archive/erasing.server';
import { askForErasure } from '$lib/archive/requesting.server';
import { sweep } from '$lib/archive/sweeping.server';
import { savePosition } from '$lib/positions/drafting.server';
import { positionFor } from '$lib/positions/positions.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { extendSet } from '$lib/questions/settings.server';
import { returnSheet } from '$lib/reviews/marking.server';
import { db } from '$lib/server/db/client';
import { isPostgres } from '$lib/server/db/dialect';
import * as schema from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';
import { runDueJobs } from '$lib/server/jobs';
import { placeStances, stancesFor } from '$lib/stances/stances.server';
import { aWorld, discussion, moduleSlug, now, set, type World } from '../access/world';
import { aCourse, actorOf, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { anna, bilal, empty, everything, fill, mentioning } from '../support/everybody';

const folder = mkdtempSync(join(tmpdir(), 'standpoint-files-'));
process.env.DATA_DIR = folder;
forgetEnvironment();
testDatabase(folder);

const day = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(now.getTime() + days * day);

/** Which of the words stand anywhere, and where. */
async function found(words: readonly string[]): Promise<string[]> {
	if (isPostgres) {
		const rows = JSON.stringify(await everything());
		return words.filter((word) => rows.includes(JSON.stringify(word).slice(1, -1)));
	}
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.flatMap(({ parentPath, name }) => {
			const bytes = readFileSync(join(parentPath, name));
			return words.filter((word) => bytes.includes(word)).map((word) => `${name}: ${word}`);
		});
}

/** Each of the words stands somewhere: so that finding none later says something. */
async function expectAll(words: readonly string[]): Promise<void> {
	const there = (await found(words)).join('\n');
	expect(words.filter((word) => !there.includes(word))).toEqual([]);
}

async function rowsOf(name: string): Promise<unknown[]> {
	return (await everything())[name] ?? [];
}

describe('with something of everybody in every table', () => {
	const wordsOf = ({ key, name, email, enrolmentId }: typeof anna) => [
		`of-${key}`,
		`of ${key}`,
		name,
		email,
		enrolmentId
	];

	beforeEach(async () => {
		await empty();
		await fill();
	});

	test('nothing of a person who was erased is left in any file', async () => {
		await expectAll([...wordsOf(anna), ...wordsOf(bilal)]);
		await erasePerson(anna.userId, now);
		await finishErasure({ subjectKind: 'person', subjectId: anna.userId }, now);
		expect(await found(wordsOf(anna))).toEqual([]);
		await expectAll(wordsOf(bilal));
	});
});

/** So much that pages of the file are split and filled again, of many hands at the same time. */
async function aBusyClass({ course, moduleId }: World): Promise<Actor[]> {
	const students: Actor[] = [];
	for (let n = 0; n < 12; n++)
		students.push(await aStudent(course, { name: `Scribbler ${n} the Elder` }));
	for (const student of students) await placeSomewhere(student, moduleId);
	for (let round = 1; round <= 4; round++)
		for (const [n, student] of students.entries()) await scribble(student, `hand${n}canary`, round);
	return students;
}

async function placeSomewhere(student: Actor, moduleId: string): Promise<void> {
	const { axes } = await stancesFor(student, moduleId);
	const given = axes.map(({ id }) => ({
		axisId: id,
		answer: 'a-mostly' as const,
		confidence: 2,
		reason: ''
	}));
	await placeStances(student, moduleId, 'before', given, 'en', now);
}

async function scribble(student: Actor, word: string, round: number): Promise<void> {
	const words = `${word} `.repeat(40 * round);
	const { own } = await positionFor(student, moduleSlug, now);
	const body = {
		thesis: words,
		reasons: [{ id: 'r1', claim: words, warrant: words }],
		against: words,
		reply: words,
		change: words
	};
	const draft = { version: own?.version ?? 0, side: 'for' as const, body };
	await savePosition(student, moduleSlug, draft, 'en', now);
	const asked = await setToAnswer(student, { moduleSlug, setSlug: set });
	const sent = { key: discussion, value: { text: words }, version: round - 1, deviceAt: null };
	await saveAnswers(student, asked, [sent], 'en', now);
}

const password = 'seven brown herons';
const urdu = 'کبوترخانہ';

describe('in a course in the middle of its term', () => {
	let world: World;
	let own: World['own'];
	let students: Actor[];
	/** What the student wrote, and what was written to them, about them and for them. */
	let theirs: string[];

	/** What else people leave behind: each by the way it comes about. */
	async function everythingElse(): Promise<string[]> {
		const { courseId } = world.course;
		const { instructor, assistant } = world.actors;
		const { userId, enrolmentId, email } = own;
		await db()
			.insert(schema.account)
			.values({
				id: 'credential-1',
				accountId: userId,
				providerId: 'credential',
				userId,
				password: await hashPassword(password),
				createdAt: now,
				updatedAt: now
			});
		const client = { address: '203.0.113.77', userAgent: 'Canary Browser 77' };
		await openSession(userId, client, now);
		await makeSlip(assistant, enrolmentId, now);
		await askForReset(own.actor, email, client, now);
		await runDueJobs(now);
		const dates = { dueAt: inDays(2), closesAt: inDays(3) };
		await extendSet(instructor, { moduleSlug, setSlug: set }, { enrolmentId, ...dates }, now);
		const returned = await returnSheet(
			instructor,
			{
				positionId: own.positionId,
				number: 1,
				version: 2,
				levels: {},
				comments: { thesis: 'returnedcanary' },
				overall: '',
				pins: []
			},
			now
		);
		expect(returned).toMatchObject({ ok: true });
		await scribble(own.actor, `seconddraftcanary ${urdu}`, 1);
		await db()
			.update(schema.enrolment)
			.set({ rosterId: 'RollCanary77' })
			.where(and(eq(schema.enrolment.courseId, courseId), eq(schema.enrolment.id, enrolmentId)));
		await db()
			.insert(schema.hiddenContent)
			.values({
				courseId,
				subjectKind: 'answer',
				subjectId: 'some-ref',
				authorId: enrolmentId,
				reason: 'hiddencanary',
				hiddenBy: instructor.person?.id ?? '',
				at: now
			});
		await db().insert(schema.contentReport).values({
			courseId,
			id: 'report-1',
			subjectKind: 'answer',
			subjectId: 'another-ref',
			authorId: world.writer.enrolmentId,
			reportedBy: enrolmentId,
			reason: 'reportcanary',
			at: now
		});
		const elsewhere = await aCourse();
		await db()
			.insert(schema.invitation)
			.values({
				courseId: elsewhere.courseId,
				id: 'invitation-1',
				email,
				name: 'Rostercanary',
				role: 'student',
				tokenHash: 'x',
				invitedBy: elsewhere.instructor.person?.id ?? '',
				sentAt: now,
				expiresAt: inDays(14)
			});
		return [
			client.address,
			client.userAgent,
			'returnedcanary',
			'seconddraftcanary',
			urdu,
			'RollCanary77',
			'hiddencanary',
			'reportcanary',
			'Rostercanary'
		];
	}

	beforeAll(async () => {
		await empty();
		world = await aWorld();
		students = await aBusyClass(world);
		own = world.own;
		theirs = [own.name, own.email, own.enrolmentId, ...Object.values(own.secrets)];
		theirs.push(...(await everythingElse()));
	});

	test('a student who asked for it is in no file after seven days, and everybody else still is', async () => {
		await expectAll(theirs);
		const { writer } = world;
		const others = [writer.name, writer.email, ...Object.values(writer.secrets)];
		const kept = ['stance_figure', 'paragraph', 'question_version', 'class_message', 'audit_event'];
		const before = await everything();

		const given = { email: own.email, password };
		expect((await askForErasure(own.actor, given, now)).ok).toBe(true);
		await sweep(inDays(7));
		await runDueJobs(inDays(7));

		expect(await found(theirs)).toEqual([]);
		await expectAll([...others, world.passage.words, 'hand3canary']);
		for (const name of kept) expect((await rowsOf(name)).length, name).toBe(before[name]?.length);
		expect(before.stance_figure?.length).toBeGreaterThan(3);
		expect(await rowsOf('stance_figure')).toEqual(before.stance_figure);
		expect(mentioning(await everything(), [own.userId]).map((at) => at.split(':')[0])).toEqual([
			'erasure'
		]);
		// What the one reported of the other were the one's words.
		const about = ({ content_report: _reports, ...rows }: Record<string, unknown[]>) =>
			mentioning(rows, [writer.enrolmentId]).length;
		expect(about(await everything())).toBe(about(before));
	});

	test('whoever wrote much and often leaves no scrap of an earlier draft', async () => {
		for (const n of [0, 5, 11]) {
			const userId = students[n]?.person?.id ?? '';
			await expectAll([`hand${n}canary`]);
			await erasePerson(userId, inDays(8));
			await finishErasure({ subjectKind: 'person', subjectId: userId }, inDays(8));
			expect(await found([`hand${n}canary`, `Scribbler ${n} the Elder`])).toEqual([]);
		}
		await expectAll(['hand1canary', 'hand10canary']);
	});

	test('a course that is deleted leaves the words of nobody, and its people their accounts', async () => {
		const { writer, actors } = world;
		const message = 'We meet at ten.';
		const words = [...Object.values(writer.secrets), message, 'hand1canary', 'hand10canary'];
		await expectAll([...words, 'Politics 201']);
		const instructor = await actorOf(actors.instructor, world.course);
		expect(await purgeCourse(instructor, ' politics  201', inDays(9))).toEqual({ ok: true });
		expect(await found([...words, 'Politics 201'])).toEqual([]);
		const left = mentioning(await everything(), [world.course.courseId]);
		// That there was one: for the record of the site, and for the day on which a copy is restored.
		expect(left.map((at) => at.split(':')[0]).sort()).toEqual(['audit_event', 'erasure']);
		await expectAll([writer.name, writer.email]);
	});
});
