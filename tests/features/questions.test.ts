import { and, asc, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { openCourseFromPack } from '$lib/packs/opening.server';
import type { SentAnswer } from '$lib/questions/answer.schema.server';
import { checkAnswer, saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { peerAnswers } from '$lib/questions/classmates.server';
import { answersToMark, markAnswer, questionsToMark } from '$lib/questions/marking.server';
import type { AnswerValue } from '$lib/questions/question';
import { questionSetFor } from '$lib/questions/questions.server';
import { questionSetsIn } from '$lib/questions/set-list.server';
import { changeSet, extendSet, releaseSet, setSettingsFor } from '$lib/questions/settings.server';
import { reopenSet, submitSet } from '$lib/questions/submitting.server';
import { db } from '$lib/server/db/client';
import {
	answer,
	answerMarkHistory,
	course,
	grade,
	gradeHistory,
	setSubmission,
	submittedAnswer
} from '$lib/server/db/schema';
import {
	actorOf,
	anAssistant,
	anObserver,
	aSection,
	aStudent,
	aTeacher,
	seeingAsStudent
} from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

const now = new Date('2026-11-10T05:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const words = (n: number, word = 'word') => Array.from({ length: n }, () => word).join(' ');

interface World {
	course: { courseId: string; slug: string };
	moduleSlug: string;
	instructor: Actor;
	at(setSlug: string): { moduleSlug: string; setSlug: string };
}

async function aWorld(): Promise<World> {
	const teacher = await aTeacher();
	const opened = await openCourseFromPack(
		teacher,
		{ title: { en: 'Politics' }, timeZone: 'Asia/Karachi', packSlug: 'hard-state-soft-state' },
		now
	);
	if (!opened.ok) throw new Error(opened.reason);
	const here = { courseId: opened.courseId, slug: opened.courseSlug };
	return {
		course: here,
		moduleSlug: opened.moduleSlug,
		instructor: await actorOf(teacher, here),
		at: (setSlug) => ({ moduleSlug: opened.moduleSlug, setSlug })
	};
}

let world: World;
beforeAll(async () => {
	world = await aWorld();
});

const talks = 'taliban-talks';

async function save(
	actor: Actor,
	setSlug: string,
	key: string,
	value: AnswerValue,
	version = 0,
	at = now,
	more: Partial<SentAnswer> = {}
) {
	const set = await setToAnswer(actor, world.at(setSlug));
	return saveAnswers(actor, set, [{ key, value, version, deviceAt: null, ...more }], 'en', at);
}

async function submit(actor: Actor, setSlug: string, at = now) {
	return submitSet(actor, await setToAnswer(actor, world.at(setSlug)), at);
}

const statusOf = (work: Promise<unknown>) =>
	work.then(
		() => 'no error',
		(cause: unknown) => (cause as { status?: number }).status
	);

describe('saving answers', () => {
	it('keeps the newest, counts versions up and names the language of the words', async () => {
		const student = await aStudent(world.course);
		expect(await save(student, talks, 'Q02a', { text: 'first' })).toMatchObject({
			ok: true,
			saved: [{ key: 'Q02a', version: 1 }]
		});
		expect(await save(student, talks, 'Q02a', { text: 'مضبوط ریاست' }, 1)).toMatchObject({
			ok: true,
			saved: [{ version: 2 }]
		});
		const set = await questionSetFor(student, world.at(talks), now);
		const shown = set.questions.find((q) => q.key === 'Q02a')?.answer;
		expect(shown).toMatchObject({ value: { text: 'مضبوط ریاست' }, version: 2, lang: 'ur' });
		expect(set.state).toBe('begun');
	});

	it('lets one of two tabs win and gives the other both texts', async () => {
		const student = await aStudent(world.course);
		await save(student, talks, 'Q02a', { text: 'kept' });
		const [one, two] = await Promise.all([
			save(student, talks, 'Q02a', { text: 'from one tab' }, 1),
			save(student, talks, 'Q02a', { text: 'from the other tab' }, 1)
		]);
		expect([one.ok, two.ok].sort()).toEqual([false, true]);
		const lost = one.ok ? two : one;
		const won = one.ok ? 'from one tab' : 'from the other tab';
		expect(lost).toMatchObject({
			reason: 'conflict',
			conflicts: [{ key: 'Q02a', value: { text: won }, version: 2 }]
		});
		const [row] = await db()
			.select()
			.from(answer)
			.where(
				and(
					eq(answer.courseId, world.course.courseId),
					eq(answer.enrolmentId, student.membership?.enrolmentId ?? '')
				)
			);
		expect(row?.value).toEqual({ text: won });
	});

	it('lets one of two first answers win', async () => {
		const student = await aStudent(world.course);
		const tries = await Promise.all(
			['a', 'b', 'c'].map((text) => save(student, talks, 'Q02a', { text }))
		);
		expect(tries.filter((t) => t.ok)).toHaveLength(1);
		expect(tries.filter((t) => !t.ok && t.reason === 'conflict')).toHaveLength(2);
	});

	it('takes the same answer sent twice for one', async () => {
		const student = await aStudent(world.course);
		await save(student, talks, 'Q02a', { text: 'once' });
		expect(await save(student, talks, 'Q02a', { text: 'once' })).toMatchObject({
			ok: true,
			saved: [{ version: 1 }]
		});
	});

	it('keeps the device’s clock of an answer that was typed offline, until it is typed again', async () => {
		const student = await aStudent(world.course);
		const deviceAt = new Date('2026-11-09T22:00:00Z');
		const kept = async () =>
			(
				await db()
					.select({ deviceAt: answer.deviceAt })
					.from(answer)
					.where(eq(answer.enrolmentId, student.membership?.enrolmentId ?? ''))
			)[0]?.deviceAt;
		await save(student, talks, 'Q02a', { text: 'online' });
		await save(student, talks, 'Q02a', { text: 'offline' }, 1, now, { deviceAt });
		expect(await kept()).toEqual(deviceAt);
		await save(student, talks, 'Q02a', { text: 'online again' }, 2);
		expect(await kept()).toBeNull();
	});

	it('keeps the others of a form when one lost its race', async () => {
		const student = await aStudent(world.course);
		await save(student, talks, 'Q02a', { text: 'newer' });
		const set = await setToAnswer(student, world.at(talks));
		const saved = await saveAnswers(
			student,
			set,
			[
				{ key: 'Q02a', value: { text: 'older' }, version: 0, deviceAt: null },
				{ key: 'Q02c', value: { choice: 'a' }, version: 0, deviceAt: null }
			],
			'en',
			now
		);
		expect(saved).toMatchObject({
			ok: false,
			reason: 'conflict',
			saved: [{ key: 'Q02c', version: 1 }],
			conflicts: [{ key: 'Q02a' }]
		});
	});

	it('stores the name that classmates see when it is first written', async () => {
		const student = await aStudent(world.course);
		await save(student, talks, 'Q02a', { text: 'under a pseudonym' });
		await db()
			.update(course)
			.set({ settings: { classmatesSee: 'names', welcome: null } })
			.where(eq(course.id, world.course.courseId));
		await save(student, talks, 'Q02a', { text: 'changed' }, 1);
		await save(student, talks, 'Q02b', { text: 'under my name' });
		await db()
			.update(course)
			.set({ settings: { classmatesSee: 'pseudonyms', welcome: null } })
			.where(eq(course.id, world.course.courseId));
		const rows = await db()
			.select()
			.from(answer)
			.where(
				and(
					eq(answer.courseId, world.course.courseId),
					eq(answer.enrolmentId, student.membership?.enrolmentId ?? '')
				)
			);
		expect(rows.map((r) => r.shownAs.en).sort()).toEqual(
			[student.membership?.pseudonym.en, student.person?.name].sort()
		);
	});

	it('is for students in their own name', async () => {
		const assistant = await anAssistant(world.course);
		for (const actor of [
			world.instructor,
			assistant,
			await anObserver(world.course),
			seeingAsStudent(assistant)
		])
			expect(await statusOf(setToAnswer(actor, world.at(talks)))).toBe(403);
	});

	it('does not know the sets of another course', async () => {
		const other = await aWorld();
		const stranger = await aStudent(other.course);
		const set = await setToAnswer(stranger, other.at(talks));
		const student = await aStudent(world.course);
		const smuggled = { key: 'Q02a', value: { text: 'smuggled' }, version: 0, deviceAt: null };
		expect(await statusOf(saveAnswers(student, set, [smuggled], 'en', now))).toBe(404);
		expect(await statusOf(submitSet(student, set, now))).toBe(404);
		const rows = await db().select().from(answer);
		expect(rows.some((row) => row.value.text === 'smuggled')).toBe(false);
		expect(await statusOf(questionSetFor(student, world.at('no-such-set'), now))).toBe(404);
	});
});

describe('what a form of answers may hold', () => {
	async function read(fields: Record<string, unknown>, setSlug = talks) {
		const student = await aStudent(world.course);
		const { schema } = await setToAnswer(student, world.at(setSlug));
		return schema.safeParse(fields);
	}
	const problems = async (fields: Record<string, unknown>, setSlug = talks) => {
		const parsed = await read(fields, setSlug);
		return parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0]));
	};

	it('reads each kind', async () => {
		const parsed = await read({
			'Q02a.version': '0',
			'Q02a.text': ' two\r\nlines ',
			'Q02c.version': '3',
			'Q02c.choice': 'a',
			'Q02d.version': '0',
			'Q02d.order.a': '2',
			'Q02d.order.b': '',
			'Q02d.order.c': '1'
		});
		expect(parsed.data).toEqual([
			{ key: 'Q02a', value: { text: 'two\nlines' }, version: 0, deviceAt: null },
			{ key: 'Q02c', value: { choice: 'a' }, version: 3, deviceAt: null },
			{ key: 'Q02d', value: { order: ['c', 'a', '', ''] }, version: 0, deviceAt: null }
		]);
		const passages = await read(
			{ 'Q04b.version': '0', 'Q04b.passages': ['004:p3', '004:p4'], 'Q04b.text': 'whose words' },
			'security-committee'
		);
		expect(passages.data).toMatchObject([
			{
				value: {
					text: 'whose words',
					passages: [
						{ reading: '004', id: 'p3' },
						{ reading: '004', id: 'p4' }
					]
				}
			}
		]);
		const sums = await read(
			{
				'Q01a.version': '0',
				'Q01a.number.total': '۲۶',
				'Q01a.number.rest': '',
				'Q01a.number.days': '1,200'
			},
			'on-negotiating'
		);
		expect(sums.data).toMatchObject([
			{ value: { numbers: { total: 26, rest: null, days: 1200 } } }
		]);
	});

	it('leaves questions alone that were not sent, and unknown fields', async () => {
		const parsed = await read({ 'Q02a.text': 'no version', 'B1.version': '0', admin: 'yes' });
		expect(parsed.data).toEqual([]);
	});

	it('refuses what a question does not have, with a message at the field', async () => {
		expect(await problems({ 'Q02c.version': '0', 'Q02c.choice': 'zz' })).toEqual(['Q02c.choice']);
		expect(await problems({ 'Q02c.version': '0', 'Q02c.choice': ['a', 'b'] })).toEqual([
			'Q02c.choice'
		]);
		expect(await problems({ 'Q02c.version': 'x' })).toEqual(['Q02c.version']);
		expect(await problems({ 'Q02d.version': '0', 'Q02d.order.a': '9' })).toEqual(['Q02d.order.a']);
		expect(
			await problems({ 'Q02d.version': '0', 'Q02d.order.a': '1', 'Q02d.order.b': '1' })
		).toEqual(['Q02d.order.b']);
		expect(
			await problems({ 'Q04b.version': '0', 'Q04b.passages': '002:p3' }, 'security-committee')
		).toEqual(['Q04b.passages']);
		expect(
			await problems(
				{
					'Q04b.version': '0',
					'Q04b.passages': ['004:p1', '004:p2', '004:p3', '004:p4', '004:p5']
				},
				'security-committee'
			)
		).toEqual(['Q04b.passages']);
		expect(
			await problems({ 'Q01a.version': '0', 'Q01a.number.total': '26.5' }, 'on-negotiating')
		).toEqual(['Q01a.number.total']);
	});

	it('refuses damaged, doubled and over-long text, and drops bidi overrides', async () => {
		expect(await problems({ 'Q02a.version': '0', 'Q02a.text': 'a\u0000b' })).toEqual(['Q02a.text']);
		expect(await problems({ 'Q02a.version': '0', 'Q02a.text': 'a\uFFFDb' })).toEqual(['Q02a.text']);
		expect(await problems({ 'Q02a.version': '0', 'Q02a.text': ['a', 'b'] })).toEqual(['Q02a.text']);
		expect(await problems({ 'Q02a.version': '0', 'Q02a.text': 'x'.repeat(10_001) })).toEqual([
			'Q02a.text'
		]);
		const parsed = await read({ 'Q02a.version': '0', 'Q02a.text': 'a\u202Eb\u2066c\u200Cd' });
		expect(parsed.data?.[0]?.value).toEqual({ text: 'abc\u200Cd' });
	});
});

describe('handing in', () => {
	it('keeps a copy for ever, gives a receipt and takes no more', async () => {
		const student = await aStudent(world.course);
		await save(student, talks, 'Q02c', { choice: 'a' });
		await save(student, talks, 'Q02a', { text: words(25) });
		const handedIn = await submit(student, talks);
		if (!handedIn.ok) throw new Error(handedIn.reason);
		expect(handedIn.submission.receipt).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
		expect(await save(student, talks, 'Q02a', { text: 'too late' }, 2)).toEqual({
			ok: false,
			reason: 'submitted'
		});
		const kept = await db()
			.select()
			.from(submittedAnswer)
			.where(
				and(
					eq(submittedAnswer.courseId, world.course.courseId),
					eq(submittedAnswer.submissionId, handedIn.submission.id)
				)
			);
		expect(kept).toHaveLength(2);
		const set = await questionSetFor(student, world.at(talks), now);
		expect(set).toMatchObject({ state: 'submitted', isOpen: false, points: null });
	});

	it('gives the second of two tabs the receipt of the first', async () => {
		const student = await aStudent(world.course);
		await save(student, talks, 'Q02a', { text: words(25) });
		const both = await Promise.all([submit(student, talks), submit(student, talks)]);
		const first = both.find((b) => b.ok);
		const second = both.find((b) => !b.ok);
		expect(second).toMatchObject({
			reason: 'submitted',
			submission: { receipt: first?.ok ? first.submission.receipt : '' }
		});
	});

	it('makes a save that is under way lose, and say that the set was handed in', async () => {
		const student = await aStudent(world.course);
		await save(student, talks, 'Q02a', { text: words(25) });
		const before = await setToAnswer(student, world.at(talks));
		await submit(student, talks);
		const sent = (key: string, version: number) =>
			saveAnswers(
				student,
				before,
				[{ key, value: { text: 'slipped in' }, version, deviceAt: null }],
				'en',
				now
			);
		expect(await sent('Q02a', 1)).toEqual({ ok: false, reason: 'submitted' });
		expect(await sent('Q02b', 0)).toEqual({ ok: false, reason: 'submitted' });
	});

	it('refuses an empty set', async () => {
		const student = await aStudent(world.course);
		expect(await submit(student, talks)).toEqual({ ok: false, reason: 'nothing' });
	});

	it('counts late minutes from the due minute in the course’s zone, and closes', async () => {
		const due = new Date('2026-11-12T18:00:00+05:00');
		const closes = new Date('2026-11-13T18:00:00+05:00');
		const address = world.at('across');
		await changeSet(
			world.instructor,
			address,
			{ dueAt: due, closesAt: closes, feedbackAtOnce: true },
			now
		);
		const at = (time: string) => new Date(`2026-11-${time}+05:00`);
		const [punctual, late, shutOut, extended] = await Promise.all(
			Array.from({ length: 4 }, () => aStudent(world.course))
		);
		if (!punctual || !late || !shutOut || !extended) throw new Error('four students');
		for (const student of [punctual, late, shutOut, extended])
			await save(student, 'across', 'A2', { text: words(25) });
		expect(await submit(punctual, 'across', at('12T18:00:59'))).toMatchObject({
			submission: { lateMinutes: 0 }
		});
		expect(await submit(late, 'across', at('12T18:01:00'))).toMatchObject({
			submission: { lateMinutes: 1 }
		});
		expect(await submit(shutOut, 'across', at('13T18:01:00'))).toEqual({
			ok: false,
			reason: 'closed'
		});
		expect(await save(shutOut, 'across', 'A2', { text: 'x' }, 1, at('13T18:01:00'))).toEqual({
			ok: false,
			reason: 'closed'
		});
		await extendSet(
			world.instructor,
			address,
			{
				enrolmentId: extended.membership?.enrolmentId ?? '',
				dueAt: at('14T12:00:00'),
				closesAt: null
			},
			now
		);
		expect(await submit(extended, 'across', at('14T11:00:00'))).toMatchObject({
			ok: true,
			submission: { lateMinutes: 0 }
		});
		expect(
			await changeSet(
				world.instructor,
				address,
				{ dueAt: closes, closesAt: due, feedbackAtOnce: true },
				now
			)
		).toEqual({ ok: false, reason: 'closes-before-due' });
	});

	it('can be reopened by staff; the first copy stays and the next one is number two', async () => {
		const student = await aStudent(world.course);
		const enrolmentId = student.membership?.enrolmentId ?? '';
		await save(student, talks, 'Q02a', { text: words(25, 'first') });
		expect(await reopenSet(world.instructor, world.at(talks), enrolmentId, now)).toEqual({
			ok: false,
			reason: 'not-submitted'
		});
		await submit(student, talks);
		expect(await statusOf(reopenSet(student, world.at(talks), enrolmentId, now))).toBe(403);
		expect(await reopenSet(world.instructor, world.at(talks), enrolmentId, now)).toEqual({
			ok: true
		});
		const set = await questionSetFor(student, world.at(talks), now);
		expect(set).toMatchObject({ state: 'reopened', isOpen: true });
		const version = set.questions.find((q) => q.key === 'Q02a')?.answer?.version ?? 0;
		await save(student, talks, 'Q02a', { text: words(25, 'second') }, version);
		expect(await submit(student, talks, later(5))).toMatchObject({
			ok: true,
			submission: { number: 2 }
		});
		const copies = await db()
			.select({ number: setSubmission.number, value: submittedAnswer.value })
			.from(submittedAnswer)
			.innerJoin(setSubmission, eq(setSubmission.id, submittedAnswer.submissionId))
			.where(eq(setSubmission.enrolmentId, enrolmentId));
		expect(copies.map((c) => [c.number, c.value.text?.split(' ')[0]]).sort()).toEqual([
			[1, 'first'],
			[2, 'second']
		]);
	});

	it('lets an assistant of one section reopen only there', async () => {
		const [a, b] = [await aSection(world.course, 'A'), await aSection(world.course, 'B')];
		const assistant = await anAssistant(world.course, { sectionId: a, ownSectionOnly: true });
		const student = await aStudent(world.course, { sectionId: b });
		await save(student, talks, 'Q02a', { text: words(25) });
		await submit(student, talks);
		const enrolmentId = student.membership?.enrolmentId ?? '';
		expect(await statusOf(reopenSet(assistant, world.at(talks), enrolmentId, now))).toBe(403);
		const settings = await setSettingsFor(assistant, world.at(talks));
		expect(settings?.students.map((s) => s.enrolmentId)).not.toContain(enrolmentId);
	});
});

describe('what a student may know', () => {
	it('never the guide, and nothing that is right before feedback is due', async () => {
		const student = await aStudent(world.course);
		for (const { slug } of await questionSetsIn(student, world.moduleSlug, now)) {
			const set = await questionSetFor(student, world.at(slug), now);
			const sent = JSON.stringify(set);
			expect(sent).not.toMatch(/"right"|"rank"|"targets"/);
			for (const q of set.questions)
				expect(q).toMatchObject({ guide: null, feedback: null, mark: null });
		}
		const staff = await questionSetFor(world.instructor, world.at(talks), now);
		expect(staff.questions[0]?.guide?.guide.en).toBeTruthy();
		const seen = await questionSetFor(seeingAsStudent(world.instructor), world.at(talks), now);
		expect(seen.questions.every((q) => q.guide === null)).toBe(true);
	});

	it('feedback at once on the own choice, everything after submission, nothing when switched off', async () => {
		const student = await aStudent(world.course);
		expect(await checkAnswer(student, world.at(talks), 'Q02c', now)).toBeNull();
		await save(student, talks, 'Q02c', { choice: 'a' });
		const part = await checkAnswer(student, world.at(talks), 'Q02c', now);
		expect(part?.options.map((o) => o.key)).toEqual(['a']);
		await save(student, talks, 'Q02a', { text: words(25) });
		expect(await checkAnswer(student, world.at(talks), 'Q02a', now)).toBeNull();

		const settings = { dueAt: null, closesAt: null };
		await changeSet(world.instructor, world.at(talks), { ...settings, feedbackAtOnce: false }, now);
		expect(await checkAnswer(student, world.at(talks), 'Q02c', now)).toBeNull();
		await changeSet(world.instructor, world.at(talks), { ...settings, feedbackAtOnce: true }, now);

		await submit(student, talks);
		const set = await questionSetFor(student, world.at(talks), now);
		const byKey = new Map(set.questions.map((q) => [q.key, q]));
		expect(byKey.get('Q02c')?.feedback?.options.length).toBeGreaterThan(1);
		expect(byKey.get('Q02a')?.feedback).toBeNull();
	});
});

describe('classmates’ answers', () => {
	it('come after one’s own full answer was handed in, by every way of asking', async () => {
		const here = await aWorld();
		const [ali, bano] = await Promise.all([aStudent(here.course), aStudent(here.course)]);
		const put = async (actor: Actor, text: string, version = 0) => {
			const set = await setToAnswer(actor, here.at(talks));
			await saveAnswers(
				actor,
				set,
				[{ key: 'Q02b', value: { text }, version, deviceAt: null }],
				'en',
				now
			);
		};
		const send = async (actor: Actor) =>
			submitSet(actor, await setToAnswer(actor, here.at(talks)), now);
		await put(ali, words(80, 'ali'));
		await send(ali);

		expect(await peerAnswers(bano, here.at(talks), 'Q02b')).toMatchObject({
			ok: false,
			reason: 'own-first'
		});
		await put(bano, words(80, 'bano'));
		const saved = await peerAnswers(bano, here.at(talks), 'Q02b');
		expect(saved.ok).toBe(false);
		const page = await questionSetFor(bano, here.at(talks), now);
		expect(page.questions.find((q) => q.key === 'Q02b')?.classmates).toBe('own-first');
		expect(JSON.stringify([saved, page])).not.toContain('ali ali');

		await put(bano, 'x', 1);
		await send(bano);
		expect((await peerAnswers(bano, here.at(talks), 'Q02b')).ok).toBe(false);

		await reopenSet(here.instructor, here.at(talks), bano.membership?.enrolmentId ?? '', now);
		await put(bano, words(80, 'bano'), 3);
		await send(bano);
		const open = await peerAnswers(bano, here.at(talks), 'Q02b');
		if (!open.ok) throw new Error('not open');
		expect(open.answers).toEqual([
			{
				ref: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
				shownAs: ali.membership?.pseudonym,
				text: words(80, 'ali'),
				lang: 'en',
				day: '2026-11-10',
				hidden: null
			}
		]);
		expect(JSON.stringify(open)).not.toContain(ali.membership?.enrolmentId);
		expect(JSON.stringify(open)).not.toContain(ali.person?.name);
	});

	it('show nothing that was only saved, and nothing to members who write nothing as a student', async () => {
		const here = await aWorld();
		const draft = await aStudent(here.course);
		const set = await setToAnswer(draft, here.at(talks));
		await saveAnswers(
			draft,
			set,
			[{ key: 'Q02b', value: { text: words(80) }, version: 0, deviceAt: null }],
			'en',
			now
		);
		for (const reader of [here.instructor, await anObserver(here.course)])
			expect(await peerAnswers(reader, here.at(talks), 'Q02b')).toMatchObject({
				ok: true,
				answers: []
			});
		expect(
			await peerAnswers(seeingAsStudent(here.instructor), here.at(talks), 'Q02b')
		).toMatchObject({
			ok: false
		});
	});

	it('exist only for discussion questions', async () => {
		const student = await aStudent(world.course);
		expect(await statusOf(peerAnswers(student, world.at(talks), 'Q02a'))).toBe(404);
		expect(await statusOf(peerAnswers(world.instructor, world.at(talks), 'Q02a'))).toBe(404);
	});
});

describe('marking', () => {
	it('lists every answer to one question without names, in an order of its own', async () => {
		const here = await aWorld();
		const students = await Promise.all(
			Array.from({ length: 27 }, (_, i) =>
				aStudent(here.course, { name: `Student ${String(i).padStart(2, '0')}` })
			)
		);
		for (const student of students) {
			const set = await setToAnswer(student, here.at('before'));
			await saveAnswers(
				student,
				set,
				[
					{
						key: 'B1',
						value: { text: words(20, student.person?.name.slice(-2)) },
						version: 0,
						deviceAt: null
					}
				],
				'en',
				now
			);
			await submitSet(student, await setToAnswer(student, here.at('before')), now);
		}
		const questions = await questionsToMark(here.instructor, here.moduleSlug);
		const b1 = questions.find((q) => q.key === 'B1');
		expect(b1).toMatchObject({ submitted: 27, marked: 0, marksItself: false });
		const view = { page: 1, unmarkedOnly: false, showNames: false };
		const id = b1?.id ?? '';
		const list = await answersToMark(here.instructor, here.moduleSlug, id, view);
		expect(list).toMatchObject({ pages: 2, page: 1 });
		expect(list.answers).toHaveLength(25);
		expect(JSON.stringify(list)).not.toMatch(/Student \d/);
		expect(list.answers.map((a) => a.value.text)).not.toEqual(
			[...list.answers.map((a) => a.value.text)].sort()
		);
		const again = await answersToMark(here.instructor, here.moduleSlug, id, view);
		expect(again.answers.map((a) => a.ref)).toEqual(list.answers.map((a) => a.ref));
		const named = await answersToMark(here.instructor, here.moduleSlug, id, {
			...view,
			showNames: true
		});
		expect(named.answers[0]?.name).toMatch(/^Student \d\d$/);

		const first = list.answers[0];
		if (!first) throw new Error('no answer');
		const mark = {
			ref: first.ref,
			points: 1.5,
			comment: 'Two signs, one of them visible.',
			version: 0
		};
		expect(await markAnswer(here.instructor, here.moduleSlug, id, mark, later(1))).toEqual({
			ok: true,
			version: 1
		});
		expect(
			await markAnswer(here.instructor, here.moduleSlug, id, { ...mark, points: 0.5 }, later(2))
		).toMatchObject({ ok: false, reason: 'conflict', points: 1.5, version: 1 });
		expect(
			await markAnswer(
				here.instructor,
				here.moduleSlug,
				id,
				{ ...mark, points: 3, version: 1 },
				later(2)
			)
		).toEqual({ ok: false, reason: 'too-many-points', most: 2 });
		await markAnswer(
			here.instructor,
			here.moduleSlug,
			id,
			{ ...mark, points: 1, version: 1 },
			later(3)
		);
		expect(
			(
				await db()
					.select()
					.from(answerMarkHistory)
					.where(eq(answerMarkHistory.courseId, here.course.courseId))
			).map((h) => h.points)
		).toEqual([1.5, 1]);
		const unmarked = await answersToMark(here.instructor, here.moduleSlug, id, {
			...view,
			unmarkedOnly: true,
			page: 9
		});
		expect(unmarked).toMatchObject({ pages: 2, page: 2 });
		expect(unmarked.answers).toHaveLength(1);
	});

	it('is not for students, nor for answers of another course or section', async () => {
		const here = await aWorld();
		const student = await aStudent(here.course, { sectionId: await aSection(here.course, 'B') });
		const set = await setToAnswer(student, here.at('before'));
		await saveAnswers(
			student,
			set,
			[{ key: 'B1', value: { text: words(20) }, version: 0, deviceAt: null }],
			'en',
			now
		);
		await submitSet(student, await setToAnswer(student, here.at('before')), now);
		const view = { page: 1, unmarkedOnly: false, showNames: false };
		const id =
			(await questionsToMark(here.instructor, here.moduleSlug)).find((q) => q.key === 'B1')?.id ??
			'';
		const ref =
			(await answersToMark(here.instructor, here.moduleSlug, id, view)).answers[0]?.ref ?? '';
		const mark = { ref, points: 1, comment: '', version: 0 };
		expect(await statusOf(questionsToMark(student, here.moduleSlug))).toBe(403);
		expect(await statusOf(markAnswer(student, here.moduleSlug, id, mark, now))).toBe(403);
		const limited = await anAssistant(here.course, {
			sectionId: await aSection(here.course, 'A'),
			ownSectionOnly: true
		});
		expect((await answersToMark(limited, here.moduleSlug, id, view)).answers).toEqual([]);
		expect(await statusOf(markAnswer(limited, here.moduleSlug, id, mark, now))).toBe(404);
		expect(await statusOf(markAnswer(world.instructor, world.moduleSlug, id, mark, now))).toBe(404);
		expect(await statusOf(answersToMark(world.instructor, world.moduleSlug, id, view))).toBe(404);
	});

	it('adds up to a grade that stays hidden until the set is released', async () => {
		const here = await aWorld();
		const [done, slow] = await Promise.all([aStudent(here.course), aStudent(here.course)]);
		const answers: [string, AnswerValue][] = [
			['B1', { text: words(20) }],
			['B3', { scale: 4 }],
			['B4', { order: ['e', 'c', 'f', 'a', 'd', 'b'] }]
		];
		for (const [key, value] of answers) {
			const set = await setToAnswer(done, here.at('before'));
			await saveAnswers(done, set, [{ key, value, version: 0, deviceAt: null }], 'en', now);
		}
		await submitSet(done, await setToAnswer(done, here.at('before')), now);
		const gradeOf = async (student: Actor) =>
			(
				await db()
					.select()
					.from(grade)
					.where(
						and(
							eq(grade.courseId, here.course.courseId),
							eq(grade.enrolmentId, student.membership?.enrolmentId ?? '')
						)
					)
			)[0];
		// B1 complete 2, B3 without its reason 0, B4 in order 2, B2 not answered.
		expect(await gradeOf(done)).toMatchObject({ points: 4, state: 'hidden' });
		expect((await questionSetFor(done, here.at('before'), now)).points).toBeNull();

		const view = { page: 1, unmarkedOnly: false, showNames: false };
		const id =
			(await questionsToMark(here.instructor, here.moduleSlug)).find((q) => q.key === 'B1')?.id ??
			'';
		const ref =
			(await answersToMark(here.instructor, here.moduleSlug, id, view)).answers[0]?.ref ?? '';
		await markAnswer(
			here.instructor,
			here.moduleSlug,
			id,
			{ ref, points: 0.5, comment: 'Only one sign.', version: 0 },
			later(1)
		);
		expect(await gradeOf(done)).toMatchObject({ points: 2.5, state: 'hidden' });
		expect(JSON.stringify(await questionSetFor(done, here.at('before'), later(1)))).not.toContain(
			'Only one sign'
		);

		expect(await statusOf(releaseSet(await anAssistant(here.course), here.at('before'), now))).toBe(
			403
		);
		await releaseSet(here.instructor, here.at('before'), later(2));
		const shown = await questionSetFor(done, here.at('before'), later(3));
		expect(shown.points).toBe(2.5);
		expect(shown.questions[0]).toMatchObject({ mark: { points: 0.5, comment: 'Only one sign.' } });
		expect((await gradeOf(done))?.state).toBe('released');

		const set = await setToAnswer(slow, here.at('before'));
		await saveAnswers(
			slow,
			set,
			[{ key: 'B1', value: { text: words(20) }, version: 0, deviceAt: null }],
			'en',
			later(4)
		);
		await submitSet(slow, await setToAnswer(slow, here.at('before')), later(4));
		expect(await gradeOf(slow)).toMatchObject({ points: 2, state: 'released' });
		const history = await db()
			.select()
			.from(gradeHistory)
			.where(eq(gradeHistory.enrolmentId, done.membership?.enrolmentId ?? ''))
			.orderBy(asc(gradeHistory.version));
		expect(history.map((h) => [h.points, h.state])).toEqual([
			[4, 'hidden'],
			[2.5, 'hidden'],
			[2.5, 'released']
		]);
	});
});
