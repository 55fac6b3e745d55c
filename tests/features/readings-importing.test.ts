import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isActionFailure, isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import { and, count, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import type { FormState } from '$lib/forms/form';
import { moduleFor } from '$lib/modules/modules.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { mostPieces } from '$lib/readings/import';
import { piecesIn } from '$lib/readings/import-form';
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
}

type Fields = Record<string, string | string[] | Blob>;

/** Sends the form as a browser does and gives back what the page gets. */
async function send(
	actor: Actor,
	action: keyof typeof page.actions,
	fields: Fields
): Promise<Sent> {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields))
		for (const one of [value].flat())
			if (typeof one === 'string') body.append(name, one);
			else body.append(name, one, one instanceof File ? one.name : 'text.txt');
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
	return { as: 'original', reading: await idOf(slug), lang: 'en', source };
}

const asNew = { as: 'new', lang: 'en' };
const aboutNew: Fields = {
	title: 'The bridge that waits',
	author: 'Amina Sample',
	outlet: 'Sample Gazette',
	date: '2026-11',
	genre: 'Opinion',
	found: 'Written for this test',
	right: 'own'
};
const aboutOriginal: Fields = {
	found: 'https://example.org/bridge',
	right: 'licence',
	rightWords: 'CC BY 4.0'
};
const seven = Array.from({ length: 7 }, (_, i) => `Paragraph number ${i + 1} of it.`);
const pieces = ({ form }: Sent) => (form ? piecesIn(form) : []);

/** Goes on from a step with what it showed, as a browser does. */
function go(from: Sent, action: keyof typeof page.actions, fields: Fields = {}): Promise<Sent> {
	return send(instructor, action, { ...from.form?.values, ...fields });
}

/** All three steps. */
async function bringIn(fields: Fields, about: Fields): Promise<Sent> {
	return go(await go(await send(instructor, 'preview', fields), 'about'), 'publish', about);
}
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
		expect(shown.form?.values.title).toBe('A title');
		expect(
			pieces(shown)
				.filter((p) => p.use === 'keep')
				.map((p) => p.to)
		).toEqual(seven.map((_, i) => `p${i + 1}`));
		expect(await published()).toBe(versions);
	});

	test('is published as an edition of its own with the numbers of the study edition', async () => {
		const fields = await originalOf('taliban-talks', ['A title', ...seven].join('\n\n'));
		const answer = await bringIn(fields, aboutOriginal);
		expect(answer).toEqual({
			status: 303,
			location: `/courses/${course.slug}/modules/${moduleSlug}/readings/taliban-talks?edition=original-en`
		});
		const wanted = { moduleSlug, readingSlug: 'taliban-talks', lang: 'en' as const };
		const original = await readingFor(student, { ...wanted, kind: 'original' });
		const study = await readingFor(student, { ...wanted, kind: 'study' });
		expect(original.edition).toMatchObject({
			title: 'A title',
			importNote: 'A licence or a permission: CC BY 4.0. Found: https://example.org/bridge'
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
		await bringIn(fields, aboutOriginal);
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
		await bringIn(fields, aboutOriginal);
		const wanted = { moduleSlug, readingSlug: 'red-line', lang: 'en' as const };
		const original = await readingFor(student, { ...wanted, kind: 'original' });
		const study = await readingFor(student, { ...wanted, kind: 'study' });
		expect(original.edition.title).toBe(study.edition.title);
	});

	test('with a number given twice comes back with every choice, and nothing is kept', async () => {
		const shown = await send(
			instructor,
			'preview',
			await originalOf('taliban-talks', seven.join('\n\n'))
		);
		const to = seven.map(() => 'p1');
		for (const action of ['about', 'publish'] as const) {
			const answer = await go(shown, action, { ...aboutOriginal, to });
			expect(answer).toMatchObject({ status: 400, form: { id: 'pieces' } });
			expect(answer.form?.message).toMatch(/same paragraph number/);
			expect(answer.form?.values.to).toEqual(to);
			expect(pieces(answer)).toHaveLength(7);
		}
		expect(await published()).toBe(versions);
	});

	test('whose choices belong to another text is a conflict', async () => {
		const shown = await send(
			instructor,
			'preview',
			await originalOf('taliban-talks', seven.join('\n\n'))
		);
		const wrong: Fields[] = [{ use: ['keep'] }, { to: seven.map(() => 'p99') }];
		for (const fields of wrong)
			for (const action of ['about', 'publish'] as const)
				expect((await go(shown, action, { ...aboutOriginal, ...fields })).status).toBe(409);
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

describe('the pieces', () => {
	const source = ['One is here. Two is here.', 'Three is here.', 'Share this'].join('\n\n');

	test('are parted behind a sentence, with the choices for the others kept', async () => {
		const shown = await send(instructor, 'preview', { ...asNew, source });
		const use = ['keep', 'merge', 'leave'];
		const parted = await go(shown, 'pieces', { use, split: ['12', '', ''] });
		expect(pieces(parted).map(({ text, use }) => [text, use])).toEqual([
			['One is here.', 'keep'],
			['Two is here.', 'keep'],
			['Three is here.', 'merge'],
			['Share this', 'leave']
		]);
		expect(parted.form?.values.split).toBeUndefined();
		expect(await published()).toBe(versions);
	});

	test('are published as they were parted, joined and left out', async () => {
		const shown = await send(instructor, 'preview', { ...asNew, source });
		const parted = await go(shown, 'pieces', { split: ['12', '', ''] });
		const about = await go(parted, 'about', { use: ['keep', 'keep', 'merge', 'leave'] });
		expect(about.form?.id).toBe('about');
		const answer = await go(about, 'publish', { ...aboutNew, title: 'Parted and joined' });
		expect(answer.location).toMatch(/parted-and-joined/);
		const wanted = { moduleSlug, readingSlug: 'parted-and-joined', lang: 'en' as const };
		const read = await readingFor(student, { ...wanted, kind: 'original' });
		expect(read.paragraphs.map((p) => p.html)).toEqual([
			'One is here.',
			'Two is here. Three is here.'
		]);
	});

	test('may be looked at again from the last step, with everything that was typed there', async () => {
		const shown = await send(instructor, 'preview', { ...asNew, source });
		const about = await go(shown, 'about');
		const back = await go(about, 'pieces', { author: 'Amina Sample', right: 'teaching' });
		expect(back.form).toMatchObject({
			id: 'pieces',
			values: { author: 'Amina Sample', right: 'teaching' }
		});
		expect(pieces(back)).toEqual(pieces(shown));
	});

	test('that are too many, too large, empty or of a kind unknown are refused', async () => {
		const many = Array.from({ length: mostPieces + 1 }, () => 'One.');
		const bads: Fields[] = [
			{ piece: many, use: many.map(() => 'keep') },
			{ piece: ['a'.repeat(700_000), 'b'.repeat(700_000)], use: ['keep', 'keep'] },
			{ piece: ['a\u0000b'], use: ['keep'] },
			{ piece: ['One.', ''], use: ['keep', 'keep'] },
			{ piece: ['One.'], use: ['eat'] },
			{ piece: ['One.'], use: ['keep'], why: ['because'] }
		];
		for (const bad of bads)
			for (const action of ['pieces', 'about', 'publish'] as const)
				expect((await send(instructor, action, { ...asNew, ...aboutNew, ...bad })).status).toBe(
					400
				);
		expect(await published()).toBe(versions);
	});
});

describe('a new reading', () => {
	test('needs to be known by author, outlet, date, kind, source and right', async () => {
		const shown = await send(instructor, 'preview', { ...asNew, source: seven.join('\n') });
		const answer = await go(await go(shown, 'about'), 'publish', { author: ' ' });
		expect(answer).toMatchObject({ status: 400, form: { id: 'about' } });
		expect(Object.keys(answer.form?.errors ?? {}).toSorted()).toEqual(
			['author', 'date', 'found', 'genre', 'outlet', 'right', 'title'].toSorted()
		);
		expect(Object.values(answer.form?.errors ?? {})).not.toContain('');
		expect(pieces(answer)).toEqual(pieces(shown));
	});

	test('by a licence or a permission says which', async () => {
		const answer = await bringIn(
			{ ...asNew, source: seven.join('\n') },
			{ ...aboutNew, right: 'licence' }
		);
		expect(Object.keys(answer.form?.errors ?? {})).toEqual(['rightWords']);
		expect(await published()).toBe(versions);
	});

	test('joins the module after the five and can be read', async () => {
		const answer = await bringIn({ ...asNew, file: sample('web-page.txt') }, aboutNew);
		expect(answer.location).toMatch(/readings\/the-bridge-that-waits\?edition=original-en$/);
		const read = await readingFor(student, {
			moduleSlug,
			readingSlug: 'the-bridge-that-waits',
			kind: 'study',
			lang: 'ur'
		});
		expect(read).toMatchObject({
			author: { en: 'Amina Sample' },
			date: { value: '2026-11', precision: 'month', basis: 'printed' },
			edition: { kind: 'original', lang: 'en', importNote: 'Our own text' }
		});
		expect(read.paragraphs).toHaveLength(3);
		expect((await readingIndex(student, moduleId)).at(-1)?.kind).toBe('note');
	});

	test('of the same title gets an address of its own', async () => {
		const answer = await bringIn({ ...asNew, source: seven.join('\n') }, aboutNew);
		expect(answer.location).toMatch(/the-bridge-that-waits-\d+\?/);
	});

	test('of Urdu words is stored as such, its markup as words', async () => {
		const title = 'پل جو انتظار میں ہے';
		const source = `<b>پل</b> پرانا ہے۔\nدوسرا پیراگراف۔`;
		const answer = await bringIn({ as: 'new', lang: 'ur', source }, { ...aboutNew, title });
		const slug = /readings\/([\w-]+)\?/.exec(answer.location ?? '')?.[1] ?? '';
		const read = await readingFor(student, {
			moduleSlug,
			readingSlug: slug,
			kind: 'study',
			lang: 'en'
		});
		expect(read.edition).toMatchObject({ lang: 'ur', title, importNote: 'ہمارا اپنا متن' });
		expect(read.paragraphs[0]?.html).toBe('&lt;b&gt;پل&lt;/b&gt; پرانا ہے۔');
	});
});

describe('what cannot be brought in', () => {
	test.each([
		['empty.txt', /no text/],
		['blank.txt', /no text/],
		['nul.txt', /no text of a kind/],
		['control.txt', /no text of a kind/],
		['portable-document.txt', /damaged/],
		['archive.txt', /damaged/],
		['latin-1.txt', /not in UTF-8/],
		['lost.txt', /already damaged/]
	])('%s is refused with a sentence that names the problem', async (name, sentence) => {
		const answer = await send(instructor, 'preview', { ...asNew, file: sample(name) });
		expect(answer.status).toBe(400);
		expect(answer.form?.errors.file).toMatch(sentence);
		expect(answer.form?.values).toMatchObject(asNew);
		expect(await published()).toBe(versions);
	});

	test('two megabytes, too many paragraphs, and a file together with pasted text', async () => {
		const file = new Blob(['a'.repeat(2 * 1024 * 1024)]);
		expect((await send(instructor, 'preview', { ...asNew, file })).form?.errors.file).toMatch(
			/1 MB/
		);
		const source = 'One.\n'.repeat(mostPieces + 1);
		expect((await send(instructor, 'preview', { ...asNew, source })).form?.errors.source).toMatch(
			/400/
		);
		const both = { ...asNew, source: 'One.', file: sample('urdu.txt') };
		expect((await send(instructor, 'preview', both)).form?.errors.source).toMatch(/together/);
	});

	test('NUL and damaged letters in pasted text, a field sent twice, a date that is none', async () => {
		for (const source of ['a\u0000b', 'a\uFFFDb'])
			expect((await send(instructor, 'preview', { ...asNew, source })).status).toBe(400);
		const bads: Fields[] = [{ lang: ['en', 'ur'] }, { as: 'x' }, { readAs: 'x' }];
		for (const bad of bads)
			expect((await send(instructor, 'preview', { ...asNew, source: 'One.', ...bad })).status).toBe(
				400
			);
		const wrong: Fields[] = [{ title: ['a', 'b'] }, { date: '2026-13' }, { date: 'soon' }];
		for (const bad of wrong) {
			const answer = await bringIn({ ...asNew, source: 'One is.' }, { ...aboutNew, ...bad });
			expect(Object.keys(answer.form?.errors ?? {})).toEqual(Object.keys(bad));
		}
		expect(await published()).toBe(versions);
	});
});

describe('who may', () => {
	test('instructors only', async () => {
		const fields = { ...asNew, ...aboutNew, source: seven.join('\n') };
		const choices = { piece: seven, use: seven.map(() => 'keep'), to: seven.map(() => 'new') };
		for (const actor of [student, await anAssistant(course)])
			for (const action of ['preview', 'pieces', 'about', 'publish'] as const)
				expect(await send(actor, action, { ...fields, ...choices })).toEqual(status(403));
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
			const answer = await bringIn({ ...fields, file }, aboutOriginal);
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
