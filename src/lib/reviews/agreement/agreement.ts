/*
 * How far markers agree: the statistics, on plain numbers. Nothing here knows a rubric. What cannot
 * be said (one category only, too few values) is null, never NaN. Pure.
 */
import { quantileOfF } from './f-distribution';

/** What two markers gave the same work. */
export type Pair = readonly [number, number];

/** What each marker gave one piece of work; null where one did not mark it. */
export type Unit = readonly (number | null)[];

/** Sums in the order of size: what comes in another order gives the very same number. */
function total(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b).reduce((sum, v) => sum + v, 0);
}

function mean(values: readonly number[]): number {
	return total(values) / values.length;
}

function known(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}

/** Levels are some steps apart; halves lie between them. Points that fall outside count to the end. */
export function placeOn(scale: readonly number[], points: number): number {
	const steps = [...scale].sort((a, b) => a - b);
	const after = steps.findIndex((s) => s >= points);
	if (after < 0) return steps.length - 1;
	const [below, above] = [steps[after - 1], steps[after] ?? points];
	if (below === undefined || above === points) return after;
	return after - 1 + (points - below) / (above - below);
}

/** The share of pairs that are at most `apart` from each other. */
export function shareWithin(pairs: readonly Pair[], apart: number): number | null {
	if (pairs.length === 0) return null;
	// Halves and means are not always exact in binary.
	return pairs.filter(([a, b]) => Math.abs(a - b) <= apart + 1e-9).length / pairs.length;
}

export type Weights = 'none' | 'linear' | 'quadratic';

const apart: Record<Weights, (a: number, b: number) => number> = {
	none: (a, b) => (a === b ? 0 : 1),
	linear: (a, b) => Math.abs(a - b),
	quadratic: (a, b) => (a - b) ** 2
};

/**
 * Cohen's kappa (Cohen 1960; with weights Cohen 1968): how much less two markers differ than two who
 * hand out the same marks by lot. Weighted ones take the distance of the numbers, so levels are to be
 * given by their place on the scale.
 */
export function cohensKappa(pairs: readonly Pair[], weights: Weights): number | null {
	if (pairs.length === 0) return null;
	const distance = apart[weights];
	const first = counted(pairs.map(([a]) => a));
	const second = counted(pairs.map(([, b]) => b));
	const observed = total(pairs.map(([a, b]) => distance(a, b))) / pairs.length;
	const expected =
		total([...first].flatMap(([a, n]) => [...second].map(([b, m]) => n * m * distance(a, b)))) /
		pairs.length ** 2;
	return expected === 0 ? null : known(1 - observed / expected);
}

function counted(values: readonly number[]): Map<number, number> {
	const counts = new Map<number, number>();
	for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
	return counts;
}

export type Metric = 'nominal' | 'ordinal' | 'interval' | 'ratio';

/**
 * Krippendorff's alpha (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011) for any
 * number of markers with gaps. Units with fewer than two values say nothing and are left out.
 */
export function krippendorffsAlpha(units: readonly Unit[], metric: Metric): number | null {
	const paired = units
		.map((unit) => unit.filter((v): v is number => v !== null))
		.filter((values) => values.length > 1);
	const counts = counted(paired.flat());
	const n = total([...counts.values()]);
	if (n < 2) return null;
	const squared = squaredDifference(metric, counts);
	const observed = total(
		paired.map((values) => {
			const pairs = values.flatMap((a, i) => values.slice(i + 1).map((b) => squared(a, b)));
			return (2 * total(pairs)) / (values.length - 1);
		})
	);
	const kinds = [...counts];
	const expected = total(
		kinds.flatMap(([a, na], i) => kinds.slice(i + 1).map(([b, nb]) => 2 * na * nb * squared(a, b)))
	);
	return expected === 0 ? null : known(1 - ((n - 1) * observed) / expected);
}

function squaredDifference(
	metric: Metric,
	counts: ReadonlyMap<number, number>
): (a: number, b: number) => number {
	if (metric === 'nominal') return (a, b) => (a === b ? 0 : 1);
	if (metric === 'interval') return (a, b) => (a - b) ** 2;
	if (metric === 'ratio') return (a, b) => (a + b === 0 ? 0 : ((a - b) / (a + b)) ** 2);
	// Ordinal: how many values lie from the one to the other, of these two half.
	let before = 0;
	const middles = new Map<number, number>();
	for (const [value, n] of [...counts].sort(([a], [b]) => a - b)) {
		middles.set(value, before + n / 2);
		before += n;
	}
	return (a, b) => ((middles.get(a) ?? 0) - (middles.get(b) ?? 0)) ** 2;
}

/** Of a table with a row for each piece of work and a column for each marker. */
export interface MeanSquares {
	rows: number;
	/** Within rows. */
	within: number;
	columns: number;
	error: number;
}

/** Null for fewer than two rows or columns, or rows of different length. */
export function meanSquares(table: readonly (readonly number[])[]): MeanSquares | null {
	const n = table.length;
	const k = table[0]?.length ?? 0;
	if (n < 2 || k < 2 || table.some((row) => row.length !== k)) return null;
	const grand = mean(table.flat());
	const ofRows = table.map(mean);
	const ofColumns = Array.from({ length: k }, (_, j) => mean(table.map((row) => row[j] ?? 0)));
	const rows = k * total(ofRows.map((r) => (r - grand) ** 2));
	const columns = n * total(ofColumns.map((c) => (c - grand) ** 2));
	const within = total(table.flatMap((row, i) => row.map((v) => (v - (ofRows[i] ?? 0)) ** 2)));
	const error = total(
		table.flatMap((row, i) =>
			row.map((v, j) => (v - (ofRows[i] ?? 0) - (ofColumns[j] ?? 0) + grand) ** 2)
		)
	);
	return {
		rows: rows / (n - 1),
		within: within / (n * (k - 1)),
		columns: columns / (k - 1),
		error: error / ((n - 1) * (k - 1))
	};
}

export interface Correlation {
	value: number;
	/** 95 %; null where it cannot be said. */
	interval: { from: number; to: number } | null;
}

/** Sums of squares of equal numbers are seldom exactly nothing. */
const nothing = 1e-12;

/**
 * The intraclass correlation ICC(2,1) of Shrout & Fleiss (1979): two-way random, absolute agreement,
 * a single marker ("would another marker give the same?"); its interval after McGraw & Wong (1996),
 * ICC(A,1), who call it so.
 * @param table a row for each piece of work, a column for each marker, no gaps
 */
export function icc21(table: readonly (readonly number[])[]): Correlation | null {
	const squares = meanSquares(table);
	if (!squares) return null;
	const n = table.length;
	const k = table[0]?.length ?? 0;
	const { rows, columns, error } = squares;
	const spread = rows + (k - 1) * error + (k * (columns - error)) / n;
	if (!(spread > nothing)) return null;
	const value = known((rows - error) / spread);
	if (value === null) return null;
	if (value > 1 - nothing) return { value: 1, interval: { from: 1, to: 1 } };
	return { value, interval: intervalOf(value, squares, n, k) };
}

function intervalOf(value: number, { rows, columns, error }: MeanSquares, n: number, k: number) {
	const a = (k * value) / (n * (1 - value));
	const b = 1 + (k * value * (n - 1)) / (n * (1 - value));
	const degrees =
		(a * columns + b * error) ** 2 /
		((a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)));
	const lower = quantileOfF(0.975, n - 1, degrees);
	const upper = quantileOfF(0.975, degrees, n - 1);
	if (lower === null || upper === null) return null;
	const markers = k * columns + (k * n - k - n) * error;
	const from = known((n * (rows - lower * error)) / (lower * markers + n * rows));
	const to = known((n * (upper * rows - error)) / (markers + n * upper * rows));
	return from === null || to === null ? null : { from, to };
}

/** What one marker gave one piece of work. */
export interface Given {
	unit: string;
	marker: string;
	value: number;
}

export interface Severity {
	marker: string;
	/** On average so much above (below, if negative) the others who marked the same. */
	difference: number;
	/** Shared pieces of work. */
	n: number;
}

/** Of everybody who marked what others marked too; the strictest first. */
export function severities(given: readonly Given[]): Severity[] {
	const units = new Map<string, Given[]>();
	for (const g of given) units.set(g.unit, [...(units.get(g.unit) ?? []), g]);
	const differences = new Map<string, number[]>();
	for (const here of units.values()) {
		for (const { marker, value } of here) {
			const others = here.filter((g) => g.marker !== marker).map((g) => g.value);
			if (others.length === 0) continue;
			differences.set(marker, [...(differences.get(marker) ?? []), value - mean(others)]);
		}
	}
	return [...differences]
		.map(([marker, all]) => ({ marker, difference: mean(all), n: all.length }))
		.sort((a, b) => a.difference - b.difference || (a.marker < b.marker ? -1 : 1));
}
