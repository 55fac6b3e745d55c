import { describe, expect, it } from 'vitest';
import { mostPoints, pointsOf, type Criterion, type RubricBody } from './review';
import { rubricChanges, rubricFaults, tidyRubric } from './rubric';

const level = (points: number, from?: number) => ({
	points,
	...(from === undefined ? {} : { from }),
	label: { en: `L${points}` },
	text: {}
});
const criterion = (key: string, more: Partial<Criterion> = {}): Criterion => ({
	key,
	title: { en: key },
	levels: [level(0), level(2)],
	...more
});
const rubric = (criteria: Criterion[], more: Partial<RubricBody> = {}): RubricBody => ({
	title: { en: 'Position' },
	rule: {},
	notes: {},
	criteria,
	...more
});
const faults = (criteria: Criterion[], halves = false) =>
	rubricFaults({ criteria, halves }).map(({ fault, criterion, level }) => [
		fault,
		criterion,
		level
	]);
const of = (levels: Criterion['levels'], halves = false) =>
	faults([criterion('a', { levels })], halves);

describe('what may not stand in a rubric', () => {
	it('takes levels, ranges that touch nothing, and free points', () => {
		expect(of([level(0), level(3, 1), level(5, 4)])).toEqual([]);
		expect(faults([criterion('a', { most: 20, levels: [] })])).toEqual([]);
		expect(of([level(0), level(0.25)])).toEqual([]);
	});

	it('wants criteria, each with a key of its own and two levels', () => {
		expect(faults([])).toEqual([['no-criteria', null, null]]);
		expect(faults([criterion('a'), criterion('a')])).toEqual([['key-twice', 1, null]]);
		expect(faults([criterion(''), criterion('')])).toEqual([]);
		expect(of([level(3)])).toEqual([['few-levels', 0, null]]);
	});

	it('names the level as it was typed, in whatever order', () => {
		expect(of([level(4), level(2), level(4)])).toEqual([['same-points', 0, 2]]);
		expect(of([level(5, 2), level(3)])).toEqual([['overlap', 0, 0]]);
		expect(of([level(0), level(3, 0)])).toEqual([['overlap', 0, 1]]);
		expect(of([level(0), level(2, 3)])).toEqual([['range-order', 0, 1]]);
	});

	it('lets ranges and free points go by half points only where halves are allowed', () => {
		expect(of([level(0), level(2.5, 1)])).toEqual([['step', 0, 1]]);
		expect(of([level(0), level(2.5, 1)], true)).toEqual([]);
		expect(of([level(0), level(2, 1.25)], true)).toEqual([['step', 0, 1]]);
		expect(faults([criterion('a', { most: 4.5, levels: [] })])).toEqual([['step', 0, null]]);
		expect(faults([criterion('a', { most: 4.5, levels: [] })], true)).toEqual([]);
	});

	it('refuses levels beside free points, and a criterion that is worth nothing', () => {
		expect(faults([criterion('a', { most: 5 })])).toEqual([['both', 0, null]]);
		expect(faults([criterion('a', { most: 0, levels: [] })])).toEqual([['no-points', 0, null]]);
		expect(of([level(-0), level(0)])).toEqual([['same-points', 0, 1]]);
	});

	it('leaves a marker every point that a range has', () => {
		const body = rubric([criterion('a', { levels: [level(0), level(3, 1)] })]);
		expect(pointsOf(body, body.criteria[0] as Criterion)).toEqual([0, 1, 2, 3]);
		expect(mostPoints(body)).toBe(3);
	});
});

describe('a rubric as it is kept', () => {
	it('has its levels upwards and says nothing that says nothing', () => {
		const body = rubric(
			[criterion('a', { weight: 1, notes: {}, levels: [level(4, 4), level(0)] })],
			{ halves: false, mayLeaveOut: true }
		);
		const kept = tidyRubric(body);
		expect(kept.criteria).toEqual([criterion('a', { levels: [level(0), level(4)] })]);
		expect('halves' in kept).toBe(false);
		expect(kept.mayLeaveOut).toBe(true);
	});
});

describe('two versions of a rubric', () => {
	it('differ in nothing when nothing differs, however empty texts are written', () => {
		const before = rubric([criterion('a', { notes: { en: '' } })]);
		expect(rubricChanges(before, rubric([criterion('a')]))).toEqual({
			whole: [],
			most: null,
			criteria: []
		});
	});

	it('say what changed, what is new and what went', () => {
		const before = rubric([criterion('a'), criterion('b'), criterion('c')]);
		const after = rubric(
			[
				criterion('c'),
				criterion('a', { weight: 2, levels: [level(0), level(3, 2)], notes: { en: 'Mind it.' } }),
				criterion('d')
			],
			{ halves: true }
		);
		expect(rubricChanges(before, after)).toEqual({
			whole: ['halves', 'order'],
			most: { before: 6, after: 10 },
			criteria: [
				{ key: 'a', title: { en: 'a' }, change: ['weight', 'points', 'words', 'notes'] },
				{ key: 'd', title: { en: 'd' }, change: 'new' },
				{ key: 'b', title: { en: 'b' }, change: 'gone' }
			]
		});
	});
});
