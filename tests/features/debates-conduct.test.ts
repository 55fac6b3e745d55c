/*
 * The code of conduct, reporting and hiding what was said, and leaving: words that must not be read any
 * more are gone from what a debate tells at once, in every way in which they can go.
 */
import { and, eq } from 'drizzle-orm';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { erasePerson } from '$lib/archive/erasing.server';
import { changeConduct, changeCourse, courseFor } from '$lib/courses/courses.server';
import { flagSchema } from '$lib/debates/conduct/conduct.schema.server';
import { agree, conductFor, wordsAt } from '$lib/debates/conduct/conduct.server';
import { flag } from '$lib/debates/conduct/reporting.server';
import type { FormatBody } from '$lib/debates/format';
import { formats } from '$lib/debates/formats';
import { debatesLeaving } from '$lib/debates/leaving.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { move } from '$lib/debates/room/moving.server';
import { liveFor } from '$lib/debates/room/reading.server';
import { hideReported, keepReported, reportsFor, showAgain } from '$lib/notices/reports.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { db, transaction } from '$lib/server/db/client';
import * as schema from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';
import { anAssistant, anObserver, aSection, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aDebate,
	debateNow as now,
	ends,
	goes,
	moves,
	opened,
	stateIn,
	type BuiltDebate
} from '../support/debates';
import { aClass, type Class } from '../support/writers';

process.env.DATA_DIR = mkdtempSync(join(tmpdir(), 'standpoint-conduct-'));
forgetEnvironment();
testDatabase();

const refused = (status: number) => expect.objectContaining({ status }) as unknown;

let course: Class;
let speaker: Actor;
let other: Actor;
let chair: Actor;

beforeAll(async () => {
	course = await aClass();
	[speaker, other, chair] = (await Promise.all(
		['Amna', 'Bano', 'Chand'].map((name) => aStudent(course, { name }))
	)) as [Actor, Actor, Actor];
});

/** In writing, with a first word by the first speaker, number 1; a student has the chair. */
async function spoken(words = 'saidcanary words', by = speaker): Promise<BuiltDebate> {
	const at = await aDebate(course, {
		mode: 'written',
		places: [
			{ actor: by, role: 'speaker', team: 'for', speaker: '1' },
			{ actor: other, role: 'speaker', team: 'against', speaker: '1' },
			{ actor: chair, role: 'chair' }
		]
	});
	await opened(at);
	await goes(at, 'open-for-1');
	await moves(by, at, { kind: 'say', as: 'speech', to: null, c: 0, letters: 0 }, words);
	return at;
}

async function toldTo(actor: Actor, at: BuiltDebate): Promise<string> {
	return JSON.stringify((await liveFor(actor, at.address, now)).told);
}

const hide = (on: boolean) => ({ kind: 'hide', c: 1, on }) as const;

describe('the code of conduct', () => {
	test('is accepted once by whoever has a place, and the chair sees who has not', async () => {
		const at = await spoken();
		expect(await conductFor(speaker, at.address, now)).toMatchObject({
			asks: true,
			missing: null,
			conduct: null
		});
		await agree(speaker, at.address, now);
		await agree(speaker, at.address, new Date(now.getTime() + 60_000));
		const { asks, agreedAt } = await conductFor(speaker, at.address, now);
		expect([asks, agreedAt]).toEqual([false, now]);
		const { missing } = await conductFor(chair, at.address, now);
		expect(missing?.map(({ en }) => en)).not.toContain('Amna');
		expect(missing?.map(({ en }) => en)).toContain('Bano');
	});

	test('keeps nobody from speaking, asks nobody without a place, and lets observers read', async () => {
		const at = await spoken();
		const listener = await aStudent(course, { name: 'Dua' });
		expect((await conductFor(listener, at.address, now)).asks).toBe(false);
		await agree(listener, at.address, now);
		const observer = await anObserver(course, { name: 'Omar' });
		expect((await conductFor(observer, at.address, now)).hidden).toEqual([]);
		await expect(agree(observer, at.address, now)).rejects.toEqual(refused(403));
	});

	test('is the course’s own where the instructor words it, and other settings leave it alone', async () => {
		const own = { en: 'Be kind.', ur: 'نرمی سے بات کریں۔' };
		await changeConduct(course.instructor, own, now);
		const { title, timeZone } = await courseFor(course.instructor);
		const wanted = {
			title,
			timeZone,
			classmatesSee: 'pseudonyms',
			welcome: { en: 'Hello' }
		} as const;
		await changeCourse(course.instructor, wanted, now);
		const at = await spoken();
		expect((await conductFor(speaker, at.address, now)).conduct).toEqual(own);
		await changeConduct(course.instructor, null, now);
		const { settings } = await courseFor(speaker);
		expect(settings).toMatchObject({ welcome: { en: 'Hello' }, conduct: null });
		await expect(changeConduct(speaker, own, now)).rejects.toEqual(refused(403));
		await expect(changeConduct(course.assistant, own, now)).rejects.toEqual(refused(403));
	});
});

describe('hiding', () => {
	test('by the chair takes the words from everybody at once and keeps them for their author and staff', async () => {
		const at = await spoken();
		expect(await toldTo(other, at)).toContain('saidcanary');
		const done = await move(chair, at.address, hide(true), { why: 'It names a person.' }, now);
		expect(done.ok).toBe(true);
		for (const actor of [other, speaker, chair, course.instructor])
			expect(await toldTo(actor, at)).not.toContain('saidcanary');
		expect((await stateIn(at)).hidden).toEqual([1]);
		const seen = async (actor: Actor) => (await conductFor(actor, at.address, now)).hidden;
		for (const actor of [speaker, chair, course.instructor])
			expect(await seen(actor)).toMatchObject([
				{ c: 1, body: 'saidcanary words', reason: 'It names a person.' }
			]);
		expect(await seen(other)).toEqual([]);
		expect(await wordsAt(other, await debateHere(other, at.address, now), 1)).toBeNull();
		const notices = await db()
			.select({ kind: schema.notice.kind, payload: schema.notice.payload })
			.from(schema.notice)
			.where(eq(schema.notice.enrolmentId, speaker.membership?.enrolmentId ?? ''));
		expect(notices).toContainEqual({
			kind: 'content.hidden',
			payload: { module: at.address.moduleSlug, debate: at.address.debateSlug }
		});
		await moves(chair, at, hide(false));
		expect(await toldTo(other, at)).toContain('saidcanary');
		expect(await seen(speaker)).toEqual([]);
	});

	test('is refused to whoever has not the chair, for what was never said, and a second time', async () => {
		const at = await spoken();
		const by = async (actor: Actor, c = 1) =>
			move(actor, at.address, { kind: 'hide', c, on: true }, { why: 'Why' }, now);
		expect(await by(other)).toEqual({ ok: false, reason: 'not-chair' });
		expect(await by(chair, 99)).toEqual({ ok: false, reason: 'unknown' });
		expect((await by(chair)).ok).toBe(true);
		expect(await by(chair)).toEqual({ ok: false, reason: 'twice' });
	});

	test('and muting and sending out are in the record of acts, without anybody’s words', async () => {
		const at = await spoken();
		await move(chair, at.address, hide(true), { why: 'reasoncanary' }, now);
		for (const on of [true, false]) {
			await moves(chair, at, { kind: 'mute', who: 1, on });
			await moves(chair, at, { kind: 'remove', who: 1, on });
		}
		const acts = await db()
			.select()
			.from(schema.auditEvent)
			.where(eq(schema.auditEvent.subjectId, at.id));
		expect(acts.map(({ act }) => act).sort()).toEqual(
			['debate.hide', 'debate.mute', 'debate.readmit', 'debate.remove', 'debate.unmute'].sort()
		);
		expect(JSON.stringify(acts)).not.toMatch(/canary/);
	});
});

describe('a report', () => {
	test('is one of each person, reaches the page of staff with its place, and its words are hidden from there', async () => {
		const at = await spoken('reportedcanary words');
		for (const reason of ['Unkind', 'Again']) await flag(other, at.address, { c: 1, reason }, now);
		await flag(chair, at.address, { c: 1, reason: 'Me too' }, now);
		const { open } = await reportsFor(course.instructor);
		const found = open.find(({ text }) => text === 'reportedcanary words');
		expect(found).toMatchObject({
			kind: 'debate',
			author: 'Amna',
			path: `/modules/${at.address.moduleSlug}/debates/${at.address.debateSlug}/conduct?c=1`
		});
		expect(found?.reports.map(({ reason }) => reason)).toEqual(['Unkind', 'Me too']);
		const what = { kind: 'debate', ref: found?.ref ?? '' } as const;
		await hideReported(course.assistant, what, 'Staff hid it', now);
		expect(await toldTo(other, at)).not.toContain('reportedcanary');
		const after = await reportsFor(course.instructor);
		expect(after.open.some(({ ref }) => ref === what.ref)).toBe(false);
		expect(after.hidden.find(({ ref }) => ref === what.ref)?.hidden?.reason).toBe('Staff hid it');
		expect((await conductFor(speaker, at.address, now)).hidden).toHaveLength(1);
		// The chair shows again what staff hid: it is one and the same thing.
		await moves(chair, at, hide(false));
		expect((await reportsFor(course.instructor)).hidden.some(({ ref }) => ref === what.ref)).toBe(
			false
		);
		await hideReported(course.instructor, what, 'Once more', now);
		await showAgain(course.instructor, what, now);
		expect(await toldTo(other, at)).toContain('reportedcanary');
	});

	test('is settled when the chair hides the words, and when staff find nothing wrong', async () => {
		const at = await spoken('settledcanary');
		await flag(other, at.address, { c: 1, reason: 'Unkind' }, now);
		const ref = async () =>
			(await reportsFor(course.instructor)).open.find(({ text }) => text === 'settledcanary')?.ref;
		await move(chair, at.address, hide(true), { why: 'Yes' }, now);
		expect(await ref()).toBeUndefined();
		const more = await spoken('keptcanary');
		await flag(other, more.address, { c: 1, reason: 'Unkind' }, now);
		const { open } = await reportsFor(course.instructor);
		const kept = open.find(({ text }) => text === 'keptcanary')?.ref ?? '';
		await keepReported(course.instructor, { kind: 'debate', ref: kept }, now);
		const after = await reportsFor(course.instructor);
		expect(after.open.some(({ text }) => text === 'keptcanary')).toBe(false);
		expect(await toldTo(other, more)).toContain('keptcanary');
	});

	test('is not for one’s own words, hidden ones, other debates, or people without a voice', async () => {
		const at = await spoken();
		const by = (actor: Actor, c = 1) => flag(actor, at.address, { c, reason: 'Why' }, now);
		await expect(by(speaker)).rejects.toEqual(refused(404));
		await expect(by(other, 2)).rejects.toEqual(refused(404));
		await expect(by(await anObserver(course, { name: 'Omar' }))).rejects.toEqual(refused(403));
		await move(chair, at.address, hide(true), { why: 'Yes' }, now);
		await expect(by(other)).rejects.toEqual(refused(404));
		const elsewhere = await aClass();
		await expect(by(await aStudent(elsewhere, { name: 'Far' }))).rejects.toEqual(refused(404));
		for (const reason of ['', 'x'.repeat(601), 'a\u0000b'])
			expect(flagSchema.safeParse({ c: '1', reason }).success).toBe(false);
		expect(flagSchema.safeParse({ c: '-1', reason: 'x' }).success).toBe(false);
	});

	test('of a section is for its staff: an assistant of another one neither sees nor hides it', async () => {
		const section = await aSection(course, 'B');
		const theirs = await aStudent(course, { name: 'Esa', sectionId: section });
		const at = await spoken('sectioncanary', theirs);
		await flag(other, at.address, { c: 1, reason: 'Why' }, now);
		const far = await anAssistant(course, {
			name: 'Far',
			sectionId: await aSection(course, 'C'),
			ownSectionOnly: true
		});
		const { open } = await reportsFor(far);
		expect(open.some(({ text }) => text === 'sectioncanary')).toBe(false);
		const [row] = await db()
			.select({ id: schema.contribution.id })
			.from(schema.contribution)
			.where(eq(schema.contribution.body, 'sectioncanary'));
		const act = hideReported(far, { kind: 'debate', ref: row?.id ?? '' }, 'No', now);
		await expect(act).rejects.toEqual(refused(404));
	});

	test('may hide words of a debate that is over', async () => {
		const at = await spoken('overcanary');
		await ends(at);
		await flag(other, at.address, { c: 1, reason: 'Why' }, now);
		const { open } = await reportsFor(course.instructor);
		const ref = open.find(({ text }) => text === 'overcanary')?.ref ?? '';
		await hideReported(course.instructor, { kind: 'debate', ref }, 'Late', now);
		expect(await toldTo(other, at)).not.toContain('overcanary');
	});
});

describe('leaving', () => {
	const rows = async (debateId: string) => {
		const events = await db()
			.select({ seq: schema.debateEvent.seq, kind: schema.debateEvent.kind })
			.from(schema.debateEvent)
			.where(eq(schema.debateEvent.debateId, debateId))
			.orderBy(schema.debateEvent.seq);
		return events;
	};

	test('takes somebody’s words and name out of an open debate at once, and the log has no gap', async () => {
		const goer = await aStudent(course, { name: 'Goercanary' });
		const at = await spoken('goercanary words', goer);
		expect(await toldTo(other, at)).toMatch(/Goercanary.*goercanary words/);
		await erasePerson(goer.person?.id ?? '', now);
		expect(await toldTo(other, at)).not.toMatch(/goercanary/i);
		const events = await rows(at.id);
		expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
		expect(events.at(-1)?.kind).toBe('erased');
		expect((await stateIn(at)).people[1]?.gone).toBe(true);
		// The debate goes on.
		await goes(at);
	});

	test('keeps what was said without a name where the course keeps work, and drops what was private', async () => {
		const goer = await aStudent(course, { name: 'Keptcanary' });
		const at = await spoken('kept words', goer);
		const enrolmentId = goer.membership?.enrolmentId ?? '';
		await db().insert(schema.debateVote).values({
			courseId: course.courseId,
			debateId: at.id,
			enrolmentId,
			moment: 'before',
			choice: 'for',
			lang: 'en',
			savedAt: now
		});
		const place = { courseId: course.courseId, enrolmentId, userId: goer.person?.id ?? '' };
		await transaction((tx) =>
			debatesLeaving.erase(tx, {
				...place,
				name: '',
				email: '',
				keepsWork: true,
				opaque: 'erased:x'
			})
		);
		const told = await toldTo(other, at);
		expect(told).toContain('kept words');
		expect(told).not.toContain('Keptcanary');
		const votes = await db()
			.select()
			.from(schema.debateVote)
			.where(eq(schema.debateVote.enrolmentId, enrolmentId));
		expect(votes).toEqual([]);
	});

	test('before a debate opens frees the place and tells nobody', async () => {
		const goer = await aStudent(course, { name: 'Early' });
		const at = await aDebate(course, {
			places: [{ actor: goer, role: 'speaker', team: 'for', speaker: '1' }]
		});
		await erasePerson(goer.person?.id ?? '', now);
		expect(await rows(at.id)).toEqual([]);
		const people = await db()
			.select()
			.from(schema.debatePerson)
			.where(eq(schema.debatePerson.debateId, at.id));
		expect(people).toEqual([]);
		await opened(at);
	});

	test('leaves what somebody else has worded anew, and a joint statement as it stands', async () => {
		const goer = await aStudent(course, { name: 'Fora' });
		const at = await spoken('first', goer);
		const mine = goer.membership?.enrolmentId ?? '';
		const theirs = other.membership?.enrolmentId ?? '';
		const { courseId } = course;
		const words = { lang: 'en' as const, passages: [] };
		const add = async (
			id: string,
			number: number,
			kind: 'argument' | 'statement',
			wordings: [string, string][]
		) => {
			const last = wordings.at(-1)?.[1] ?? '';
			await db()
				.insert(schema.contribution)
				.values({
					courseId,
					id,
					debateId: at.id,
					number,
					enrolmentId: kind === 'statement' ? null : (wordings[0]?.[0] ?? null),
					kind,
					body: last,
					...words,
					version: wordings.length,
					createdAt: now
				});
			await db()
				.insert(schema.contributionVersion)
				.values(
					wordings.map(([enrolmentId, body], i) => ({
						courseId,
						contributionId: id,
						version: i + 1,
						enrolmentId,
						body,
						...words,
						savedAt: now
					}))
				);
		};
		await add('reworded', 50, 'argument', [
			[mine, 'my first'],
			[theirs, 'their second']
		]);
		await add('spoilt', 51, 'argument', [
			[theirs, 'their first'],
			[mine, 'my second']
		]);
		await add('joint', 52, 'statement', [
			[theirs, 'half'],
			[mine, 'whole']
		]);
		await erasePerson(goer.person?.id ?? '', now);
		const body = async (id: string) =>
			(
				await db()
					.select({ body: schema.contribution.body })
					.from(schema.contribution)
					.where(and(eq(schema.contribution.courseId, courseId), eq(schema.contribution.id, id)))
			)[0]?.body;
		expect(await Promise.all(['reworded', 'spoilt', 'joint'].map(body))).toEqual([
			'their second',
			'their first',
			'whole'
		]);
		const left = await db().select().from(schema.contributionVersion);
		expect(JSON.stringify(left)).not.toMatch(/my first|my second/);
	});
});

test('a copy of a course takes its code of conduct and its formats in use, and nobody’s debate', async () => {
	const from = await aClass();
	await changeConduct(from.instructor, { en: 'Our own rules' }, now);
	await aDebate(from);
	const format = {
		courseId: from.courseId,
		key: 'oxford',
		body: formats.oxford as FormatBody,
		createdBy: from.instructor.person?.id ?? '',
		createdAt: now
	};
	await db()
		.insert(schema.debateFormat)
		.values([
			{ ...format, id: 'f1', version: 1, usedAt: now },
			{ ...format, id: 'f1', version: 2 },
			{ ...format, id: 'f2', version: 1, retiredAt: now }
		]);
	const wish = { title: { en: 'Again' }, shiftDays: null, withStaff: false };
	const slug = await copyCourse(from.instructor, wish, now);
	const [fresh] = await db().select().from(schema.course).where(eq(schema.course.slug, slug));
	expect(fresh?.settings.conduct).toEqual({ en: 'Our own rules' });
	const debates = await db()
		.select({ id: schema.debate.id })
		.from(schema.debate)
		.where(eq(schema.debate.courseId, fresh?.id ?? ''));
	expect(debates).toEqual([]);
	const copied = await db()
		.select()
		.from(schema.debateFormat)
		.where(eq(schema.debateFormat.courseId, fresh?.id ?? ''));
	expect(copied).toMatchObject([{ key: 'oxford', version: 2, usedAt: null }]);
	expect(copied[0]?.id).not.toBe('f1');
});
