import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	cohensKappa,
	icc21,
	krippendorffsAlpha,
	meanSquares,
	placeOn,
	severities,
	shareWithin,
	type Metric,
	type Pair,
	type Unit,
	type Weights
} from './agreement';
import { quantileOfF } from './f-distribution';

const times = (n: number, a: number, b: number): Pair[] => Array.from({ length: n }, () => [a, b]);

/** both yes, yes–no, no–yes, both no */
const fourfold = (a: number, b: number, c: number, d: number): Pair[] => [
	...times(a, 1, 1),
	...times(b, 1, 0),
	...times(c, 0, 1),
	...times(d, 0, 0)
];

const labels = (...counts: [number, number][]) =>
	counts.flatMap(([n, label]) => Array.from({ length: n }, () => label));

const zip = (a: number[], b: number[]): Pair[] => a.map((v, i) => [v, b[i] ?? NaN]);

const weights: Weights[] = ['none', 'linear', 'quadratic'];
const metrics: Metric[] = ['nominal', 'ordinal', 'interval', 'ratio'];

/** Rows of markers, as they are printed, into units. */
function units(...rows: string[]): Unit[] {
	const cells = rows.map((row) => row.split(' ').map((c) => (c === '.' ? null : Number(c))));
	return (cells[0] ?? []).map((_, i) => cells.map((row) => row[i] ?? null));
}

describe("Cohen's kappa", () => {
	it.each([
		[[20, 5, 10, 15], 0.4],
		[[45, 15, 25, 15], 0.1304],
		[[25, 35, 5, 35], 0.2593],
		// Artstein & Poesio 2008, table 1
		[[20, 20, 10, 50], 0.348]
	] as const)('of the fourfold table %j is %d', ([a, b, c, d], kappa) => {
		expect(cohensKappa(fourfold(a, b, c, d), 'none')).toBeCloseTo(kappa, 3);
	});

	it('is that of Artstein & Poesio with three categories', () => {
		const first = labels([46, 0], [44, 1], [10, 2]);
		expect(cohensKappa(zip(first, labels([52, 0], [32, 1], [16, 2])), 'none')).toBeCloseTo(
			0.8013,
			4
		);
	});

	it('knows linear and quadratic weights', () => {
		const pairs = zip(labels([46, 0], [44, 1], [10, 2]), labels([50, 0], [40, 1], [10, 2]));
		expect(weights.map((w) => Number(cohensKappa(pairs, w)?.toFixed(4)))).toEqual([
			0.9315, 0.9412, 0.9541
		]);
	});

	it('cannot be said of one category only, nor of nothing', () => {
		for (const w of weights) {
			expect(cohensKappa(times(12, 3, 3), w)).toBeNull();
			expect(cohensKappa([], w)).toBeNull();
		}
	});
});

describe("Krippendorff's alpha", () => {
	const four = units(
		'1 2 3 3 2 1 4 1 2 . . .',
		'1 2 3 3 2 2 4 1 2 5 . 3',
		'. 3 3 3 2 3 4 2 2 5 1 .',
		'1 2 3 3 2 4 4 1 2 5 1 .'
	);
	const three = units(
		'. . . . . 3 4 1 2 1 1 3 3 . 3',
		'1 . 2 1 3 3 4 3 . . . . . . .',
		'. . 2 1 3 4 4 . 2 1 1 3 3 . 4'
	);

	it.each([
		['nominal', 0.743],
		['ordinal', 0.815],
		['interval', 0.849],
		['ratio', 0.797]
	] as const)('of four observers and twelve units, %s, is %d', (metric, alpha) => {
		expect(krippendorffsAlpha(four, metric)).toBeCloseTo(alpha, 3);
	});

	it('of three coders and fifteen units is the published one', () => {
		expect(krippendorffsAlpha(three, 'nominal')).toBeCloseTo(0.691358, 6);
		expect(krippendorffsAlpha(three, 'interval')).toBeCloseTo(0.810845, 6);
	});

	it('leaves out units with fewer than two values', () => {
		for (const metric of metrics)
			expect(krippendorffsAlpha([...four, [9, null], [null, null], []], metric)).toBe(
				krippendorffsAlpha(four, metric)
			);
	});

	it('cannot be said of one category only, nor of nothing', () => {
		for (const metric of metrics) {
			expect(
				krippendorffsAlpha(
					[
						[3, 3],
						[3, 3, 3]
					],
					metric
				)
			).toBeNull();
			expect(krippendorffsAlpha([[1, null]], metric)).toBeNull();
			expect(krippendorffsAlpha([], metric)).toBeNull();
		}
	});
});

describe('ICC(2,1)', () => {
	// Shrout & Fleiss 1979, table 2
	const six = [
		[9, 2, 5, 8],
		[6, 1, 3, 2],
		[8, 4, 6, 8],
		[7, 1, 2, 6],
		[10, 5, 6, 9],
		[6, 2, 4, 7]
	];

	it('has the mean squares of Shrout & Fleiss', () => {
		const squares = meanSquares(six);
		expect(squares?.rows).toBeCloseTo(11.24, 2);
		expect(squares?.within).toBeCloseTo(6.26, 2);
		expect(squares?.columns).toBeCloseTo(32.49, 2);
		expect(squares?.error).toBeCloseTo(1.02, 2);
	});

	it('is theirs, with the interval that statistics packages print for it', () => {
		const found = icc21(six);
		expect(found?.value).toBeCloseTo(0.29, 2);
		expect(found?.interval?.from).toBeCloseTo(0.019, 3);
		expect(found?.interval?.to).toBeCloseTo(0.761, 3);
	});

	it('says nothing where nothing varies, and of a single row or column', () => {
		expect(
			icc21([
				[3, 3],
				[3, 3],
				[3, 3]
			])
		).toBeNull();
		expect(icc21([[1, 2]])).toBeNull();
		expect(icc21([[1], [2]])).toBeNull();
		expect(icc21([[1, 2], [3]])).toBeNull();
		expect(icc21([])).toBeNull();
	});

	it('is one, with an interval of one, where all agree', () => {
		expect(
			icc21([
				[1, 1],
				[2, 2],
				[4, 4]
			])
		).toEqual({ value: 1, interval: { from: 1, to: 1 } });
	});
});

describe('quantiles of F', () => {
	it.each([
		[0.95, 1, 1, 161.448],
		[0.95, 5, 10, 3.3258],
		[0.975, 10, 20, 2.7737],
		[0.975, 5, 4, 9.3645],
		[0.99, 30, 60, 2.0285]
	])('%d of %d and %d degrees is %d', (p, above, below, value) => {
		const found = quantileOfF(p, above, below) ?? NaN;
		expect(found / value).toBeCloseTo(1, 4);
	});

	it('does not exist without degrees of freedom', () => {
		for (const [a, b] of [
			[0, 1],
			[1, NaN],
			[-1, 3],
			[Infinity, 2]
		] as const)
			expect(quantileOfF(0.975, a, b)).toBeNull();
	});
});

describe('agreement in percent', () => {
	it('counts exact and adjacent pairs by their places on the scale', () => {
		const scale = [0, 2, 3, 6];
		const at = (points: number) => placeOn(scale, points);
		expect([0, 1, 2, 2.5, 3, 4.5, 6, 9].map(at)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3]);
		const pairs: Pair[] = [
			[at(3), at(6)],
			[at(2), at(2)],
			[at(0), at(3)],
			[at(2.5), at(6)]
		];
		expect(shareWithin(pairs, 0)).toBe(0.25);
		expect(shareWithin(pairs, 1)).toBe(0.5);
		expect(shareWithin([], 0)).toBeNull();
	});
});

describe('severity', () => {
	it('is the mean difference from the others on what both have marked', () => {
		const given = [
			{ unit: 'p', marker: 'Asma', value: 4 },
			{ unit: 'p', marker: 'Bilal', value: 6 },
			{ unit: 'q', marker: 'Asma', value: 5 },
			{ unit: 'q', marker: 'Bilal', value: 6 },
			{ unit: 'q', marker: 'Chand', value: 8 },
			{ unit: 'alone', marker: 'Chand', value: 0 }
		];
		expect(severities(given)).toEqual([
			{ marker: 'Asma', difference: -2, n: 2 },
			{ marker: 'Bilal', difference: 0.75, n: 2 },
			{ marker: 'Chand', difference: 2.5, n: 1 }
		]);
	});

	it('of two markers is the same with the other sign', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1 }), (pairs) => {
				const [a, b] = severities(
					pairs.flatMap(([x, y], i) => [
						{ unit: `${i}`, marker: 'a', value: x },
						{ unit: `${i}`, marker: 'b', value: y }
					])
				);
				expect((a?.difference ?? 0) + (b?.difference ?? 0)).toBeCloseTo(0, 9);
			})
		);
	});
});

describe('whatever the marks', () => {
	const pairs = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 40 });
	const all = (p: readonly Pair[]) => [
		...weights.map((w) => cohensKappa(p, w)),
		...metrics.map((metric) => krippendorffsAlpha(p, metric)),
		icc21(p)?.value ?? null,
		icc21(p)?.interval?.from ?? null,
		icc21(p)?.interval?.to ?? null
	];
	const near = (a: (number | null)[], b: (number | null)[]) => {
		for (const [i, v] of a.entries())
			if (v === null) expect(b[i]).toBeNull();
			else expect(b[i]).toBeCloseTo(v, 9);
	};

	it('every number is a number of at most one, or null', () => {
		fc.assert(
			fc.property(pairs, (p) => {
				for (const v of all(p))
					expect(v === null || (Number.isFinite(v) && v <= 1 + 1e-9)).toBe(true);
			})
		);
	});

	it('swapping the markers changes nothing', () => {
		fc.assert(
			fc.property(pairs, (p) => {
				near(all(p), all(p.map(([a, b]) => [b, a])));
			})
		);
	});

	it('the order of the work changes nothing', () => {
		fc.assert(
			fc.property(
				pairs.chain((p) =>
					fc.tuple(fc.constant(p), fc.shuffledSubarray(p, { minLength: p.length }))
				),
				([p, shuffled]) => {
					near(all(p), all(shuffled));
				}
			)
		);
	});

	it('perfect agreement on more than one mark is one', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(5), { minLength: 2, maxLength: 40 }), (marks) => {
				fc.pre(new Set(marks).size > 1);
				for (const v of all(marks.map((mark) => [mark, mark]))) expect(v).toBeCloseTo(1, 12);
			})
		);
	});

	it('the interval holds the value', () => {
		fc.assert(
			fc.property(pairs, (p) => {
				const found = icc21(p);
				if (!found?.interval) return;
				expect(found.interval.from).toBeLessThanOrEqual(found.value + 1e-9);
				expect(found.interval.to).toBeGreaterThanOrEqual(found.value - 1e-9);
			})
		);
	});
});
