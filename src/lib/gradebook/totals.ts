/*
 * How the gradebook adds up: the mean of the shares reached, by weight, of whatever has points. What
 * is not marked, not released (for students), excused or dropped counts neither up nor down. Pure.
 */
import type { GradeKind } from '$lib/modules/grades.server';

/** What the sum looks at. */
export interface Counted {
	id: string;
	kind: GradeKind;
	most: number;
	weight: number;
	isDropped: boolean;
}

export interface Total {
	/** Between 0 and 1; null while nothing counts. */
	share: number | null;
	/** Ids of the sets that were left out because they were the lowest. */
	lowest: string[];
}

/**
 * Σ weight × points ÷ most over Σ weight. Of the question sets the lowest in proportion are left
 * out, up to as many as are wanted, and only as long as that does not lower the total.
 * @param pointsOf null for what does not count for this person
 */
export function totalOf(
	items: readonly Counted[],
	pointsOf: (id: string) => number | null,
	dropLowestSets: number
): Total {
	let counted = items.flatMap(({ id, kind, most, weight, isDropped }) => {
		const points = pointsOf(id);
		const counts = points !== null && !isDropped && most > 0 && weight > 0;
		return counts ? [{ id, kind, weight, share: points / most }] : [];
	});
	const lowest: string[] = [];
	const sets = counted.filter((one) => one.kind === 'set').sort((a, b) => a.share - b.share);
	for (const set of sets.slice(0, Math.max(0, dropLowestSets))) {
		const rest = counted.filter((one) => one !== set);
		if (rest.length === 0 || set.share > meanOf(rest)) break;
		counted = rest;
		lowest.push(set.id);
	}
	return { share: counted.length === 0 ? null : meanOf(counted), lowest };
}

function meanOf(counted: readonly { weight: number; share: number }[]): number {
	const weights = counted.reduce((sum, { weight }) => sum + weight, 0);
	return counted.reduce((sum, { weight, share }) => sum + weight * share, 0) / weights;
}

/** A grade as its student sees it. */
export interface OwnPoints extends Counted {
	/** Null until released. */
	points: number | null;
	/** It does not count for oneself; said also before release, for it is no mark. */
	isExcused: boolean;
}

/** Whether it is in one's total now. */
export function countsForMe({ points, isExcused, isDropped, most, weight }: OwnPoints): boolean {
	return points !== null && !isExcused && !isDropped && most > 0 && weight > 0;
}

/** @param imagined points by item, instead of those that are released; for no other item */
export function ownTotal(
	grades: readonly OwnPoints[],
	dropLowestSets: number,
	imagined: ReadonlyMap<string, number> = new Map()
): Total {
	const points = new Map(
		grades.filter(countsForMe).map((one) => [one.id, imagined.get(one.id) ?? one.points])
	);
	return totalOf(grades, (id) => points.get(id) ?? null, dropLowestSets);
}

/** The field of an imagined grade, in the address of one's grades. */
export const imaginedField = (id: string) => `if.${id}`;

/** What an address imagines; what cannot be read is left as it is. */
export function imaginedIn(
	query: URLSearchParams,
	grades: readonly OwnPoints[]
): Map<string, number> {
	const imagined = new Map<string, number>();
	for (const grade of grades.filter(countsForMe)) {
		const read = readPoints(query.get(imaginedField(grade.id)) ?? '', grade.most);
		if (read.ok) imagined.set(grade.id, read.points);
	}
	return imagined;
}

/** Points as they are typed: a point or none, no sign, no exponent, at most two decimals. */
export type TypedPoints =
	| { ok: true; points: number }
	| { ok: false; reason: 'comma' | 'not-a-number' | 'decimals' | 'negative' | 'too-many' };

export function readPoints(typed: string, most: number): TypedPoints {
	const text = typed.trim();
	if (/^-\s*\d/.test(text)) return { ok: false, reason: 'negative' };
	if (/^\d*[,٫،]\d+$/.test(text)) return { ok: false, reason: 'comma' };
	if (!/^(\d{1,6}(\.\d*)?|\.\d+)$/.test(text)) return { ok: false, reason: 'not-a-number' };
	const points = Number(text);
	if (Math.abs(points * 100 - Math.round(points * 100)) > 1e-6)
		return { ok: false, reason: 'decimals' };
	return points > most ? { ok: false, reason: 'too-many' } : { ok: true, points };
}
