import { describe, expect, it } from 'vitest';
import type { RubricBody, SheetLevels } from '../review';
import { agreementOf, type DoubleMarked } from './figures';

const words = { en: 'x' };
const level = (points: number) => ({ points, label: words, text: words });
const rubric: RubricBody = {
	title: words,
	rule: words,
	notes: words,
	mayLeaveOut: true,
	criteria: [
		{ key: 'R1', title: words, levels: [0, 2, 4, 8].map(level) },
		{ key: 'R2', title: words, levels: [0, 1, 2].map(level) }
	]
};

const marked = (id: number, ...levels: SheetLevels[]): DoubleMarked => ({
	id: `${id}`,
	rubric,
	sheets: levels.map((l, i) => ({ marker: ['asma', 'bilal', 'chand'][i] ?? null, levels: l }))
});

describe('the figures of agreement', () => {
	const ten = Array.from({ length: 10 }, (_, i) =>
		marked(i, { R1: i % 2 ? 4 : 8, R2: i % 3 }, { R1: i % 2 ? 2 : 8, R2: i % 3 })
	);

	it('are hidden below ten double-marked positions, whatever else was marked', () => {
		const nine = [...ten.slice(0, 9), marked(90, { R1: 8, R2: 1 })];
		expect(agreementOf(rubric, nine, 10)).toEqual({
			n: 9,
			tolerancePercent: 10,
			rows: [],
			severity: []
		});
	});

	it('stand per criterion and for the total, with severity by marker', () => {
		const { n, rows, severity } = agreementOf(rubric, ten, 10);
		expect(n).toBe(10);
		expect(rows.map((row) => row.criterion?.key ?? 'total')).toEqual(['R1', 'R2', 'total']);
		// One level apart, although that is two points.
		expect(rows[0]?.figures).toMatchObject({ exact: 0.5, adjacent: 1 });
		expect(rows[1]?.figures).toMatchObject({
			exact: 1,
			kappa: { plain: 1, quadratic: 1 },
			icc: { value: 1, interval: { from: 1, to: 1 } }
		});
		// Two of ten points: twenty of a hundred.
		expect(rows[2]?.figures).toMatchObject({ exact: 0.5, adjacent: 0.5 });
		expect(severity).toEqual([
			{ marker: 'bilal', difference: -10, n: 10 },
			{ marker: 'asma', difference: 10, n: 10 }
		]);
	});

	it('of a criterion that was left out too often are hidden, with its own count', () => {
		const left = ten.map((m, i) =>
			i === 0 ? marked(0, { R1: 8, R2: null }, { R1: 8, R2: 1 }) : m
		);
		const [, second] = agreementOf(rubric, left, 10).rows;
		expect(second).toMatchObject({ n: 9, figures: null });
	});

	it('say that they are not defined where everybody gave the same', () => {
		const same = ten.map((_, i) => marked(i, { R1: 4, R2: 1 }, { R1: 4, R2: 1 }));
		expect(agreementOf(rubric, same, 10).rows[0]?.figures).toEqual({
			exact: 1,
			adjacent: 1,
			kappa: { plain: null, linear: null, quadratic: null },
			alpha: { ordinal: null, interval: null },
			icc: null
		});
	});

	it('take a third marking and unknown criteria as they come', () => {
		const third = ten.map((m, i) =>
			i === 0 ? marked(0, { R1: 8, R2: 1 }, { R1: 4, R2: 1 }, { R1: 4, R2: 1 }) : m
		);
		const more = {
			...rubric,
			criteria: [...rubric.criteria, { ...rubric.criteria[0]!, key: 'R9' }]
		};
		const rows = agreementOf(more, third, 10).rows;
		expect(rows.find((r) => r.criterion?.key === 'R9')).toMatchObject({ n: 0, figures: null });
		expect(agreementOf(rubric, third, 10).severity.map((s) => s.marker)).toContain('chand');
	});
});
