import { describe, expect, it } from 'vitest';
import type { Side } from '$lib/positions/position';
import {
	askedOf,
	gaveEnough,
	lacks,
	nextFor,
	noReviewers,
	reviewersOf,
	type Had,
	type Reviewer,
	type Waiting
} from './allocating';

const waiting = (id: string, side: Side, over: Partial<Waiting> = {}): Waiting => ({
	id,
	enrolmentId: `writer of ${id}`,
	side,
	since: 0,
	...over,
	reviewers: over.reviewers ?? noReviewers()
});

const reviewer = (side: Side, over: Partial<Reviewer> = {}): Reviewer => ({
	enrolmentId: 'me',
	side,
	had: new Map(),
	reviewedBy: new Set(),
	...over
});

const had = (...entries: [string, Had][]) => new Map(entries);

describe('the next position', () => {
	it('is never one’s own, and never one reviewed or held already', () => {
		const pool = [
			waiting('own', 'for', { enrolmentId: 'me' }),
			waiting('given', 'for'),
			waiting('held', 'for')
		];
		expect(
			nextFor(reviewer('for', { had: had(['given', 'given'], ['held', 'held']) }), pool, 2)
		).toBe(null);
	});

	it('is the one with the fewest reviewers, and of those the oldest', () => {
		const pool = [
			waiting('full', 'for', { since: 1, reviewers: { for: 1, against: 1, between: 0 } }),
			waiting('one', 'for', { since: 2, reviewers: { for: 0, against: 1, between: 0 } }),
			waiting('young', 'for', { since: 9 }),
			waiting('old', 'for', { since: 3 })
		];
		expect(nextFor(reviewer('for'), pool, 2)).toEqual({ id: 'old', isExtra: false });
	});

	it('lacks a reviewer of this side: of its own or of another', () => {
		const pool = [
			waiting('has own', 'for', { since: 1, reviewers: { for: 1, against: 0, between: 0 } }),
			waiting('has other', 'for', { since: 2, reviewers: { for: 0, against: 1, between: 0 } })
		];
		expect(nextFor(reviewer('for'), pool, 2)?.id).toBe('has other');
		expect(nextFor(reviewer('against'), pool, 2)?.id).toBe('has own');
		expect(nextFor(reviewer('between'), pool, 2)?.id).toBe('has own');
	});

	it('goes on when only reviewers of one side are there', () => {
		const pool = [waiting('p', 'for', { reviewers: { for: 1, against: 0, between: 0 } })];
		expect(nextFor(reviewer('for'), pool, 2)).toEqual({ id: 'p', isExtra: false });
	});

	it('is not of whoever reviews this one’s own, while another waits', () => {
		const pool = [
			waiting('mutual', 'for', { since: 1 }),
			waiting('other', 'for', { since: 2, reviewers: { for: 0, against: 1, between: 0 } })
		];
		const me = reviewer('for', { reviewedBy: new Set(['writer of mutual']) });
		expect(nextFor(me, pool, 2)?.id).toBe('other');
		expect(nextFor(me, pool.slice(0, 1), 2)?.id).toBe('mutual');
	});

	it('is beyond what was to be received only when nothing waits', () => {
		const full = waiting('full', 'for', { reviewers: { for: 1, against: 1, between: 0 } });
		expect(nextFor(reviewer('for'), [full], 2)).toEqual({ id: 'full', isExtra: true });
		expect(nextFor(reviewer('for'), [full], 2, true)).toBe(null);
		expect(nextFor(reviewer('for'), [full, waiting('late', 'for')], 2, true)?.id).toBe('late');
	});

	it('is one let go or let pass only when nothing else is there', () => {
		const pool = [
			waiting('let go', 'for'),
			waiting('full', 'for', { reviewers: { for: 1, against: 1, between: 0 } })
		];
		const me = reviewer('for', { had: had(['let go', 'withdrawn']) });
		expect(nextFor(me, pool, 2)?.id).toBe('full');
		expect(nextFor(me, pool.slice(0, 1), 2)?.id).toBe('let go');
	});
});

describe('what is asked', () => {
	it('shrinks to what a small class can give', () => {
		expect([3, 2, 1, 0].map((others) => askedOf(2, others))).toEqual([2, 2, 1, 0]);
	});

	it('opens what one received once it is given, also when the class was smaller then', () => {
		const at = (n: number) => new Date(n);
		expect(gaveEnough(2, [at(5), at(6)], [])).toBe(true);
		expect(gaveEnough(2, [at(5)], [at(1), at(2)])).toBe(false);
		// Only one other was there; whoever comes later closes nothing.
		expect(gaveEnough(2, [at(5)], [at(1), at(9), at(9)])).toBe(true);
		expect(gaveEnough(3, [at(5), at(7)], [at(1), at(6), at(6), at(6)])).toBe(true);
		expect(gaveEnough(2, [], [at(1)])).toBe(false);
	});
});

// A class as a simulation: people submit, take, give, let pass, drop out and come late, at random.

interface Person {
	id: string;
	side: Side;
	arrives: number;
	/** How likely they let a position pass instead of reviewing it. */
	lapses: number;
	leavesAt: number;
}

/** A small generator with a seed, so that a failure can be had again. */
function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

interface Review {
	by: string;
	of: string;
	state: Had;
	wasExtra: boolean;
	/** Somebody of this side was lacking there, or at no position that could be had. */
	fitted: boolean;
}

interface Outcome {
	people: Person[];
	reviews: Review[];
	/** People who were there, wanted to give, and were given nothing though less than asked. */
	starved: string[];
	rounds: number;
}

function simulate(
	size: number,
	seed: number,
	{ lapses = 0.1, dropOuts = 0.1, late = 0.2, receives = 2, gives = 2 } = {}
): Outcome {
	const random = randomFrom(seed);
	const people = Array.from({ length: size }, (_, i): Person => {
		const r = random();
		return {
			id: `p${i}`,
			side: r < 0.45 ? 'for' : r < 0.9 ? 'against' : 'between',
			arrives: random() < late ? 60 + random() * 30 : random() * 50,
			lapses: random() < lapses * 2 ? 0.5 : 0,
			leavesAt: random() < dropOuts ? random() * 100 : Infinity
		};
	});
	const reviews: Review[] = [];
	const byId = new Map(people.map((p) => [p.id, p]));
	const live = (r: Review) => r.state === 'given' || r.state === 'held';
	const isHere = (p: Person, at: number) => p.arrives <= at && p.leavesAt > at;
	const poolAt = (at: number): Waiting[] => {
		const here = people.filter((p) => isHere(p, at));
		const pool = new Map(
			here.map((p) => [p.id, waiting(p.id, p.side, { enrolmentId: p.id, since: p.arrives })])
		);
		for (const r of reviews) {
			const position = pool.get(r.of);
			if (position && live(r)) position.reviewers[byId.get(r.by)?.side ?? 'for']++;
		}
		return [...pool.values()];
	};
	const reviewerOf = (p: Person): Reviewer => ({
		enrolmentId: p.id,
		side: p.side,
		had: new Map(reviews.filter((r) => r.by === p.id).map((r) => [r.of, r.state])),
		reviewedBy: new Set(reviews.filter((r) => r.of === p.id && live(r)).map((r) => r.by))
	});
	const take = (p: Person, at: number, wantsMore: boolean): Review | null => {
		const pool = poolAt(at);
		const me = reviewerOf(p);
		const next = nextFor(me, pool, receives, wantsMore);
		if (!next) return null;
		const could = pool.some(
			(w) =>
				w.id !== p.id &&
				!me.had.has(w.id) &&
				reviewersOf(w) < receives &&
				lacks(w, p.side, receives)
		);
		const chosen = pool.find((w) => w.id === next.id);
		const fitted = !could || (chosen !== undefined && lacks(chosen, p.side, receives));
		const again = reviews.findIndex((r) => r.by === p.id && r.of === next.id);
		if (again >= 0) reviews.splice(again, 1);
		const review: Review = { by: p.id, of: next.id, state: 'held', wasExtra: next.isExtra, fitted };
		reviews.push(review);
		return review;
	};
	let rounds = 0;
	const act = (p: Person, at: number) => {
		if (!isHere(p, at)) return;
		const own = reviews.filter((r) => r.by === p.id);
		const held = own.find((r) => r.state === 'held');
		if (held) {
			held.state = random() < p.lapses ? 'lapsed' : 'given';
			if (held.state === 'lapsed') p.lapses /= 2;
			return;
		}
		if (own.filter((r) => r.state === 'given').length < gives) take(p, at, false);
	};
	for (let at = 0; at < 120; at++) {
		rounds++;
		for (const p of people) if (random() < 0.3) act(p, at);
	}
	// The last evening: whoever is here finishes; what still waits finds somebody who gives one more.
	for (const r of reviews)
		if (r.state === 'held' && !isHere(byId.get(r.by) as Person, 1000)) r.state = 'lapsed';
	for (let moved = true; moved && rounds < 10_000; rounds++) {
		moved = false;
		for (const p of people.filter((one) => isHere(one, 1000))) {
			const own = reviews.filter((r) => r.by === p.id);
			const held = own.find((r) => r.state === 'held');
			if (held) held.state = 'given';
			const given = own.filter((r) => r.state === 'given').length;
			if (held || take(p, 1000, given >= gives) !== null) moved = true;
		}
	}
	const here = people.filter((p) => isHere(p, 1000));
	const starved = here
		.filter((p) => {
			const given = reviews.filter((r) => r.by === p.id && r.state === 'given').length;
			return given < askedOf(gives, here.length - 1);
		})
		.map((p) => p.id);
	return { people, reviews, starved, rounds };
}

describe.each([1, 2, 3, 7, 30])('a class of %i', (size) => {
	const seeds = Array.from({ length: size > 7 ? 6 : 25 }, (_, i) => i + size);

	it('ends; everybody here can give what is asked, and nobody reads one twice or their own', () => {
		for (const seed of seeds) {
			const { reviews, starved, rounds } = simulate(size, seed);
			expect(rounds).toBeLessThan(10_000);
			expect(starved).toEqual([]);
			const pairs = reviews.map((r) => `${r.by} ${r.of}`);
			expect(new Set(pairs).size).toBe(pairs.length);
			expect(reviews.filter((r) => r.by === r.of)).toEqual([]);
		}
	});

	it('gives every position its number, or as many as there are classmates', () => {
		for (const seed of seeds) {
			const { people, reviews } = simulate(size, seed);
			const here = people.filter((p) => p.leavesAt > 1000);
			for (const p of here) {
				const received = reviews.filter((r) => r.of === p.id && r.state === 'given').length;
				expect(received).toBeGreaterThanOrEqual(Math.min(2, here.length - 1));
			}
		}
	});

	it('sends a reviewer where their side is lacking whenever there is such a place', () => {
		for (const seed of seeds)
			expect(simulate(size, seed).reviews.filter((r) => !r.fitted)).toEqual([]);
	});
});

describe('a class of 300', () => {
	it('finishes with lapses, drop-outs and late joiners, and most are read from both sides', () => {
		const { people, reviews, starved } = simulate(300, 11);
		expect(starved).toEqual([]);
		const here = people.filter((p) => p.leavesAt > 1000);
		const byId = new Map(people.map((p) => [p.id, p.side]));
		const received = here.map((p) => ({
			side: p.side,
			by: reviews
				.filter((r) => r.of === p.id && r.state === 'given')
				.map((r) => byId.get(r.by) === p.side)
		}));
		expect(received.filter(({ by }) => by.length < 2)).toEqual([]);
		const decided = received.filter(({ side }) => side !== 'between');
		const mixed = decided.filter(({ by }) => by.includes(true) && by.includes(false));
		expect(mixed.length / decided.length).toBeGreaterThan(0.8);
	});

	it('avoids that two review each other', () => {
		const { reviews } = simulate(300, 12, { lapses: 0, dropOuts: 0, late: 0 });
		const pairs = new Set(reviews.map((r) => `${r.by} ${r.of}`));
		const mutual = reviews.filter((r) => pairs.has(`${r.of} ${r.by}`));
		expect(mutual.length).toBeLessThan(reviews.length / 20);
	});
});

describe('a class of two sides alike', () => {
	it('is read by one of each side nearly everywhere, without anybody giving more', () => {
		const people = Array.from({ length: 40 }, (_, i) => ({
			id: `p${i}`,
			side: i % 2 === 0 ? ('for' as const) : ('against' as const)
		}));
		const pool: Waiting[] = people.map((p, i) =>
			waiting(p.id, p.side, { enrolmentId: p.id, since: i })
		);
		const done = new Map(people.map((p) => [p.id, new Map<string, Had>()]));
		for (let round = 0; round < 2; round++)
			for (const { id, side } of people) {
				const next = nextFor(
					{ enrolmentId: id, side, had: done.get(id) ?? new Map(), reviewedBy: new Set() },
					pool,
					2
				);
				const position = pool.find((p) => p.id === next?.id);
				if (!position) continue;
				position.reviewers[side]++;
				done.get(id)?.set(position.id, 'given');
			}
		expect(pool.filter((p) => reviewersOf(p) < 2)).toEqual([]);
		const mixed = pool.filter(({ reviewers }) => reviewers.for === 1 && reviewers.against === 1);
		expect(mixed.length).toBeGreaterThanOrEqual(36);
	});
});
