/*
 * The stream of a debate: every public event to everybody once and in order, the same as pages load;
 * whoever comes back gets what is missing; it ends when access ends.
 */
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { actorFor, visitor } from '$lib/access/identify.server';
import { membershipOf, personOf } from '$lib/access/refuse';
import { removePerson } from '$lib/courses/people.server';
import type { Told } from '$lib/debates/debate';
import { debateHere } from '$lib/debates/room/finding.server';
import { liveOnScreen, toldAfter } from '$lib/debates/room/reading.server';
import {
	lifeOfLink,
	makeScreenLink,
	revokeScreenLink,
	screenFor,
	screenLinks
} from '$lib/debates/room/screen-links.server';
import { answerAfter, followDebate, followScreen } from '$lib/debates/room/streaming.server';
import { publish } from '$lib/live/bus.server';
import { beating, lasting, mostLines } from '$lib/live/lines.server';
import { db } from '$lib/server/db/client';
import { courseModule, screenLink } from '$lib/server/db/schema';
import { aPerson, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aDebate,
	debateNow as now,
	goes,
	moves,
	opened,
	type BuiltDebate
} from '../support/debates';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let student: Actor;
let reader: Actor;
let built: BuiltDebate;

beforeEach(async () => {
	course = await aClass();
	student = await aStudent(course);
	reader = await aStudent(course);
	built = await aDebate(course, { places: [{ actor: course.instructor, role: 'chair' }] });
	await opened(built);
	await goes(built, 'floor');
	vi.useFakeTimers({ now, toFake: ['setInterval', 'clearInterval', 'Date'] });
});

afterEach(() => {
	vi.useRealTimers();
});

/** What a page hears, message by message. */
class Page {
	readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
	#heard: string[] = [];

	constructor(stream: ReadableStream<Uint8Array> | null) {
		if (!stream) throw new Error('There were too many.');
		this.#reader = stream.getReader();
	}

	/** The next message that is no sign of life; null when the line has ended. */
	async next(): Promise<string | null> {
		for (;;) {
			const message = this.#heard.shift();
			if (message === undefined) {
				const { done, value } = await this.#reader.read();
				if (done) return null;
				this.#heard = new TextDecoder().decode(value).split('\n\n').filter(Boolean);
			} else if (!message.includes('event: beat')) return message;
		}
	}

	async event(): Promise<Told> {
		const message = await this.next();
		const [, id, data = ''] = /^id: (\d+)\ndata: (.*)$/.exec(message ?? '') ?? [];
		const told = JSON.parse(data) as Told;
		expect(told.seq).toBe(Number(id));
		return told;
	}

	leave(): Promise<void> {
		return this.#reader.cancel();
	}
}

const byNow = (actor: Actor) => async () =>
	(await actorFor(personOf(actor).id, course.slug)) ?? visitor();

async function following(after: number | null = 2, actor = reader, again = byNow(actor)) {
	return new Page(await followDebate(actor, built.address, after, again, now));
}

const asksFloor = (actor = student) => moves(actor, built, { kind: 'ask-floor' });

describe('a page that follows a debate', () => {
	it('hears every event once, in order, with names, as pages load it', async () => {
		const pages = [await following(), await following(0), await following()];
		await asksFloor();
		await asksFloor(reader);
		const all = await toldAfter(await debateHere(reader, built.address, now), 0);
		expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
		for (const [i, page] of pages.entries())
			for (const told of i === 1 ? all : all.slice(2)) expect(await page.event()).toEqual(told);
		for (const page of pages) await page.leave();
	});

	it('hears words, and that they are gone: nothing is told of them again', async () => {
		const page = await following();
		await moves(built.chair, built, { kind: 'argue', c: 0, phase: 5, row: 1 }, 'A rude word.');
		expect(await page.event()).toMatchObject({ words: { 1: { body: 'A rude word.' } } });
		await moves(built.chair, built, { kind: 'hide', c: 1, on: true });
		expect(await page.event()).toMatchObject({ kind: 'hidden', data: { c: 1 } });
		await page.leave();
		const late = await following(0);
		for (let seq = 1; seq <= 4; seq++)
			expect(JSON.stringify(await late.event())).not.toMatch(/rude/);
		await late.leave();
	});

	it('goes on after the event it knows, and asks anew when that is none of this debate', async () => {
		await asksFloor();
		const back = await following(3);
		expect((await back.event()).seq).toBe(4);
		await back.leave();
		for (const unknown of [null, 99]) {
			const page = await following(unknown);
			expect(await page.next()).toBe('event: reload\ndata: 4');
			await page.leave();
		}
		const here = await debateHere(reader, built.address, now);
		expect(await answerAfter(here, 3)).toMatchObject({ told: [{ seq: 4 }] });
		expect(await answerAfter(here, 99)).toMatchObject({ told: [], reload: true });
	});

	it('reads what it may have missed when the line between servers was down', async () => {
		const page = await following();
		await asksFloor();
		expect((await page.event()).seq).toBe(3);
		// A notice of what is known already, and one that is too early, tell nothing.
		publish(`debate:${built.id}`, 2);
		publish(`debate:${built.id}`, 40);
		await asksFloor(reader);
		expect([(await page.event()).seq, (await page.event()).seq, (await page.event()).seq]).toEqual([
			4, 5, 6
		]);
		await page.leave();
	});
});

describe('a line ends', () => {
	it('after a while, by itself', async () => {
		const page = await following();
		for (let passed = 0; passed <= lasting; passed += beating) vi.advanceTimersByTime(beating);
		expect(await page.next()).toBeNull();
	});

	it('with the next sign of life, once its reader has left the course', async () => {
		const page = await following();
		await removePerson(course.instructor, membershipOf(reader).enrolmentId, now);
		vi.advanceTimersByTime(beating);
		expect(await page.next()).toBeNull();
	});

	it('once the module is hidden from its reader', async () => {
		const page = await following();
		await db()
			.update(courseModule)
			.set({ visible: false })
			.where(eq(courseModule.id, built.moduleId));
		vi.advanceTimersByTime(beating);
		expect(await page.next()).toBeNull();
	});

	it('with its reader, who has a few at once and no more', async () => {
		const pages: Page[] = [];
		for (let i = 0; i < mostLines; i++) pages.push(await following());
		const oneMore = () => followDebate(reader, built.address, 2, byNow(reader), now);
		expect(await oneMore()).toBeNull();
		await pages.pop()?.leave();
		pages.push(new Page(await oneMore()));
		for (const page of pages) await page.leave();
	});
});

describe('the screen of a room', () => {
	const addressOf = () => ({ ...built.address, courseSlug: course.slug });

	async function aKey(): Promise<string> {
		const { path } = await makeScreenLink(course.instructor, built.address, now);
		expect(path).toContain(`/debates/${built.address.debateSlug}/screen?key=`);
		return path.split('key=')[1] ?? '';
	}

	it('is shown to whoever has its link, who can do nothing', async () => {
		const key = await aKey();
		const here = await screenFor(visitor(), addressOf(), key, now);
		if (!here) throw new Error('The link does not work.');
		const live = await liveOnScreen(here, now);
		expect(live.told).toHaveLength(2);
		expect(Object.values(live.may).some(Boolean)).toBe(false);
		const again = () => Promise.resolve(visitor());
		const stream = await followScreen(visitor(), here, addressOf(), key, 2, again);
		const page = new Page(stream);
		await asksFloor();
		expect((await page.event()).seq).toBe(3);
		const [link] = await screenLinks(course.instructor, built.address, now);
		await revokeScreenLink(course.instructor, built.address, link?.id ?? '', now);
		vi.advanceTimersByTime(beating);
		expect((await page.event()).seq).toBe(4);
		expect(await page.next()).toBeNull();
	});

	it('is not shown with a key that is made up, of another debate, over or taken back', async () => {
		const key = await aKey();
		const stranger = await aPerson();
		const look = (actor: Actor, given: string | null, at = now) =>
			screenFor(actor, addressOf(), given, at);
		for (const actor of [visitor(), stranger])
			for (const given of [null, '', 'x', `${key}x`]) expect(await look(actor, given)).toBeNull();
		const elsewhere = { ...addressOf(), debateSlug: 'another' };
		expect(await screenFor(visitor(), elsewhere, key, now)).toBeNull();
		expect(await look(visitor(), key)).not.toBeNull();
		expect(await look(visitor(), key, new Date(now.getTime() + lifeOfLink))).toBeNull();
		const [row] = await db().select().from(screenLink).where(eq(screenLink.debateId, built.id));
		expect(JSON.stringify(row)).not.toContain(key);
	});

	it('is for members without a link; links are the chair’s to make, list and take back', async () => {
		expect(await screenFor(reader, addressOf(), null, now)).toMatchObject({ linkId: null });
		const refused = { status: 403 };
		await expect(makeScreenLink(reader, built.address, now)).rejects.toMatchObject(refused);
		await expect(screenLinks(reader, built.address, now)).rejects.toMatchObject(refused);
		await expect(revokeScreenLink(reader, built.address, 'x', now)).rejects.toMatchObject(refused);
	});
});
