/*
 * How those who review each other rated an anchor, as a class figure. It is kept as it stood when it
 * was last made: of the latest five, ten, fifteen … ratings, and made again only when five people have
 * rated, or rated anew, since; so two figures always differ by five ratings at least. What is shown of
 * it goes through `aggregate()`. Pure.
 */
import { aggregate, fewest, type Aggregate } from '$lib/access/aggregate';
import { judgementOf, type Criterion, type RubricBody, type SheetLevels } from '../review';
import { compare } from './anchor';

export interface PeerRating {
	levels: SheetLevels;
	/** In ms. */
	at: number;
}

/** Kept, never shown as it is. */
export interface PeerFigure {
	/** When it was made, in ms. */
	at: number;
	people: number;
	/** By criterion: below the reference, the same, above it. */
	counts: Record<string, Triple>;
}
export type Triple = [below: number, same: number, above: number];

/** The figure to keep now: the one there is while too few have rated since. */
export function renewedFigure(
	rubric: RubricBody,
	reference: SheetLevels,
	ratings: readonly PeerRating[],
	kept: PeerFigure | null,
	now: number
): PeerFigure | null {
	const people = ratings.length - (ratings.length % fewest);
	const since = ratings.filter(({ at }) => kept === null || at > kept.at).length;
	if (people < fewest || since < fewest) return kept;
	const latest = [...ratings].sort((a, b) => b.at - a.at).slice(0, people);
	const counts: PeerFigure['counts'] = {};
	for (const criterion of rubric.criteria)
		counts[criterion.key] = tripleOf(rubric, criterion, reference, latest);
	return { at: now, people, counts };
}

function tripleOf(
	rubric: RubricBody,
	criterion: Criterion,
	reference: SheetLevels,
	ratings: readonly PeerRating[]
): Triple {
	const triple: Triple = [0, 0, 0];
	for (const { levels } of ratings) {
		const found = compare(rubric, reference, levels).find((c) => c.criterion.key === criterion.key);
		const apart = found?.apart ?? null;
		if (apart !== null) triple[apart < 0 ? 0 : apart === 0 ? 1 : 2] += 1;
	}
	return triple;
}

/** By criterion: below, same and above; a small cell takes all three with it. */
export function shownFigure(figure: PeerFigure | null): {
	people: number;
	criteria: Record<string, Aggregate>;
} | null {
	if (!figure || figure.people < fewest) return null;
	return {
		people: figure.people,
		criteria: Object.fromEntries(
			Object.entries(figure.counts).map(([key, triple]) => [key, aggregate(triple)])
		)
	};
}

/** What the markers gave, each criterion by itself, beside the reference. */
export interface MarkerSpread {
	criterion: Criterion;
	reference: number | null | undefined;
	given: { points: number; times: number }[];
	/** Not assessed. */
	leftOut: number;
}

/** Only points that somebody gave, or the reference does. */
export function markerSpreads(
	rubric: RubricBody,
	reference: SheetLevels,
	sheets: readonly SheetLevels[]
): MarkerSpread[] {
	return rubric.criteria.map((criterion) => {
		const judged = sheets.map((levels) => judgementOf(rubric, criterion, levels));
		const wanted = judgementOf(rubric, criterion, reference);
		const points = [...new Set([...judged, wanted])].filter((p) => typeof p === 'number');
		return {
			criterion,
			reference: wanted,
			given: points
				.sort((a, b) => a - b)
				.map((p) => ({ points: p, times: judged.filter((j) => j === p).length })),
			leftOut: judged.filter((j) => j === null).length
		};
	});
}
