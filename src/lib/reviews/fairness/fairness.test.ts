import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Side } from '$lib/positions/position';
import {
	chanceOf,
	comparisonKey,
	groupsIn,
	renewedComparisons,
	shownComparison,
	type KeptComparisons,
	type Mark
} from './fairness';

const one = (given: Partial<Mark> = {}): Mark => ({
	percent: 60,
	at: 1,
	side: 'for',
	origin: 'own',
	sectionId: 'A',
	markerId: 'm1',
	...given
});
const many = (n: number, given: Partial<Mark> = {}) =>
	Array.from({ length: n }, (_, i) => one({ percent: 40 + ((i * 7) % 50), ...given }));
const keys = (marks: Mark[]) => groupsIn(marks).map(comparisonKey);

describe('who is compared', () => {
	test('sides apart by whether they were chosen, those in between left out', () => {
		const marks = [
			...many(10),
			...many(10, { side: 'against' }),
			...many(12, { side: 'between' }),
			...many(10, { origin: 'assigned' }),
			...many(9, { origin: 'assigned', side: 'against' })
		];
		const groups = groupsIn(marks).filter((g) => g.other === 'against');
		expect(groups.map(comparisonKey)).toEqual(['own/for/against']);
		expect(groups[0]?.b).toHaveLength(10);
	});

	test('a group of nine is neither shown nor among the others', () => {
		const marks = [
			...many(10, { sectionId: 'A' }),
			...many(11, { sectionId: 'B' }),
			...many(12, { sectionId: 'C' }),
			...many(9, { sectionId: 'D' })
		];
		const groups = groupsIn(marks).filter((g) => g.dimension === 'section');
		expect(groups.map((g) => [g.id, g.a.length, g.b.length])).toEqual([
			['A', 10, 23],
			['B', 11, 22],
			['C', 12, 21]
		]);
	});

	test('two groups are one comparison, and one alone is none', () => {
		const two = [...many(10, { sectionId: 'A' }), ...many(10, { sectionId: 'B' })];
		expect(keys(two)).toEqual(['section/A/B']);
		expect(keys([...many(30), ...many(9, { sectionId: 'B' })])).toEqual([]);
	});

	test('what several agreed on is nobody’s', () => {
		const marks = [...many(10, { markerId: null }), ...many(10), ...many(10, { markerId: 'm2' })];
		const [group] = groupsIn(marks).filter((g) => g.dimension === 'marker');
		expect([group?.a.length, group?.b.length]).toEqual([10, 10]);
	});
});

describe('when a comparison is made anew', () => {
	const start = [...many(12), ...many(12, { side: 'against' })];
	const made = renewedComparisons(groupsIn(start), {}, 's', 10);
	const after = (more: Mark[], kept = made) =>
		renewedComparisons(groupsIn([...start, ...more]), kept, 's', 30);

	test('not for four more, nor when the other side has one to four more', () => {
		expect(after(many(4, { at: 20 }))).toBe(made);
		expect(after([...many(8, { at: 20 }), ...many(1, { at: 20, side: 'against' })])).toBe(made);
	});

	test('for five more on one side, or on both', () => {
		expect(after(many(5, { at: 20 }))['own/for/against']).toMatchObject({ at: 30, a: { n: 17 } });
		const both = [...many(5, { at: 20 }), ...many(6, { at: 20, side: 'against' })];
		expect(after(both)['own/for/against']).toMatchObject({ a: { n: 17 }, b: { n: 18 } });
	});

	test('marks that were changed count as new ones', () => {
		const changed = start.map((mark, i) => (i < 5 ? { ...mark, at: 20, percent: 90 } : mark));
		expect(renewedComparisons(groupsIn(changed), made, 's', 30)).not.toBe(made);
	});

	test('a group that fell below ten and came back is not made anew for that', () => {
		const fewer = groupsIn(start.slice(3));
		expect(fewer).toEqual([]);
		const gone = renewedComparisons(fewer, made, 's', 20);
		const back = groupsIn([...start.slice(3), ...many(3, { at: 25 })]);
		expect(renewedComparisons(back, gone, 's', 30)).toBe(made);
	});

	test('two states that follow each other differ in each group by nobody or by five at least', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.record({
						side: fc.constantFrom<Side>('for', 'against', 'between'),
						percent: fc.integer({ min: 0, max: 100 }),
						again: fc.boolean()
					}),
					{ minLength: 40, maxLength: 90 }
				),
				(steps) => {
					const marks: Mark[] = [...many(10, { at: 0 }), ...many(10, { at: 0, side: 'against' })];
					let kept: KeptComparisons = {};
					let behind: { for: Mark[]; against: Mark[] } | null = null;
					for (const [i, step] of steps.entries()) {
						const at = i + 1;
						const mark = one({ side: step.side, percent: step.percent, at });
						const old = step.again ? marks.findIndex((m) => m.side === step.side) : -1;
						if (old >= 0) marks.splice(old, 1, mark);
						else marks.push(mark);
						const [groups] = groupsIn(marks);
						if (!groups) continue;
						const next = renewedComparisons([groups], kept, 's', at);
						if (next !== kept) {
							const now = { for: groups.a, against: groups.b };
							for (const side of ['for', 'against'] as const) {
								const before = behind?.[side];
								if (!before) continue;
								const entered = now[side].filter((m) => !before.includes(m)).length;
								expect(entered === 0 || entered >= 5).toBe(true);
							}
							behind = now;
						}
						kept = next;
					}
				}
			),
			{ numRuns: 12 }
		);
	}, 60_000);
});

describe('what is shown', () => {
	const kept = renewedComparisons(
		groupsIn([...many(13), ...many(18, { side: 'against' })]),
		{},
		's',
		10
	)['own/for/against'];
	if (!kept) throw new Error('no comparison');

	test('numbers of people in steps of five, means and differences in steps of two', () => {
		const shown = shownComparison(kept);
		expect([shown.a.n, shown.b.n]).toEqual([10, 15]);
		for (const percent of [shown.a.mean, shown.b.mean, shown.difference, shown.low, shown.high])
			expect(Math.abs(percent % 2)).toBe(0);
	});

	test('does not tell one mark from another by subtraction between two comparisons', () => {
		// All of a class by its sides, and again by its sections after one more was marked.
		const class1 = [...many(15), ...many(15, { side: 'against', sectionId: 'B' })];
		const bySides = (marks: Mark[]) =>
			groupsIn(marks).filter((g) => g.dimension === 'own' || g.dimension === 'section');
		const before = renewedComparisons(bySides(class1), {}, 's', 10);
		const seen = [0, 25, 50, 75, 100].map((percent) => {
			const groups = bySides([...class1, one({ at: 20, percent })]);
			return JSON.stringify(renewedComparisons(groups, before, 's', 30));
		});
		expect(new Set(seen).size).toBe(1);
	});

	test('chance is said in words that anybody can follow', () => {
		expect(chanceOf(0.9)).toBe('often');
		expect(chanceOf(0.31)).toBe(3);
		expect(chanceOf(0.05)).toBe(20);
		expect(chanceOf(0.012)).toBe(100);
		expect(chanceOf(0.0001)).toBe('rarely');
	});
});
