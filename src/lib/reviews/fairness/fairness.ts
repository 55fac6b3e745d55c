/*
 * Whether marks follow the side, the section or the marker: which groups are compared, when a
 * comparison is made anew, and how much of it is shown. A group of fewer than ten stands in no
 * comparison, neither as itself nor among the others. A comparison is kept as it stood and made again
 * only when, in each of its groups, nobody or at least five were marked since; what is shown is in
 * steps, so that two states of one comparison, or two comparisons, do not give anybody away. Pure.
 */
import { fewest } from '$lib/access/aggregate';
import type { Side, SideOrigin } from '$lib/positions/position';
import { bootstrapInterval, mean, permutationTest } from './permutation';

export const fewestInGroup = 10;
/** Means and differences are shown in steps of so many percentage points. */
export const percentStep = 2;
/** Positions that go to a second marker at one stroke, at most. */
export const mostAgain = 30;

/** One position by the sheet that counts. */
export interface Mark {
	/** Of the points. */
	percent: number;
	/** When its sheet was last written on, in ms. */
	at: number;
	side: Side;
	origin: SideOrigin;
	/** Empty: in no section. */
	sectionId: string;
	/** Null: agreed on by several. */
	markerId: string | null;
}

export const dimensions = ['own', 'assigned', 'section', 'marker'] as const;
export type Dimension = (typeof dimensions)[number];

export interface Groups {
	dimension: Dimension;
	/** The section or the marker; of sides `for`. */
	id: string;
	/** The other one where there are only two; null: all others. */
	other: string | null;
	a: Mark[];
	b: Mark[];
}

export function groupsIn(marks: readonly Mark[]): Groups[] {
	return [
		...sides('own', marks),
		...sides('assigned', marks),
		...eachAgainstOthers('section', marks, (mark) => mark.sectionId),
		...eachAgainstOthers('marker', marks, (mark) => mark.markerId)
	];
}

/** Whoever stands in between is in neither group. */
function sides(dimension: SideOrigin, marks: readonly Mark[]): Groups[] {
	const of = (side: Side) => marks.filter((m) => m.origin === dimension && m.side === side);
	const [a, b] = [of('for'), of('against')];
	const isLarge = a.length >= fewestInGroup && b.length >= fewestInGroup;
	return isLarge ? [{ dimension, id: 'for', other: 'against', a, b }] : [];
}

function eachAgainstOthers(
	dimension: Dimension,
	marks: readonly Mark[],
	groupOf: (mark: Mark) => string | null
): Groups[] {
	const groups = new Map<string, Mark[]>();
	for (const mark of marks) {
		const id = groupOf(mark);
		if (id !== null) groups.set(id, [...(groups.get(id) ?? []), mark]);
	}
	const large = [...groups]
		.filter(([, members]) => members.length >= fewestInGroup)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	if (large.length < 2) return [];
	// Of two groups, the second against the first would say the same again.
	const asked = large.length === 2 ? large.slice(0, 1) : large;
	return asked.map(([id, a]) => {
		const rest = large.filter(([other]) => other !== id);
		const other = rest.length === 1 ? (rest[0]?.[0] ?? null) : null;
		return { dimension, id, other, a, b: rest.flatMap(([, members]) => members) };
	});
}

/** Kept, never shown as it is. */
export interface KeptComparison {
	/** When it was made, in ms. */
	at: number;
	a: { n: number; mean: number };
	b: { n: number; mean: number };
	difference: number;
	low: number;
	high: number;
	p: number;
	isExact: boolean;
	among: number;
}
export type KeptComparisons = Record<string, KeptComparison>;

export function comparisonKey({ dimension, id, other }: Groups): string {
	return [dimension, id, ...(other === null ? [] : [other])].join('/');
}

/** What to keep now; the same object when nothing changes. */
export function renewedComparisons(
	groups: readonly Groups[],
	kept: KeptComparisons,
	seed: string,
	now: number
): KeptComparisons {
	const fresh = groups.flatMap((one): [string, KeptComparison][] => {
		const key = comparisonKey(one);
		const before = kept[key] ?? null;
		if (before && !isDue(one, before)) return [];
		const made = compareMarks(one, `${seed}/${key}`, now);
		return made ? [[key, made]] : [];
	});
	return fresh.length === 0 ? kept : { ...kept, ...Object.fromEntries(fresh) };
}

function isDue({ a, b }: Groups, { at }: KeptComparison): boolean {
	const since = [a, b].map((marks) => marks.filter((mark) => mark.at > at).length);
	return since.every((n) => n === 0 || n >= fewest) && since.some((n) => n >= fewest);
}

function compareMarks({ a, b }: Groups, seed: string, now: number): KeptComparison | null {
	const [first, second] = [a.map((m) => m.percent), b.map((m) => m.percent)];
	const test = permutationTest(first, second, seed);
	const interval = bootstrapInterval(first, second, seed);
	if (!test || !interval) return null;
	const [low, high] = interval;
	return {
		at: now,
		a: { n: first.length, mean: mean(first) },
		b: { n: second.length, mean: mean(second) },
		...test,
		low,
		high
	};
}

/** What of a comparison may be seen. */
export interface ShownComparison {
	/** Of each group, at least so many: in steps of five. */
	a: { n: number; mean: number };
	b: { n: number; mean: number };
	difference: number;
	low: number;
	high: number;
	p: number;
	chance: Chance;
	isExact: boolean;
	among: number;
	/** In ms. */
	at: number;
}

/** How often chance makes a difference as large: in one of so many drawings. */
export type Chance = 'often' | 'rarely' | number;

const manies = [2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

export function chanceOf(p: number): Chance {
	if (p >= 0.6) return 'often';
	if (p < 0.001) return 'rarely';
	const one = 1 / p;
	// On a scale of ratios: 1 of 12 is as near to 1 of 10 as to 1 of 15.
	const far = (n: number) => Math.abs(Math.log(n / one));
	return manies.reduce((best, n) => (far(n) < far(best) ? n : best));
}

function stepped(percent: number): number {
	const at = Math.round(percent / percentStep) * percentStep;
	return at === 0 ? 0 : at;
}

export function shownComparison(kept: KeptComparison): ShownComparison {
	const group = ({ n, mean: at }: KeptComparison['a']) => ({
		n: n - (n % fewest),
		mean: stepped(at)
	});
	return {
		a: group(kept.a),
		b: group(kept.b),
		difference: stepped(kept.difference),
		low: stepped(kept.low),
		high: stepped(kept.high),
		p: Number(kept.p.toPrecision(1)),
		chance: chanceOf(kept.p),
		isExact: kept.isExact,
		among: kept.among,
		at: kept.at
	};
}
