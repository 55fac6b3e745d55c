/* What somebody changed on a sheet, from one kept state of it to the next. Pure. */
import { mostPoints, scoreOf, type RubricBody, type SheetWriting } from './review';

/** One thing that is otherwise now. */
export type SheetChange =
	| {
			kind: 'level';
			/** The key of its criterion. */
			criterion: string;
			/** Null: not assessed; undefined: not judged. */
			from: number | null | undefined;
			to: number | null | undefined;
	  }
	| { kind: 'comment'; part: string }
	| { kind: 'overall' }
	| { kind: 'pins' };

export interface Score {
	points: number;
	most: number;
}

export function changesOn(
	before: SheetWriting | null,
	after: SheetWriting,
	rubric: RubricBody
): SheetChange[] {
	const levels = rubric.criteria.flatMap(({ key }): SheetChange[] => {
		const [from, to] = [before?.levels[key], after.levels[key]];
		return from === to ? [] : [{ kind: 'level', criterion: key, from, to }];
	});
	const parts = new Set([...Object.keys(before?.comments ?? {}), ...Object.keys(after.comments)]);
	const comments = [...parts]
		.filter((part) => (before?.comments[part] ?? '') !== (after.comments[part] ?? ''))
		.map((part): SheetChange => ({ kind: 'comment', part }));
	const pinned = (writing: SheetWriting | null) =>
		JSON.stringify(
			(writing?.pins ?? []).map(({ id, start, end, comment }) => [id, start, end, comment])
		);
	return [
		...levels,
		...comments,
		...(pinned(before) === pinned(after) ? [] : [{ kind: 'pins' } as const]),
		...((before?.overall ?? '') === after.overall ? [] : [{ kind: 'overall' } as const])
	];
}

export function scoreIn(rubric: RubricBody, { levels }: Pick<SheetWriting, 'levels'>): Score {
	return { points: scoreOf(rubric, levels), most: mostPoints(rubric, levels) };
}
