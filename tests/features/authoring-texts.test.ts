/*
 * What an instructor writes around the readings: who and when, the text in either language, glossary,
 * timeline, note and documents. What was cited stays readable in the words that were cited; two who
 * write at once lose nothing.
 */
import { and, count, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import type { LocalText } from '$lib/i18n/local-text';
import { documentToEdit, editedDocuments, moduleContents } from '$lib/modules/authoring.server';
import {
	casesFor,
	documentFor,
	glossaryFor,
	instructorNotesFor,
	moduleFor,
	timelineFor
} from '$lib/modules/modules.server';
import { exportModule } from '$lib/packs/exporting.server';
import { positionVersionFor } from '$lib/positions/positions.server';
import { pathFor } from '$lib/progress/progress.server';
import {
	addReading,
	changeAbout,
	moveReading,
	readingsToArrange,
	readingToEdit,
	retireReading
} from '$lib/readings/authoring.server';
import { previewText, publishText, textToEdit } from '$lib/readings/editing.server';
import {
	glossaryToEdit,
	moveTerm,
	saveTerm,
	termToEdit
} from '$lib/readings/glossary-editing.server';
import { noteToEdit, saveNote } from '$lib/readings/note-editing.server';
import { documentHtml } from '$lib/readings/prose.server';
import { readingFor, readingIndex, readingsIn } from '$lib/readings/readings.server';
import { saveEvent, timelineToEdit } from '$lib/readings/timeline-editing.server';
import { db } from '$lib/server/db/client';
import { auditEvent, editionVersion } from '$lib/server/db/schema';
import { actions as documentActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/texts/[document]/+page.server';
import { actions as eventActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/timeline/[event]/+page.server';
import { actions as termActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/glossary/[term]/+page.server';
import { actions as noteActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/note/+page.server';
import { actions as readingActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/readings/[reading]/+page.server';
import { actions as textActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/readings/[reading]/[lang]/+page.server';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';
import { aClass, aWriter, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-10T05:00:00Z');
const later = new Date('2026-11-10T06:00:00Z');
const module = 'hard-state-soft-state';
const wish = { version: '1.1.0', licence: 'CC-BY-4.0' };
const is = (status: number) => expect.objectContaining({ status }) as Error;

let here: Class;
let teacher: SignedIn;
let moduleId: string;

/** A browser in which the instructor is signed in. */
class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override async actor(): Promise<Actor> {
		return this.who;
	}
	send(
		act: unknown,
		form: Record<string, string | string[]>,
		params: Record<string, string> = {}
	): Promise<Answer> {
		const path = `/courses/c/modules/${module}/edit/x`;
		return this.visit(act, { path, form, params: { course: 'c', module, ...params }, now });
	}
}

async function begin(): Promise<void> {
	here = await aClass();
	teacher = new SignedIn(here.instructor);
	moduleId = (await moduleFor(here.instructor, module)).id;
}

const firstReading = async () => (await readingIndex(here.instructor, moduleId))[0]?.slug ?? '';

const at = (readingSlug: string, lang: 'en' | 'ur' = 'en') => ({
	moduleSlug: module,
	readingSlug,
	lang
});

/** The text as it is, changed. */
async function typed(readingSlug: string, lang: 'en' | 'ur', change: (source: string) => string) {
	const { title, standfirst, source, base } = await textToEdit(
		here.instructor,
		at(readingSlug, lang)
	);
	return { title, standfirst, source: change(source), base, to: [], mark: false };
}

const read = (actor: Actor, readingSlug: string, lang: 'en' | 'ur' = 'en', version?: number) =>
	readingFor(
		actor,
		{ moduleSlug: module, readingSlug, kind: 'study', lang, version: version ?? null },
		now
	);

async function versionsOf(readingSlug: string): Promise<number> {
	const { id } = await readingToEdit(here.instructor, module, readingSlug);
	const [row] = await db()
		.select({ n: count() })
		.from(editionVersion)
		.where(and(eq(editionVersion.courseId, here.courseId), eq(editionVersion.readingId, id)));
	return row?.n ?? 0;
}

describe('what is said about a reading', () => {
	let slug: string;
	beforeAll(async () => {
		await begin();
		slug = await firstReading();
	});

	const form = async (over: Record<string, string> = {}) => ({
		base: (await readingToEdit(here.instructor, module, slug)).base,
		'author.en': 'A. Writer',
		'author.ur': 'ایک مصنف',
		'outlet.en': 'The Paper',
		'genre.ur': 'اداریہ',
		date: '2024-12-24',
		basis: 'found',
		'printed.en': 'A line & <b>no more</b>.',
		'underText.ur': 'متن کے نیچے۔',
		'notes.0.before': 'p2',
		'notes.0.text.en': 'It speaks of a death.',
		'notes.0.alternative.ur': 'اگلے پیراگراف سے پڑھیں۔',
		...over
	});

	test('is kept in both languages and read by students as it was typed', async () => {
		expect(await teacher.send(readingActions.save, await form(), { reading: slug })).toMatchObject({
			status: 200
		});
		const shown = await read(await aStudent(here), slug);
		expect(shown).toMatchObject({
			author: { en: 'A. Writer', ur: 'ایک مصنف' },
			outlet: { en: 'The Paper' },
			genre: { ur: 'اداریہ' },
			date: { value: '2024-12-24', precision: 'day', basis: 'found' },
			provenance: { printed: { en: 'A line & <b>no more</b>.' } },
			underText: { ur: 'متن کے نیچے۔' },
			contentNotes: [
				{
					before: 'p2',
					text: { en: 'It speaks of a death.' },
					alternative: { ur: 'اگلے پیراگراف سے پڑھیں۔' }
				}
			]
		});
	});

	test('saved by two at once is a 409 with every word typed; the page shows the other’s', async () => {
		const first = await form({ 'author.en': 'First' });
		const second = await form({ 'author.en': 'Second' });
		const send = (fields: Record<string, string>) =>
			teacher.send(readingActions.save, fields, { reading: slug });
		expect((await send(first)).status).toBe(200);
		const lost = await send(second);
		expect(lost.status).toBe(409);
		expect(lost.form?.values).toEqual(second);
		const { about, base } = await readingToEdit(here.instructor, module, slug);
		expect(about.author.en).toBe('First');
		expect((await send({ ...second, base })).status).toBe(200);
	});

	test.each([
		['a day that there is not', { date: '2024-02-30' }, 'date'],
		['words for a date', { date: 'last year' }, 'date'],
		['a content note before no paragraph', { 'notes.0.before': '' }, 'notes.0.before'],
		['a basis of its own', { basis: 'guessed' }, 'basis'],
		['a NUL', { 'author.en': 'a\u0000b' }, 'author.en']
	])('refuses %s beside its field and keeps every word', async (_what, bad, field) => {
		const sent = await form(bad);
		const answer = await teacher.send(readingActions.save, sent, { reading: slug });
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.form?.errors ?? {})).toContain(field);
		expect(answer.form?.values).toEqual(sent);
	});

	test('gets, moves and loses rows without being saved', async () => {
		const before = (await readingToEdit(here.instructor, module, slug)).about;
		const press = async (rows: string) =>
			(await teacher.send(readingActions.arrange, { ...(await form()), rows }, { reading: slug }))
				.form?.values;
		expect(await press('notes:add')).toMatchObject({
			'notes.0.text.en': 'It speaks of a death.',
			'notes.1.row': 'new'
		});
		expect(Object.keys((await press('notes.0:remove')) ?? {})).not.toContain('notes.0.text.en');
		expect((await readingToEdit(here.instructor, module, slug)).about).toEqual(before);
	});

	test('says where the original lies under it, and keeps that when a form says nothing of it', async () => {
		const places = {
			'places.0.id': 'p1',
			'places.0.original': '1, 2',
			'places.0.begins': 'It begins',
			'places.1.id': 'p2',
			'places.1.original': '2',
			'leftOut.0.original': '7',
			'leftOut.0.begins': 'A last line',
			'leftOut.1.original': ''
		};
		const send = async (over: Record<string, string>) =>
			(await teacher.send(readingActions.save, await form(over), { reading: slug })).status;
		const said = async () => (await readingToEdit(here.instructor, module, slug)).original;
		expect(await send(places)).toBe(200);
		const kept = await said();
		expect(kept.places.slice(0, 2)).toEqual([
			{ id: 'p1', original: [1, 2], begins: 'It begins' },
			{ id: 'p2', original: [2], begins: '' }
		]);
		expect(kept.leftOut).toEqual([{ original: 7, begins: 'A last line' }]);
		expect(await send({})).toBe(200);
		expect(await said()).toEqual(kept);
		expect(await send({ ...places, 'places.0.original': 'one' })).toBe(400);
		const text = await typed(slug, 'en', (s) => `${s}\n\nOne more.`);
		expect(await publishText(here.instructor, at(slug), text, now)).toMatchObject({ ok: true });
		expect((await said()).places.slice(0, 2)).toEqual(kept.places.slice(0, 2));
	});

	test('is the instructor’s alone, and of this course', async () => {
		const { about, base } = await readingToEdit(here.instructor, module, slug);
		for (const who of [here.assistant, await aStudent(here)])
			await expect(
				changeAbout(who, module, slug, { ...about, original: null, base }, now)
			).rejects.toEqual(is(403));
		await expect(readingToEdit(here.instructor, module, 'no-such-text')).rejects.toEqual(is(404));
	});
});

describe('a text that was cited', () => {
	let slug: string;
	let student: Actor;
	let cited: { exact: string; version: number };

	beforeAll(async () => {
		await begin();
		slug = await firstReading();
		({ student } = await aWriter(here));
		const { version } = await positionVersionFor(student, module, 1, now);
		cited = { exact: version.citations[0]?.exact ?? '', version: 1 };
	});

	const citation = async () => {
		const { version } = await positionVersionFor(student, module, 1, later);
		return version.citations[0];
	};

	test('is published anew as a version of its own language', async () => {
		expect(cited.exact).not.toBe('');
		const changed = await typed(slug, 'en', (s) => s.replace(/^[^.]*\./, 'A first sentence anew.'));
		expect(await publishText(here.instructor, at(slug), changed, now)).toEqual({
			ok: true,
			number: 2
		});
		const shown = await read(student, slug);
		expect(shown.paragraphs[0]?.html).toContain('A first sentence anew.');
		expect(shown.edition.isEarlier).toBe(false);
		const urdu = await textToEdit(here.instructor, at(slug, 'ur'));
		expect(urdu.base).toBe(1);
	});

	test('keeps the words that were cited, in the version that they were cited from', async () => {
		expect(await citation()).toMatchObject({
			exact: cited.exact,
			earlier: 1,
			paragraph: { id: 'p1', number: 1 }
		});
		const old = await read(student, slug, 'en', 1);
		expect(old.edition.isEarlier).toBe(true);
		expect(old.paragraphs[0]?.html.replace(/<[^>]*>/g, '')).toContain(cited.exact);
	});

	test('may lose the paragraph: the citation keeps it, and its author is told before', async () => {
		const { paragraphs } = await read(here.instructor, slug);
		const asked = await previewText(
			here.instructor,
			at(slug),
			await typed(slug, 'en', (s) => s.split('\n\n').slice(1).join('\n\n'))
		);
		if (!asked.ok) throw new Error(asked.reason);
		expect(asked.preview.gone).toMatchObject([{ number: 1 }]);
		expect(asked.preview.gone[0]?.citations).toBeGreaterThan(0);
		expect(asked.preview.paragraphs).toHaveLength(paragraphs.length - 1);
		expect(await citation()).toMatchObject({ exact: cited.exact });
	});

	test('keeps a paragraph that a question asks about until the question points elsewhere', async () => {
		const { pointedAt } = await textToEdit(here.instructor, at(slug));
		expect(pointedAt.asked).toBeGreaterThan(0);
		const only = await typed(slug, 'en', () => 'Nothing of before is left in these few words.');
		const given = { ...only, to: ['new'] };
		const refused = await publishText(here.instructor, at(slug), given, now);
		expect(refused).toMatchObject({ ok: false, reason: 'asked' });
		expect((await textToEdit(here.instructor, at(slug))).base).toBe(2);
	});

	test('put together from two paragraphs says where it comes from', async () => {
		const joined = await typed(slug, 'en', (s) => s.replace('\n\n', ' '));
		const looked = await previewText(here.instructor, at(slug), joined);
		if (!looked.ok) throw new Error(looked.reason);
		expect(looked.preview.paragraphs[0]).toMatchObject({ change: 'merged', from: [1, 2] });
	});

	test('changed by two at once shows both texts and publishes one', async () => {
		const mine = await typed(slug, 'en', (s) => `${s}\n\nMine stands at the end.`);
		const theirs = { ...mine, source: `${mine.source}\n\nTheirs stands at the end.` };
		expect(await publishText(here.instructor, at(slug), theirs, now)).toMatchObject({ ok: true });
		const form = { ...mine, base: String(mine.base), mark: '', to: '' };
		const answer = await teacher.send(textActions.publish, form, { reading: slug, lang: 'en' });
		expect(answer.status).toBe(409);
		expect(answer.form?.values).toMatchObject({ source: mine.source, base: '3' });
		const again = await publishText(here.instructor, at(slug), mine, now);
		expect(again).toMatchObject({ reason: 'conflict', theirs: { base: 3 } });
		if (!again.ok && again.reason === 'conflict')
			expect(again.theirs.source).toContain('Theirs stands at the end.');
	});

	test('in a race of two, one is published and the other keeps its words', async () => {
		const draft = await typed(slug, 'en', (s) => s);
		const tries = await Promise.all(
			['One more.', 'Another one.'].map((end) =>
				publishText(
					here.instructor,
					at(slug),
					{ ...draft, source: `${draft.source}\n\n${end}` },
					now
				)
			)
		);
		expect(tries.filter((t) => t.ok)).toHaveLength(1);
		expect(tries.find((t) => !t.ok)).toMatchObject({ reason: 'conflict' });
	});

	test('in Urdu has its own versions', async () => {
		const urdu = await typed(slug, 'ur', (s) => s.replace(/^\S+/, 'اب'));
		expect(await publishText(here.instructor, at(slug, 'ur'), urdu, now)).toEqual({
			ok: true,
			number: 2
		});
		const shown = await read(student, slug, 'ur');
		expect(shown.paragraphs[0]?.html.startsWith('اب')).toBe(true);
	});
});

describe('the words of a text', () => {
	beforeAll(begin);

	const hostile = [
		'<script>alert(1)</script> Plain & <b onclick="x()">bold</b>.',
		'[press](javascript:alert(1)) and ![p](https://example.org/p.png) *stay*.',
		'[soft](glossary:soft-state) and [nothing](glossary:no-such-term) here.'
	].join('\n\n');

	test('carry emphasis and known terms, and nothing else', async () => {
		const added = await addReading(
			here.instructor,
			module,
			{
				lang: 'en',
				title: 'A text of ours',
				standfirst: '',
				source: hostile,
				author: {},
				outlet: {},
				genre: {},
				date: null
			},
			now
		);
		expect(added).toEqual({ ok: true, slug: 'a-text-of-ours', unknownTerms: ['no-such-term'] });
		const { paragraphs, glossary } = await read(await aStudent(here), 'a-text-of-ours');
		const html = paragraphs.map((p) => p.html);
		expect(html[0]).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
		expect(html.join(' ')).not.toMatch(/<(?!\/?(em|a)\b)/);
		expect(html.join(' ')).not.toMatch(/href="(?!\.\.\/glossary#)/);
		expect(html[1]).toContain('<em>stay</em>');
		expect(html[2]).toContain('data-term="soft-state"');
		expect(html[2]).not.toContain('no-such-term');
		expect(glossary.map((g) => g.key)).toEqual(['soft-state']);
	});

	test('with links to terms that there are not are shown with a word about it', async () => {
		const changed = await typed('a-text-of-ours', 'en', (s) => `${s} [Ghost](glossary:ghost)`);
		const form = { ...changed, base: String(changed.base), mark: '', to: '' };
		const where = { reading: 'a-text-of-ours', lang: 'en' };
		const looked = await teacher.send(textActions.preview, form, where);
		expect(looked.data?.preview).toMatchObject({ unknownTerms: ['ghost'] });
		expect(await teacher.send(textActions.publish, form, where)).toMatchObject({
			status: 303,
			location: expect.stringContaining('published=en') as string
		});
		const { paragraphs } = await read(here.instructor, 'a-text-of-ours');
		expect(paragraphs.at(-1)?.html).toContain('Ghost');
		expect(paragraphs.at(-1)?.html).not.toContain('glossary#ghost');
	});

	test('in one language only leave with their module', async () => {
		expect(await exportModule(here.instructor, module, wish, now)).toMatchObject({ ok: true });
	});

	test.each([
		['no words', { source: ' ' }, 'source'],
		['no title', { title: '' }, 'title'],
		['more paragraphs than a text has', { source: 'a\n\n'.repeat(301) }, 'source'],
		['a paragraph without an end', { source: 'word '.repeat(2001) }, 'source'],
		['two paragraphs that are said to be one', { to: ['p1', 'p1', ''] }, 'source']
	])('refuses %s and keeps what was typed', async (_what, bad, field) => {
		const { source, title } = await textToEdit(here.instructor, at('a-text-of-ours'));
		const form = { title, standfirst: '', source, base: '2', ...bad };
		const answer = await teacher.send(textActions.publish, form, {
			reading: 'a-text-of-ours',
			lang: 'en'
		});
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.form?.errors ?? {})).toContain(field);
		expect(answer.form?.values).toMatchObject({ title: form.title, source: form.source });
	});

	test('go back from the look to the writing with every letter', async () => {
		const form = { title: 'T', standfirst: 's', source: 'One.\n\n  *Two*.', base: '1', mark: 'on' };
		const back = await teacher.send(textActions.write, form, {
			reading: 'a-text-of-ours',
			lang: 'en'
		});
		expect(back.form).toMatchObject({ id: 'text', values: form });
	});
});

describe('a reading that is taken out', () => {
	let slug: string;
	let student: Actor;
	beforeAll(async () => {
		await begin();
		slug = await firstReading();
		({ student } = await aWriter(here));
		await retireReading(here.instructor, module, slug, true, now);
	});

	test('is on no list and no path, and the others close ranks', async () => {
		expect((await readingsIn(student, moduleId)).map((r) => r.slug)).not.toContain(slug);
		const index = await readingIndex(student, moduleId);
		expect(index.find((r) => r.slug === slug)).toMatchObject({ number: null, isRetired: true });
		expect(index.flatMap((r) => r.number ?? [])).toEqual([1, 2, 3, 4]);
		const path = await pathFor(student, module, 'en', now);
		const steps = Object.values(path).flat();
		expect(steps.filter((step) => step.kind === 'reading').map((step) => step.slug)).not.toContain(
			slug
		);
	});

	test('stays where it was cited', async () => {
		const { version } = await positionVersionFor(student, module, 1, later);
		expect(version.citations[0]).toMatchObject({ reading: { slug, number: null }, earlier: null });
		expect(await read(student, slug)).toMatchObject({ isRetired: true, previous: null });
	});

	test('comes back in its place', async () => {
		await retireReading(here.instructor, module, slug, false, now);
		expect((await readingsIn(student, moduleId))[0]?.slug).toBe(slug);
		await moveReading(here.instructor, module, slug, 'down', now);
		expect((await readingsIn(student, moduleId))[1]?.slug).toBe(slug);
		expect((await readingsToArrange(here.instructor, module))[1]?.slug).toBe(slug);
	});
});

describe('the glossary', () => {
	let slug: string;
	let key: string;
	beforeAll(async () => {
		await begin();
		slug = await firstReading();
		({ key } = (await readingIndex(here.instructor, moduleId))[0] ?? { key: '' });
	});

	const term = (over: Record<string, string | string[]> = {}) => ({
		base: '',
		'term.en': 'diplomacy',
		'term.ur': 'سفارت کاری',
		'short.en': 'Talk between states.',
		'short.ur': 'ریاستوں کی بات چیت۔',
		aliases: 'diplomatic\nسفارتی',
		readings: key,
		...over
	});

	test('marks a new term where it first stands, and changes no version by that', async () => {
		const before = await versionsOf(slug);
		const made = await teacher.send(termActions.save, term(), { term: 'new' });
		expect(made.status).toBe(303);
		expect(await versionsOf(slug)).toBe(before);
		for (const lang of ['en', 'ur'] as const) {
			const shown = await read(await aStudent(here), slug, lang);
			if (lang === 'en') expect(shown.glossary.map((g) => g.key)).toContain('diplomacy');
		}
		const student = await glossaryFor(await aStudent(here), module);
		expect(student.find((g) => g.key === 'diplomacy')?.term).toEqual({
			en: 'diplomacy',
			ur: 'سفارت کاری'
		});
	});

	test('written by two at once keeps the first and shows both', async () => {
		const { base } = await termToEdit(here.instructor, module, 'diplomacy');
		const send = (words: string) =>
			teacher.send(termActions.save, term({ base, 'short.en': words }), { term: 'diplomacy' });
		expect((await send('First.')).status).toBe(303);
		const lost = await send('Second.');
		expect(lost.status).toBe(409);
		expect(lost.form?.values).toMatchObject({ 'short.en': 'Second.', aliases: term().aliases });
		expect((await termToEdit(here.instructor, module, 'diplomacy')).short.en).toBe('First.');
	});

	test('takes no reading that the module does not have, and no term without a name', async () => {
		const stray = await teacher.send(termActions.save, term({ readings: '999' }), { term: 'new' });
		expect(stray).toMatchObject({ status: 400, form: { errors: { readings: /./ } } });
		const nameless = term({ 'term.en': '', 'term.ur': ' ' });
		const refused = await teacher.send(termActions.save, nameless, { term: 'new' });
		expect(Object.keys(refused.form?.errors ?? {})).toEqual(['term.en']);
		expect(refused.form?.values).toEqual(nameless);
	});

	test('moves terms and takes them out; their words stay in the texts', async () => {
		const keys = async () => (await glossaryToEdit(here.instructor, module)).map((t) => t.key);
		const before = await keys();
		await moveTerm(here.instructor, module, before[0] ?? '', 'down', now);
		expect((await keys()).slice(0, 2)).toEqual([before[1], before[0]]);
		const words = (await read(here.instructor, slug)).paragraphs.map((p) =>
			p.html.replace(/<[^>]*>/g, '')
		);
		await teacher.send(termActions.remove, { key: 'diplomacy' }, { term: 'diplomacy' });
		expect(await keys()).not.toContain('diplomacy');
		const after = (await read(here.instructor, slug)).paragraphs;
		expect(after.some((p) => p.html.includes('#diplomacy'))).toBe(false);
		expect(after.map((p) => p.html.replace(/<[^>]*>/g, ''))).toEqual(words);
	});

	test('gives a term in Urdu alone a name in addresses', async () => {
		const saved = await saveTerm(
			here.instructor,
			module,
			null,
			{ base: '', term: { ur: 'مہلت' }, short: {}, aliases: [], readings: [] },
			now
		);
		expect(saved).toMatchObject({ ok: true, key: 'term' });
	});
});

describe('the timeline', () => {
	beforeAll(begin);

	const event = (over: Record<string, string> = {}) => ({
		base: '',
		precision: 'day',
		date: '2015-01-02',
		end: '',
		'text.en': 'A law is passed.',
		'text.ur': 'ایک قانون منظور ہوا۔',
		'source.en': 'Background',
		paragraphs: '1:2, 2:1',
		...over
	});
	const make = (over: Record<string, string> = {}) =>
		teacher.send(eventActions.save, event(over), { event: 'new' });

	test('puts an event where its date belongs, with links to the paragraphs that speak of it', async () => {
		expect((await make()).status).toBe(303);
		const shown = await timelineFor(await aStudent(here), module);
		const dates = shown.map((e) => e.date.value);
		expect(dates).toEqual([...dates].sort());
		const found = (await timelineToEdit(here.instructor, module)).find(
			(e) => e.text.en === 'A law is passed.'
		);
		expect(found).toMatchObject({
			text: { ur: 'ایک قانون منظور ہوا۔' },
			paragraphs: '1:2, 2:1'
		});
	});

	test.each([
		['a paragraph that there is not', { paragraphs: '1:99' }, 'paragraphs'],
		['a reading that there is not', { paragraphs: '9:1' }, 'paragraphs'],
		['a day that is only a month', { date: '2015-01' }, 'date'],
		['a span without its end', { precision: 'range' }, 'end'],
		['an end before the beginning', { precision: 'range', end: '2014-01-01' }, 'end'],
		['no words', { 'text.en': '', 'text.ur': '' }, 'text.en']
	])('refuses %s and keeps what was typed', async (_what, bad, field) => {
		const answer = await make(bad);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.form?.errors ?? {})).toContain(field);
		expect(answer.form?.values).toEqual(event(bad as Record<string, string>));
	});

	test('written by two at once keeps the first and shows both', async () => {
		const [first] = await timelineToEdit(here.instructor, module);
		if (!first) throw new Error('no event');
		const { key, base } = first;
		const save = (en: string) =>
			saveEvent(here.instructor, module, key, { ...first, base, text: { en } }, now);
		expect(await save('One')).toMatchObject({ ok: true });
		expect(await save('Two')).toEqual({ ok: false, reason: 'conflict' });
		const sent = event({ base, precision: 'month', date: '2004-04' });
		const lost = await teacher.send(eventActions.save, sent, { event: key });
		expect(lost).toMatchObject({ status: 409, form: { values: sent } });
	});

	test('loses an event for good, and nothing else', async () => {
		const before = await timelineToEdit(here.instructor, module);
		const key = before[0]?.key ?? '';
		await teacher.send(eventActions.remove, { key }, { event: key });
		const after = await timelineToEdit(here.instructor, module);
		expect(after.map((e) => e.key)).toEqual(before.slice(1).map((e) => e.key));
	});
});

describe('the background note', () => {
	beforeAll(begin);

	test('is published in the languages that changed, and what was there stays readable', async () => {
		const note = await noteToEdit(here.instructor, module);
		const frame = note.frame.map((item, i) =>
			i === 0 ? { ...item, text: { ...item.text, en: 'A new beginning of the note.' } } : item
		);
		expect(await saveNote(here.instructor, module, { ...note, frame }, now)).toEqual({
			ok: true,
			unknownTerms: []
		});
		const slug = (await readingIndex(here.instructor, moduleId)).find((r) => r.kind === 'note');
		const shown = await read(await aStudent(here), slug?.slug ?? '');
		expect(shown.paragraphs.map((p) => p.html)).toContain('A new beginning of the note.');
		expect(await versionsOf(slug?.slug ?? '')).toBe(3);
		expect((await read(here.instructor, slug?.slug ?? '', 'en', 1)).edition.isEarlier).toBe(true);
	});

	test('says which links lead to no term, and is no page for scripts', async () => {
		const note = await noteToEdit(here.instructor, module);
		const text: LocalText = { en: '<img src=x onerror=alert(1)> [gone](glossary:gone)' };
		const limits = [...note.limits, { id: '', text, source: {} }];
		expect(await saveNote(here.instructor, module, { ...note, limits }, now)).toEqual({
			ok: true,
			unknownTerms: ['gone']
		});
		const { limits: kept } = await noteToEdit(here.instructor, module);
		expect(kept.at(-1)?.text.en).toMatch(/gone$/);
		const slug = (await readingIndex(here.instructor, moduleId)).find((r) => r.kind === 'note');
		const html = (await read(here.instructor, slug?.slug ?? '')).paragraphs.at(-1)?.html;
		expect(html).toContain('&lt;img');
		expect(html).not.toContain('<a');
	});

	test('written by two at once keeps the first and gives the second back', async () => {
		const { base } = await noteToEdit(here.instructor, module);
		const form = (words: string) => ({
			base,
			'title.en': words,
			'frame.0.text.en': 'Only one paragraph.'
		});
		// A question may point at a paragraph that would go; then both are refused for that.
		const note = await noteToEdit(here.instructor, module);
		await saveNote(here.instructor, module, { ...note, title: { en: 'First' } }, now);
		const lost = await teacher.send(noteActions.save, form('Second'));
		expect(lost).toMatchObject({ status: 409, form: { values: form('Second') } });
	});

	test('takes rows in, moves and removes them without saving', async () => {
		const { base } = await noteToEdit(here.instructor, module);
		const form = {
			base,
			'title.en': 'T',
			'firm.0.text.en': 'One',
			'firm.0.source.en': 'Its source',
			'firm.1.text.en': 'Two'
		};
		const press = async (rows: string) =>
			(await teacher.send(noteActions.arrange, { ...form, rows })).form?.values;
		expect(await press('firm.1:up')).toMatchObject({
			'firm.0.text.en': 'Two',
			'firm.1.text.en': 'One',
			'firm.1.source.en': 'Its source'
		});
		expect(await press('limits:add')).toMatchObject({ 'limits.0.row': 'new' });
		expect((await noteToEdit(here.instructor, module)).base).toBe(base);
	});

	test('leaves and comes in again with its links, whatever its paragraphs were called', async () => {
		const note = await noteToEdit(here.instructor, module);
		const asked = note.term.filter((_, i) => i > 0);
		const saved = await saveNote(here.instructor, module, { ...note, term: asked }, now);
		if (saved.ok || saved.reason !== 'asked') expect(saved).toMatchObject({ ok: true });
		expect(await exportModule(here.instructor, module, wish, now)).toMatchObject({ ok: true });
	});
});

describe('the documents around the readings', () => {
	beforeAll(begin);

	const forms: Record<(typeof editedDocuments)[number], Record<string, string>> = {
		'study-edition': { 'text.en': 'Restated.', 'text.ur': 'نئے لفظوں میں۔' },
		cases: {
			'label.en': 'Two cases',
			'firm.title.en': 'Firm',
			'firm.title.ur': 'سختی',
			'firm.text.en': 'For it.',
			'softer.title.en': 'Soft',
			'softer.text.ur': 'نرمی کے حق میں۔'
		},
		'sides-notice': { 'notice.en': 'A side was given.', 'noticeByLot.ur': 'قرعے سے۔' },
		sources: {
			'sources.0.key': 'S1',
			'sources.0.text.en': 'A book',
			'sources.1.text.ur': 'ایک کتاب',
			'sources.2.text.en': ''
		},
		'instructor-notes': {
			'text.en': '# One\n\n<script>alert(1)</script>',
			'text.ur': '## دو\n\n[x](javascript:alert(1))'
		},
		about: { licence: 'CC0', licenceText: 'Do as you like.', hours: '5' }
	};
	const save = async (document: (typeof editedDocuments)[number], over = {}) =>
		teacher.send(
			documentActions.save,
			{
				base: (await documentToEdit(here.instructor, module, document)).base,
				...forms[document],
				...over
			},
			{ document }
		);

	test.each(editedDocuments)('%s is kept in both languages', async (document) => {
		expect(await save(document)).toMatchObject({ status: 200 });
		const { body } = await documentToEdit(here.instructor, module, document);
		expect(JSON.stringify(body)).not.toBe('null');
	});

	test('are read where they belong, and only by whom', async () => {
		const student = await aStudent(here);
		expect(await documentFor(student, module, 'study-edition')).toEqual({
			en: 'Restated.',
			ur: 'نئے لفظوں میں۔'
		});
		expect(await documentFor(student, module, 'sources')).toEqual([
			{ key: 'S1', text: { en: 'A book' } },
			{ key: 'source-1', text: { ur: 'ایک کتاب' } }
		]);
		expect(await casesFor(here.instructor, module)).toMatchObject({
			cases: { softer: { text: { ur: 'نرمی کے حق میں۔' } } }
		});
		await expect(instructorNotesFor(student, module)).rejects.toEqual(is(403));
		const notes = await instructorNotesFor(here.instructor, module);
		expect(documentHtml(notes.en ?? '')).not.toContain('<script');
		expect(documentHtml(notes.ur ?? '')).not.toContain('href');
	});

	test('saved by two at once are a 409 with every word typed', async () => {
		const { base } = await documentToEdit(here.instructor, module, 'sides-notice');
		await save('sides-notice', { 'notice.en': 'First' });
		const sent = { base, ...forms['sides-notice'], 'notice.en': 'Second' };
		const lost = await teacher.send(documentActions.save, sent, { document: 'sides-notice' });
		expect(lost).toMatchObject({ status: 409, form: { values: sent } });
		const { body } = await documentToEdit(here.instructor, module, 'sides-notice');
		expect(body?.notice.en).toBe('First');
	});

	test('refuse what they cannot keep beside its field', async () => {
		const hours = await save('about', { hours: '-1' });
		expect(Object.keys(hours.form?.errors ?? {})).toEqual(['hours']);
		const cases = await save('cases', { 'firm.title.en': '', 'firm.title.ur': '' });
		expect(Object.keys(cases.form?.errors ?? {})).toEqual(['firm.title.en']);
		expect((await teacher.send(documentActions.save, {}, { document: 'other' })).status).toBe(404);
	});

	test('count in the table of contents, with what one language lacks', async () => {
		const { parts } = await moduleContents(here.instructor, module);
		expect(parts.find((p) => p.part === 'sides-notice')?.missing).toEqual({ en: 1, ur: 1 });
		expect(parts.find((p) => p.part === 'rubric')?.missing).toEqual({ en: 0, ur: 0 });
	});

	test('leave acts in the record, without a word of what was written', async () => {
		const rows = await db().select().from(auditEvent).where(eq(auditEvent.courseId, here.courseId));
		expect(rows.map((row) => row.act)).toContain('module.document');
		expect(JSON.stringify(rows)).not.toContain('Restated');
	});
});
