/*
 * The claims ledger and the compare view on a real database: one check each, others' checks after
 * one's own, what staff settle, places that hold when a text changes, and what two readings share.
 */
import { and, count, eq, like } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { comparisonFor } from '$lib/annotations/comparing.server';
import {
	hideCheck,
	removeCheck,
	showCheck,
	writeCheck
} from '$lib/annotations/ledger-checking.server';
import {
	editingHelp,
	entriesToEdit,
	entryToEdit,
	retireEntry,
	saveEntry,
	type WrittenEntry
} from '$lib/annotations/ledger-editing.server';
import { readFilter } from '$lib/annotations/ledger';
import { ledgerEntryFor, ledgerFor, type EntryPage } from '$lib/annotations/ledger.server';
import { changeCourse } from '$lib/courses/courses.server';
import { removePerson } from '$lib/courses/people.server';
import { moduleFor } from '$lib/modules/modules.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { exportModule } from '$lib/packs/exporting.server';
import { unzipPack } from '$lib/packs/zip.server';
import { paragraphsFor } from '$lib/readings/passages.server';
import { prepareProse } from '$lib/readings/prose.server';
import { publishVersion } from '$lib/readings/publishing.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction } from '$lib/server/db/client';
import { auditEvent, ledgerCheck, ledgerEntry, ledgerPlace } from '$lib/server/db/schema';
import {
	actorOf,
	anObserver,
	aSection,
	aStudent,
	anAssistant,
	termStart
} from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, type Class } from '../support/writers';

testDatabase();
const now = termStart;
const later = new Date('2026-11-09T10:00:00Z');
const module = 'hard-state-soft-state';
const entry = 'sixteen-soldiers';
const english = { kind: 'study', lang: 'en' } as const;
const urdu = { kind: 'study', lang: 'ur' } as const;
const found = { verdict: 'holds', finding: 'Two papers say so.', source: 'Dawn' } as const;

let here: Class;
beforeAll(async () => {
	here = await aClass();
});

const check = (actor: Actor, over: Partial<Parameters<typeof writeCheck>[3]> = {}, key = entry) =>
	writeCheck(actor, module, key, { ...found, base: 0, ...over }, 'en', now);
const see = (actor: Actor, key = entry): Promise<EntryPage> =>
	ledgerEntryFor(actor, module, key, english, now);
const register = (actor: Actor, query = '', edition: typeof english | typeof urdu = english) =>
	ledgerFor(actor, module, { filter: readFilter(new URLSearchParams(query)), edition }, now);

describe('the register', () => {
	test('has the entries of the pack in the order of the readings, with the very words', async () => {
		const { entries, all, readings } = await register(await aStudent(here));
		expect(all).toBe(20);
		expect(entries[0]?.key).toBe('second-strike-of-2024');
		const soldiers = entries.find((e) => e.key === entry);
		expect(soldiers?.places).toMatchObject([
			{
				reading: { slug: 'taliban-talks', number: 1 },
				paragraph: { id: 'p3', number: 3 },
				words: { standing: 'exact', exact: expect.stringContaining('16 soldiers') as string }
			}
		]);
		expect(readings.map((r) => r.number)).toEqual([1, 2, 3, 4, 5]);
	});

	test('shows the words of the language that is read', async () => {
		const { entries } = await register(await aStudent(here), '', urdu);
		const soldiers = entries.find((e) => e.key === entry);
		expect(soldiers?.places[0]?.words).toMatchObject({ lang: 'ur', standing: 'exact' });
	});

	test('is filtered by kind, state and reading', async () => {
		const student = await aStudent(here);
		const keys = async (query: string) =>
			(await register(student, query)).entries.map((e) => e.key);
		expect(await keys('kind=figure&reading=moderate-future')).toEqual([
			'most-killed-in-a-decade',
			'all-the-dead-of-october',
			'ninety-percent-fewer'
		]);
		expect(await keys('status=wrong')).toEqual(['which-committee']);
		expect(await keys('reading=no-such-text')).toEqual([]);
	});

	test('says what staff found, to everybody, once they have set a state', async () => {
		const page = await see(await aStudent(here), 'which-committee');
		expect(page.status).toBe('wrong');
		expect(page.finding.en).toContain('Parliamentary Committee');
		expect(page.checks).toBeNull();
	});

	test('holds no entry of another module or course', async () => {
		const elsewhere = await aClass();
		await expect(see(await aStudent(elsewhere), 'no-such-entry')).rejects.toMatchObject({
			status: 404
		});
		const stranger = await aStudent(elsewhere);
		expect((await register(stranger)).entries).toHaveLength(20);
		await check(stranger);
		expect((await see(await aStudent(here))).checked).toBe(0);
	});
});

describe('a check', () => {
	test('is written once, changed on its version, and deleted', async () => {
		const student = await aStudent(here);
		const key = 'second-strike-of-2024';
		expect(await check(student, {}, key)).toEqual({ ok: true });
		const { ownCheck } = await see(student, key);
		expect(ownCheck).toMatchObject({ ...found, version: 1, isEdited: false, day: '2026-11-02' });
		expect(await check(student, { base: 1, verdict: 'partly' }, key)).toEqual({ ok: true });
		expect((await see(student, key)).ownCheck).toMatchObject({ verdict: 'partly', version: 2 });
		expect(await removeCheck(student, module, key, 1, now)).toMatchObject({
			ok: false,
			kept: { verdict: 'partly', version: 2 }
		});
		expect(await removeCheck(student, module, key, 2, now)).toEqual({ ok: true });
		expect(await removeCheck(student, module, key, 2, now)).toEqual({ ok: true });
		expect((await see(student, key)).ownCheck).toBeNull();
	});

	test('that is sent twice is one check', async () => {
		const student = await aStudent(here);
		const sent = await Promise.all([check(student), check(student)]);
		expect(sent).toEqual([{ ok: true }, { ok: true }]);
		const [rows] = await db()
			.select({ n: count() })
			.from(ledgerCheck)
			.where(eq(ledgerCheck.enrolmentId, membershipOf(student).enrolmentId));
		expect(rows?.n).toBe(1);
	});

	test('that another page has changed is not overwritten: both texts come back', async () => {
		const student = await aStudent(here);
		await check(student);
		await check(student, { base: 1, finding: 'A third paper too.' });
		expect(await check(student, { base: 1, finding: 'Other words.' })).toEqual({
			ok: false,
			reason: 'conflict',
			kept: { ...found, finding: 'A third paper too.', version: 2 }
		});
		const first = { base: 0, finding: 'From a page that did not know.' };
		expect(await check(student, first)).toMatchObject({ ok: false, kept: { version: 2 } });
	});

	test('that another page has deleted says so', async () => {
		const student = await aStudent(here);
		await check(student);
		await removeCheck(student, module, entry, 1, now);
		expect(await check(student, { base: 1, finding: 'Late words.' })).toEqual({
			ok: false,
			reason: 'conflict',
			kept: null
		});
	});

	test('is not written by an observer, and not on an entry that is not there', async () => {
		await expect(check(await anObserver(here))).rejects.toMatchObject({ status: 403 });
		const student = await aStudent(here);
		await expect(check(student, {}, 'no-such-entry')).rejects.toMatchObject({ status: 404 });
	});
});

describe('others’ checks', () => {
	const key = 'from-afghan-soil';

	test('come after one’s own, under the name of the course and with the day alone', async () => {
		const writer = await aStudent(here, { name: 'Writer Wajiha' });
		await check(writer, {}, key);
		const reader = await aStudent(here);
		const before = await see(reader, key);
		expect(before).toMatchObject({ isOpen: false, checks: null, spread: null, checked: 1 });
		await check(reader, { finding: 'One paper.' }, key);
		const { checks } = await see(reader, key);
		expect(checks).toMatchObject([
			{
				by: membershipOf(writer).pseudonym,
				day: '2026-11-02',
				isOwn: false,
				finding: found.finding
			}
		]);
		expect(JSON.stringify(await see(reader, key))).not.toContain('Wajiha');
		expect(JSON.stringify(checks)).not.toContain(membershipOf(writer).enrolmentId);
		const { ownCheck } = await see(reader, key);
		await removeCheck(reader, module, key, ownCheck?.version ?? 0, now);
		expect((await see(reader, key)).checks).toBeNull();
	});

	test('are open to staff and observers, and an assistant of one section reads its own', async () => {
		const section = await aSection(here, 'Far');
		const far = await anAssistant(here, { sectionId: section, ownSectionOnly: true });
		const inFar = await aStudent(here, { sectionId: section });
		await check(inFar, { finding: 'Of the far section.' }, key);
		expect((await see(here.instructor, key)).checks).toHaveLength(2);
		expect((await see(await anObserver(here), key)).checks).toHaveLength(2);
		expect((await see(far, key)).checks?.map((c) => c.finding)).toEqual(['Of the far section.']);
	});

	test('of people who have left are not shown to classmates', async () => {
		const leaver = await aStudent(here);
		const own = 'trust-of-the-baloch';
		await check(leaver, {}, own);
		await removePerson(here.instructor, membershipOf(leaver).enrolmentId, now);
		const reader = await aStudent(here);
		await check(reader, { finding: 'Mine.' }, own);
		expect((await see(reader, own)).checks).toEqual([]);
	});

	test('are hidden by staff with a reason that the author reads, and shown again', async () => {
		const own = 'six-weeks-eight-districts';
		const writer = await aStudent(here);
		const reader = await aStudent(here);
		await check(writer, { finding: 'It names my uncle.' }, own);
		await check(reader, { finding: 'Mine.' }, own);
		const ref = (await see(here.instructor, own)).checks?.find((c) =>
			c.finding.includes('uncle')
		)?.ref;
		const at = { moduleSlug: module, key: own };
		const hiding = { ref: ref ?? '', reason: 'It names a person.' };
		await expect(hideCheck(reader, at, hiding, now)).rejects.toMatchObject({ status: 403 });
		await hideCheck(here.assistant, at, hiding, now);
		expect((await see(reader, own)).checks).toEqual([]);
		expect((await see(writer, own)).ownCheck?.hidden).toBe('It names a person.');
		expect((await see(here.instructor, own)).checks).toHaveLength(2);
		await showCheck(here.assistant, at, hiding.ref, now);
		expect((await see(reader, own)).checks).toHaveLength(1);
	});

	test('are counted from five students on, without telling who is the fifth', async () => {
		const own = 'force-alone';
		const students = await Promise.all(Array.from({ length: 6 }, () => aStudent(here)));
		const [first] = students;
		if (!first) throw new Error('nobody');
		for (const [i, student] of students.entries()) {
			await check(student, { finding: `Finding ${i}.` }, own);
			const { spread } = await see(first, own);
			expect(spread?.shown).toBe(i >= 4);
			if (spread?.shown) expect(spread.people).toBe(5);
		}
		await check(here.instructor, { verdict: 'wrong' }, own);
		const { spread } = await see(first, own);
		expect(spread).toMatchObject({ people: 5 });
	});

	test('carry real names where the course shows them', async () => {
		const open = await aClass();
		await changeCourse(
			open.instructor,
			{
				title: { en: 'Open' },
				timeZone: 'Asia/Karachi',
				classmatesSee: 'names',
				welcome: {}
			},
			now
		);
		const writer = await aStudent(open, { name: 'Open Omar' });
		await check(writer);
		const [one] = (await see(open.instructor)).checks ?? [];
		expect(one?.by).toEqual({ en: 'Open Omar', ur: 'Open Omar' });
	});
});

describe('an entry as staff write it', () => {
	const wanted = (over: Partial<WrittenEntry> = {}): WrittenEntry => ({
		kind: 'figure',
		text: { en: 'Six agencies deal with security.', ur: 'سلامتی کے چھ ادارے ہیں۔' },
		status: 'unchecked',
		finding: {},
		places: [
			{
				at: '2:11',
				words: { en: 'Six different security agencies exist', ur: '' },
				who: { en: 'Ehsan Ghani' },
				source: {}
			}
		],
		...over
	});
	const save = (over: Partial<WrittenEntry> = {}, key: string | null = null, base = 0) =>
		saveEntry(here.assistant, module, key, { ...wanted(over), base }, now);

	test('is made, found again as it was written, changed, taken out and brought back', async () => {
		expect(await save()).toEqual({ ok: true, key: 'six-agencies-deal-with-security' });
		const key = 'six-agencies-deal-with-security';
		const made = await entryToEdit(here.instructor, module, key);
		expect(made).toMatchObject({ ...wanted(), version: 1, isRetired: false });
		const text = { en: 'There are six agencies.' };
		expect(await save({ text, status: 'partly', finding: { en: 'Five.' } }, key, 1)).toEqual({
			ok: true,
			key
		});
		const student = await aStudent(here);
		expect(await see(student, key)).toMatchObject({ text, finding: { en: 'Five.' } });
		await retireEntry(here.instructor, module, key, true, now);
		await expect(see(student, key)).rejects.toMatchObject({ status: 404 });
		const list = await entriesToEdit(here.instructor, module);
		expect(list.find((e) => e.key === key)?.isRetired).toBe(true);
		await retireEntry(here.instructor, module, key, false, now);
		expect((await see(student, key)).places).toHaveLength(1);
		const acts = await db()
			.select({ act: auditEvent.act })
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, here.courseId), like(auditEvent.act, 'ledger.%')));
		expect(acts.map((a) => a.act).toSorted()).toEqual([
			'ledger.change',
			'ledger.make',
			'ledger.restore',
			'ledger.retire'
		]);
	});

	test('takes sentences by their number', async () => {
		const places = [
			{ at: '2:11', words: { en: '2-3', ur: '1' }, who: { en: 'Ghani' }, source: {} }
		];
		const saved = await save({ text: { ur: 'ایک بات' }, places });
		expect(saved).toEqual({ ok: true, key: 'entry-1' });
		const { places: kept } = await entryToEdit(here.instructor, module, 'entry-1');
		const { paragraphs } = await editingHelp(here.instructor, module, ['2:11'], now);
		const [en, ur] = paragraphs[0]?.texts ?? [];
		expect(kept[0]?.words.en).toBe(`${en?.sentences[1]} ${en?.sentences[2]}`);
		expect(kept[0]?.words.ur).toBe(ur?.sentences[0]);
	});

	test('says beside the field what is wrong with a place, and saves nothing', async () => {
		const place = (at: string, words = { en: '', ur: '' }) => ({ at, words, who: {}, source: {} });
		const long = 'x'.repeat(1900);
		const saved = await save({
			places: [
				place('9:1'),
				place('2:99'),
				place('nonsense'),
				place('1:3, 1:4'),
				place('1:3', { en: 'words that nobody wrote', ur: long })
			]
		});
		const at = { field: 'at', reason: 'no-such-paragraph' };
		expect(saved).toEqual({
			ok: false,
			reason: 'places',
			faults: [
				...[0, 1, 2, 3].map((place) => ({ place, ...at })),
				{ place: 4, field: 'en', reason: 'not-the-words' },
				{ place: 4, field: 'ur', reason: 'not-the-words' }
			]
		});
		expect(await entriesToEdit(here.instructor, module)).toHaveLength(22);
	});

	test('that somebody else has changed is not overwritten', async () => {
		const key = 'who-stayed-away';
		const before = await entryToEdit(here.instructor, module, key);
		const change = (en: string) =>
			saveEntry(here.instructor, module, key, { ...before, text: { en }, base: 1 }, now);
		expect(await change('First.')).toMatchObject({ ok: true });
		expect(await change('Second.')).toMatchObject({
			ok: false,
			reason: 'conflict',
			kept: { text: { en: 'First.' }, version: 2 }
		});
	});

	test('is not written by students', async () => {
		const student = await aStudent(here);
		await expect(entriesToEdit(student, module)).rejects.toMatchObject({ status: 403 });
		const sent = saveEntry(student, module, null, { ...wanted(), base: 0 }, now);
		await expect(sent).rejects.toMatchObject({ status: 403 });
		await expect(retireEntry(student, module, entry, true, now)).rejects.toMatchObject({
			status: 403
		});
	});
});

describe('when a text changes', () => {
	/** Publishes paragraph 3 of the first reading anew. */
	async function rewrite(course: Class, change: (words: string) => string): Promise<void> {
		const { id } = await moduleFor(course.instructor, module);
		const [first] = await readingIndex(course.instructor, id);
		const text = await paragraphsFor(course.instructor, first?.id ?? '', english);
		await transaction((tx) =>
			publishVersion(
				tx,
				{
					courseId: course.courseId,
					readingId: first?.id ?? '',
					kind: 'study',
					lang: 'en',
					title: 'Talks',
					standfirst: '',
					paragraphs: (text?.paragraphs ?? []).map((p) => ({
						id: p.id,
						number: p.number,
						prepared: prepareProse(p.id === 'p3' ? change(p.text) : p.text, 'en')
					}))
				},
				later
			)
		);
	}

	test('words are found where they went, and shown as they stood when they are gone', async () => {
		const course = await aClass();
		const student = await aStudent(course);
		await rewrite(course, (words) => `One more sentence. ${words}`);
		const [moved] = (await see(student)).places;
		expect(moved?.words).toMatchObject({ standing: 'moved', version: null });
		await rewrite(course, () => 'All of it was rewritten.');
		const [gone] = (await see(student)).places;
		expect(gone?.words).toMatchObject({
			standing: 'gone',
			version: 1,
			exact: expect.stringContaining('16 soldiers') as string
		});
		// What nobody touched in the editor keeps the words that it was entered with.
		const before = await entryToEdit(course.instructor, module, entry);
		const finding = { en: 'Confirmed.' };
		const saved = await saveEntry(
			course.instructor,
			module,
			entry,
			{ ...before, status: 'holds', finding, base: 1 },
			later
		);
		expect(saved).toMatchObject({ ok: true });
		expect((await see(student)).places[0]?.words).toMatchObject({ standing: 'gone', version: 1 });
	});

	test('a copy of the course and a pack take along the words that are still there', async () => {
		const course = await aClass();
		await rewrite(course, (words) => `Before it. ${words.replace('16 soldiers', '16 men')}`);
		const wish = { version: '1.1.0', licence: 'CC-BY-4.0' };
		const out = await exportModule(course.instructor, module, wish, later);
		const files = out.ok ? unzipPack(out.zip) : null;
		const ledger = JSON.parse(files?.ok ? (files.files.get('ledger.json') ?? '[]') : '[]') as {
			key: string;
			places: { words: Record<string, string> }[];
		}[];
		expect(ledger.find((e) => e.key === entry)?.places[0]?.words.en).toContain('16 men');
		await retireEntry(course.instructor, module, 'who-stayed-away', true, later);
		const slug = await copyCourse(
			await actorOf(course.instructor, course),
			{ title: { en: 'Again' }, shiftDays: null, withStaff: false },
			later
		);
		const copied = await actorOf(course.instructor, { slug });
		const { entries } = await register(copied);
		expect(entries).toHaveLength(19);
		expect(entries.find((e) => e.key === entry)?.places[0]?.words).toMatchObject({
			standing: 'exact',
			exact: expect.stringContaining('16 men') as string
		});
		const { courseId } = membershipOf(copied);
		const checks = await db().select().from(ledgerCheck).where(eq(ledgerCheck.courseId, courseId));
		expect(checks).toEqual([]);
		const rows = await db()
			.select({ n: count() })
			.from(ledgerPlace)
			.innerJoin(
				ledgerEntry,
				and(eq(ledgerEntry.courseId, ledgerPlace.courseId), eq(ledgerEntry.id, ledgerPlace.entryId))
			)
			.where(eq(ledgerPlace.courseId, courseId));
		expect(rows[0]?.n).toBeGreaterThan(30);
	});
});

describe('two readings side by side', () => {
	const compare = (
		actor: Actor,
		over: Partial<Parameters<typeof comparisonFor>[1]> = {},
		course = module
	) =>
		comparisonFor(
			actor,
			{ moduleSlug: course, a: null, b: null, edition: english, unwanted: [], ...over },
			now
		);

	test('are those that share the most unless others are asked for', async () => {
		const student = await aStudent(here);
		const slugs = async (a: string | null, b: string | null) => {
			const { pair } = await compare(student, { a, b });
			return [pair?.a.slug, pair?.b.slug];
		};
		const both = await slugs(null, null);
		const shared = (await compare(student)).pair?.joined.length ?? 0;
		expect(shared).toBeGreaterThan(1);
		for (const other of ['taliban-talks', 'on-negotiating', 'red-line']) {
			const { pair } = await compare(student, { a: both[0] ?? '', b: other });
			if (other !== both[0]) expect(pair?.joined.length).toBeLessThanOrEqual(shared);
		}
		const beside = await slugs('red-line', null);
		expect(beside[0]).toBe('red-line');
		expect(await slugs('red-line', 'red-line')).toEqual(beside);
		await expect(slugs('no-such-text', null)).rejects.toMatchObject({ status: 404 });
		await expect(slugs(null, 'background-note')).rejects.toMatchObject({ status: 404 });
	});

	test('are joined by entries that both speak of, with the words marked in either', async () => {
		const student = await aStudent(here);
		const { pair } = await compare(student, { a: 'moderate-future', b: 'security-committee' });
		const joined = pair?.joined.find((j) => j.key === 'networks-do-not-recover');
		expect(joined).toMatchObject({
			a: [{ paragraph: { number: 4 } }],
			b: [{ paragraph: { number: 13 } }]
		});
		const html = pair?.a.paragraphs.find((p) => p.number === 4)?.html ?? '';
		expect(html).toContain(
			'<mark>militant networks are being taken apart faster than they can rebuild</mark>'
		);
		expect(pair?.counterparts.a.p4).toMatchObject([
			{ key: 'networks-do-not-recover', to: [{ id: 'p13', number: 13 }] }
		]);
		expect(pair?.proposals).toBeNull();
	});

	test('in Urdu as in English', async () => {
		const student = await aStudent(here);
		const pair = { a: 'red-line', b: 'on-negotiating', edition: urdu };
		const compared = await compare(student, pair);
		const joined = compared.pair?.joined.map((j) => j.key);
		expect(joined).toEqual(['pauses-were-used', 'force-alone']);
		const marked = compared.pair?.a.paragraphs.filter((p) => p.html.includes('<mark>'));
		expect(marked?.map((p) => p.number)).toEqual([3, 6]);
	});

	test('are proposed to staff: what is joined or not wanted is left out', async () => {
		const pair = { a: 'red-line', b: 'on-negotiating' };
		const first = (await compare(here.assistant, pair)).pair?.proposals ?? [];
		expect(first.length).toBeGreaterThan(0);
		expect(first.some((p) => p.key === 'p3~p3')).toBe(false);
		const [best] = first;
		expect(best?.query).toMatch(/^kind=\w+&at=5%3A\d+&at=3%3A\d+&about\.en=/);
		const rest = await compare(here.assistant, { ...pair, unwanted: [best?.key ?? ''] });
		expect(rest.pair?.proposals?.map((p) => p.key)).not.toContain(best?.key);
	});
});
