/*
 * Search finds what somebody may read, in either script and however it is typed, and tells nothing
 * of the rest: neither words nor numbers. The same on both engines.
 */
import { and, eq, isNull } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { catchUpOn, dropNote, indexNote, indexReply } from '$lib/annotations/indexing.server';
import type { Audience } from '$lib/annotations/note';
import { searchIn, type SearchWish } from '$lib/annotations/searching.server';
import { moduleFor } from '$lib/modules/modules.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { hitsIn, parseQuery } from '$lib/readings/finding';
import { foldForSearch } from '$lib/readings/folding';
import { paragraphsFor } from '$lib/readings/passages.server';
import { preparePlain } from '$lib/readings/prose.server';
import { publishVersion } from '$lib/readings/publishing.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction } from '$lib/server/db/client';
import { fullText, newDoc } from '$lib/server/db/full-text';
import { newId } from '$lib/server/db/id';
import {
	edition,
	groupMember,
	hiddenContent,
	note,
	notePlace,
	noteReply,
	reading,
	readingGroup,
	searchEntry
} from '$lib/server/db/schema';
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

let course: { courseId: string; slug: string };
let teacher: Actor;
let instructor: Actor;
let moduleId: string;
let text: { readingId: string; versionId: string; paragraphId: string };

beforeAll(async () => {
	teacher = await aTeacher();
	const answer = await openCourseFromPack(
		teacher,
		{ title: { en: 'Security' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug },
		now
	);
	if (!answer.ok) throw new Error(answer.reason);
	course = { courseId: answer.courseId, slug: answer.courseSlug };
	instructor = await actorOf(teacher, course);
	moduleId = (await moduleFor(instructor, moduleSlug, now)).id;
	const [first] = await readingIndex(instructor, moduleId);
	const readingId = first?.id ?? '';
	const found = await paragraphsFor(instructor, readingId, { kind: 'study', lang: 'en' });
	text = {
		readingId,
		versionId: found?.versionId ?? '',
		paragraphId: found?.paragraphs[0]?.id ?? ''
	};
});

interface GivenNote {
	audience?: Audience;
	groupId?: string | null;
	byStaff?: boolean;
	readingId?: string;
}

/** A note of somebody, as its writer keeps it. */
async function aNote(by: Actor, body: string, given: GivenNote = {}) {
	const { courseId, enrolmentId, pseudonym } = membershipOf(by);
	const id = newId();
	const row = {
		courseId,
		id,
		ref: newId(),
		moduleId,
		...text,
		enrolmentId,
		byStaff: given.byStaff ?? false,
		audience: given.audience ?? ('class' as const),
		groupId: given.groupId ?? null,
		start: 0,
		end: 3,
		exact: 'The',
		prefix: '',
		suffix: '',
		tags: [],
		body,
		lang: 'en' as const,
		shownAs: pseudonym,
		createdAt: now,
		changedAt: now
	};
	await transaction(async (tx) => {
		await tx.insert(note).values(row);
		const { versionId, paragraphId, start, end } = row;
		await tx
			.insert(notePlace)
			.values({ courseId, noteId: id, versionId, state: 'exact', paragraphId, start, end });
		await indexNote(tx, { courseId, moduleId, noteId: id, body });
	});
	return row;
}

async function aReply(by: Actor, to: { id: string }, body: string) {
	const { courseId, enrolmentId, pseudonym } = membershipOf(by);
	const id = newId();
	const row = {
		courseId,
		id,
		ref: newId(),
		noteId: to.id,
		enrolmentId,
		body,
		lang: 'en' as const,
		shownAs: pseudonym,
		createdAt: now
	};
	await transaction(async (tx) => {
		await tx.insert(noteReply).values(row);
		await indexReply(tx, { courseId, moduleId, noteId: to.id, replyId: id, body });
	});
	return row;
}

async function search(actor: Actor, query: string, over: Partial<SearchWish> = {}) {
	const answer = await searchIn(actor, { moduleSlug, query, ...over }, now);
	if (!answer.ok) throw new Error(answer.reason);
	return answer;
}
const words = (hit: { snippet: { parts: { text: string }[] } }) =>
	hit.snippet.parts.map((part) => part.text).join('');
/** What somebody finds of notes: their words, and the number that the page would say. */
async function notesFound(actor: Actor, query: string) {
	const { notes, counts } = await search(actor, query, { where: 'notes' });
	return { found: notes.map(words).toSorted(), counted: counts.notes };
}
const some = (...found: string[]) => ({ found: found.toSorted(), counted: found.length });

describe('searching the readings', () => {
	let student: Actor;
	beforeAll(async () => {
		student = await aStudent(course);
	});

	test('finds a passage in English, by its words and by one that is only begun', async () => {
		const { readings, counts } = await search(student, 'Taliban talk');
		expect(readings.length).toBeGreaterThan(0);
		expect(counts.readings).toBeGreaterThanOrEqual(readings.length);
		for (const hit of readings) {
			const marked = hit.snippet.parts.filter(({ isHit }) => isHit).map((part) => part.text);
			expect(marked.length).toBeGreaterThan(0);
			for (const word of marked) expect(word.toLowerCase()).toMatch(/^(taliban|talk\w*)$/);
		}
	});

	test('finds a passage in Urdu, however its letters and marks are typed', async () => {
		const written = await search(student, 'پاکستان کی');
		expect(written.readings.length).toBeGreaterThan(0);
		expect(written.readings.every((hit) => hit.edition.lang === 'ur')).toBe(true);
		const typed = await search(student, 'پاكستان\u200f كِي');
		expect(typed.readings).toEqual(written.readings);
		expect(typed.counts).toEqual(written.counts);
	});

	test('finds words in quotation marks only where they stand together', async () => {
		const apart = await search(student, 'state the');
		const together = await search(student, '"the state"');
		const turned = await search(student, '"state the"');
		expect(together.counts.readings).toBeGreaterThan(0);
		expect(together.counts.readings).toBeLessThan(apart.counts.readings);
		expect(turned.counts.readings).toBeLessThan(together.counts.readings);
		for (const hit of together.readings) expect(words(hit).toLowerCase()).toContain('the state');
	});

	test('leads to the paragraph and to the words in it', async () => {
		const [hit] = (await search(student, '"state"')).readings;
		const index = await readingIndex(student, moduleId);
		const { id = '' } = index.find((r) => r.slug === hit?.readingSlug) ?? {};
		const shown = await paragraphsFor(student, id, hit!.edition);
		const there = shown?.paragraphs.find((p) => p.id === hit?.paragraphId);
		expect(there?.text.slice(hit?.start, hit?.end).toLowerCase()).toBe('state');
		expect(there?.number).toBe(hit?.number);
	});

	test('comes in pages that repeat nothing and leave nothing out', async () => {
		const first = await search(student, 'th');
		expect(first.pages).toBeGreaterThan(1);
		const all = [...first.readings];
		for (let page = 2; page <= first.pages; page++)
			all.push(...(await search(student, 'th', { page })).readings);
		expect(all).toHaveLength(first.counts.readings);
		expect(new Set(all.map((hit) => JSON.stringify(hit))).size).toBe(all.length);
		expect((await search(student, 'th', { page: 999 })).page).toBe(first.pages);
	});

	test.each(['', '  ', '؟!…', '"" * ^', 'x'.repeat(201)])(
		'answers a query that says nothing with a reason: %j',
		async (query) => {
			expect(await searchIn(student, { moduleSlug, query }, now)).toMatchObject({ ok: false });
		}
	);

	test.each([
		`a" OR folded : "b`,
		`NEAR("a" "b", 5)`,
		`{course} : x`,
		`a* AND NOT b`,
		`' | 'b`,
		`a & !b <-> c:*`,
		`\\'; DROP TABLE note; --`,
		`^the % _`,
		`${'"'.repeat(99)}a`,
		'1e5 2e 0x1F 12e5x 3rd 5g a1b2',
		`\ud800 \u0000 x`
	])('takes no query for syntax: %s', async (query) => {
		expect(await searchIn(student, { moduleSlug, query }, now)).toMatchObject({ ok: true });
	});

	test('finds what stands there now, and not what stood there before', async () => {
		const [found] = await db()
			.select({ id: edition.id })
			.from(edition)
			.where(and(eq(edition.courseId, course.courseId), eq(edition.readingId, text.readingId)))
			.limit(1);
		expect(found).toBeDefined();
		const [second] = (await readingIndex(instructor, moduleId)).slice(1);
		const publish = (words: string) =>
			transaction((tx) =>
				publishVersion(
					tx,
					{
						courseId: course.courseId,
						readingId: second?.id ?? '',
						kind: 'original',
						lang: 'en',
						title: 'Original',
						standfirst: '',
						paragraphs: [
							{
								id: second?.paragraphs[0]?.id ?? '',
								number: 1,
								prepared: preparePlain(words, 'en')
							}
						]
					},
					now
				)
			);
		await publish('A quokka stood there.');
		expect((await search(student, 'quokka')).counts.readings).toBe(1);
		await publish('A wombat stands here.');
		expect((await search(student, 'quokka')).counts.readings).toBe(0);
		expect((await search(student, 'wombat')).counts.readings).toBe(1);
		await db()
			.update(reading)
			.set({ retiredAt: now })
			.where(and(eq(reading.courseId, course.courseId), eq(reading.id, second?.id ?? '')));
		expect((await search(student, 'wombat')).counts.readings).toBe(0);
		await db()
			.update(reading)
			.set({ retiredAt: null })
			.where(and(eq(reading.courseId, course.courseId), eq(reading.id, second?.id ?? '')));
	});

	test('tells a stranger, and whoever has no place, nothing', async () => {
		const elsewhere = await aTeacher();
		await expect(searchIn(elsewhere, { moduleSlug, query: 'state' }, now)).rejects.toEqual(
			status(404)
		);
		await expect(searchIn(student, { moduleSlug: 'nowhere', query: 'x' }, now)).rejects.toEqual(
			status(404)
		);
	});

	test('stays in its course', async () => {
		const answer = await openCourseFromPack(
			teacher,
			{ title: { en: 'Other' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug },
			now
		);
		if (!answer.ok) throw new Error(answer.reason);
		const there = await aStudent({ courseId: answer.courseId, slug: answer.courseSlug });
		await aNote(instructor, 'platypus', { byStaff: true });
		expect(await notesFound(there, 'platypus')).toEqual(some());
		expect((await search(there, '"the state"')).counts.readings).toBe(
			(await search(student, '"the state"')).counts.readings
		);
	});
});

test('a copied course is searched from its first moment', async () => {
	const wish = { title: { en: 'Again' }, shiftDays: null, withStaff: false };
	const copied = await actorOf(teacher, { slug: await copyCourse(instructor, wish, now) });
	const [there, here] = [await search(copied, 'taliban'), await search(instructor, 'taliban')];
	expect(there.counts.readings).toBeGreaterThan(0);
	expect(there.readings.map(words)).toEqual(here.readings.map(words));
});

describe('searching notes', () => {
	let author: Actor;
	let committed: Actor;
	let waiting: Actor;
	let observer: Actor;
	let assistant: Actor;
	beforeAll(async () => {
		author = await aStudent(course);
		committed = await aStudent(course);
		await aNote(committed, 'My own one.');
		waiting = await aStudent(course);
		observer = await anObserver(course);
		assistant = await anAssistant(course);
	});

	test('finds a private one for its author alone', async () => {
		await aNote(author, 'Secret narwhal', { audience: 'private' });
		expect(await notesFound(author, 'narwhal')).toEqual(some('Secret narwhal'));
		for (const actor of [committed, waiting, observer, assistant, instructor])
			expect(await notesFound(actor, 'narwhal')).toEqual(some());
	});

	test('finds classmates’ ones after one’s own, staff’s ones before', async () => {
		await aNote(author, 'A shared ibex');
		await aNote(instructor, 'An ibex of staff', { byStaff: true });
		const all = some('A shared ibex', 'An ibex of staff');
		for (const actor of [author, committed, observer, assistant, instructor])
			expect(await notesFound(actor, 'ibex')).toEqual(all);
		expect(await notesFound(waiting, 'ibex')).toEqual(some('An ibex of staff'));
		expect(await notesFound(seeingAsStudent(instructor), 'ibex')).toEqual(some('An ibex of staff'));
	});

	test('finds those of a group for the group and for staff', async () => {
		const groupId = newId();
		const { courseId } = course;
		await db()
			.insert(readingGroup)
			.values({ courseId, id: groupId, moduleId, name: 'One', position: 0, createdAt: now });
		for (const actor of [author, waiting])
			await db()
				.insert(groupMember)
				.values({
					courseId,
					moduleId,
					enrolmentId: membershipOf(actor).enrolmentId,
					groupId,
					joinedAt: now
				});
		await aNote(author, 'The group saw an okapi', { audience: 'group', groupId });
		for (const actor of [committed, waiting, observer])
			expect(await notesFound(actor, 'okapi')).toEqual(some());
		await aNote(waiting, 'Now I wait no more.');
		for (const actor of [author, waiting, instructor, assistant])
			expect(await notesFound(actor, 'okapi')).toEqual(some('The group saw an okapi'));
		waiting = await aStudent(course);
	});

	test('finds one that staff hid for its author and staff alone', async () => {
		const hidden = await aNote(author, 'A rude axolotl');
		await db()
			.insert(hiddenContent)
			.values({
				courseId: course.courseId,
				subjectKind: 'note',
				subjectId: hidden.ref,
				authorId: membershipOf(author).enrolmentId,
				reason: 'rude',
				hiddenBy: membershipOf(instructor).enrolmentId,
				at: now
			});
		for (const actor of [author, instructor, assistant])
			expect(await notesFound(actor, 'axolotl')).toEqual(some('A rude axolotl'));
		for (const actor of [committed, waiting, observer])
			expect(await notesFound(actor, 'axolotl')).toEqual(some());
	});

	test('shows an assistant of one section those of that section', async () => {
		const sectionId = await aSection(course, 'A');
		const own = await anAssistant(course, { sectionId, ownSectionOnly: true });
		const inside = await aStudent(course, { sectionId });
		await aNote(inside, 'An inner gecko');
		await aNote(author, 'An outer gecko');
		expect(await notesFound(own, 'gecko')).toEqual(some('An inner gecko'));
	});

	test('finds replies, and only those that are visible with their note', async () => {
		const shared = await aNote(author, 'About llamas');
		await aReply(committed, shared, 'I doubt the alpaca');
		for (const actor of [author, committed, observer, instructor])
			expect(await notesFound(actor, 'alpaca')).toEqual(some('I doubt the alpaca'));
		expect(await notesFound(waiting, 'alpaca')).toEqual(some());
		const [hit] = (await search(author, 'alpaca')).notes;
		expect(hit).toMatchObject({ isReply: true, ref: shared.ref, isOwn: false });
	});

	test('tells classmates the pseudonym and the day, and where it stands', async () => {
		await aNote(author, 'Where is the tapir?');
		const [hit] = (await search(committed, 'tapir')).notes;
		expect(hit).toMatchObject({
			by: membershipOf(author).pseudonym,
			at: '2026-11-02',
			place: { paragraphId: text.paragraphId, start: 0, end: 3 },
			edition: { kind: 'study', lang: 'en' }
		});
		expect(JSON.stringify(hit)).not.toContain(membershipOf(author).enrolmentId);
	});

	test('finds the words as they are now, and none that were taken back', async () => {
		const written = await aNote(author, 'First a lynx');
		const { courseId, id: noteId } = written;
		await transaction(async (tx) => {
			await tx
				.update(note)
				.set({ body: 'Then a puma' })
				.where(and(eq(note.courseId, courseId), eq(note.id, noteId)));
			await indexNote(tx, { courseId, moduleId, noteId, body: 'Then a puma' });
		});
		expect(await notesFound(author, 'lynx')).toEqual(some());
		expect(await notesFound(author, 'puma')).toEqual(some('Then a puma'));
		await transaction(async (tx) => {
			await tx
				.update(note)
				.set({ body: '', deletedAt: now })
				.where(and(eq(note.courseId, courseId), eq(note.id, noteId)));
			await dropNote(tx, { courseId, noteId });
		});
		expect(await notesFound(author, 'puma')).toEqual(some());
	});

	test('opens where something was found', async () => {
		await aNote(author, 'Only a kinkajou here');
		expect((await search(author, 'kinkajou')).where).toBe('notes');
		expect((await search(author, '"the state"')).where).toBe('readings');
	});
});

test('what has no entry yet is caught up on, once', async () => {
	const { courseId } = course;
	const entries = async () =>
		(await db().select().from(searchEntry).where(eq(searchEntry.courseId, courseId))).length;
	const student = await aStudent(course);
	const before = await search(instructor, 'th');
	const all = await entries();
	await db().delete(searchEntry).where(eq(searchEntry.courseId, courseId));
	expect((await search(instructor, 'th')).counts).toEqual({ readings: 0, notes: 0 });
	await catchUpOn(courseId);
	await catchUpOn(courseId);
	expect((await search(instructor, 'th')).counts).toEqual(before.counts);
	// Of versions that nobody sees any more there is no need of one.
	expect(await entries()).toBeLessThanOrEqual(all);
	expect((await search(student, 'wombat')).counts.readings).toBe(1);
});

/** Words that engines are known to cut, join or drop each in its own way. */
const tricky = [
	...[
		'the',
		'The',
		'ＴＨＥ',
		'state',
		'states',
		'café',
		'cafe\u0301',
		'naïve',
		'İzmir',
		'ß',
		'ﬁre'
	],
	...[
		'1e5',
		'1e5x',
		'12e',
		'5g',
		'3rd',
		'0x1F',
		'-5',
		'1.5',
		'2025',
		'۲۰۲۵',
		'½',
		'a1b2',
		'100000000000000000000'
	],
	...[
		'http://a.b/c?d=e',
		'x@y.org',
		'/usr/bin',
		'co-operate',
		"don't",
		'a_b',
		'&amp;',
		'<b>',
		'C++',
		'#1'
	],
	...['کیا', 'كيا', 'مُؤَقِّف', 'موقف', 'بے\u200cشک', 'ہے۔', 'ﻻ', 'اللہ', 'ﷲ', 'علماء', 'ٹ', 'ں', '؟'],
	...['漢字', 'Ωμέγα', 'ΣΑΣ', 'हिन्दी', '각', 'ไทย', '😀', '👩🏽‍🎓', '𝒳', 'ⅳ', 'ª', 'ʼn']
];

test('both engines find just what the rule of the snippets finds', async () => {
	const { courseId } = course;
	const texts = fc.sample(
		fc.array(fc.constantFrom(...tricky), { minLength: 1, maxLength: 8 }).map((w) => w.join(' ')),
		{ numRuns: 150, seed: 4 }
	);
	const entries = [...tricky, ...texts].map((text) => ({ text, doc: newDoc() }));
	await db()
		.insert(searchEntry)
		.values(
			entries.map(({ text, doc }) => ({
				courseId,
				doc,
				moduleId,
				kind: 'note' as const,
				folded: foldForSearch(text)
			}))
		);
	const queries = fc.sample(
		fc
			.array(fc.constantFrom(...tricky), { minLength: 1, maxLength: 3 })
			.chain((some) =>
				fc.constantFrom(some.join(' '), `"${some.join(' ')}"`, some.join(' ').slice(0, -1))
			),
		{ numRuns: 200, seed: 5 }
	);
	for (const query of [...tricky, ...queries]) {
		const parsed = parseQuery(query);
		if (!parsed.ok) continue;
		const { source, on, where } = fullText(courseId, parsed.phrases);
		const found = await db()
			.select({ doc: searchEntry.doc })
			.from(source)
			.innerJoin(searchEntry, on)
			.where(and(where, isNull(searchEntry.versionId), isNull(searchEntry.noteId)));
		const docs = new Set(found.map(({ doc }) => doc));
		const wanted = entries.filter(({ text }) =>
			parsed.phrases.every((phrase) => hitsIn(text, [phrase]).length > 0)
		);
		expect([query, ...entries.filter(({ doc }) => docs.has(doc)).map(({ text }) => text)]).toEqual([
			query,
			...wanted.map(({ text }) => text)
		]);
	}
	await db()
		.delete(searchEntry)
		.where(
			and(
				eq(searchEntry.courseId, courseId),
				isNull(searchEntry.versionId),
				isNull(searchEntry.noteId)
			)
		);
});
