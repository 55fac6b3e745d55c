import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
	imaginedField,
	imaginedIn,
	ownTotal,
	readPoints,
	totalOf,
	type Counted,
	type OwnPoints
} from './totals';

const item = (id: string, over: Partial<Counted> = {}): Counted => ({
	id,
	kind: 'set',
	most: 10,
	weight: 1,
	isDropped: false,
	...over
});
const from = (points: Record<string, number | null>) => (id: string) => points[id] ?? null;

describe('the total', () => {
	it('is the mean of the shares by weight, whatever the items are out of', () => {
		const items = [item('a'), item('b', { most: 24, weight: 3, kind: 'position' })];
		expect(totalOf(items, from({ a: 5, b: 18 }), 0).share).toBeCloseTo((0.5 + 3 * 0.75) / 4);
	});

	it('is none while nothing counts', () => {
		const items = [
			item('a', { isDropped: true }),
			item('b', { weight: 0 }),
			item('c', { most: 0 })
		];
		expect(totalOf(items, from({ a: 5, b: 5, c: 0 }), 2)).toEqual({ share: null, lowest: [] });
		expect(totalOf([item('a')], from({}), 0).share).toBeNull();
	});

	it('leaves out what has no points, and counts a zero', () => {
		const items = [item('a'), item('b')];
		expect(totalOf(items, from({ a: 8 }), 0).share).toBe(0.8);
		expect(totalOf(items, from({ a: 8, b: 0 }), 0).share).toBe(0.4);
	});

	it('leaves out the lowest sets in proportion, and no other kind', () => {
		const items = [item('a', { most: 100 }), item('b'), item('c'), item('p', { kind: 'position' })];
		const total = totalOf(items, from({ a: 30, b: 5, c: 9, p: 1 }), 1);
		expect(total.lowest).toEqual(['a']);
		expect(total.share).toBeCloseTo((0.5 + 0.9 + 0.1) / 3);
		expect(totalOf(items, from({ a: 30, b: 5, c: 9, p: 10 }), 2).lowest).toEqual(['a', 'b']);
	});

	it('leaves no set out where that would lower it, and never the last thing that counts', () => {
		const items = [item('a'), item('p', { kind: 'position' })];
		expect(totalOf(items, from({ a: 9, p: 2 }), 1)).toMatchObject({ lowest: [] });
		expect(totalOf([item('a')], from({ a: 1 }), 3)).toEqual({ share: 0.1, lowest: [] });
	});
});

/** Items with points, some of them without. */
const graded = fc.array(
	fc.record({
		kind: fc.constantFrom<Counted['kind'][]>('set', 'position', 'hand'),
		most: fc.integer({ min: 1, max: 40 }),
		weight: fc.integer({ min: 1, max: 5 }),
		isDropped: fc.boolean(),
		share: fc.option(fc.integer({ min: 0, max: 100 }))
	}),
	{ maxLength: 12 }
);
const drops = fc.integer({ min: 0, max: 4 });

const split = (rows: (Omit<Counted, 'id'> & { share: number | null })[]) => ({
	items: rows.map(({ share: _share, ...rest }, at) => ({ ...rest, id: String(at) })),
	points: (id: string) => {
		const row = rows[Number(id)];
		return row?.share == null ? null : (row.share / 100) * row.most;
	}
});

describe('whatever the grades are', () => {
	test('the total lies between the lowest and the highest share that counts', () => {
		fc.assert(
			fc.property(graded, drops, (rows, n) => {
				const { items, points } = split(rows);
				const shares = rows.flatMap((r) =>
					r.share === null || r.isDropped ? [] : [r.share / 100]
				);
				const { share } = totalOf(items, points, n);
				if (shares.length === 0) expect(share).toBeNull();
				else {
					expect(share).toBeGreaterThanOrEqual(Math.min(...shares) - 1e-9);
					expect(share).toBeLessThanOrEqual(Math.max(...shares) + 1e-9);
				}
			})
		);
	});

	test('only the proportion of the weights matters', () => {
		fc.assert(
			fc.property(graded, drops, fc.integer({ min: 2, max: 9 }), (rows, n, factor) => {
				const { items, points } = split(rows);
				const heavier = items.map((one) => ({ ...one, weight: one.weight * factor }));
				const a = totalOf(items, points, n);
				const b = totalOf(heavier, points, n);
				expect(b.share ?? -1).toBeCloseTo(a.share ?? -1, 9);
			})
		);
	});

	test('leaving out the lowest never lowers it', () => {
		fc.assert(
			fc.property(graded, drops, (rows, n) => {
				const { items, points } = split(rows);
				const all = totalOf(items, points, 0).share ?? 0;
				expect(totalOf(items, points, n).share ?? 0).toBeGreaterThanOrEqual(all - 1e-9);
			})
		);
	});

	test('excusing somebody from what is below their total never lowers it', () => {
		fc.assert(
			fc.property(graded, fc.nat(), (rows, pick) => {
				const { items, points } = split(rows);
				const { share } = totalOf(items, points, 0);
				const at = items[rows.length === 0 ? 0 : pick % rows.length];
				const own = at && points(at.id);
				if (share === null || !at || own === null || own === undefined || at.isDropped) return;
				if (own / at.most > share) return;
				const without = totalOf(items, (id) => (id === at.id ? null : points(id)), 0).share;
				expect(without ?? 1).toBeGreaterThanOrEqual(share - 1e-9);
			})
		);
	});

	test('more points never lower it while no set is left out', () => {
		fc.assert(
			fc.property(graded, fc.nat(), (rows, pick) => {
				const { items, points } = split(rows);
				const at = items[rows.length === 0 ? 0 : pick % rows.length];
				if (!at || points(at.id) === null) return;
				const better = (id: string) => (id === at.id ? at.most : points(id));
				expect(totalOf(items, better, 0).share ?? 0).toBeGreaterThanOrEqual(
					(totalOf(items, points, 0).share ?? 0) - 1e-9
				);
			})
		);
	});
});

describe('points as they are typed', () => {
	test.each([
		['7', 7],
		[' 7.5 ', 7.5],
		['0', 0],
		['.25', 0.25],
		['10', 10],
		['10.', 10]
	])('%s is %d', (typed, points) => {
		expect(readPoints(typed, 10)).toEqual({ ok: true, points });
	});

	test.each([
		['1e9', 'not-a-number'],
		['NaN', 'not-a-number'],
		['Infinity', 'not-a-number'],
		['=1+1', 'not-a-number'],
		['0x10', 'not-a-number'],
		['', 'not-a-number'],
		['7,5', 'comma'],
		['٧', 'not-a-number'],
		['-1', 'negative'],
		['- 1', 'negative'],
		['10.01', 'too-many'],
		['999999', 'too-many'],
		['10000000', 'not-a-number'],
		['7.125', 'decimals']
	])('%s is refused', (typed, reason) => {
		expect(readPoints(typed, 10)).toMatchObject({ ok: false, reason });
	});
});

describe('what a student imagines', () => {
	const own = (id: string, over: Partial<OwnPoints> = {}): OwnPoints => ({
		...item(id),
		points: 5,
		isExcused: false,
		...over
	});
	const grades = [own('a'), own('b', { points: null }), own('c', { isExcused: true })];
	const query = (pairs: Record<string, string>) =>
		new URLSearchParams(Object.entries(pairs).map(([id, text]) => [imaginedField(id), text]));

	it('counts instead of what is released, and for nothing else', () => {
		const imagined = imaginedIn(query({ a: '10', b: '10', c: '10', d: '10' }), grades);
		expect([...imagined]).toEqual([['a', 10]]);
		expect(ownTotal(grades, 0, imagined).share).toBe(1);
		expect(ownTotal(grades, 0, new Map([['b', 10]])).share).toBe(0.5);
	});

	it('is left as it is where it cannot be read', () => {
		for (const typed of ['NaN', '1e9', '-3', '11', ''])
			expect(ownTotal(grades, 0, imaginedIn(query({ a: typed }), grades)).share).toBe(0.5);
	});
});
