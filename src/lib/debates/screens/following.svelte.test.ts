import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventBody, Told } from '../debate';
import { usualSettings } from '../debate';
import { oxford } from '../formats/oxford';
import { Following } from './following.svelte';
import type { Answer, Hears, Line, Posted } from './line';

// Its own reading of answers needs an application that runs.
vi.mock('$app/forms', () => ({ deserialize: (text: string) => JSON.parse(text) as unknown }));

const rules = { format: oxford, settings: usualSettings };
const seat = (who: number, team: string | null) => ({
	who,
	role: team ? ('speaker' as const) : ('chair' as const),
	team,
	speaker: team ? '1' : null,
	notes: false
});
const bodies: EventBody[] = [
	{ kind: 'opened', data: { mode: 'spoken', seats: [seat(1, null), seat(2, 'for')] } },
	{ kind: 'phase', data: { index: 0, dueAt: null } },
	{ kind: 'phase', data: { index: 1, dueAt: null } },
	{ kind: 'started', data: {} },
	{ kind: 'paused', data: {} },
	{ kind: 'asked-floor', data: { who: 2 } }
];
/** The log of one debate as the server has it. */
let log: Told[] = [];
/** Whether the server can be reached, and what it was asked. */
let isThere = true;
let isGone = false;
let asked: number[] = [];
let posts: [string, string][][] = [];
let answers: Posted[] = [];
let hears: Hears | null = null;

const told = (body: EventBody, seq: number): Told => ({
	...body,
	seq,
	at: 1_000_000 + seq * 1000,
	by: 1,
	...(seq === 1 ? { names: { 1: { en: 'Saima' }, 2: { en: 'Bilal' } } } : {})
});

const line: Line = {
	ask(after) {
		asked.push(after);
		if (isGone) return Promise.resolve('gone');
		const answer: Answer = { now: 5_000_000, told: log.slice(after) };
		return Promise.resolve(isThere ? answer : null);
	},
	listen(_after, heard) {
		hears = heard;
		heard.opened();
		return () => (hears = null);
	},
	post(entries) {
		posts.push(entries);
		return Promise.resolve(answers.shift() ?? { kind: 'unreachable' });
	}
};

const follow = (known = 0) =>
	new Following({ now: 5_000_000, told: log.slice(0, known), rules }, line);
const some = (...seqs: number[]) => seqs.map((seq) => log[seq - 1] as Told);

beforeEach(() => {
	log = bodies.map((body, i) => told(body, i + 1));
	isThere = true;
	isGone = false;
	asked = [];
	posts = [];
	answers = [];
	hears = null;
});

describe('following a debate', () => {
	it('shows the whole of it at once to whoever comes late', () => {
		const following = follow(6);
		expect(following.state.phase).toBe(1);
		expect(following.state.floor).toEqual([2]);
		expect(following.names[2]).toEqual({ en: 'Bilal' });
	});

	it('comes to the same state whatever the order in which events arrive', () => {
		const inOrder = follow(6);
		const following = follow(2);
		following.take(some(6, 4));
		following.take(some(3));
		following.take(some(5));
		expect(following.state).toEqual(inOrder.state);
	});

	it('counts an event once that arrives twice', () => {
		const following = follow(6);
		const before = following.state;
		following.take(some(6, 6, 3, 1));
		expect(following.state).toBe(before);
	});

	it('asks for what is missing, from where it stands', async () => {
		const following = follow(2);
		following.take(some(5));
		expect(following.state.seq).toBe(2);
		await vi.waitFor(() => expect(following.state.seq).toBe(6));
		expect(asked).toEqual([2]);
	});

	it('starts anew when the answer leaves a gap', async () => {
		const following = follow(2);
		const whole = line.ask;
		const holed = vi.spyOn(line, 'ask').mockImplementation((after) => {
			if (after === 0) return whole(0);
			return Promise.resolve({ now: 5_000_000, told: log.slice(4) });
		});
		following.take(some(6));
		await vi.waitFor(() => expect(following.state.seq).toBe(6));
		expect(holed.mock.calls.map(([after]) => after)).toEqual([2, 0]);
		holed.mockRestore();
	});

	it('keeps what it shows while the line is cut, says so, and catches up', async () => {
		const following = follow(4);
		isThere = false;
		await following.measure();
		expect(following.isLost).toBe(true);
		expect(following.state.seq).toBe(4);
		isThere = true;
		await following.measure();
		expect(following.isLost).toBe(false);
		expect(following.state.seq).toBe(6);
	});

	it('stops for whoever may not look any more', async () => {
		const following = follow(4);
		isGone = true;
		await following.measure();
		expect(following.isGone).toBe(true);
	});

	it('takes words away with the event that hides them', () => {
		const said: Told = { ...told({ kind: 'said', data: { c: 1, as: 'floor', to: null } }, 7) };
		said.words = { 1: { body: 'A word', lang: 'en', passages: [], version: 1 } };
		log.push(said, told({ kind: 'hidden', data: { c: 1 } }, 8));
		const following = follow(7);
		expect(following.words[1]?.body).toBe('A word');
		following.take(some(8));
		expect(following.words[1]).toBeUndefined();
	});

	it('reads everything again when somebody was erased', async () => {
		const said: Told = { ...told({ kind: 'said', data: { c: 1, as: 'floor', to: null } }, 7) };
		said.words = { 1: { body: 'A word', lang: 'en', passages: [], version: 1 } };
		log.push(said);
		const following = follow(7);
		log[6] = { ...said, words: {} };
		log.push(told({ kind: 'erased', data: { who: 2 } }, 8));
		following.take(some(8));
		await vi.waitFor(() => expect(following.words[1]).toBeUndefined());
	});
});

describe('a stream that says nothing', () => {
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => vi.useRealTimers());

	it('is made up for by asking every few seconds, after half a minute', async () => {
		const end = follow(4).start();
		await vi.advanceTimersByTimeAsync(29_000);
		const before = asked.length;
		await vi.advanceTimersByTimeAsync(21_000);
		expect(asked.length - before).toBe(4);
		hears?.beat(null);
		await vi.advanceTimersByTimeAsync(20_000);
		expect(asked.length - before).toBe(4);
		end();
	});

	it('and one that is refused by asking at once; it is tried again after a while', async () => {
		const end = follow(4).start();
		await vi.advanceTimersByTimeAsync(1000);
		hears?.closed();
		hears = null;
		const before = asked.length;
		await vi.advanceTimersByTimeAsync(20_000);
		expect(asked.length - before).toBe(4);
		expect(hears).toBeNull();
		await vi.advanceTimersByTimeAsync(20_000);
		expect(hears).not.toBeNull();
		end();
	});
});

describe('the time that a page shows', () => {
	it('is the server’s, however wrong the clock of the device is', async () => {
		const wrong = vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(1999, 0, 1));
		const following = follow(6);
		await following.measure();
		expect(Math.abs(following.now - 5_000_000)).toBeLessThan(1000);
		expect(wrong).not.toHaveBeenCalled();
		wrong.mockRestore();
	});

	it('is measured again when an event is later than now: the device slept', async () => {
		const following = follow(6);
		await following.measure();
		const end = following.start();
		await following.measure();
		const before = asked.length;
		hears?.told([{ ...told({ kind: 'resumed', data: {} }, 7), at: 9_000_000 }]);
		await vi.waitFor(() => expect(asked.length).toBeGreaterThan(before));
		end();
		expect(hears).toBeNull();
	});
});

describe('a move', () => {
	const key = (n: number) => posts[n]?.find(([name]) => name === 'key')?.[1];

	it('is sent again with the same key until it is answered', async () => {
		const following = follow(6);
		answers = [{ kind: 'unreachable' }, { kind: 'done', seq: 6, c: null }];
		const posted = await following.post({ kind: 'ask-floor' });
		expect(posted).toEqual({ kind: 'done', seq: 6, c: null });
		expect(posts).toHaveLength(2);
		expect(key(0)).toMatch(/^[0-9a-f]{24}$/);
		expect(key(1)).toBe(key(0));
	});

	it('has another key when it is made again', async () => {
		const following = follow(6);
		answers = [
			{ kind: 'done', seq: 6, c: null },
			{ kind: 'done', seq: 6, c: null }
		];
		await following.post({ kind: 'ask-floor' });
		await following.post({ kind: 'leave-floor' });
		expect(key(1)).not.toBe(key(0));
	});

	it('shows what it did even when the stream is slow', async () => {
		const following = follow(5);
		answers = [{ kind: 'done', seq: 6, c: null }];
		await following.post({ kind: 'ask-floor' });
		expect(following.state.floor).toEqual([2]);
	});

	it('that is refused says why, and the page shows what is so now', async () => {
		const following = follow(4);
		answers = [{ kind: 'refused', reason: 'stale', message: 'Another chair was faster.' }];
		await following.post({ kind: 'pause', seen: 4 });
		expect(following.refused?.reason).toBe('stale');
		expect(following.state.clock.pausedAt).not.toBeNull();
	});

	it('waits for the line no longer than its maker does', async () => {
		const following = follow(6);
		const posted = following.post({ kind: 'ask-floor' });
		await vi.waitFor(() => expect(following.isWaiting).toBe(true));
		following.giveUp();
		expect(await posted).toEqual({ kind: 'unreachable' });
		expect(following.sending).toBe(0);
	});
});
