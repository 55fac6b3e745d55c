/*
 * Modules leave as packs and come in again whole; hostile and broken zips leave nothing behind; a
 * course is copied for another term without anybody's work.
 */
import { strToU8, zipSync } from 'fflate';
import { count, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { moduleFor, modulesIn } from '$lib/modules/modules.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { exportModule } from '$lib/packs/exporting.server';
import { bringInPack, bringInZip } from '$lib/packs/importing.server';
import { packNamed } from '$lib/packs/packs.server';
import { readPack } from '$lib/packs/reading-packs.server';
import { unzipPack, zipPack } from '$lib/packs/zip.server';
import { publishImport, type TextToImport } from '$lib/readings/importing.server';
import { questionSetsIn } from '$lib/questions/set-list.server';
import { db } from '$lib/server/db/client';
import * as schema from '$lib/server/db/schema';
import { actorOf, aCourse, aStudent, termStart, type BuiltCourse } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, type Class } from '../support/writers';

testDatabase();
const now = termStart;
const slug = 'hard-state-soft-state';
const wish = { version: '1.0.0', licence: 'CC-BY-4.0' };

let here: Class;
let elsewhere: BuiltCourse;

beforeAll(async () => {
	here = await aClass();
	elsewhere = await aCourse();
});

async function exported(actor: Actor, module: string): Promise<Map<string, string>> {
	const out = await exportModule(actor, module, wish, now);
	if (!out.ok) throw new Error(JSON.stringify(out.fault));
	const unzipped = unzipPack(out.zip);
	if (!unzipped.ok) throw new Error(unzipped.reason);
	return unzipped.files;
}

const zipped = (files: Record<string, string>) =>
	zipSync(Object.fromEntries(Object.entries(files).map(([name, words]) => [name, strToU8(words)])));

async function modulesOf(course: BuiltCourse): Promise<number> {
	const [row] = await db()
		.select({ n: count() })
		.from(schema.courseModule)
		.where(eq(schema.courseModule.courseId, course.courseId));
	return row?.n ?? 0;
}

describe('a module as a pack', () => {
	test('holds what the pack held from which it was opened', async () => {
		const read = readPack(await exported(here.instructor, slug));
		const original = await packNamed(slug);
		if (!read.ok || !original) throw new Error('no pack');
		const { hash: _a, texts, ...rest } = read.pack;
		const { hash: _b, texts: before, ...expected } = original;
		expect(rest).toEqual(expected);
		for (const [key, languages] of before)
			for (const lang of ['en', 'ur'] as const)
				expect([...(texts.get(key)?.[lang]?.paragraphs ?? [])], `${key}.${lang}`).toEqual(
					[...(languages[lang]?.paragraphs ?? [])].map(([id, words]) => [
						id,
						words.replace(/\s+/g, ' ')
					])
				);
	});

	test('comes into another course and leaves it again byte for byte', async () => {
		const files = await exported(here.instructor, slug);
		const brought = await bringInZip(elsewhere.instructor, zipPack(files), now);
		expect(brought).toEqual({ ok: true, moduleSlug: slug });
		expect(await exported(elsewhere.instructor, slug)).toEqual(files);
	});

	test('takes a free name when its own is taken', async () => {
		const course = await aCourse();
		expect(await bringInPack(course.instructor, slug, now)).toEqual({ ok: true, moduleSlug: slug });
		expect(await bringInPack(course.instructor, slug, now)).toMatchObject({
			moduleSlug: `${slug}-2`
		});
		const modules = await modulesIn(course.instructor);
		expect(modules.map((m) => m.slug)).toEqual([slug, `${slug}-2`]);
	});

	test('never holds an imported original', async () => {
		const { id } = await moduleFor(here.instructor, slug);
		const words = 'Zanzibar lanterns hum at noon.';
		const text: TextToImport = {
			moduleId: id,
			pieces: [{ text: words, why: null }],
			lang: 'en',
			title: 'Brought in',
			right: 'Written for this test.',
			as: {
				kind: 'new',
				author: 'A',
				outlet: 'O',
				date: '2026',
				basis: 'printed',
				genre: 'Op-ed',
				found: 'In a drawer.'
			}
		};
		const published = await publishImport(here.instructor, text, [{ use: 'keep', to: '' }], now);
		expect(published).toMatchObject({ ok: true });
		const out = await exportModule(here.instructor, slug, wish, now);
		const all = out.ok ? [...(await exported(here.instructor, slug)).values()].join() : '';
		expect(all).not.toContain('Zanzibar');
	});

	test('may be in one language, and small', async () => {
		const course = await aCourse();
		const files = {
			'my-pack/pack.json': JSON.stringify({
				slug: 'small',
				version: '0.1',
				title: { en: 'Small' },
				summary: {},
				licence: 'CC0',
				languages: ['en'],
				studyEdition: null,
				readings: [
					{
						key: 'a',
						slug: 'a-text',
						date: null,
						genre: {},
						author: { en: 'Somebody' },
						outlet: {},
						provenance: { printed: {}, inferred: {}, found: {} },
						underText: null,
						contentNotes: [],
						paragraphs: [{ id: 'p1', number: 1, original: [] }]
					}
				]
			}),
			'my-pack/readings/a-text.en.md':
				'---\ntitle: A text\nstandfirst: ""\n---\n\n{p1}\nOne *two* three.\n'
		};
		const brought = await bringInZip(course.instructor, zipped(files), now);
		expect(brought).toEqual({ ok: true, moduleSlug: 'small' });
		const student = await aStudent(course);
		expect((await modulesIn(student)).map((m) => m.title)).toEqual([{ en: 'Small' }]);
		expect((await exported(course.instructor, 'small')).get('readings/a-text.en.md')).toContain(
			'One *two* three.'
		);
	});
});

describe('a zip that is no pack is refused, and nothing of it is kept', () => {
	const pack = (change: (files: Map<string, string>) => void) => async () => {
		const files = new Map(await exported(here.instructor, slug));
		change(files);
		return zipPack(files);
	};
	const edit = (name: string, from: string | RegExp, to: string) =>
		pack((files) => {
			const words = files.get(name) ?? '';
			expect(words.search(from)).toBeGreaterThan(-1);
			files.set(name, words.replace(from, to));
		});
	const bomb = () => {
		const zip = Buffer.from(zipped({ 'questions.json': '0'.repeat(3_000_000) }));
		return Promise.resolve(zip);
	};
	/** The directory says ten bytes where there are many. */
	const liar = () => {
		const zip = Buffer.from(zipped({ 'pack.json': JSON.stringify({ slug: 'x'.repeat(500) }) }));
		const at = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
		zip.writeUInt32LE(10, at + 24);
		return Promise.resolve(zip);
	};

	test.each<[string, () => Promise<Uint8Array>, object]>([
		['words', () => Promise.resolve(strToU8('This is no zip.')), { reason: 'not-a-zip' }],
		['nothing', () => Promise.resolve(new Uint8Array()), { reason: 'not-a-zip' }],
		['half a zip', async () => (await pack(() => {})()).subarray(0, 5000), { reason: 'not-a-zip' }],
		['a bomb', bomb, { reason: 'too-large' }],
		['a directory that lies', liar, { reason: 'damaged' }],
		[
			'500 entries',
			() =>
				Promise.resolve(
					zipped(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x/${i}`, ''])))
				),
			{ reason: 'too-large' }
		],
		[
			'a way out of its folder',
			() => Promise.resolve(zipped({ '../../etc/passwd': 'x' })),
			{ reason: 'bad-name' }
		],
		[
			'the same file twice',
			() => Promise.resolve(zipped({ 'pack.json': '{}', 'a/pack.json': '{}' })),
			{ reason: 'bad-name' }
		],
		[
			'something else',
			() => Promise.resolve(zipped({ 'word/document.xml': '<a/>' })),
			{ reason: 'fault', fault: { what: 'missing', file: 'pack.json' } }
		],
		[
			'JSON that is none',
			edit('axes.json', /\[/, '{'),
			{ fault: { what: 'not-json', file: 'axes.json' } }
		],
		[
			'another shape',
			edit('rubrics.json', /"points": \d+/, '"points": -1e9'),
			{ fault: { what: 'shape', file: 'rubrics.json' } }
		],
		[
			'a text that is missing',
			pack((files) => {
				files.delete('readings/red-line.en.md');
				files.delete('readings/red-line.ur.md');
			}),
			{ fault: { what: 'missing', file: 'readings/red-line.en.md' } }
		],
		[
			'a pointer to a paragraph that is not there',
			edit('questions.json', /"002:p\d"/, '"002:p99"'),
			{ fault: { what: 'leads-nowhere', file: 'questions.json', name: '002:p99' } }
		],
		[
			'a term that nobody explains',
			edit('readings/red-line.en.md', /glossary:[a-z-]+/, 'glossary:nowhere'),
			{ fault: { what: 'leads-nowhere', file: 'readings/red-line.en.md', name: 'nowhere' } }
		],
		[
			'a choice without its right answer',
			pack((files) => {
				const all = files.get('questions.json') ?? '';
				files.set('questions.json', all.replaceAll('"right": true', '"right": false'));
			}),
			{ fault: { what: 'unanswerable', file: 'questions.json' } }
		],
		[
			'lost characters',
			edit('instructor-notes.en.md', 'Print', '\u0000'),
			{ fault: { what: 'not-text', file: 'instructor-notes.en.md' } }
		],
		[
			'front matter that multiplies itself',
			edit('readings/red-line.en.md', /^---\n/, '---\na: &a [x, x]\nb: [*a, *a]\n'),
			{ fault: { what: 'shape', file: 'readings/red-line.en.md' } }
		]
	])('%s', async (_name, make, expected) => {
		const before = await modulesOf(elsewhere);
		const answer = await bringInZip(elsewhere.instructor, await make(), now);
		expect(answer).toMatchObject({ ok: false, ...expected });
		expect(await modulesOf(elsewhere)).toBe(before);
	});

	test('markup and direction tricks in its words come out as words', async () => {
		const course = await aCourse();
		const files = new Map(await exported(here.instructor, slug));
		const name = 'readings/red-line.en.md';
		files.set(
			name,
			(files.get(name) ?? '').replace('{p1}\n', '{p1}\n<script>x</script>\u202Eabc ')
		);
		const brought = await bringInZip(course.instructor, zipPack(files), now);
		expect(brought.ok).toBe(true);
		const rows = await db()
			.select({ html: schema.paragraph.html, text: schema.paragraph.text })
			.from(schema.paragraph)
			.where(eq(schema.paragraph.courseId, course.courseId));
		const found = rows.find((r) => r.text.startsWith('<script>'));
		expect(found?.html).toContain('&lt;script&gt;x&lt;/script&gt;abc');
	});
});

describe('a course for another term', () => {
	test('has the content and the dates moved, and nobody’s work', async () => {
		const { student } = await aWriter(here);
		const due = new Date('2026-03-20T12:00:00Z');
		await db()
			.update(schema.questionSet)
			.set({ dueAt: due })
			.where(eq(schema.questionSet.courseId, here.courseId));
		const next = await copyCourse(
			here.instructor,
			{ title: { en: 'Politics 202' }, shiftDays: 182, withStaff: true },
			now
		);
		const instructor = await actorOf(here.instructor, { slug: next });
		const files = await exported(instructor, slug);
		expect(files).toEqual(await exported(here.instructor, slug));
		const sets = await questionSetsIn(instructor, slug, now);
		expect(sets.every((set) => set.dueAt?.toISOString() === '2026-09-18T12:00:00.000Z')).toBe(true);
		const courseId = instructor.membership?.courseId ?? '';
		for (const table of [
			schema.position,
			schema.answer,
			schema.review,
			schema.grade,
			schema.stance
		])
			expect(await db().select().from(table).where(eq(table.courseId, courseId))).toEqual([]);
		const people = await db()
			.select({ role: schema.enrolment.role })
			.from(schema.enrolment)
			.where(eq(schema.enrolment.courseId, courseId));
		expect(people.map((p) => p.role).sort()).toEqual(['assistant', 'instructor']);
		await expect(actorOf(student, { slug: next })).rejects.toThrow();
	});

	test('shares no row with the course it was copied from', async () => {
		const next = await copyCourse(
			here.instructor,
			{ title: { en: 'Again' }, shiftDays: null, withStaff: false },
			now
		);
		const instructor = await actorOf(here.instructor, { slug: next });
		const courseId = instructor.membership?.courseId ?? '';
		const old = new Set(
			(
				await db().select().from(schema.question).where(eq(schema.question.courseId, here.courseId))
			).map((q) => q.id)
		);
		const copied = await db()
			.select()
			.from(schema.question)
			.where(eq(schema.question.courseId, courseId));
		expect(copied).toHaveLength(36);
		expect(copied.filter((q) => old.has(q.id) || old.has(q.setId))).toEqual([]);
		expect((await questionSetsIn(instructor, slug, now)).every((set) => set.dueAt === null)).toBe(
			true
		);
	});

	test('is for instructors who may open courses', async () => {
		const student = await aStudent(here);
		const wanted = { title: { en: 'Mine' }, shiftDays: null, withStaff: false };
		await expect(copyCourse(student, wanted, now)).rejects.toMatchObject({ status: 403 });
		await expect(exportModule(student, slug, wish, now)).rejects.toMatchObject({ status: 403 });
		await expect(bringInPack(student, slug, now)).rejects.toMatchObject({ status: 403 });
	});
});
