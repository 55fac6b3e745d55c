import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isActionFailure, isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import { and, count, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import type { FormState } from '$lib/forms/form';
import { moduleFor } from '$lib/modules/modules.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { mostPieces } from '$lib/readings/import';
import type { ImportPreview } from '$lib/readings/importing.server';
import { readingFor, readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { editionVersion, reading } from '$lib/server/db/schema';
import { actorOf, anAssistant, aStudent, aTeacher, termStart } from '../support/builders';
import { testDatabase } from '../support/database';
import * as page from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/import/+page.server';

testDatabase();

const now = termStart;
const moduleSlug = 'hard-state-soft-state';
const status = (code: number): unknown => expect.objectContaining({ status: code });

let course: { courseId: string; slug: string };
let instructor: Actor;
let student: Actor;
let moduleId: string;
let versions: number;

beforeAll(async () => {
	const teacher = await aTeacher();
	const wanted = { title: { en: 'Security' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug };
	const opened = await openCourseFromPack(teacher, wanted, now);
	if (!opened.ok) throw new Error(opened.reason);
	course = { courseId: opened.courseId, slug: opened.courseSlug };
	instructor = await actorOf(teacher, course);
	student = await aStudent(course);
	moduleId = (await moduleFor(student, moduleSlug)).id;
});

async function published(): Promise<number> {
	const [row] = await db()
		.select({ n: count() })
		.from(editionVersion)
		.where(eq(editionVersion.courseId, course.courseId));
	return row?.n ?? 0;
}

beforeEach(async () => {
	versions = await published();
});

interface Sent {
	status: number;
	location?: string;
	form?: FormState;
	preview?: ImportPreview;
}

type Fields = Record<string, string | string[] | Blob>;

/** Sends the form as a browser does and gives back what the page gets. */
async function send(actor: Actor, action: 'preview' | 'publish', fields: Fields): Promise<Sent> {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields))
		for (const one of [value].flat())
			if (typeof one === 'string') body.append(name, one);
			else body.append(name, one, 'text.txt');
	const path = `/courses/${course.slug}/modules/${moduleSlug}/edit/import`;
	const url = new URL(path, 'http://localhost:3000');
	const event = {
		url,
		params: { course: course.slug, module: moduleSlug },
		locals: { actor, locale: 'en', now },
		request: new Request(url, { method: 'POST', body })
	} as unknown as RequestEvent;
	try {
		const handle = page.actions[action] as (e: RequestEvent) => Promise<Omit<Sent, 'status'>>;
		const answer = await handle(event);
		if (isActionFailure(answer))
			return { status: answer.status, ...(answer.data as unknown as Omit<Sent, 'status'>) };
		return { status: 200, ...answer };
	} catch (thrown) {
		if (isRedirect(thrown)) return { status: thrown.status, location: thrown.location };
		if (isHttpError(thrown)) return { status: thrown.status };
		throw thrown;
	}
}

async function idOf(slug: string): Promise<string> {
	const found = (await readingIndex(instructor, moduleId)).find((r) => r.slug === slug);
	return found?.id ?? '';
}

async function originalOf(slug: string, source: string): Promise<Fields> {
	const right = 'Licensed to this class';
	return { as: 'original', reading: await idOf(slug), lang: 'en', right, source };
}

const aNew: Fields = {
	as: 'new',
	lang: 'en',
	title: 'The bridge that waits',
	author: 'Amina Sample',
	outlet: 'Sample Gazette',
	date: '2026-11',
	genre: 'Opinion',
	found: 'Written for this test',
	right: 'Our own'
};
const seven = Array.from({ length: 7 }, (_, i) => `Paragraph number ${i + 1} of it.`);
const choicesOf = (preview: ImportPreview | undefined): Fields => ({
	use: preview?.pieces.map((p) => p.use) ?? [],
	to: preview?.pieces.map((p) => p.to) ?? []
});
const sample = (name: string) =>
	new Blob([new Uint8Array(readFileSync(`tests/content/samples/${name}`))]);

describe('the original of a reading', () => {
	test('is shown in pieces first, and nothing is kept by that', async () => {
		const shown = await send(
			instructor,
			'preview',
			await originalOf('taliban-talks', ['A title', ...seven, 'THE DESK'].join('\n\n'))
		);
		expect(shown.status).toBe(200);
		expect(shown.preview?.title).toBe('A title');
		expect(shown.preview?.pieces.filter((p) => p.use === 'keep').map((p) => p.to)).toEqual(
			seven.map((_, i) => `p${i + 1}`)
		);
		expect(await published()).toBe(versions);
	});

	test('is published as an edition of its own with the numbers of the study edition', async () => {
		const fields = await originalOf('taliban-talks', ['A title', ...seven].join('\n\n'));
		const shown = await send(instructor, 'preview', fields);
		const answer = await send(instructor, 'publish', { ...fields, ...choicesOf(shown.preview) });
		expect(answer).toEqual({
			status: 303,
			location: `/courses/${course.slug}/modules/${moduleSlug}/readings/taliban-talks?edition=original-en`
		});
		const wanted = { moduleSlug, readingSlug: 'taliban-talks', lang: 'en' as const };
		const original = await readingFor(student, { ...wanted, kind: 'original' });
		const study = await readingFor(student, { ...wanted, kind: 'study' });
		expect(original.edition).toMatchObject({
			title: 'A title',
			importNote: 'Licensed to this class'
		});
		expect(original.paragraphs.map(({ id, number }) => [id, number])).toEqual(
			study.paragraphs.map(({ id, number }) => [id, number])
		);
		expect(original.editions).toHaveLength(3);
		expect(study.edition.title).toMatch(/^Pakistan Targets/);
	});

	test('brought in again is a new version; the one before stays as it was', async () => {
		const before = await readingFor(student, {
			moduleSlug,
			readingSlug: 'taliban-talks',
			kind: 'original',
			lang: 'en'
		});
		const fields = await originalOf('taliban-talks', ['Another title', ...seven].join('\n\n'));
		const shown = await send(instructor, 'preview', fields);
		await send(instructor, 'publish', { ...fields, ...choicesOf(shown.preview) });
		const after = await readingFor(student, {
			moduleSlug,
			readingSlug: 'taliban-talks',
			kind: 'original',
			lang: 'en'
		});
		expect(after.edition.title).toBe('Another title');
		expect(after.edition.versionId).not.toBe(before.edition.versionId);
		expect(await published()).toBe(versions + 1);
	});

	test('that prints no title goes by the one that the course uses', async () => {
		const fields = await originalOf('red-line', Array(9).fill('A sentence.').join('\n'));
		const shown = await send(instructor, 'preview', fields);
		await send(instructor, 'publish', { ...fields, ...choicesOf(shown.preview) });
		const wanted = { moduleSlug, readingSlug: 'red-line', lang: 'en' as const };
		const original = await readingFor(student, { ...wanted, kind: 'original' });
		const study = await readingFor(student, { ...wanted, kind: 'study' });
		expect(original.edition.title).toBe(study.edition.title);
	});

	test('with a number given twice comes back with every choice, and nothing is kept', async () => {
		const fields = await originalOf('taliban-talks', seven.join('\n\n'));
		const shown = await send(instructor, 'preview', fields);
		const choices = { ...choicesOf(shown.preview), to: seven.map(() => 'p1') };
		const answer = await send(instructor, 'publish', { ...fields, ...choices });
		expect(answer.status).toBe(400);
		expect(answer.form?.message).toMatch(/same paragraph number/);
		expect(answer.form?.values.to).toEqual(choices.to);
		expect(answer.preview?.pieces).toHaveLength(7);
		expect(await published()).toBe(versions);
	});

	test('whose choices belong to another text is a conflict', async () => {
		const fields = await originalOf('taliban-talks', seven.join('\n\n'));
		const answer = await send(instructor, 'publish', { ...fields, use: ['keep'], to: ['p1'] });
		expect(answer.status).toBe(409);
		expect(await published()).toBe(versions);
	});

	test('of a reading of another course, or of the note, is refused', async () => {
		const [note] = await db()
			.select({ id: reading.id })
			.from(reading)
			.where(and(eq(reading.courseId, course.courseId), eq(reading.kind, 'note')));
		for (const id of [note?.id ?? '', '0190-forged', "'; drop table reading"]) {
			const fields = { ...(await originalOf('taliban-talks', seven.join('\n'))), reading: id };
			expect((await send(instructor, 'preview', fields)).status).toBe(400);
		}
	});
});

describe('a new reading', () => {
	test('needs to be known by author, outlet, date, kind and source', async () => {
		const answer = await send(instructor, 'preview', {
			as: 'new',
			lang: 'en',
			source: seven.join('\n')
		});
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.form?.errors ?? {}).toSorted()).toEqual(
			['author', 'date', 'found', 'genre', 'outlet', 'right', 'title'].toSorted()
		);
		expect(String(answer.form?.values.source).split('\r\n')).toEqual(seven);
	});

	test('joins the module after the five and can be read', async () => {
		const fields = { ...aNew, file: sample('web-page.txt') };
		const shown = await send(instructor, 'preview', fields);
		const { file: _file, ...rest } = fields;
		const source = String(shown.form?.values.source);
		const answer = await send(instructor, 'publish', {
			...rest,
			source,
			...choicesOf(shown.preview)
		});
		expect(answer.location).toMatch(/readings\/the-bridge-that-waits\?edition=original-en$/);
		const read = await readingFor(student, {
			moduleSlug,
			readingSlug: 'the-bridge-that-waits',
			kind: 'study',
			lang: 'ur'
		});
		expect(read).toMatchObject({
			number: 6,
			author: { en: 'Amina Sample' },
			date: { value: '2026-11', precision: 'month', basis: 'printed' },
			edition: { kind: 'original', lang: 'en' }
		});
		expect(read.paragraphs).toHaveLength(3);
		expect((await readingIndex(student, moduleId)).at(-1)?.kind).toBe('note');
	});

	test('of the same title gets an address of its own', async () => {
		const fields = { ...aNew, source: seven.join('\n') };
		const shown = await send(instructor, 'preview', fields);
		const answer = await send(instructor, 'publish', { ...fields, ...choicesOf(shown.preview) });
		expect(answer.location).toMatch(/the-bridge-that-waits-\d+\?/);
	});

	test('of Urdu words is stored as such, its markup as words', async () => {
		const title = 'پل جو انتظار میں ہے';
		const fields = { ...aNew, lang: 'ur', title, source: `<b>پل</b> پرانا ہے۔\nدوسرا پیراگراف۔` };
		const shown = await send(instructor, 'preview', fields);
		const answer = await send(instructor, 'publish', { ...fields, ...choicesOf(shown.preview) });
		const slug = /readings\/([\w-]+)\?/.exec(answer.location ?? '')?.[1] ?? '';
		const read = await readingFor(student, {
			moduleSlug,
			readingSlug: slug,
			kind: 'study',
			lang: 'en'
		});
		expect(read.edition).toMatchObject({ lang: 'ur', title });
		expect(read.paragraphs[0]?.html).toBe('&lt;b&gt;پل&lt;/b&gt; پرانا ہے۔');
	});
});

describe('what cannot be brought in', () => {
	test.each([
		['empty.txt', /no text/],
		['blank.txt', /no text/],
		['nul.txt', /not plain text/],
		['portable-document.txt', /not plain text/],
		['archive.txt', /not plain text/],
		['latin-1.txt', /not in UTF-8/],
		['lost.txt', /already damaged/]
	])('%s is refused with a sentence that names the problem', async (name, sentence) => {
		const answer = await send(instructor, 'preview', { ...aNew, file: sample(name) });
		expect(answer.status).toBe(400);
		expect(answer.form?.errors.file).toMatch(sentence);
		expect(answer.form?.values.author).toBe('Amina Sample');
		expect(await published()).toBe(versions);
	});

	test('two megabytes, too many paragraphs, and a file together with pasted text', async () => {
		const file = new Blob(['a'.repeat(2 * 1024 * 1024)]);
		expect((await send(instructor, 'preview', { ...aNew, file })).form?.errors.file).toMatch(
			/1 MB/
		);
		const source = 'One.\n'.repeat(mostPieces + 1);
		expect((await send(instructor, 'preview', { ...aNew, source })).form?.errors.source).toMatch(
			/400/
		);
		const both = { ...aNew, source: 'One.', file: sample('urdu.txt') };
		expect((await send(instructor, 'preview', both)).form?.errors.source).toMatch(/together/);
	});

	test('NUL and damaged letters in pasted text, a field sent twice, a date that is none', async () => {
		for (const source of ['a\u0000b', 'a\uFFFDb'])
			expect((await send(instructor, 'preview', { ...aNew, source })).status).toBe(400);
		const bads: Fields[] = [
			{ title: ['a', 'b'] },
			{ date: '2026-13' },
			{ date: 'soon' },
			{ as: 'x' }
		];
		for (const bad of bads)
			expect((await send(instructor, 'preview', { ...aNew, source: 'One.', ...bad })).status).toBe(
				400
			);
		expect(await published()).toBe(versions);
	});
});

describe('who may', () => {
	test('instructors only', async () => {
		const fields = { ...aNew, source: seven.join('\n') };
		const choices = { use: seven.map(() => 'keep'), to: seven.map(() => 'new') };
		for (const actor of [student, await anAssistant(course)]) {
			expect(await send(actor, 'preview', fields)).toEqual(status(403));
			expect(await send(actor, 'publish', { ...fields, ...choices })).toEqual(status(403));
		}
		expect(await published()).toBe(versions);
	});
});

const originals = '../shared/readings';
const files = existsSync(originals)
	? readdirSync(originals).filter((name) => name.endsWith('.txt'))
	: [];

describe('the five originals', () => {
	if (files.length === 0)
		test('5 originals not present', () => {
			expect(files).toEqual([]);
		});
	else
		test.each(files)('%s becomes an edition with the numbers of its reading', async (name) => {
			const index = await readingIndex(instructor, moduleId);
			const about = index.find((r) => name.startsWith(r.key));
			const fields = await originalOf(about?.slug ?? '', '');
			const file = new Blob([new Uint8Array(readFileSync(`${originals}/${name}`))]);
			const shown = await send(instructor, 'preview', { ...fields, file });
			const source = String(shown.form?.values.source);
			const choices = choicesOf(shown.preview);
			const answer = await send(instructor, 'publish', { ...fields, source, ...choices });
			expect(answer.status).toBe(303);
			const original = await readingFor(student, {
				moduleSlug,
				readingSlug: about?.slug ?? '',
				kind: 'original',
				lang: 'en'
			});
			expect(original.edition.kind).toBe('original');
			expect(original.paragraphs.map(({ id, number }) => ({ id, number }))).toEqual(
				about?.paragraphs
			);
		});
});
