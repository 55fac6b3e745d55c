import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	bootstrapInterval,
	divisions,
	drawings,
	mean,
	mostDivisions,
	numbersFrom,
	permutationTest
} from './permutation';

/** Efron and Tibshirani (1993), table 2.1: survival of sixteen mice after surgery, in days. */
const treated = [94, 197, 16, 38, 99, 141, 23];
const untreated = [52, 104, 146, 10, 51, 30, 40, 27, 46];

/** Counted anew, by every pattern of bits. */
function byBits(a: number[], b: number[]): number {
	const all = [...a, ...b];
	const wanted = Math.abs(mean(a) - mean(b)) - 1e-9;
	let times = 0;
	let ways = 0;
	for (let bits = 0; bits < 2 ** all.length; bits++) {
		const first = all.filter((_, i) => (bits >> i) & 1);
		if (first.length !== a.length) continue;
		const second = all.filter((_, i) => !((bits >> i) & 1));
		ways++;
		if (Math.abs(mean(first) - mean(second)) >= wanted) times++;
	}
	return times / ways;
}

const marks = (least: number, most: number) =>
	fc.array(fc.integer({ min: 0, max: 24 }), { minLength: least, maxLength: most });

describe('the permutation test', () => {
	test('finds the difference of the published example, and twice about its one-sided level of 0.13', () => {
		const found = permutationTest(treated, untreated, 'mice');
		expect(found?.difference).toBeCloseTo(30.63, 2);
		expect(found?.isExact).toBe(true);
		expect(found?.among).toBe(11_440);
		expect(found?.p).toBeCloseTo(byBits(treated, untreated), 12);
		expect(found?.p).toBeGreaterThan(0.22);
		expect(found?.p).toBeLessThan(0.32);
	});

	test('of one, two, three against four, five, six only two of twenty divisions are as far apart', () => {
		expect(permutationTest([1, 2, 3], [4, 5, 6], 's')).toEqual({
			difference: -3,
			p: 0.1,
			isExact: true,
			among: 20
		});
	});

	test('is exact for small groups: the same as counting every pattern', () => {
		fc.assert(
			fc.property(marks(1, 5), marks(1, 5), (a, b) => {
				expect(permutationTest(a, b, 's')?.p).toBeCloseTo(byBits(a, b), 12);
			}),
			{ numRuns: 60 }
		);
	});

	test('swapping the groups turns the sign and nothing else where every division is tried', () => {
		fc.assert(
			fc.property(marks(1, 6), marks(1, 6), (a, b) => {
				const one = permutationTest(a, b, 's');
				const other = permutationTest(b, a, 's');
				expect(other?.difference).toBeCloseTo(-(one?.difference ?? 0), 12);
				expect(other?.p).toBeCloseTo(one?.p ?? 0, 12);
			})
		);
	});

	test('as many points for everybody change nothing, twice the points double the difference alone', () => {
		fc.assert(
			fc.property(marks(12, 16), marks(12, 16), fc.integer({ min: 1, max: 9 }), (a, b, more) => {
				const one = permutationTest(a, b, 's');
				const plus = (values: number[]) => values.map((v) => v + more);
				const twice = (values: number[]) => values.map((v) => v * 2);
				const shifted = permutationTest(plus(a), plus(b), 's');
				const doubled = permutationTest(twice(a), twice(b), 's');
				expect(shifted?.difference).toBeCloseTo(one?.difference ?? 0, 9);
				expect(shifted?.p).toBe(one?.p);
				expect(doubled?.difference).toBeCloseTo(2 * (one?.difference ?? 0), 9);
				expect(doubled?.p).toBe(one?.p);
			}),
			{ numRuns: 8 }
		);
	});

	test('drawings of large groups follow from the seed, and never give a p of nought', () => {
		const low = Array.from({ length: 30 }, (_, i) => i % 5);
		const high = Array.from({ length: 30 }, (_, i) => 20 + (i % 5));
		const found = permutationTest(low, high, 'seed');
		expect(found).toEqual(permutationTest(low, high, 'seed'));
		expect(found?.isExact).toBe(false);
		expect(found?.p).toBe(1 / (drawings + 1));
	});

	test('drawing comes near to counting', () => {
		const a = [...treated, 60, 70, 80];
		const b = [...untreated, 60, 70, 80];
		expect(divisions(22, 10)).toBeGreaterThan(mostDivisions);
		const p = permutationTest(a, b, 'near')?.p ?? 0;
		expect(Math.abs(p - byBits(a, b))).toBeLessThan(0.02);
	}, 60_000);

	test('says nothing of a group without anybody', () => {
		expect(permutationTest([], [1], 's')).toBeNull();
		expect(bootstrapInterval([1], [], 's')).toBeNull();
	});

	test('marks that are all the same are as near as chance makes them', () => {
		expect(permutationTest([3, 3, 3], [3, 3], 's')?.p).toBe(1);
	});
});

describe('the interval', () => {
	test('holds the difference of the published example and reaches to both sides of nought', () => {
		const [low, high] = bootstrapInterval(treated, untreated, 'mice') ?? [0, 0];
		// The book's standard error of the difference is about 26 days.
		expect(low).toBeGreaterThan(-30);
		expect(low).toBeLessThan(0);
		expect(high).toBeGreaterThan(70);
		expect(high).toBeLessThan(95);
	});

	test('lies around the difference, and turns with the groups', () => {
		fc.assert(
			fc.property(marks(10, 20), marks(10, 20), (a, b) => {
				const [low, high] = bootstrapInterval(a, b, 's') ?? [1, 0];
				const difference = mean(a) - mean(b);
				expect(low).toBeLessThanOrEqual(difference + 1e-9);
				expect(high).toBeGreaterThanOrEqual(difference - 1e-9);
			}),
			{ numRuns: 15 }
		);
	});
});

test('the numbers from a seed fill their range', () => {
	const next = numbersFrom('a');
	const drawn = Array.from({ length: 20_000 }, next);
	expect(mean(drawn)).toBeGreaterThan(0.49);
	expect(mean(drawn)).toBeLessThan(0.51);
	expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
	expect(Math.max(...drawn)).toBeLessThan(1);
	expect(new Set([0, 1, 2].map((i) => numbersFrom(`s${i}`)())).size).toBe(3);
});
