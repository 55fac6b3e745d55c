import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
	groupCount,
	leastMixed,
	makeGroups,
	placeLater,
	preferences,
	type GroupedPerson,
	type Lot
} from './groups';

const lotOf =
	(seed: number): Lot =>
	(name) =>
		createHash('sha256').update(`${seed}:${name}`).digest().readUInt32BE(0) / 2 ** 32;

const people = fc
	.array(
		fc.record({
			sectionId: fc.constantFrom('a', 'b', null),
			prefers: fc.constantFrom(...preferences, null)
		}),
		{ minLength: 1, maxLength: 70 }
	)
	.map((all) => all.map((one, i): GroupedPerson => ({ id: `p${i}`, ...one })));

const wishes = fc.record({
	size: fc.integer({ min: 2, max: 12 }),
	bySection: fc.boolean(),
	mixed: fc.boolean()
});
const seeds = fc.nat();

const difference = (counts: number[]) => Math.max(...counts) - Math.min(...counts);

function bySection(groups: ReturnType<typeof makeGroups>) {
	const pools = new Map<string | null, string[][]>();
	for (const { sectionId, people: ids } of groups)
		pools.set(sectionId, [...(pools.get(sectionId) ?? []), ids]);
	return [...pools.values()];
}

describe('groups made by the machine', () => {
	it('hold everybody exactly once, and none is empty', () => {
		fc.assert(
			fc.property(people, wishes, seeds, (all, wish, seed) => {
				const groups = makeGroups(all, wish, lotOf(seed));
				expect(groups.flatMap((g) => g.people).sort()).toEqual(all.map((p) => p.id).sort());
				expect(groups.every((g) => g.people.length > 0)).toBe(true);
			})
		);
	});

	it('differ in size by one at most, and are as many as the size asks for', () => {
		fc.assert(
			fc.property(people, wishes, seeds, (all, wish, seed) => {
				for (const pool of bySection(makeGroups(all, wish, lotOf(seed)))) {
					expect(difference(pool.map((ids) => ids.length))).toBeLessThanOrEqual(1);
					expect(pool.length).toBe(groupCount(pool.flat().length, wish));
				}
			})
		);
	});

	it('never cross sections where they are made by section', () => {
		fc.assert(
			fc.property(people, wishes, seeds, (all, wish, seed) => {
				const sectionOf = new Map(all.map((p) => [p.id, p.sectionId]));
				for (const group of makeGroups(all, { ...wish, bySection: true }, lotOf(seed)))
					expect(group.people.map((id) => sectionOf.get(id))).toEqual(
						group.people.map(() => group.sectionId)
					);
			})
		);
	});

	it('have each preference as evenly as can be when mixed: one of each side where numbers allow', () => {
		fc.assert(
			fc.property(people, wishes, seeds, (all, wish, seed) => {
				const prefers = new Map(all.map((p) => [p.id, p.prefers]));
				for (const pool of bySection(makeGroups(all, { ...wish, mixed: true }, lotOf(seed))))
					for (const side of [...preferences, null]) {
						const counts = pool.map((ids) => ids.filter((id) => prefers.get(id) === side).length);
						expect(difference(counts)).toBeLessThanOrEqual(1);
						const total = counts.reduce((a, b) => a + b, 0);
						if (total >= pool.length) expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
					}
			})
		);
	});

	it('are no pairs when mixed: each would know of the other', () => {
		fc.assert(
			fc.property(people, wishes, seeds, (all, wish, seed) => {
				const mixed = { ...wish, mixed: true, bySection: false };
				for (const { people: ids } of makeGroups(all, mixed, lotOf(seed)))
					expect(ids.length).toBeGreaterThanOrEqual(Math.min(leastMixed, all.length));
			})
		);
	});

	it('do not depend on the order in which people are listed', () => {
		fc.assert(
			fc.property(people, wishes, seeds, (all, wish, seed) => {
				const there = makeGroups(all, wish, lotOf(seed));
				const back = makeGroups([...all].reverse(), wish, lotOf(seed));
				const sorted = (groups: typeof there) => groups.map((g) => g.people.join()).sort();
				expect(sorted(back)).toEqual(sorted(there));
			})
		);
	});

	it('do not use a preference at all where nothing is mixed', () => {
		fc.assert(
			fc.property(people, wishes, seeds, (all, wish, seed) => {
				const unmixed = { ...wish, mixed: false };
				const silent = all.map((p) => ({ ...p, prefers: null }));
				expect(makeGroups(all, unmixed, lotOf(seed))).toEqual(
					makeGroups(silent, unmixed, lotOf(seed))
				);
			})
		);
	});

	it('tell nothing by their order or size: neither side is more often in the first or the larger', () => {
		const all = Array.from({ length: 11 }, (_, i): GroupedPerson => {
			const prefers = i < 5 ? 'for' : i < 10 ? 'against' : 'either';
			return { id: `p${i}`, sectionId: null, prefers };
		});
		const more = { first: 0, larger: 0 };
		const runs = 2000;
		for (let seed = 0; seed < runs; seed++) {
			const groups = makeGroups(all, { size: 6, bySection: false, mixed: true }, lotOf(seed));
			const number = (id: string) => Number(id.slice(1));
			const lead = (ids: string[] = []) =>
				ids.filter((id) => number(id) < 5).length -
				ids.filter((id) => number(id) >= 5 && number(id) < 10).length;
			expect(groups).toHaveLength(2);
			more.first += lead(groups[0]?.people);
			more.larger += lead(groups.find((g) => g.people.length === 6)?.people);
		}
		for (const sum of [more.first, more.larger]) expect(Math.abs(sum / runs)).toBeLessThan(0.1);
	});

	it('are one group where fewer people than one group are there', () => {
		const alone = [{ id: 'p', sectionId: null, prefers: null }];
		for (const mixed of [true, false])
			expect(makeGroups(alone, { size: 4, bySection: false, mixed }, lotOf(1))).toHaveLength(1);
		expect(makeGroups([], { size: 4, bySection: true, mixed: true }, lotOf(1))).toEqual([]);
	});
});

describe('people who come later', () => {
	const filledBy = (all: readonly GroupedPerson[], seed: number) =>
		makeGroups(all, { size: 4, bySection: false, mixed: true }, lotOf(seed)).map((made, i) => ({
			id: `g${i}`,
			sectionId: null,
			people: made.people.map((id) => ({ prefers: all.find((p) => p.id === id)?.prefers ?? null }))
		}));

	it('fill the smallest groups: sizes still differ by one at most', () => {
		fc.assert(
			fc.property(people, people, seeds, (all, later, seed) => {
				const groups = filledBy(all, seed);
				const placed = placeLater(groups, later, true, lotOf(seed));
				expect([...placed.keys()].sort()).toEqual(later.map((p) => p.id).sort());
				const sizes = groups.map(
					(g) => g.people.length + [...placed.values()].filter((id) => id === g.id).length
				);
				expect(difference(sizes)).toBeLessThanOrEqual(1);
			})
		);
	});

	it('keep the mix: among equal groups one that has fewest of their side', () => {
		const groups = [
			{ id: 'one', sectionId: null, people: [{ prefers: 'for' as const }] },
			{ id: 'two', sectionId: null, people: [{ prefers: 'against' as const }] }
		];
		const late = { id: 'late', sectionId: null, prefers: 'for' as const };
		for (let seed = 0; seed < 20; seed++)
			expect(placeLater(groups, [late], true, lotOf(seed)).get('late')).toBe('two');
	});

	it('go to groups of their own section, and nowhere where there is none', () => {
		const groups = [{ id: 'a', sectionId: 'a', people: [] }];
		const at = (sectionId: string | null) =>
			placeLater(groups, [{ id: 'p', sectionId, prefers: null }], false, lotOf(1)).get('p');
		expect(at('a')).toBe('a');
		expect(at('b')).toBeUndefined();
		expect(at(null)).toBeUndefined();
	});
});
