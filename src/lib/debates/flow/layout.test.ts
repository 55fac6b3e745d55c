import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf, type Box, type Placed } from './layout';

const root: Box = { id: 0, parent: null, height: 80 };

const boxes = fc
	.array(
		fc.record({
			parent: fc.option(fc.integer({ min: -1, max: 30 })),
			height: fc.integer({ min: 20, max: 200 })
		}),
		{ maxLength: 30 }
	)
	.map((all) => all.map((box, index): Box => ({ ...box, id: index + 1 })));

function overlap(a: Placed, b: Placed): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('the places of an argument map', () => {
	it('stand beside what they belong to, one beneath the other', () => {
		const { places } = layoutOf(root, [
			{ id: 1, parent: null, height: 50 },
			{ id: 2, parent: 1, height: 50 },
			{ id: 3, parent: 1, height: 50 },
			{ id: 4, parent: null, height: 50 }
		]);
		const at = (id: number) => places.get(id) ?? { x: -1, y: -1, depth: -1 };
		expect([0, 1, 2, 3, 4].map((id) => at(id).depth)).toEqual([0, 1, 2, 2, 1]);
		expect(at(2).y).toBeLessThan(at(3).y);
		expect(at(3).y).toBeLessThan(at(4).y);
	});

	it('never overlap, and are all inside, whatever belongs to what, in circles too', () => {
		fc.assert(
			fc.property(boxes, (all) => {
				const { places, width, height } = layoutOf(root, all);
				expect(places.size).toBe(all.length + 1);
				const placed = [...places.values()];
				for (const [index, a] of placed.entries()) {
					expect(a.x >= 0 && a.x + a.width <= width).toBe(true);
					expect(a.y >= 0 && a.y + a.height <= height + 1e-6).toBe(true);
					for (const b of placed.slice(index + 1)) expect(overlap(a, b)).toBe(false);
				}
			})
		);
	});

	it('are the same for the same boxes', () => {
		fc.assert(
			fc.property(boxes, (all) => {
				expect(layoutOf(root, all)).toEqual(layoutOf(root, structuredClone(all)));
			})
		);
	});

	it('hold a chain of thousands, each answering the one before', () => {
		const chain = Array.from({ length: 3000 }, (_, index) => ({
			id: index + 1,
			parent: index === 0 ? null : index,
			height: 40
		}));
		expect(layoutOf(root, chain).places.get(3000)?.depth).toBe(3000);
	});
});
