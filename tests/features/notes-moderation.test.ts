/*
 * Notes and replies that people tell staff about, and what is left of somebody who is erased: the
 * replies of others under a place without words.
 */
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { changeNote } from '$lib/annotations/changing.server';
import { hideNote, reportNote, showNote } from '$lib/annotations/moderating.server';
import { replyTo } from '$lib/annotations/replying.server';
import { erasePerson } from '$lib/archive/erasing.server';
import { keepsakeOf } from '$lib/archive/exporting.server';
import { noticePath } from '$lib/notices/words';
import { noticesFor } from '$lib/notices/notices.server';
import { hideReported, keepReported, reportsFor, showAgain } from '$lib/notices/reports.server';
import { db } from '$lib/server/db/client';
import { note } from '$lib/server/db/schema';
import { anAssistant, anObserver, aSection, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aNote, address, noteIn, now, theNotes } from '../support/notes';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let author: Actor;
let reader: Actor;
let ref: string;

beforeEach(async () => {
	course = await aClass();
	author = await aStudent(course, { name: 'Author Amna' });
	reader = await aStudent(course, { name: 'Reader Rida' });
	ref = await aNote(author, { body: 'Rude words.' });
	await aNote(reader, { body: 'Polite words.', sentence: 1 });
});

const report = (who: Actor, what = ref) =>
	reportNote(who, address, { ref: what, reason: 'It names a neighbour.' }, now);

const reply = async (who: Actor, body: string): Promise<string> => {
	const done = await replyTo(who, address, { note: ref, body, lang: 'en', ref: null }, now);
	if (!done.ok) throw new Error(done.reason);
	return done.ref;
};

describe('a report on a note', () => {
	it('reaches staff with the passage and the words, without a name of who reported', async () => {
		await report(reader);
		const { open } = await reportsFor(course.instructor);
		expect(open).toMatchObject([
			{ kind: 'note', ref, text: 'Rude words.', author: 'Author Amna', hidden: null }
		]);
		expect(open[0]?.prompt.en).toBe((await noteIn(author, ref))?.exact);
		expect(open[0]?.path).toMatch(/\/notes\?paragraph=/);
		expect(JSON.stringify(open)).not.toMatch(/Rida/);
	});

	it('and on a reply is the same', async () => {
		const replied = await reply(reader, 'Ruder words.');
		await report(author, replied);
		expect((await reportsFor(course.instructor)).open).toMatchObject([
			{ kind: 'note', ref: replied, text: 'Ruder words.', author: 'Reader Rida' }
		]);
	});

	it('needs that one sees it, and that it is not one’s own', async () => {
		const newcomer = await aStudent(course);
		await expect(report(newcomer)).rejects.toMatchObject({ status: 404 });
		await expect(report(author)).rejects.toMatchObject({ status: 404 });
		await expect(report(await anObserver(course))).rejects.toMatchObject({ status: 403 });
	});

	it('of one section is not for the assistant of another', async () => {
		const [a, b] = [await aSection(course, 'A'), await aSection(course, 'B')];
		const mine = await aStudent(course, { sectionId: a });
		const theirs = await aNote(mine, { body: 'In A.' });
		await report(reader, theirs);
		const there = await anAssistant(course, { sectionId: b, ownSectionOnly: true });
		const here = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		expect((await reportsFor(there)).open).toEqual([]);
		expect((await reportsFor(here)).open).toMatchObject([{ ref: theirs }]);
		const what = { kind: 'note' as const, ref: theirs };
		await expect(hideReported(there, what, 'Mine.', now)).rejects.toMatchObject({ status: 404 });
	});

	it('is settled by letting it stand, by hiding it, and by showing it again', async () => {
		const what = { kind: 'note' as const, ref };
		await report(reader);
		await keepReported(course.instructor, what, now);
		expect((await reportsFor(course.instructor)).open).toEqual([]);
		await hideReported(course.instructor, what, 'It names a neighbour.', now);
		expect(await noteIn(reader, ref)).toBeUndefined();
		expect((await reportsFor(course.instructor)).hidden).toMatchObject([{ ref }]);
		const [told] = await noticesFor(author, now);
		expect(told?.kind).toBe('content.hidden');
		expect(told && noticePath(told)).toMatch(/\/readings\/taliban-talks\/notes$/);
		await showAgain(course.instructor, what, now);
		expect(await noteIn(reader, ref)).toBeDefined();
	});

	it('is done at the reading that the note stands on, and at no other address', async () => {
		const hiding = { ref, reason: 'It names a neighbour.' };
		for (const at of [
			{ ...address, readingSlug: 'no-such-reading' },
			{ ...address, moduleSlug: 'no-such-module' },
			{ ...address, readingSlug: 'red-line' }
		]) {
			const act = hideNote(course.instructor, hiding, now, at);
			await expect(act).rejects.toMatchObject({ status: 404 });
			const back = showNote(course.instructor, ref, now, at);
			await expect(back).rejects.toMatchObject({ status: 404 });
		}
		await hideNote(course.instructor, hiding, now, address);
		expect(await noteIn(reader, ref)).toBeUndefined();
	});

	it('leaves what was made private again to its author', async () => {
		await report(reader);
		await changeNote(
			author,
			address,
			{ ref, base: 1, audience: 'private', tags: [], body: 'Rude words.', lang: 'en' },
			now
		);
		expect((await reportsFor(course.instructor)).open).toEqual([]);
		await expect(hideNote(course.instructor, { ref, reason: 'Still.' }, now)).rejects.toMatchObject(
			{ status: 404 }
		);
	});
});

describe('whoever is erased', () => {
	it('leaves the replies of others, under a place without words and without anybody', async () => {
		await reply(reader, 'A reply that stays.');
		const alone = await aNote(author, { body: 'Nobody replied.', sentence: 2 });
		await erasePerson(personOf(author).id, now);
		const left = await noteIn(reader, ref);
		expect(left).toMatchObject({ isDeleted: true, body: '', by: {}, isOwn: false });
		expect(left?.replies.map((one) => one.body)).toEqual(['A reply that stays.']);
		expect(await noteIn(course.instructor, alone)).toBeUndefined();
		const [row] = await db().select().from(note).where(eq(note.ref, ref));
		expect(row).toMatchObject({ enrolmentId: null, shownAs: {}, tags: [] });
	});

	it('takes replies along, and the places that nobody needs any more', async () => {
		await reply(reader, 'A reply that goes.');
		await erasePerson(personOf(author).id, now);
		await erasePerson(personOf(reader).id, now);
		expect((await theNotes(course.instructor)).notes).toEqual([]);
		expect(await db().select().from(note).where(eq(note.courseId, course.courseId))).toEqual([]);
	});
});

describe('what a person takes out', () => {
	it('has their notes and replies, private ones too, and nobody else’s words', async () => {
		await aNote(author, {
			audience: 'private',
			body: 'For me alone.',
			tags: ['claim'],
			sentence: 1
		});
		await reply(reader, 'Words of a reader.');
		const [mine] = (await keepsakeOf(author, now)).courses;
		expect(mine?.notes.map((one) => one.body)).toEqual(['Rude words.', 'For me alone.']);
		expect(mine?.notes[1]?.tags[0]?.en).toBe('Claim');
		expect(JSON.stringify(mine)).not.toContain('Words of a reader.');
		const [theirs] = (await keepsakeOf(reader, now)).courses;
		expect(theirs?.replies).toMatchObject([{ body: 'Words of a reader.' }]);
		expect(JSON.stringify(theirs)).not.toContain('Rude words.');
		expect(JSON.stringify(theirs)).not.toContain(membershipOf(author).enrolmentId);
	});
});
