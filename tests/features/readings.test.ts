import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { moduleFor } from '$lib/modules/modules.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import {
	paragraphByPointer,
	paragraphsByPointer,
	paragraphsFor,
	passageKey,
	passageTarget,
	passageTargets
} from '$lib/readings/passages.server';
import { keepPlace, markRead, progressIn, readingsFinished } from '$lib/readings/progress.server';
import { placeIn, type EditionName } from '$lib/readings/reading';
import { readingFor, readingIndex, readingsIn } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { courseModule } from '$lib/server/db/schema';
import {
	actorOf,
	anAssistant,
	anObserver,
	aStudent,
	aTeacher,
	seeingAsStudent,
	termStart
} from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

const now = termStart;
const later = new Date(now.getTime() + 60_000);
const moduleSlug = 'hard-state-soft-state';
const status = (code: number): unknown => expect.objectContaining({ status: code });
const english: EditionName = { kind: 'study', lang: 'en' };

let course: { courseId: string; slug: string };
let moduleId: string;
let instructor: Actor;
let student: Actor;
let stranger: Actor;

async function opened(): Promise<{ course: typeof course; teacher: Actor }> {
	const teacher = await aTeacher();
	const wanted = { title: { en: 'Security' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug };
	const answer = await openCourseFromPack(teacher, wanted, now);
	if (!answer.ok) throw new Error(answer.reason);
	return { course: { courseId: answer.courseId, slug: answer.courseSlug }, teacher };
}

beforeAll(async () => {
	const own = await opened();
	course = own.course;
	instructor = await actorOf(own.teacher, course);
	student = await aStudent(course);
	moduleId = (await moduleFor(student, moduleSlug)).id;
	stranger = await aStudent((await opened()).course);
});

const read = (actor: Actor, readingSlug: string, edition = english) =>
	readingFor(actor, { moduleSlug, readingSlug, ...edition });

describe('the readings of a module', () => {
	test('come in the order of their dates, the note last and without a number', async () => {
		const readings = await readingsIn(student, moduleId);
		expect(readings.map((r) => [r.number, r.key])).toEqual([
			[1, '002'],
			[2, '004'],
			[3, '001'],
			[4, '003'],
			[5, '000'],
			[null, 'note']
		]);
	});

	test('have a title and a reading time in both languages', async () => {
		for (const { title, minutes } of await readingsIn(student, moduleId)) {
			expect(title.en).toBeTruthy();
			expect(title.ur).toMatch(/\p{Script=Arabic}/u);
			expect(minutes.en).toBeGreaterThan(0);
			expect(minutes.ur).toBeGreaterThan(0);
		}
	});

	test('are indexed, so that a pointer leads to a paragraph by key or by id', async () => {
		const index = await readingIndex(student, moduleId);
		const place = placeIn(index, { reading: '004', id: 'p7' });
		expect(place?.reading).toMatchObject({ number: 2, slug: 'security-committee' });
		expect(place?.paragraph).toEqual({ id: 'p7', number: 7 });
		expect(placeIn(index, { reading: place?.reading.id ?? '', id: 'p7' })).toEqual(place);
		expect(placeIn(index, { reading: '004', id: '' })?.paragraph).toBeNull();
		expect(placeIn(index, { reading: '004', id: 'p99' })).toBeNull();
		expect(placeIn(index, { reading: '999', id: 'p1' })).toBeNull();
	});

	test('of another course are not found', async () => {
		expect(await readingsIn(stranger, moduleId)).toEqual([]);
	});
});

describe('one reading', () => {
	test('comes with numbered paragraphs, its editions and its neighbours', async () => {
		const page = await read(student, 'security-committee');
		expect(page.paragraphs.map((p) => p.number)).toEqual(
			Array.from({ length: 16 }, (_, i) => i + 1)
		);
		expect(page.edition).toMatchObject({ kind: 'study', lang: 'en' });
		expect(page.editions).toHaveLength(2);
		expect(page).toMatchObject({
			number: 2,
			of: 5,
			previous: { slug: 'taliban-talks' },
			next: { slug: 'on-negotiating' }
		});
		expect(page.studyEdition?.en).toBeTruthy();
		expect(page.underText?.en).toBeTruthy();
	});

	test('is read in Urdu with the same paragraph ids', async () => {
		const inEnglish = await read(student, 'red-line');
		const inUrdu = await read(student, 'red-line', { kind: 'study', lang: 'ur' });
		expect(inUrdu.edition.lang).toBe('ur');
		expect(inUrdu.paragraphs.map((p) => p.id)).toEqual(inEnglish.paragraphs.map((p) => p.id));
	});

	test('falls back to what there is when an original was never brought in', async () => {
		const page = await read(student, 'red-line', { kind: 'original', lang: 'ur' });
		expect(page.edition).toMatchObject({ kind: 'study', lang: 'ur' });
	});

	test('brings the glossary entries that its text links to, and no others', async () => {
		const page = await read(student, 'taliban-talks');
		const linked = new Set(
			page.paragraphs.flatMap((p) => [...p.html.matchAll(/data-term="([\w-]+)"/g)].map((m) => m[1]))
		);
		expect(new Set(page.glossary.map((g) => g.key))).toEqual(linked);
		expect(linked.size).toBeGreaterThan(3);
	});

	test('shows the words marked that an address points at', async () => {
		const mark = { paragraphId: 'p1', start: 0, end: 8 };
		const page = await readingFor(student, {
			moduleSlug,
			readingSlug: 'taliban-talks',
			...english,
			mark
		});
		expect(page.paragraphs[0]?.html).toMatch(/^<mark>.{8}<\/mark>/);
		expect(page.paragraphs[1]?.html).not.toContain('<mark>');
	});

	test('the note has its parts and cannot be stepped to as a sixth reading', async () => {
		const note = await read(student, 'background-note');
		expect(note).toMatchObject({ kind: 'note', number: null, previous: null, next: null });
		expect(note.layout?.firm).toHaveLength(note.layout?.softer.length ?? -1);
		expect(note.paragraphs.filter((p) => p.source)).toHaveLength(21);
		expect((await read(student, 'red-line')).next).toBeNull();
	});

	test('that does not exist, or is of another course, is not found', async () => {
		await expect(read(student, 'nowhere')).rejects.toEqual(status(404));
		await expect(
			readingFor(student, { moduleSlug: 'nowhere', readingSlug: 'red-line', ...english })
		).rejects.toEqual(status(404));
	});

	test('of a hidden module is there for staff only', async () => {
		const hidden = await opened();
		const own = await actorOf(hidden.teacher, hidden.course);
		const outside = await aStudent(hidden.course);
		await db()
			.update(courseModule)
			.set({ visible: false })
			.where(and(eq(courseModule.courseId, hidden.course.courseId)));
		expect((await read(own, 'red-line')).key).toBe('000');
		await expect(read(outside, 'red-line')).rejects.toEqual(status(404));
		await expect(read(seeingAsStudent(own), 'red-line')).rejects.toEqual(status(404));
	});
});

describe('passages', () => {
	test('are chosen from a text with its sentences, and found again by version and paragraph', async () => {
		const [first] = await readingsIn(student, moduleId);
		const text = await paragraphsFor(student, first?.id ?? '', english);
		const paragraph = text?.paragraphs[2];
		expect(paragraph?.sentences.length).toBeGreaterThan(1);
		const target = await passageTarget(student, text?.versionId ?? '', paragraph?.id ?? '');
		expect(target).toMatchObject({
			readingKey: '002',
			number: 3,
			text: paragraph?.text,
			kind: 'study'
		});
	});

	test('are found many at once, and absent where they are not', async () => {
		const [first] = await readingsIn(student, moduleId);
		const versionId = (await paragraphsFor(student, first?.id ?? '', english))?.versionId ?? '';
		const wanted = ['p1', 'p2', 'p99'].map((paragraphId) => ({ versionId, paragraphId }));
		const found = await passageTargets(student, wanted);
		expect(wanted.map((w) => found.get(passageKey(w))?.number)).toEqual([1, 2, undefined]);
		expect(await passageTargets(student, [])).toEqual(new Map());
	});

	test('of another course are not found', async () => {
		const [first] = await readingsIn(student, moduleId);
		const versionId = (await paragraphsFor(student, first?.id ?? '', english))?.versionId ?? '';
		expect(await passageTarget(stranger, versionId, 'p1')).toBeNull();
		expect(await paragraphsFor(stranger, first?.id ?? '', english)).toBeNull();
	});

	test('are found by pointer in the language asked for', async () => {
		const pointer = { reading: '001', id: 'p4' };
		expect(await paragraphByPointer(student, moduleId, pointer, 'ur')).toMatchObject({
			lang: 'ur',
			number: 4
		});
		const found = await paragraphsByPointer(
			student,
			moduleId,
			[pointer, { reading: '003', id: 'p1' }, { reading: '003', id: 'p77' }],
			'en'
		);
		expect([...found.keys()].toSorted()).toEqual(['001:p4', '003:p1']);
		expect(found.get('001:p4')?.lang).toBe('en');
	});
});

describe('how far one has read', () => {
	const address = { moduleSlug, readingSlug: 'on-negotiating' };
	const other = { moduleSlug, readingSlug: 'moderate-future' };

	test('is kept, and never moves back', async () => {
		const own = await aStudent(course);
		expect(await keepPlace(own, address, 'p5', now)).toEqual({ ok: true });
		expect(await keepPlace(own, address, 'p2', later)).toEqual({ ok: true });
		const page = await read(own, 'on-negotiating');
		expect(page.progress).toEqual({
			furthest: { id: 'p5', number: 5 },
			paragraphs: 12,
			finishedAt: null
		});
	});

	test('does not take a paragraph that is not there', async () => {
		expect(await keepPlace(student, address, 'p13', now)).toEqual({
			ok: false,
			reason: 'no-such-paragraph'
		});
		await expect(
			keepPlace(student, { moduleSlug, readingSlug: 'nowhere' }, 'p1', now)
		).rejects.toEqual(status(404));
	});

	test('a reading is marked read once, and that can be taken back', async () => {
		const own = await aStudent(course);
		await markRead(own, address, true, now);
		await markRead(own, address, true, later);
		expect((await read(own, 'on-negotiating')).progress).toMatchObject({
			finishedAt: now,
			furthest: { id: 'p12' }
		});
		await markRead(own, address, false, later);
		expect((await read(own, 'on-negotiating')).progress?.finishedAt).toBeNull();
	});

	test('is kept for students only', async () => {
		const people = [instructor, await anAssistant(course), await anObserver(course)];
		for (const actor of [...people, seeingAsStudent(instructor)])
			await expect(keepPlace(actor, address, 'p1', now)).rejects.toEqual(status(403));
		expect(await progressIn(instructor, moduleId)).toBeNull();
		expect((await read(instructor, 'on-negotiating')).progress).toBeNull();
	});

	test('is counted for the class without notes, for staff only', async () => {
		const own = await aStudent(course);
		await markRead(own, address, true, now);
		await markRead(own, other, true, now);
		await markRead(own, { moduleSlug, readingSlug: 'background-note' }, true, now);
		const finished = await readingsFinished(instructor, moduleId);
		expect(finished.get(own.membership?.enrolmentId ?? '')).toBe(2);
		await expect(readingsFinished(own, moduleId)).rejects.toEqual(status(403));
	});

	test('survives two windows that report at once', async () => {
		const own = await aStudent(course);
		await Promise.all(['p3', 'p9', 'p6', 'p1'].map((p) => keepPlace(own, other, p, now)));
		expect((await read(own, 'moderate-future')).progress?.furthest?.id).toBe('p9');
	});
});
