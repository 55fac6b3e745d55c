/*
 * Whether two groups of marks differ by more than chance would make them: the difference of means, a
 * permutation test of it, and a bootstrap interval. Everything is drawn from a seed, so that the same
 * marks always give the same figures. Pure.
 *
 * The test: R. A. Fisher, The Design of Experiments (1935), §21; two-sided, by the size of the
 * difference. Every division into groups of these sizes is tried where there are few; else 10,000 are
 * drawn, and p is (b + 1) / (m + 1): B. Phipson and G. K. Smyth, "Permutation p-values should never be
 * zero", Stat. Appl. Genet. Mol. Biol. 9 (2010), 39. The interval: the percentile bootstrap of two
 * samples, B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), ch. 13 and 16.
 */

/** Up to so many divisions are tried one by one. */
export const mostDivisions = 20_000;
export const drawings = 10_000;
export const resamples = 4000;

/** Numbers from 0 up to, not including, 1 that follow from the seed (G. Marsaglia's xorshift32). */
export function numbersFrom(seed: string): () => number {
	let state = 0x811c9dc5;
	for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
	state = state >>> 0 || 1;
	const next = () => {
		state ^= state << 13;
		state >>>= 0;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return state / 2 ** 32;
	};
	// Seeds that are alike begin alike.
	for (let i = 0; i < 16; i++) next();
	return next;
}

export function mean(values: readonly number[]): number {
	return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

/** Ways to choose `k` of `n`; no more than `limit` + 1. */
export function divisions(n: number, k: number, limit = mostDivisions): number {
	let ways = 1;
	for (let i = 1; i <= Math.min(k, n - k); i++) {
		ways = (ways * (n - i + 1)) / i;
		if (ways > limit) return limit + 1;
	}
	return Math.round(ways);
}

/** Differences that are the same but for rounding count as the same. */
const least = 1e-9;

export interface PermutationTest {
	/** The mean of the first group without that of the second. */
	difference: number;
	/** Two-sided: how often chance alone makes a difference at least as large. */
	p: number;
	isExact: boolean;
	/** How many divisions it was counted among. */
	among: number;
}

/** Null when a group is empty. */
export function permutationTest(
	a: readonly number[],
	b: readonly number[],
	seed: string
): PermutationTest | null {
	if (a.length === 0 || b.length === 0) return null;
	const all = [...a, ...b];
	const difference = mean(a) - mean(b);
	const small = Math.min(a.length, b.length);
	const total = sum(all);
	/** How far apart the means are when the smaller group adds up to this. */
	const apart = (part: number) =>
		Math.abs(part / small - (total - part) / (all.length - small)) + least;
	const wanted = Math.abs(difference);
	const ways = divisions(all.length, small);
	if (ways <= mostDivisions) {
		let times = 0;
		everyPart(all, small, (part) => {
			if (apart(part) >= wanted) times++;
		});
		return { difference, p: times / ways, isExact: true, among: ways };
	}
	const next = numbersFrom(seed);
	let times = 0;
	for (let i = 0; i < drawings; i++) if (apart(drawnPart(all, small, next)) >= wanted) times++;
	return { difference, p: (times + 1) / (drawings + 1), isExact: false, among: drawings };
}

/** The sum of every choice of `k` values. */
function everyPart(values: readonly number[], k: number, visit: (part: number) => void): void {
	const choose = (from: number, left: number, part: number) => {
		if (left === 0) {
			visit(part);
			return;
		}
		for (let i = from; i <= values.length - left; i++)
			choose(i + 1, left - 1, part + (values[i] ?? 0));
	};
	choose(0, k, 0);
}

/** The sum of `k` values drawn without putting back; the order of `values` changes. */
function drawnPart(values: number[], k: number, next: () => number): number {
	let part = 0;
	for (let i = 0; i < k; i++) {
		const at = i + Math.floor(next() * (values.length - i));
		const one = values[at] ?? 0;
		values[at] = values[i] ?? 0;
		values[i] = one;
		part += one;
	}
	return part;
}

/** The middle 95 percent of what resampling both groups gives for the difference of their means. */
export function bootstrapInterval(
	a: readonly number[],
	b: readonly number[],
	seed: string
): [low: number, high: number] | null {
	if (a.length === 0 || b.length === 0) return null;
	const next = numbersFrom(`${seed}/interval`);
	const again = (values: readonly number[]) => {
		let total = 0;
		for (let i = 0; i < values.length; i++)
			total += values[Math.floor(next() * values.length)] ?? 0;
		return total / values.length;
	};
	const differences = Array.from({ length: resamples }, () => again(a) - again(b)).sort(
		(x, y) => x - y
	);
	const at = (share: number) =>
		differences[Math.min(resamples - 1, Math.max(0, Math.ceil(share * resamples) - 1))] ?? 0;
	return [at(0.025), at(0.975)];
}
