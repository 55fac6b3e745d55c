/*
 * Notes that are taken along and brought in: as Web Annotations, as a table for staff, on paper. What
 * goes out is what its reader may see; what comes in is theirs alone.
 */
import { readFileSync } from 'node:fs';
import { and, eq } from 'drizzle-orm';
import { parse } from 'csv-parse/sync';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import {
	bringInAnnotations,
	htmlToWords,
	previewAnnotations
} from '$lib/annotations/bringing-in.server';
import type { Audience } from '$lib/annotations/note';
import { notesCsv } from '$lib/annotations/notes-csv.server';
import { printedReading } from '$lib/annotations/printing.server';
import { replyTo } from '$lib/annotations/replying.server';
import { searchIn } from '$lib/annotations/searching.server';
import { notesFor } from '$lib/annotations/seeing.server';
import { annotationsFor, type Whose } from '$lib/annotations/web-annotations.server';
import { writeNote } from '$lib/annotations/writing.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { moduleFor } from '$lib/modules/modules.server';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import { preparePlain } from '$lib/readings/prose.server';
import { publishVersion } from '$lib/readings/publishing.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction } from '$lib/server/db/client';
import { note } from '$lib/server/db/schema';
import {
	actorOf,
	anAssistant,
	anObserver,
	aSection,
	aStudent,
	aTeacher,
	seeingAsStudent,
	termStart
} from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

const now = termStart;
const moduleSlug = 'hard-state-soft-state';
const status = (code: number): unknown => expect.objectContaining({ status: code });
const english = { kind: 'study', lang: 'en' } as const;

let course: { courseId: string; slug: string };
let instructor: Actor;
let address: { moduleSlug: string; readingSlug: string };
let readingId: string;
let text: CitableText;
let urdu: CitableText;
let student: Actor;

beforeAll(async () => {
	const teacher = await aTeacher({ name: 'Teacher Tahira' });
	const answer = await openCourseFromPack(
		teacher,
		{ title: { en: 'Security' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug },
		now
	);
	if (!answer.ok) throw new Error(answer.reason);
	course = { courseId: answer.courseId, slug: answer.courseSlug };
	instructor = await actorOf(teacher, course);
	const moduleId = (await moduleFor(instructor, moduleSlug, now)).id;
	const [first] = await readingIndex(instructor, moduleId);
	readingId = first?.id ?? '';
	address = { moduleSlug, readingSlug: first?.slug ?? '' };
	const found = await paragraphsFor(instructor, readingId, english, now);
	const other = await paragraphsFor(instructor, readingId, { kind: 'study', lang: 'ur' }, now);
	if (!found || !other) throw new Error('the pack has no such text');
	[text, urdu] = [found, other];
});
beforeEach(async () => {
	student = await aStudent(course);
});

interface Given {
	audience?: Audience;
	tags?: string[];
	at?: number;
	of?: CitableText;
}

/** A note on a sentence of a paragraph. */
async function writes(by: Actor, body: string, given: Given = {}): Promise<string> {
	const of = given.of ?? text;
	const paragraph = of.paragraphs[given.at ?? 0]!;
	const [start = 0, end = 0] = paragraph.sentences[0] ?? [];
	const written = await writeNote(
		by,
		address,
		{
			...{ versionId: of.versionId, paragraphId: paragraph.id, start, end, from: null, to: null },
			exact: paragraph.text.slice(start, end),
			...{
				audience: given.audience ?? 'class',
				tags: given.tags ?? [],
				body,
				lang: 'en',
				ref: null
			}
		},
		now
	);
	if (!written.ok) throw new Error(written.reason);
	return written.ref;
}

interface Item {
	id: string;
	motivation: string | string[];
	creator: { name: string };
	created: string;
	body?: { value: string; purpose: string }[];
	target: string | { source: { id: string }; selector: Record<string, unknown>[] };
}

async function exported(actor: Actor, whose: Whose = 'own', edition = english): Promise<Item[]> {
	const wanted = { ...address, edition, whose };
	const all = await annotationsFor(actor, wanted, 'https://x.org/r', 'en', now);
	return (all as { first: { items: Item[] } }).first.items;
}
const wordsIn = (items: Item[]) => items.map((one) => one.body?.[0]?.value);

const bring = (actor: Actor, file: unknown, edition = english) =>
	bringInAnnotations(
		actor,
		{ ...address, edition, file: typeof file === 'string' ? file : JSON.stringify(file) },
		now
	);
const look = async (actor: Actor, file: unknown) => {
	const seen = await previewAnnotations(
		actor,
		{ ...address, edition: english, file: JSON.stringify(file) },
		now
	);
	if (!seen.ok) throw new Error(seen.reason);
	return seen;
};
const ownRows = (actor: Actor) =>
	db()
		.select()
		.from(note)
		.where(
			and(eq(note.courseId, course.courseId), eq(note.enrolmentId, membershipOf(actor).enrolmentId))
		);
const quoting = (exact: string, over: object = {}) => ({
	type: 'Annotation',
	id: `https://elsewhere.org/${Math.abs(exact.length)}-${exact.slice(0, 20)}`,
	body: { type: 'TextualBody', value: `On ${exact.slice(0, 20)}` },
	target: { source: 'https://elsewhere.org/t', selector: { type: 'TextQuoteSelector', exact } },
	...over
});
const sentence = (of: CitableText, paragraph: number, n = 0) => {
	const p = of.paragraphs[paragraph]!;
	const [start = 0, end = 0] = p.sentences[n] ?? [];
	return p.text.slice(start, end);
};

describe('notes as Web Annotations', () => {
	test('are one’s own, or all that one may see', async () => {
		const classmate = await aStudent(course);
		await writes(classmate, 'A classmate wrote');
		await writes(classmate, 'In private', { audience: 'private' });
		await writes(instructor, 'Staff wrote');
		expect(wordsIn(await exported(student, 'all'))).toEqual(['Staff wrote']);
		await writes(student, 'I wrote', { audience: 'private' });
		expect(wordsIn(await exported(student))).toEqual(['I wrote']);
		expect(wordsIn(await exported(student, 'all')).toSorted()).toEqual([
			'A classmate wrote',
			'I wrote',
			'Staff wrote'
		]);
		const staffs = wordsIn(await exported(instructor, 'all'));
		expect(staffs).toContain('A classmate wrote');
		expect(staffs).not.toContain('In private');
		expect(staffs).not.toContain('I wrote');
	});

	test('say neither name nor moment of a classmate', async () => {
		const classmate = await aStudent(course, { name: 'Canary Kamal' });
		await writes(classmate, 'Who am I?');
		await writes(student, 'Mine.');
		const items = await exported(student, 'all');
		const theirs = items.find((one) => one.body?.[0]?.value === 'Who am I?');
		expect(theirs?.creator.name).toBe(membershipOf(classmate).pseudonym.en);
		expect(theirs?.created).toMatch(/T00:00:00Z$/);
		const all = JSON.stringify(items);
		for (const secret of ['Canary Kamal', membershipOf(classmate).enrolmentId, readingId])
			expect(all).not.toContain(secret);
	});

	test('stand by words and by code points of the text that they name', async () => {
		await writes(student, 'Here.', { at: 2, tags: ['claim'] });
		const [one] = await exported(student);
		if (typeof one?.target !== 'object') throw new Error('no target');
		expect(one.target.source.id).toMatch(/\?edition=en&version=1#/);
		const [quote, position] = one.target.selector;
		const whole = text.paragraphs.map((p) => p.text).join('\n');
		const { start, end } = position as { start: number; end: number };
		expect([...whole].slice(start, end).join('')).toBe(quote?.exact);
		expect(quote?.exact).toBe(sentence(text, 2));
		expect(one.body?.map(({ value, purpose }) => [value, purpose])).toEqual([
			['Here.', 'commenting'],
			['Claim', 'tagging']
		]);
	});

	test('of another edition are given out where they were written', async () => {
		await writes(student, 'On the Urdu text', { of: urdu, at: 1 });
		const [one] = await exported(student);
		if (typeof one?.target !== 'object') throw new Error('no target');
		expect(one.target.source.id).toContain('?edition=ur&version=1');
		expect(one.target.selector[0]?.exact).toBe(sentence(urdu, 1));
	});

	test('bring their replies along', async () => {
		const ref = await writes(student, 'And?');
		const replied = await replyTo(
			instructor,
			address,
			{ note: ref, body: 'Well.', lang: 'en', ref: null },
			now
		);
		expect(replied.ok).toBe(true);
		const [, reply] = await exported(student);
		expect(reply).toMatchObject({
			motivation: 'replying',
			target: `urn:standpoint:note:${ref}`,
			body: [{ value: 'Well.' }]
		});
	});
});

describe('notes that are brought in', () => {
	test('from what another person took along are one’s own and private', async () => {
		const classmate = await aStudent(course);
		await writes(classmate, 'Found it.', { at: 1, tags: ['claim'] });
		await writes(classmate, '', { at: 3 });
		await writes(classmate, 'اردو پر', { of: urdu, at: 2 });
		const wanted = { ...address, edition: english, whose: 'own' as const };
		const file = await annotationsFor(classmate, wanted, 'https://x.org/r', 'ur', now);
		expect(await bring(student, file)).toEqual({ ok: true, added: 3, known: 0 });
		const rows = await ownRows(student);
		expect(rows.every((row) => row.audience === 'private')).toBe(true);
		expect(rows.map((row) => row.exact).toSorted()).toEqual(
			[sentence(text, 1), sentence(text, 3), sentence(urdu, 2)].toSorted()
		);
		expect(rows.find((row) => row.body === 'Found it.')?.tags).toEqual(['claim']);
		expect(rows[0]?.shownAs).toEqual(membershipOf(student).pseudonym);
		const { notes } = await notesFor(student, { ...address, edition: english }, now);
		expect(notes.filter((one) => one.isOwn && one.standing === 'exact')).toHaveLength(2);
		const { counts } = (await searchIn(student, { moduleSlug, query: 'found' }, now)) as {
			counts: { notes: number };
		};
		// Now that there is a note of one's own, the classmate's one is shown too.
		expect(counts.notes).toBe(2);
		expect(wordsIn(await exported(instructor, 'all'))).toContain('Found it.');
		expect((await ownRows(classmate)).length).toBe(3);
	});

	test('a second time add nothing, nor do one’s own that one took along', async () => {
		const file = [quoting(sentence(text, 0)), quoting(sentence(text, 1), { id: undefined })];
		expect(await bring(student, file)).toEqual({ ok: true, added: 2, known: 0 });
		expect(await bring(student, file)).toEqual({ ok: true, added: 0, known: 2 });
		expect(await bring(student, [...file, ...file])).toEqual({ ok: true, added: 0, known: 4 });
		await writes(student, 'Mine.', { at: 4 });
		const wanted = { ...address, edition: english, whose: 'own' as const };
		const own = await annotationsFor(student, wanted, 'https://x.org/r', 'en', now);
		expect(await bring(student, own)).toMatchObject({ ok: true, added: 0 });
		expect(await ownRows(student)).toHaveLength(3);
	});

	test('are looked at first, and what has no place is told with its reason', async () => {
		const seen = await look(student, [
			quoting(sentence(text, 0)),
			quoting('Nobody wrote a sentence such as this one anywhere'),
			quoting('the'),
			quoting('x', { target: 'https://elsewhere.org/t' }),
			quoting('y', { motivation: 'replying', target: 'https://elsewhere.org/a' }),
			quoting(sentence(text, 1), { body: { value: 'x'.repeat(5001) } }),
			quoting(`${sentence(text, 2)} ${sentence(text, 3)}`, {
				target: {
					selector: {
						type: 'TextQuoteSelector',
						exact: `${text.paragraphs[2]!.text.slice(-60)}\n${text.paragraphs[3]!.text.slice(0, 60)}`
					}
				}
			}),
			quoting('z', {
				target: { selector: { type: 'TextPositionSelector', start: 5, end: 10_000_000 } }
			})
		]);
		expect(seen.found.map(({ at, exact, paragraph }) => [at, exact, paragraph])).toEqual([
			[1, sentence(text, 0), text.paragraphs[0]?.number]
		]);
		expect(seen.refused.map(({ at, reason }) => [at, reason])).toEqual([
			[2, 'not-found'],
			[3, 'ambiguous'],
			[4, 'no-passage'],
			[5, 'reply'],
			[6, 'too-long-note'],
			[7, 'several-paragraphs'],
			[8, 'out-of-range']
		]);
		expect(await ownRows(student)).toEqual([]);
	});

	test('keep the tags that the module has, and the others as words', async () => {
		const tag = (value: string) => ({ type: 'TextualBody', value, purpose: 'tagging' });
		const body = [{ value: 'Why?' }, ...['CLAIM', 'ثبوت', 'my own', 'question'].map(tag)];
		await bring(student, quoting(sentence(text, 0), { body }));
		const [row] = await ownRows(student);
		expect(row?.tags).toContain('claim');
		expect(row?.tags).toContain('question');
		expect(row?.body).toMatch(/^Why\?\n\n#/);
		expect(row?.body).toContain('#my own');
	});

	test('have plain words, whatever they were marked up with', async () => {
		const value =
			'<p>One &amp; <b onclick="x()">two</b></p><script>alert(1)</script><p>three\u202E\u0000\uFFFD\ud800</p>';
		await bring(student, quoting(sentence(text, 0), { body: { value, format: 'text/html' } }));
		expect((await ownRows(student))[0]?.body).toBe('One & two\nthree');
		expect(htmlToWords('a<br>b &lt;i&gt;')).toBe('a\nb <i>');
	});

	test('of a known tool’s interface are found though its positions are those of its page', async () => {
		const exact = sentence(text, 1);
		const file = {
			total: 1,
			rows: [
				{
					id: 'Qx1',
					text: 'From a page.',
					tags: ['evidence'],
					uri: 'https://elsewhere.org/t',
					target: [
						{
							source: 'https://elsewhere.org/t',
							selector: [
								{ type: 'RangeSelector', startContainer: '/p[1]', endContainer: '/p[1]' },
								{ type: 'TextPositionSelector', start: 90_000, end: 90_010 },
								{ type: 'TextQuoteSelector', exact, prefix: 'x', suffix: 'y' }
							]
						}
					]
				}
			]
		};
		expect(await bring(student, file)).toMatchObject({ added: 1 });
		expect((await ownRows(student))[0]).toMatchObject({
			exact,
			body: 'From a page.',
			tags: ['evidence'],
			source: 'Qx1'
		});
	});

	test('that cannot be read leave nothing behind', async () => {
		const cases: [unknown, string][] = [
			['{', 'not-json'],
			['[]', 'no-annotations'],
			[Array.from({ length: 1001 }, () => quoting('x')), 'too-many']
		];
		for (const [file, reason] of cases)
			expect(await bring(student, file)).toEqual({ ok: false, reason });
		expect(await ownRows(student)).toEqual([]);
	});

	test('beyond what one may have on a reading are refused together', async () => {
		const many = (from: number, n: number) =>
			Array.from({ length: n }, (_, i) => quoting(sentence(text, 0), { id: `urn:x:${from + i}` }));
		expect(await bring(student, many(0, 990))).toMatchObject({ added: 990 });
		const seen = await previewAnnotations(
			student,
			{ ...address, edition: english, file: JSON.stringify(many(990, 20)) },
			now
		);
		expect(seen).toEqual({ ok: false, reason: 'too-many-notes' });
		expect(await bring(student, many(990, 20))).toEqual({ ok: false, reason: 'too-many-notes' });
		expect(await ownRows(student)).toHaveLength(990);
	});

	test('are for those who may write notes', async () => {
		const observer = await anObserver(course);
		for (const actor of [observer, seeingAsStudent(instructor)])
			await expect(bring(actor, [quoting('x')])).rejects.toEqual(status(403));
	});
});

describe('notes as a table', () => {
	const rowsFor = async (actor: Actor) => {
		const csv = await notesCsv(actor, moduleSlug, { locale: 'en', timeZone: 'Asia/Karachi' }, now);
		expect(csv.startsWith('\uFEFF')).toBe(true);
		return parse<Record<string, string>>(csv, { bom: true, columns: true });
	};

	test('have names, replies and states, and never a private one', async () => {
		const sectionId = await aSection(course, 'Morning');
		const writer = await aStudent(course, { name: 'Named Nadia', sectionId });
		const ref = await writes(writer, '=HYPERLINK("http://x")', { tags: ['claim'], at: 1 });
		await writes(writer, 'Never shown', { audience: 'private' });
		const reply = { note: ref, body: '+1', lang: 'en' as const, ref: null };
		await replyTo(instructor, address, reply, now);
		const rows = await rowsFor(instructor);
		expect(JSON.stringify(rows)).not.toContain('Never shown');
		const at = rows.findIndex((row) => row.Note?.includes('HYPERLINK'));
		expect(rows[at]).toMatchObject({
			Kind: 'note',
			Name: 'Named Nadia',
			'Shown to classmates as': membershipOf(writer).pseudonym.en,
			Section: 'Morning',
			Passage: sentence(text, 1),
			Paragraph: String(text.paragraphs[1]?.number),
			Note: `'=HYPERLINK("http://x")`,
			Tags: 'Claim',
			Written: '2026-11-02 09:00',
			Replies: '1',
			Resolved: ''
		});
		expect(rows[at + 1]).toMatchObject({ Kind: 'reply', Name: 'Teacher Tahira', Note: `'+1` });
	});

	test('of one section are all that its assistant gets', async () => {
		const sectionId = await aSection(course, 'Evening');
		const assistant = await anAssistant(course, { sectionId, ownSectionOnly: true });
		await writes(await aStudent(course, { sectionId }), 'Evening words');
		await writes(student, 'Other words');
		const words = (await rowsFor(assistant)).map((row) => row.Note);
		expect(words).toContain('Evening words');
		expect(words).not.toContain('Other words');
	});

	test('are for staff', async () => {
		for (const actor of [student, await anObserver(course), seeingAsStudent(instructor)])
			await expect(rowsFor(actor)).rejects.toEqual(status(403));
	});
});

describe('a reading on paper', () => {
	test('has one’s notes after their paragraphs, or all that one may see', async () => {
		const classmate = await aStudent(course);
		await writes(classmate, 'Theirs', { at: 1 });
		await writes(student, 'Own', { at: 1 });
		const printed = (whose: Whose) =>
			printedReading(student, { ...address, edition: english, whose }, now);
		const own = await printed('own');
		expect(own.paragraphs[1]?.notes.map((one) => one.body)).toEqual(['Own']);
		expect(own.notes).toBe(1);
		const all = await printed('all');
		const words = all.paragraphs[1]?.notes.map((one) => one.body) ?? [];
		expect(words).toEqual(expect.arrayContaining(['Own', 'Theirs']));
	});
});

// Last: it changes the text.
test('notes whose words are gone are given out as they were chosen', async () => {
	const exact = sentence(text, 5);
	await writes(student, 'Lost', { at: 5 });
	await transaction((tx) =>
		publishVersion(
			tx,
			{
				courseId: course.courseId,
				readingId,
				kind: 'study',
				lang: 'en',
				title: 'New',
				standfirst: '',
				paragraphs: [
					{
						id: text.paragraphs[0]!.id,
						number: 1,
						prepared: preparePlain('All of it is new.', 'en')
					}
				]
			},
			now
		)
	);
	const [one] = await exported(student);
	if (typeof one?.target !== 'object') throw new Error('no target');
	expect(one.target.selector[0]?.exact).toBe(exact);
	expect(one.target.source.id).toContain('?edition=en&version=1');
	const file = JSON.stringify(one);
	const other = await aStudent(course);
	expect(await bring(other, file)).toMatchObject({ ok: true, added: 0 });
});

test('what positions count in is written down for whoever reads them', () => {
	expect(readFileSync('docs/web-annotations.md', 'utf8')).toContain('code points');
});
