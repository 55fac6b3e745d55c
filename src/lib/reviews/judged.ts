/*
 * A released sheet criterion by criterion, as its student reads it: the level that was reached, the
 * next one up, and the points. Notes for markers are not among it. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import {
	judgementOf,
	levelOf,
	mostOf,
	type Criterion,
	type RubricBody,
	type RubricLevel,
	type SheetLevels
} from './review';

export interface JudgedCriterion {
	key: string;
	title: LocalText;
	weight: number;
	/** Null: not assessed; undefined on a sheet that was not finished. */
	points: number | null | undefined;
	/** Before the weight. */
	most: number;
	/** Null where points are free, and where nothing was judged. */
	level: RubricLevel | null;
	/** What would be the next level up; null at the top, and where there are no levels. */
	next: RubricLevel | null;
}

export function judged(rubric: RubricBody, levels: SheetLevels): JudgedCriterion[] {
	return rubric.criteria.map((criterion) => {
		const { key, title, weight = 1 } = criterion;
		const points = judgementOf(rubric, criterion, levels);
		const level = points === undefined ? null : levelOf(criterion, levels);
		const next = points == null ? null : nextLevel(criterion, points);
		return { key, title, weight, points, most: mostOf(criterion), level, next };
	});
}

function nextLevel({ levels }: Criterion, points: number): RubricLevel | null {
	const above = levels.filter((l) => (l.from ?? l.points) > points);
	return above.sort((a, b) => a.points - b.points)[0] ?? null;
}
