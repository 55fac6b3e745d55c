/*
 * Writing, changing and removing notes and replies: what is kept, what is refused and in which words,
 * and what happens when two tabs, a lost answer or somebody else come in between.
 */
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { changeNote, removeNote } from '$lib/annotations/changing.server';
import { writeRefusal } from '$lib/annotations/names';
import { longestNote, longestReply } from '$lib/annotations/note';
import { changeReply, removeReply, replyTo, resolveNote } from '$lib/annotations/replying.server';
import { readingFor } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { groupMember, note, notePlace, readingGroup, searchEntry } from '$lib/server/db/schema';
import { aStudent, anObserver, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aNote,
	address,
	noteIn,
	now,
	replaceText,
	textOf,
	theNotes,
	tryNote,
	urdu
} from '../support/notes';
import { aClass, type Class } from '../support/writers';

testDatabase();

const later = new Date(now.getTime() + 60_000);

let course: Class;
let author: Actor;
let reader: Actor;

beforeEach(async () => {
	course = await aClass();
	author = await aStudent(course, { name: 'Author Amna' });
	reader = await aStudent(course, { name: 'Reader Rida' });
});

describe('a new note', () => {
	it('stands on the words that were chosen, with its place in the version', async () => {
		const ref = await aNote(author, { tags: ['claim', 'claim'], body: 'Says who?' });
		const text = await textOf(author);
		const [paragraph] = text.paragraphs;
		const [start, end] = paragraph!.sentences[0]!;
		expect(await noteIn(author, ref)).toMatchObject({
			...{ paragraphId: paragraph!.id, start, end, standing: 'exact' },
			...{ exact: paragraph!.text.slice(start, end), tags: ['claim'], body: 'Says who?' },
			...{ audience: 'class', isOwn: true, version: 1, isEdited: false, isResolved: false }
		});
		const [row] = await db().select().from(note).where(eq(note.ref, ref));
		const places = await db()
			.select()
			.from(notePlace)
			.where(and(eq(notePlace.courseId, course.courseId), eq(notePlace.noteId, row!.id)));
		expect(places).toMatchObject([{ versionId: text.versionId, state: 'exact', start, end }]);
	});

	it('may be a highlight without words, on Urdu text too, and takes whole words', async () => {
		const text = await textOf(author, urdu);
		const words = text.paragraphs[0]!.text;
		const first = words.indexOf(' ');
		const exact = words.slice(1, first + 2);
		const over = { start: 1, end: first + 2, exact };
		const ref = await aNote(author, { body: '', edition: urdu, over });
		const kept = await noteIn(author, ref, urdu);
		expect(kept).toMatchObject({ body: '', start: 0 });
		expect(kept!.exact.split(' ')).toEqual(words.slice(0, kept!.end).split(' '));
	});

	it('is chosen by sentences where there are no scripts, or stands on the whole paragraph', async () => {
		const { paragraphs } = await textOf(author);
		const [paragraph] = paragraphs;
		const free = { start: null, end: null, exact: null };
		const two = await aNote(author, { over: { ...free, from: 1, to: 2 } });
		const all = await aNote(author, { over: { ...free, from: null, to: null } });
		const [from] = paragraph!.sentences[0]!;
		const [, to] = paragraph!.sentences[1]!;
		expect(await noteIn(author, two)).toMatchObject({ start: from, end: to });
		expect((await noteIn(author, all))?.exact).toBe(paragraph!.text);
		for (const [from, to] of [
			[2, 1],
			[1, 99]
		] as const)
			expect(await tryNote(author, { over: { ...free, from, to } })).toEqual({
				ok: false,
				reason: 'no-such-sentence'
			});
	});

	it('that was sent twice is kept once', async () => {
		const ref = 'a1b2c3d4e5f6a1b2c3d4e5f6';
		const both = await Promise.all([tryNote(author, { ref }), tryNote(author, { ref })]);
		expect(both).toEqual([
			{ ok: true, ref, version: 1 },
			{ ok: true, ref, version: 1 }
		]);
		expect((await theNotes(author)).notes).toHaveLength(1);
		expect(await tryNote(reader, { ref })).toEqual({ ok: false, reason: 'known-ref' });
	});

	it('is not for observers, nor for staff who see as a student', async () => {
		for (const who of [await anObserver(course), seeingAsStudent(course.instructor)])
			await expect(tryNote(who)).rejects.toMatchObject({ status: 403 });
		expect(await tryNote(course.instructor)).toMatchObject({ ok: true });
	});
});

describe('a passage that is not there', () => {
	const refused = async (over: Parameters<typeof tryNote>[1]) => {
		const done = await tryNote(author, over);
		return done.ok ? null : done.reason;
	};

	it.each([
		['begins after it ends', { start: 9, end: 3, exact: '' }, 'out-of-range'],
		['begins before the paragraph', { start: -1, end: 3, exact: 'Pak' }, 'out-of-range'],
		['ends after the paragraph', { start: 0, end: 999_999, exact: 'x' }, 'out-of-range'],
		['has no words', { start: 3, end: 3, exact: '' }, 'empty'],
		['is said to have other words', { start: 0, end: 5, exact: 'nowhere' }, 'not-the-words'],
		['names only its beginning', { start: 4, end: null, exact: null }, 'out-of-range'],
		['stands in no paragraph', { paragraphId: 'p99' }, 'not-this-text'],
		['stands in no version', { versionId: 'nowhere' }, 'not-this-text']
	] as const)('because it %s is refused', async (_, over, reason) => {
		expect(await refused({ over })).toBe(reason);
		expect(writeRefusal[reason]().length).toBeGreaterThan(10);
		expect((await theNotes(author)).notes).toEqual([]);
	});

	it('of a megabyte is refused', async () => {
		const exact = 'x'.repeat(1024 * 1024);
		expect(await refused({ over: { start: 0, end: exact.length, exact } })).toBe('out-of-range');
		expect(await refused({ over: { start: 0, end: 5, exact } })).toBe('not-the-words');
	});

	it('inside of a character is refused, not made to fit', async () => {
		const words = 'A family 👩‍👩‍👧 reads: cafe\u0301s and e\u0301tude.';
		await replaceText(course.instructor, words);
		const text = await textOf(author);
		const paragraph = text.paragraphs.findIndex((p) => p.text.includes('👩‍👩‍👧'));
		const { text: kept } = text.paragraphs[paragraph]!;
		const at = kept.indexOf('👩');
		for (const [start, end] of [
			[at + 1, at + 8],
			[0, at + 1],
			[0, at + 3],
			[0, at + 5]
		] as const)
			expect(
				await refused({ paragraph, over: { start, end, exact: kept.slice(start, end) } })
			).toBe('splits-character');
		expect(
			await refused({ paragraph, over: { start: 0, end: at, exact: kept.slice(0, at) } })
		).toBe(null);
	});

	it('of another version, reading or course is refused', async () => {
		const before = await textOf(author);
		await replaceText(course.instructor, 'Another text altogether, and a short one.');
		expect(await refused({ over: { versionId: before.versionId } })).toBe('not-this-text');

		const page = await readingFor(author, { ...address, kind: 'study', lang: 'en' });
		const other = await textOf(author, undefined, page.next?.slug);
		expect(await refused({ over: { versionId: other.versionId } })).toBe('not-this-text');

		const elsewhere = await aClass();
		const { versionId } = await textOf(elsewhere.instructor);
		expect(await refused({ over: { versionId } })).toBe('not-this-text');
	});
});

describe('what a note takes', () => {
	it('is so many letters, known tags, and a group that one has', async () => {
		expect(await tryNote(author, { body: 'x'.repeat(longestNote + 1) })).toEqual({
			ok: false,
			reason: 'too-long-note'
		});
		expect(await tryNote(author, { tags: ['claim', 'nonsense'] })).toEqual({
			ok: false,
			reason: 'unknown-tag'
		});
		expect(await tryNote(author, { audience: 'group' })).toEqual({ ok: false, reason: 'no-group' });
		expect(await tryNote(author, { body: 'x'.repeat(longestNote) })).toMatchObject({ ok: true });
	});

	it('is a bounded number of them on one reading', async () => {
		const first = await aNote(author);
		const [row] = await db().select().from(note).where(eq(note.ref, first));
		const more = Array.from({ length: 999 }, (_, i) => ({ ...row!, id: `n${i}`, ref: `n${i}` }));
		for (let i = 0; i < more.length; i += 100)
			await db()
				.insert(note)
				.values(more.slice(i, i + 100));
		expect(await tryNote(author)).toEqual({ ok: false, reason: 'too-many' });
		expect(await tryNote(author, { ref: first })).toMatchObject({ ok: true });
	});
});

describe('a change', () => {
	const change = (ref: string, base: number, body: string, who = author) =>
		changeNote(who, address, { ref, base, audience: 'class', tags: [], body, lang: 'en' }, later);

	it('is kept with its version, and found by search in its new words alone', async () => {
		const ref = await aNote(author, { body: 'Before.' });
		expect(await change(ref, 1, 'Afterwards.')).toEqual({ ok: true, version: 2 });
		expect(await noteIn(author, ref)).toMatchObject({ body: 'Afterwards.', isEdited: true });
		const [row] = await db().select().from(note).where(eq(note.ref, ref));
		const entries = await db().select().from(searchEntry).where(eq(searchEntry.noteId, row!.id));
		expect(entries.map(({ folded }) => folded)).toEqual([expect.stringMatching(/afterwards/)]);
	});

	it('that comes too late is told what is kept; the same words again are no conflict', async () => {
		const ref = await aNote(author, { body: 'First.' });
		const [one, two] = await Promise.all([change(ref, 1, 'One tab.'), change(ref, 1, 'Another.')]);
		const won = one.ok ? 'One tab.' : 'Another.';
		expect([one.ok, two.ok].sort()).toEqual([false, true]);
		expect(one.ok ? two : one).toMatchObject({
			reason: 'conflict',
			kept: { version: 2, body: won }
		});
		expect((await noteIn(author, ref))?.body).toBe(won);
		expect(await change(ref, 1, won)).toEqual({ ok: true, version: 2 });
	});

	it('is one’s own: others’ notes, and deleted ones, are not there to change', async () => {
		const ref = await aNote(author);
		expect(await change(ref, 1, 'Mine now.', reader)).toEqual({ ok: false, reason: 'gone' });
		expect(await change(ref, 1, 'Staff’s now.', course.instructor)).toEqual({
			ok: false,
			reason: 'gone'
		});
		await removeNote(author, address, { ref, base: 1 }, later);
		expect(await change(ref, 1, 'Too late.')).toEqual({ ok: false, reason: 'gone' });
	});

	it('of whom it is for is refused once others have replied', async () => {
		const ref = await aNote(author);
		await aNote(reader, { sentence: 1 });
		await replyTo(reader, address, { note: ref, body: 'I do.', lang: 'en', ref: null }, now);
		const given = { ref, base: 1, tags: [], body: 'Who says so?', lang: 'en' as const };
		expect(await changeNote(author, address, { ...given, audience: 'private' }, later)).toEqual({
			ok: false,
			reason: 'answered'
		});
	});
});

describe('a note that is deleted', () => {
	it('is gone, and once more is no error', async () => {
		const ref = await aNote(author);
		for (let i = 0; i < 2; i++)
			expect(await removeNote(author, address, { ref, base: 1 }, later)).toEqual({ ok: true });
		expect(await db().select().from(note).where(eq(note.courseId, course.courseId))).toEqual([]);
	});

	it('was changed in another tab meanwhile: it stays', async () => {
		const ref = await aNote(author, { body: 'First.' });
		const given = { ref, base: 1, audience: 'class' as const, tags: [], lang: 'en' as const };
		await changeNote(author, address, { ...given, body: 'Second.' }, later);
		expect(await removeNote(author, address, { ref, base: 1 }, later)).toMatchObject({
			ok: false,
			kept: { version: 2, body: 'Second.' }
		});
	});

	it('leaves a place without words under the replies of others, and goes with the last', async () => {
		const ref = await aNote(author, { body: 'Regrettable.', tags: ['claim'] });
		await aNote(reader, { sentence: 1 });
		const wanted = { note: ref, body: 'Really?', lang: 'en' as const, ref: null };
		const replied = await replyTo(reader, address, wanted, now);
		await removeNote(author, address, { ref, base: 1 }, later);
		const left = await noteIn(reader, ref);
		expect(left).toMatchObject({ isDeleted: true, body: '', tags: [], by: {}, isOwn: false });
		expect(left?.replies.map((one) => one.body)).toEqual(['Really?']);
		await expect(
			replyTo(reader, address, { ...wanted, body: 'Hello?' }, later)
		).rejects.toMatchObject({ status: 404 });
		if (replied.ok) await removeReply(reader, address, { ref: replied.ref, base: 1 }, later);
		expect(await noteIn(reader, ref)).toBeUndefined();
		const rows = await db().select().from(note).where(eq(note.ref, ref));
		expect(rows).toEqual([]);
	});
});

describe('a reply', () => {
	const reply = (who: Actor, ref: string, body = 'I do.', own: string | null = null) =>
		replyTo(who, address, { note: ref, body, lang: 'en', ref: own }, now);

	it('needs one’s own note first, and that one sees the note', async () => {
		const staffNote = await aNote(course.instructor);
		const mine = await aNote(author, { audience: 'private', sentence: 1 });
		expect(await reply(reader, staffNote)).toEqual({ ok: false, reason: 'own-first' });
		await aNote(reader, { sentence: 1 });
		expect(await reply(reader, staffNote)).toMatchObject({ ok: true });
		await expect(reply(reader, mine)).rejects.toMatchObject({ status: 404 });
		await expect(reply(course.instructor, mine)).rejects.toMatchObject({ status: 404 });
		expect(await reply(author, mine)).toEqual({ ok: false, reason: 'private' });
		await expect(reply(await anObserver(course), staffNote)).rejects.toMatchObject({ status: 403 });
	});

	it('is shown under the note, is kept once, and may be changed and taken back', async () => {
		const ref = await aNote(author);
		await aNote(reader, { sentence: 1 });
		const own = 'b1b2c3d4e5f6a1b2c3d4e5f6';
		expect(await reply(reader, ref, 'I do.', own)).toEqual({ ok: true, ref: own, version: 1 });
		expect(await reply(reader, ref, 'I do.', own)).toEqual({ ok: true, ref: own, version: 1 });
		const changed = { ref: own, base: 1, body: 'We do.' };
		expect(await changeReply(reader, address, changed, later)).toEqual({ ok: true, version: 2 });
		expect(await changeReply(reader, address, { ...changed, body: 'They do.' }, later)).toEqual({
			ok: false,
			reason: 'conflict',
			kept: { version: 2, body: 'We do.' }
		});
		expect(await changeReply(author, address, { ...changed, base: 2 }, later)).toEqual({
			ok: false,
			reason: 'gone'
		});
		const { pseudonym } = membershipOf(reader);
		expect((await noteIn(author, ref))?.replies).toMatchObject([
			{ body: 'We do.', by: pseudonym, isEdited: true, at: '2026-11-10', isOwn: false }
		]);
		await removeReply(reader, address, { ref: own, base: 2 }, later);
		expect((await noteIn(author, ref))?.replies).toEqual([]);
	});

	it('of more letters than it takes is refused', async () => {
		const ref = await aNote(author);
		expect(await reply(course.instructor, ref, 'x'.repeat(longestReply + 1))).toEqual({
			ok: false,
			reason: 'too-long'
		});
	});

	it('by classmates waits like their notes, also under one’s own', async () => {
		const ref = await aNote(author, { body: '' });
		await aNote(reader, { sentence: 1 });
		await reply(reader, ref);
		await reply(course.instructor, ref, 'Look again.');
		const bodies = async () => (await noteIn(author, ref))?.replies.map((one) => one.body);
		expect(await bodies()).toEqual(['Look again.']);
		await aNote(author, { sentence: 2 });
		expect(await bodies()).toEqual(['I do.', 'Look again.']);
	});
});

describe('resolving', () => {
	const resolve = (who: Actor, ref: string, isResolved = true) =>
		resolveNote(who, address, { ref, isResolved }, later);

	it('is for the author and for staff, and can be taken back', async () => {
		const ref = await aNote(author);
		await aNote(reader, { sentence: 1 });
		await expect(resolve(reader, ref)).rejects.toMatchObject({ status: 403 });
		await resolve(author, ref);
		expect(await noteIn(reader, ref)).toMatchObject({ isResolved: true, mayResolve: false });
		await resolve(course.assistant, ref, false);
		expect(await noteIn(author, ref)).toMatchObject({ isResolved: false, mayResolve: true });
	});

	it('of somebody’s private note is 404, for staff too', async () => {
		const ref = await aNote(author, { audience: 'private' });
		for (const who of [reader, course.instructor])
			await expect(resolve(who, ref)).rejects.toMatchObject({ status: 404 });
	});
});

describe('a note for a group', () => {
	it('keeps the group that it was written in', async () => {
		const { courseId } = course;
		const { moduleId } = await readingFor(author, { ...address, kind: 'study', lang: 'en' });
		for (const id of ['g1', 'g2'])
			await db()
				.insert(readingGroup)
				.values({ courseId, id: id + courseId, moduleId, name: id, position: 1, createdAt: now });
		const { enrolmentId } = membershipOf(author);
		const member = { courseId, moduleId, enrolmentId, groupId: `g1${courseId}`, joinedAt: now };
		await db().insert(groupMember).values(member);
		const ref = await aNote(author, { audience: 'group' });
		await db()
			.update(groupMember)
			.set({ groupId: `g2${courseId}` })
			.where(eq(groupMember.enrolmentId, enrolmentId));
		const [row] = await db().select().from(note).where(eq(note.ref, ref));
		expect(row?.groupId).toBe(`g1${courseId}`);
		expect(await noteIn(author, ref)).toBeDefined();
	});
});
