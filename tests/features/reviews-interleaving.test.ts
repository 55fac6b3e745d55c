/*
 * Two markers and an instructor in hundreds of random turns over a few positions: whatever comes
 * between, each sheet holds what was last taken for its own position, and a refusal changes nothing.
 */
import { and, asc, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { removePerson, restorePerson } from '$lib/courses/people.server';
import { markReady, returnSheet, saveSheet, type WrittenSheet } from '$lib/reviews/marking.server';
import { queueFilter } from '$lib/reviews/queue';
import { release } from '$lib/reviews/releasing.server';
import { isSameWriting, type SheetWriting } from '$lib/reviews/review';
import { rubricToEdit, saveRubric } from '$lib/reviews/rubrics.server';
import { sheetFor } from '$lib/reviews/sheet.server';
import { db } from '$lib/server/db/client';
import { review, reviewHistory } from '$lib/server/db/schema';
import { anAssistant } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, everyLevel, submit, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const slug = 'hard-state-soft-state';
const all = queueFilter(new URLSearchParams());
const turns = 400;
const writers = 5;

/** Always the same numbers from 0 to 1 for a seed (mulberry32). */
function drawing(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** What a marker's browser shows. */
interface Tab {
	positionId: string;
	number: number;
	version: number;
	stamp: string;
}

interface Marker {
	name: string;
	actor: Actor;
	tab: Tab | null;
	/** The position before, whose words may still be on their way. */
	before: Tab | null;
}

type Kept = typeof review.$inferSelect;
const keyOf = (of: { positionId: string; number: number }) => `${of.positionId}/${of.number}`;
const acts = { save: saveSheet, ready: markReady, return: returnSheet };

class Room {
	readonly draw: () => number;
	/** By position and version: what was taken last, and by whom. */
	readonly taken = new Map<string, { writing: SheetWriting; by: string; version: number }>();
	readonly seen = { taken: 0, refused: 0, conflicts: 0, released: 0, rubrics: 0, revised: 0 };
	#words = 0;
	#moment = 0;

	constructor(
		readonly course: Class,
		readonly positions: { student: Actor; id: string }[],
		readonly markers: Marker[],
		seed: number
	) {
		this.draw = drawing(seed);
	}

	pick<Item>(of: readonly Item[]): Item {
		const item = of[Math.floor(this.draw() * of.length)];
		if (item === undefined) throw new Error('nothing to pick from');
		return item;
	}

	moment(): Date {
		this.#moment += 1;
		return new Date(now.getTime() + this.#moment * 1000);
	}

	async sheets(): Promise<Map<string, Kept>> {
		const rows = await db().select().from(review).where(eq(review.courseId, this.course.courseId));
		return new Map(
			rows.map((row) => [keyOf({ positionId: row.positionId, number: row.positionNumber }), row])
		);
	}

	/** Opened, or fetched ahead. */
	async go(marker: Marker): Promise<void> {
		const { id } = this.pick(this.positions);
		const isShown = this.draw() < 0.7;
		const page = await sheetFor(marker.actor, slug, id, all, this.moment(), isShown).catch(
			() => null
		);
		if (!page) return;
		marker.before = marker.tab;
		marker.tab = {
			positionId: id,
			number: page.version.number,
			version: page.sheet.version,
			stamp: page.stamp
		};
	}

	/** Words that name their marker and their position. */
	written(marker: Marker, tab: Tab): WrittenSheet {
		this.#words += 1;
		const words = `${marker.name} on ${keyOf(tab)}, ${this.#words}`;
		const some = Object.entries(everyLevel).filter(() => this.draw() < 0.9);
		return {
			...tab,
			rubric: tab.stamp,
			levels: Object.fromEntries(some.map(([key]) => [key, 1 + Math.floor(this.draw() * 4)])),
			comments: this.draw() < 0.5 ? { thesis: words } : {},
			overall: words,
			pins:
				this.draw() < 0.3
					? [{ id: `p${this.#words}`, field: 'thesis', start: 0, end: 6, comment: words }]
					: []
		};
	}

	async write(marker: Marker): Promise<void> {
		const isLate = marker.before !== null && this.draw() < 0.25;
		const tab = isLate ? marker.before : marker.tab;
		if (!tab) return;
		const written = this.written(marker, tab);
		const act = this.pick(['save', 'save', 'save', 'ready', 'ready', 'return'] as const);
		const result = await acts[act](marker.actor, written, this.moment());
		const { levels, comments, overall, pins } = written;
		if (!result.ok && result.reason !== 'incomplete' && result.reason !== 'no-comment') {
			this.seen.refused += 1;
			if (result.reason === 'conflict') this.seen.conflicts += 1;
			return;
		}
		this.seen.taken += 1;
		tab.version = result.version;
		const known = this.taken.get(keyOf(tab));
		if (known && known.version > result.version) return;
		const writing = { levels, comments, overall, pins };
		this.taken.set(keyOf(tab), { writing, by: marker.name, version: result.version });
	}

	async other(): Promise<void> {
		const { course } = this;
		const what = this.draw();
		const { student } = this.pick(this.positions);
		if (what < 0.3) {
			// At the same moment somebody may be writing on one of them.
			const [done] = await Promise.all([
				release(course.instructor, slug, 'all', this.moment()),
				this.write(this.pick(this.markers))
			]);
			this.seen.released += done.released;
		} else if (what < 0.5) {
			const { body, stamp } = await rubricToEdit(course.instructor, slug);
			if (!body) return;
			const title = { en: `Rubric, as of turn ${this.#moment}` };
			await saveRubric(course.instructor, slug, { body: { ...body, title }, stamp }, this.moment());
			this.seen.rubrics += 1;
		} else if (what < 0.8) {
			await submit(student, this.moment(), `Courts first, ${this.#moment}.`).then(
				() => (this.seen.revised += 1),
				() => undefined
			);
		} else {
			const { enrolmentId = '' } = student.membership ?? {};
			await removePerson(course.instructor, enrolmentId, this.moment());
			for (const marker of this.markers) await this.write(marker);
			await restorePerson(course.instructor, enrolmentId, this.moment());
		}
	}

	async turn(): Promise<void> {
		const what = this.draw();
		if (what < 0.3) await this.go(this.pick(this.markers));
		else if (what < 0.75) await this.write(this.pick(this.markers));
		else if (what < 0.85) await Promise.all(this.markers.map((marker) => this.write(marker)));
		else await this.other();
	}

	/** Every sheet holds exactly what was last taken for it, and says who wrote it. */
	async check(): Promise<void> {
		const sheets = await this.sheets();
		for (const [key, { writing, version }] of this.taken) {
			const row = sheets.get(key);
			const holds = row !== undefined && isSameWriting(row, writing) && row.version >= version;
			if (!holds) expect(row, key).toMatchObject(writing);
			expect(writing.overall).toContain(` on ${key}, `);
		}
		for (const [key, row] of sheets)
			if (!this.taken.has(key)) expect(row, key).toMatchObject({ levels: {}, overall: '' });
	}
}

describe('two markers in whatever order', () => {
	let room: Room;
	beforeAll(async () => {
		const course = await aClass();
		const second = await anAssistant(course, { name: 'Assistant Bushra' });
		const positions = [];
		for (let i = 0; i < writers; i += 1) positions.push(await aWriter(course));
		const markers = [
			{ name: 'Asad', actor: course.assistant, tab: null, before: null },
			{ name: 'Bushra', actor: second, tab: null, before: null }
		];
		room = new Room(course, positions, markers, 20_261_102);
	});

	it('never write on another student’s sheet, and never lose what was taken', async () => {
		for (let i = 0; i < turns; i += 1) {
			await room.turn();
			await room.check();
		}
		// The turns did come to what they are about.
		expect(Object.entries(room.seen).filter(([, n]) => n === 0)).toEqual([]);
	}, 120_000);

	it('leave a history in which the last state of every sheet is what it holds', async () => {
		const sheets = [...(await room.sheets()).values()].filter((row) => row.version > 0);
		expect(sheets.length).toBeGreaterThan(0);
		for (const row of sheets) {
			const states = await db()
				.select()
				.from(reviewHistory)
				.where(and(eq(reviewHistory.courseId, row.courseId), eq(reviewHistory.reviewId, row.id)))
				.orderBy(asc(reviewHistory.version));
			expect(states.map((s) => s.version)).toEqual(states.map((_, i) => i + 1));
			const last = states.at(-1);
			expect(last && isSameWriting(last, row)).toBe(true);
			expect(last).toMatchObject({ version: row.version, state: row.state });
		}
	});
});
