/*
 * The stream of notes: it says that something changed and nothing else, only to whom it concerns, and
 * ends when access ends, with its reader, and after a while.
 */
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { actorFor, visitor } from '$lib/access/identify.server';
import { removeNote } from '$lib/annotations/changing.server';
import { changedFor, listenTo } from '$lib/annotations/listening.server';
import { hideNote } from '$lib/annotations/moderating.server';
import { resolveNote } from '$lib/annotations/replying.server';
import { removePerson } from '$lib/courses/people.server';
import { beating, lasting, mostLines } from '$lib/live/lines.server';
import { db } from '$lib/server/db/client';
import { course as courses } from '$lib/server/db/schema';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aNote, address, now, theNotes } from '../support/notes';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let author: Actor;
let reader: Actor;

beforeEach(async () => {
	course = await aClass();
	author = await aStudent(course);
	reader = await aStudent(course);
	vi.useFakeTimers({ now, toFake: ['setInterval', 'clearInterval', 'Date'] });
});

afterEach(() => {
	vi.useRealTimers();
});

/** What a page hears, event by event. */
class Listener {
	readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

	constructor(stream: ReadableStream<Uint8Array>) {
		this.#reader = stream.getReader();
	}

	/** The next event's words; null when the stream has ended. */
	async next(): Promise<string | null> {
		const { done, value } = await this.#reader.read();
		return done ? null : new TextDecoder().decode(value);
	}

	leave(): Promise<void> {
		return this.#reader.cancel();
	}
}

const byNow = (actor: Actor) => async () =>
	(await actorFor(personOf(actor).id, course.slug)) ?? visitor();

async function listening(actor: Actor, again = byNow(actor)): Promise<Listener> {
	const stream = await listenTo(actor, address, again, new Date());
	if (!stream) throw new Error('There were too many.');
	const listener = new Listener(stream);
	expect(await listener.next()).toMatch(/^retry: \d+\nevent: beat\n/);
	return listener;
}

describe('a page that listens', () => {
	it('hears a number when a classmate writes, and reads the note then', async () => {
		await aNote(reader);
		const page = await listening(reader);
		await aNote(author, { body: 'New words.' });
		const { changed, notes } = await theNotes(reader);
		expect(await page.next()).toBe(`data: ${changed}\n\n`);
		expect(notes.map((one) => one.body)).toContain('New words.');
		await page.leave();
	});

	it('hears that a note was hidden, resolved or deleted', async () => {
		await aNote(reader);
		const ref = await aNote(author, { sentence: 1 });
		const page = await listening(reader);
		await hideNote(course.instructor, { ref, reason: 'Rude.' }, now);
		expect(await page.next()).toMatch(/^data: \d+\n\n$/);
		const other = await aNote(author, { sentence: 2 });
		expect(await page.next()).toMatch(/^data: \d+\n\n$/);
		const later = new Date(now.getTime() + 1000);
		await resolveNote(author, address, { ref: other, isResolved: true }, later);
		expect(await page.next()).toMatch(/^data: \d+\n\n$/);
		await removeNote(author, address, { ref: other, base: 1 }, later);
		expect(await page.next()).toMatch(/^data: \d+\n\n$/);
		await page.leave();
	});

	it('hears nothing of private notes, nor of classmates’ notes before its own', async () => {
		const page = await listening(reader);
		await aNote(author, { audience: 'private' });
		await aNote(author, { sentence: 1 });
		await aNote(course.instructor, { body: 'Staff are heard at once.' });
		const { changed } = await theNotes(reader);
		expect(await page.next()).toBe(`data: ${changed}\n\n`);
		await page.leave();
	});

	it('hears every few seconds that the line stands', async () => {
		const page = await listening(reader);
		vi.advanceTimersByTime(beating);
		expect(await page.next()).toMatch(/^event: beat\ndata: \d+\n\n$/);
		await page.leave();
	});
});

describe('a stream ends', () => {
	it('after a while, by itself', async () => {
		const page = await listening(reader);
		vi.advanceTimersByTime(lasting + beating);
		let last = await page.next();
		while (last?.startsWith('event: beat')) last = await page.next();
		expect(last).toBeNull();
	});

	it('when its reader has left the course, before the next note is told', async () => {
		await aNote(reader);
		const page = await listening(reader);
		await removePerson(course.instructor, membershipOf(reader).enrolmentId, now);
		await aNote(author);
		expect(await page.next()).toBeNull();
	});

	it('when its reader has signed out, at the next beat', async () => {
		const page = await listening(reader, () => Promise.resolve(visitor()));
		vi.advanceTimersByTime(beating);
		expect(await page.next()).toBeNull();
	});

	it('with its reader: whoever left leaves room for another page', async () => {
		const pages: Listener[] = [];
		for (let i = 0; i < mostLines; i++) pages.push(await listening(reader));
		expect(await listenTo(reader, address, byNow(reader), now)).toBeNull();
		pages.push(await listening(author));
		await pages.shift()?.leave();
		pages.push(await listening(reader));
		for (const page of pages) await page.leave();
	});
});

describe('whoever asks instead of listening', () => {
	it('is told the same, also in an archived course', async () => {
		await aNote(author);
		await db().update(courses).set({ state: 'archived' }).where(eq(courses.id, course.courseId));
		const here = await byNow(author)();
		expect(await changedFor(here, address, now)).toBe((await theNotes(here)).changed);
		expect((await theNotes(here)).mayWrite).toBe(false);
	});
});
