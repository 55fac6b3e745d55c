/*
 * All notes of a module, narrowed; its tags and its rules, as staff set them; and a page of notes
 * that asks the database as often for many notes as for few.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { moduleNotes } from '$lib/annotations/browsing.server';
import { readFilter } from '$lib/annotations/filter';
import { mostTagsOfModule } from '$lib/annotations/note';
import { notesPage, notesPerPage } from '$lib/annotations/paging.server';
import { replyTo, resolveNote } from '$lib/annotations/replying.server';
import {
	addTag,
	moveTag,
	noteRulesFor,
	renameTag,
	retireTag,
	setReveal
} from '$lib/annotations/tag-editing.server';
import { actorFor } from '$lib/access/identify.server';
import { personOf } from '$lib/access/refuse';
import { copyCourse } from '$lib/packs/copying-course.server';
import { addGroup } from '$lib/modules/regrouping.server';
import { readingFor } from '$lib/readings/readings.server';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aNote, address, english, moduleSlug, now, theNotes, tryNote } from '../support/notes';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let author: Actor;
let reader: Actor;

beforeEach(async () => {
	course = await aClass();
	author = await aStudent(course);
	reader = await aStudent(course);
});

const all = (actor: Actor, query = '') =>
	moduleNotes(actor, moduleSlug, readFilter(new URLSearchParams(query)), now);
const bodies = async (actor: Actor, query = '') =>
	(await all(actor, query)).notes.map((one) => one.body);

describe('the notes of a module', () => {
	it('are narrowed by reading, tag, whose they are and their state', async () => {
		const text = await readingFor(author, { ...address, ...english });
		const other = text.next?.slug ?? '';
		const first = await aNote(author, { body: 'First.', tags: ['claim'] });
		await aNote(reader, { body: 'Second.', tags: ['question'], sentence: 1 });
		await aNote(author, { body: 'Elsewhere.', readingSlug: other });
		await resolveNote(author, address, { ref: first, isResolved: true }, now);
		expect(await bodies(author)).toEqual(['Elsewhere.', 'Second.', 'First.']);
		expect(await bodies(author, `reading=${other}`)).toEqual(['Elsewhere.']);
		expect(await bodies(author, 'tag=claim')).toEqual(['First.']);
		expect(await bodies(author, 'whose=mine')).toEqual(['Elsewhere.', 'First.']);
		expect(await bodies(author, 'whose=others')).toEqual(['Second.']);
		expect(await bodies(author, 'state=resolved')).toEqual(['First.']);
		expect(await bodies(author, 'state=open&whose=mine')).toEqual(['Elsewhere.']);
		expect(await bodies(author, 'reading=nowhere&tag=%00&page=-3')).toEqual([]);
	});

	it('are shown reading by reading: where one has committed, and nowhere else', async () => {
		const text = await readingFor(author, { ...address, ...english });
		const other = text.next?.slug ?? '';
		await aNote(author, { body: 'Here.' });
		await aNote(author, { body: 'There.', readingSlug: other });
		await aNote(author, { body: 'Alone.', audience: 'private' });
		await aNote(reader, { body: 'Mine.', sentence: 1 });
		expect((await bodies(reader)).sort()).toEqual(['Here.', 'Mine.']);
		expect((await bodies(course.instructor)).sort()).toEqual(['Here.', 'Mine.', 'There.']);
	});

	it('come with their replies and the way to them', async () => {
		const ref = await aNote(author, { body: 'Here.', paragraph: 2 });
		const wanted = { note: ref, body: 'Look again.', lang: 'en' as const, ref: null };
		await replyTo(course.instructor, address, wanted, now);
		const [note] = (await all(author)).notes;
		expect(note).toMatchObject({ ref, paragraph: 3, reading: { slug: address.readingSlug } });
		expect(note?.replies.map((one) => one.body)).toEqual(['Look again.']);
	});

	it('are narrowed by group for staff, where a group without a name goes by its number', async () => {
		for (const name of ['Herons', '']) await addGroup(course.instructor, moduleSlug, name, now);
		const names = async (who: Actor) => (await all(who)).groups.map((group) => group.name);
		expect(await names(course.instructor)).toEqual(['Herons', 'Group 2']);
		expect(await names(author)).toEqual([]);
	});
});

describe('a paragraph’s notes', () => {
	it('are paged, and of another paragraph there are none', async () => {
		for (let i = 0; i <= notesPerPage; i++) await aNote(author, { body: `Note ${i}.` });
		const { id } = (await readingFor(author, { ...address, ...english })).paragraphs[0]!;
		const page = (n: number, paragraph: string) =>
			notesPage(author, { ...address, edition: english, paragraph, page: n }, now);
		const first = await page(1, id);
		expect(first.here).toMatchObject({ pages: 2, page: 1 });
		expect(first.here?.notes).toHaveLength(notesPerPage);
		expect((await page(2, id)).here?.notes).toHaveLength(1);
		expect((await page(99, id)).here?.page).toBe(2);
		expect(first.paragraphs[0]?.notes).toBe(notesPerPage + 1);
		await expect(page(1, 'p99')).rejects.toMatchObject({ status: 404 });
	});
});

describe('the tags of a module', () => {
	const tags = async () => (await noteRulesFor(course.instructor, moduleSlug, now)).tags;

	it('begin with six, and are renamed, added, ordered and put away by the instructor', async () => {
		expect((await tags()).map(({ id }) => id)).toEqual([
			...['claim', 'evidence', 'assumption', 'loaded-language', 'missing-voice', 'question']
		]);
		await renameTag(
			course.instructor,
			moduleSlug,
			{ id: 'claim', label: { en: 'Assertion', ur: 'دعویٰ' } },
			now
		);
		await moveTag(course.instructor, moduleSlug, { id: 'evidence', by: -1 }, now);
		await retireTag(course.instructor, moduleSlug, { id: 'question', isRetired: true }, now);
		await addTag(course.instructor, moduleSlug, { en: 'Irony' }, now);
		const after = await tags();
		expect(after.slice(0, 2).map(({ label }) => label.en)).toEqual(['Evidence', 'Assertion']);
		expect(after.find(({ label }) => label.en === 'Irony')).toMatchObject({ isRetired: false });
		expect(after.find(({ id }) => id === 'question')).toMatchObject({ isRetired: true });
		expect(await tryNote(author, { tags: ['question'] })).toEqual({
			ok: false,
			reason: 'unknown-tag'
		});
	});

	it('that were put away stay on the notes that wear them', async () => {
		const ref = await aNote(author, { tags: ['question'] });
		await retireTag(course.instructor, moduleSlug, { id: 'question', isRetired: true }, now);
		const here = await theNotes(author);
		expect(here.notes.find((one) => one.ref === ref)?.tags).toEqual(['question']);
		expect(here.tags.find((tag) => tag.id === 'question')?.isRetired).toBe(true);
	});

	it('are a bounded number', async () => {
		for (let n = 6; n < mostTagsOfModule; n++)
			expect(await addTag(course.instructor, moduleSlug, { en: `Tag ${n}` }, now)).toEqual({
				ok: true
			});
		expect(await addTag(course.instructor, moduleSlug, { en: 'One more' }, now)).toEqual({
			ok: false,
			reason: 'too-many'
		});
	});

	it('and rules are the instructor’s alone, and go along when the course is copied', async () => {
		for (const who of [course.assistant, author])
			await expect(addTag(who, moduleSlug, { en: 'Mine' }, now)).rejects.toMatchObject({
				status: 403
			});
		await addTag(course.instructor, moduleSlug, { en: 'Irony' }, now);
		const { readingSlug } = address;
		await setReveal(course.instructor, moduleSlug, { readingSlug, after: 0 }, now);
		await aNote(author);
		const teacher = await actorFor(personOf(course.instructor).id, course.slug);
		const slug = await copyCourse(
			teacher!,
			{ title: { en: 'Again' }, shiftDays: null, withStaff: false },
			now
		);
		const there = await actorFor(personOf(course.instructor).id, slug);
		const rules = await noteRulesFor(there!, moduleSlug, now);
		expect(rules.tags.map(({ label }) => label.en)).toContain('Irony');
		expect(rules.tags[0]?.id).toBe('claim');
		expect(rules.readings.find((one) => one.slug === readingSlug)?.after).toBe(0);
		expect((await all(there!)).total).toBe(0);
	});
});

describe('the rule of a reading', () => {
	it('opens or closes what classmates wrote, at once', async () => {
		const { readingSlug } = address;
		await aNote(author, { body: 'Here.' });
		const sees = async () => (await theNotes(reader)).notes.length;
		expect(await sees()).toBe(0);
		await setReveal(course.instructor, moduleSlug, { readingSlug, after: 0 }, now);
		expect(await sees()).toBe(1);
		await setReveal(course.instructor, moduleSlug, { readingSlug, after: 3 }, now);
		expect(await sees()).toBe(0);
		await expect(
			setReveal(course.instructor, moduleSlug, { readingSlug: 'nowhere', after: 1 }, now)
		).rejects.toMatchObject({ status: 404 });
	});
});
