import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregate, fewest, mayRefresh } from './aggregate';

const tables = fc.array(fc.nat(12), { minLength: 2, maxLength: 6 });

/** Every table that would be shown in exactly this way: what an attacker can still hold possible. */
function consistentWith(cells: (number | null)[], people: number): number[][] {
	const found: number[][] = [];
	const walk = (i: number, left: number, soFar: number[]) => {
		if (i === cells.length) {
			if (left !== 0) return;
			const shown = aggregate(soFar);
			if (shown.shown && JSON.stringify(shown.cells) === JSON.stringify(cells)) found.push(soFar);
			return;
		}
		const known = cells[i];
		if (known != null) return walk(i + 1, left - known, [...soFar, known]);
		for (let n = 0; n <= left; n++) walk(i + 1, left - n, [...soFar, n]);
	};
	walk(0, people, []);
	return found;
}

describe('class figures', () => {
	it('show nothing under five people', () => {
		fc.assert(
			fc.property(tables, (counts) => {
				const people = counts.reduce((a, b) => a + b, 0);
				expect(aggregate(counts).shown).toBe(people >= fewest);
			})
		);
	});

	it('never show a cell of one to four', () => {
		fc.assert(
			fc.property(tables, (counts) => {
				const result = aggregate(counts);
				const cells = result.shown ? result.cells : [];
				expect(cells.filter((n) => n !== null && n > 0 && n < fewest)).toEqual([]);
			})
		);
	});

	it('cannot be solved by subtraction: a hidden small cell has more than one possible value', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(9), { minLength: 2, maxLength: 4 }), (counts) => {
				const result = aggregate(counts);
				if (!result.shown) return fc.pre(false);
				const possible = consistentWith(result.cells, result.people);
				counts.forEach((n, i) => {
					if (n > 0 && n < fewest)
						expect(new Set(possible.map((p) => p[i])).size).toBeGreaterThan(1);
				});
			}),
			{ numRuns: 300 }
		);
	});

	it('are refreshed so that two figures never differ by fewer than five people', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (closings) => {
				let shown = 0;
				closings.forEach((closing, i) => {
					if (!mayRefresh(i + 1, shown, closing)) return;
					expect(i + 1 - shown).toBeGreaterThanOrEqual(fewest);
					shown = i + 1;
				});
				expect(shown).toBeLessThanOrEqual(closings.length);
			})
		);
	});
});
