/*
 * Notices between processes: what is heard, when, and what a listener that fails does to others.
 */
import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { publish, subscribe, type Hear } from '$lib/live/bus.server';
import { db, notices, transaction } from '$lib/server/db/client';
import { isPostgres } from '$lib/server/db/dialect';
import { newId } from '$lib/server/db/id';
import { job } from '$lib/server/db/schema';
import { enqueue, onJob, startJobs, stopJobs } from '$lib/server/jobs';
import { testDatabase } from '../support/database';

testDatabase();

const leaving: (() => void)[] = [];
afterEach(() => leaving.splice(0).forEach((leave) => leave()));

/** What a listener of the topic hears from now on; it listens already when this resolves. */
async function heardOn(topic: string): Promise<(number | null)[]> {
	const heard: (number | null)[] = [];
	leaving.push(subscribe(topic, (seq) => heard.push(seq)));
	publish(topic, -1);
	await vi.waitFor(() => {
		// Said again until the line stands: what was said before it does is not repeated.
		if (!heard.includes(-1)) publish(topic, -1);
		expect(heard).toContain(-1);
	}, 5000);
	await quiet(topic, heard);
	return heard;
}

/** Waits until everything that was said so far has come, and forgets it. */
async function quiet(topic: string, heard: (number | null)[]): Promise<void> {
	publish(topic, -2);
	await vi.waitFor(() => expect(heard.at(-1)).toBe(-2), 5000);
	heard.length = 0;
}

/** Everything that was said on the topic up to now. */
async function allOf(topic: string, heard: (number | null)[]): Promise<(number | null)[]> {
	publish(topic, -3);
	await vi.waitFor(() => expect(heard.at(-1)).toBe(-3), 5000);
	return heard.slice(0, -1);
}

describe('a notice', () => {
	it('comes to every listener of its topic, in order, and to no other', async () => {
		const [a, b, other] = [await heardOn('notes'), await heardOn('notes'), await heardOn('else')];
		a.length = 0;
		for (const seq of [1, 2, 3]) publish('notes', seq);
		expect(await allOf('notes', a)).toEqual([1, 2, 3]);
		expect(b.filter((seq) => seq !== null && seq > 0)).toEqual([1, 2, 3]);
		expect(other).toEqual([]);
	});

	it('is no longer heard by whoever left', async () => {
		const heard: (number | null)[] = [];
		const leave = subscribe('notes', (seq) => heard.push(seq));
		const stays = await heardOn('notes');
		leave();
		heard.length = 0;
		publish('notes', 4);
		expect(await allOf('notes', stays)).toEqual([4]);
		expect(heard).toEqual([]);
	});

	it('comes when its transaction has committed, not before', async () => {
		const heard = await heardOn('notes');
		await transaction(async (tx) => {
			publish('notes', 5);
			await tx.select({ id: job.id }).from(job).limit(1);
			expect(heard).toEqual([]);
		});
		expect(await allOf('notes', heard)).toEqual([5]);
	});

	it('never comes from a transaction that is undone', async () => {
		const heard = await heardOn('notes');
		const no = new Error('no');
		const undone = transaction(async () => {
			publish('notes', 6);
			throw no;
		});
		await expect(undone).rejects.toBe(no);
		expect(await allOf('notes', heard)).toEqual([]);
	});

	it('reaches the others when one listener throws', async () => {
		const fails: Hear = () => {
			throw new Error('a listener of this test fails');
		};
		leaving.push(subscribe('notes', fails));
		const heard = await heardOn('notes');
		publish('notes', 7);
		expect(await allOf('notes', heard)).toEqual([7]);
	});

	it.each([
		['a sentence as a topic', 'what somebody wrote', 1],
		['a long topic', `debate:${'x'.repeat(200)}`, 1],
		['no topic', '', 1],
		['a broken number', 'notes', 1.5],
		['no number', 'notes', Number.NaN]
	])('is refused with %s', (_what, topic, seq) => {
		expect(() => publish(topic, seq)).toThrow();
	});
});

// SQLite has one process: nothing comes from outside, and no line can break.
if (isPostgres)
	describe('between processes', () => {
		it('what is no notice of ours is passed over', async () => {
			const heard = await heardOn('notes');
			const foreign = ['', 'notes', 'notes x', 'notes 1e9', `notes ${'9'.repeat(30)}`, '\n'];
			await notices()?.notify([...foreign, 'notes 8']);
			expect(await allOf('notes', heard)).toEqual([8]);
		});

		it('a listener is told to read again when the line was lost', async () => {
			const heard = await heardOn('notes');
			const [cut] = await db()
				.select({ done: sql<boolean>`pg_terminate_backend(pid)` })
				.from(sql`pg_stat_activity`)
				.where(sql`datname = current_database() and query ilike 'listen %'`);
			expect(cut?.done).toBe(true);
			await vi.waitFor(() => expect(heard).toContain(null), 10_000);
			heard.length = 0;
			publish('notes', 9);
			expect(await allOf('notes', heard)).toEqual([9]);
		});
	});

describe('a job that is due', () => {
	const done: string[] = [];
	onJob('test.done', ({ payload }) => {
		done.push(String(payload.name));
		return Promise.resolve();
	});
	afterEach(() => stopJobs());

	it('runs at once, also when it was put down in a transaction and by another process', async () => {
		startJobs();
		const now = new Date(Date.now() - 1000);
		const [one, two] = [newId(), newId()];
		await enqueue({ kind: 'test.done', key: one, payload: { name: one }, runAt: now }, now);
		await transaction((tx) =>
			enqueue({ kind: 'test.done', key: two, payload: { name: two }, runAt: now }, now, tx)
		);
		// Sooner than the timer, which comes every five seconds.
		await vi.waitFor(() => expect(done).toEqual([one, two]), 4000);
	});

	it('is not begun by a process that stops', async () => {
		startJobs();
		await stopJobs();
		const now = new Date(Date.now() - 1000);
		const key = newId();
		await enqueue({ kind: 'test.done', key, payload: { name: key }, runAt: now }, now);
		const heard = await heardOn('jobs');
		expect(await allOf('jobs', heard)).toEqual([]);
		const [row] = await db().select().from(job).where(eq(job.key, key));
		expect(row).toMatchObject({ attempts: 0, doneAt: null });
	});
});
