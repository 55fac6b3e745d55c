import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bySection, canMark, evenly, type Marker, type ToGive } from './allocation';

const ids = ['a', 'b', 'c', 'd', 'e'];
const sections = [null, 's1', 's2'] as const;

const markers = fc
	.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 5 })
	.chain((chosen) =>
		fc.tuple(...chosen.map((id) => fc.record({ id: fc.constant(id), onlySection: section })))
	);
const section = fc.constantFrom(...sections);

/** As the database holds them: nobody in two slots of one position. */
const position = fc.record({
	sectionId: section,
	givenTo: fc.option(fc.constantFrom(...ids)),
	begunBy: fc.option(fc.constantFrom(...ids), { freq: 3 }),
	others: fc.subarray(ids, { maxLength: 2 })
});
const positions = fc.array(position, { maxLength: 60 }).map((list) =>
	list.map((one, i): ToGive => {
		const others = one.others.filter((id) => id !== one.begunBy && id !== one.givenTo);
		return { ...one, others, id: `p${i}` };
	})
);
const anybody = (chosen: readonly string[]): Marker[] =>
	chosen.map((id) => ({ id, onlySection: null }));

function loads(given: Map<string, string>, among: readonly Marker[]): number[] {
	return among.map(({ id }) => [...given.values()].filter((to) => to === id).length);
}

describe('giving positions evenly', () => {
	it('is even within one where everybody may mark everything', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 120 }),
				fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }),
				fc.array(fc.option(fc.constantFrom(...ids)), { maxLength: 120 }),
				(n, chosen, before) => {
					const list = Array.from({ length: n }, (_, i): ToGive => {
						const givenTo = before[i] ?? null;
						return { id: `p${i}`, sectionId: null, givenTo, begunBy: null, others: [] };
					});
					const given = evenly(list, anybody(chosen));
					const counts = loads(given, anybody(chosen));
					expect(given.size).toBe(n);
					expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
				}
			)
		);
	});

	it('cannot be made more even by passing one on', () => {
		fc.assert(
			fc.property(positions, markers, (list, among) => {
				const given = evenly(list, among);
				const load = new Map(among.map(({ id }, i) => [id, loads(given, among)[i] ?? 0]));
				for (const one of list) {
					const from = given.get(one.id);
					if (one.begunBy !== null || from === undefined) continue;
					for (const marker of among.filter((m) => canMark(m, one)))
						expect((load.get(from) ?? 0) - (load.get(marker.id) ?? 0)).toBeLessThanOrEqual(1);
				}
			})
		);
	});

	it('gives nobody a position twice, keeps what is begun, and leaves out only what nobody can mark', () => {
		fc.assert(
			fc.property(positions, markers, (list, among) => {
				const given = evenly(list, among);
				for (const one of list) {
					const to = given.get(one.id);
					if (one.begunBy !== null) expect(to).toBe(one.begunBy);
					else if (to === undefined) expect(among.some((m) => canMark(m, one))).toBe(false);
					else expect(among.some((m) => m.id === to && canMark(m, one))).toBe(true);
				}
			})
		);
	});

	it('says the same again, and again after it was done', () => {
		fc.assert(
			fc.property(positions, markers, (list, among) => {
				const given = evenly(list, among);
				expect([...evenly(list, among)]).toEqual([...given]);
				const done = list.map((one) => ({ ...one, givenTo: given.get(one.id) ?? null }));
				expect(new Map(evenly(done, among))).toEqual(given);
			})
		);
	});

	it('passes on over a third where two cannot mark the same ones', () => {
		const one = (id: string, sectionId: string, givenTo: string): ToGive => ({
			id,
			sectionId,
			givenTo,
			begunBy: null,
			others: []
		});
		const list = [
			...Array.from({ length: 6 }, (_, i) => one(`x${i}`, 's1', 'a')),
			...Array.from({ length: 3 }, (_, i) => one(`y${i}`, 's2', 'b'))
		];
		const among: Marker[] = [
			{ id: 'a', onlySection: 's1' },
			{ id: 'b', onlySection: null },
			{ id: 'c', onlySection: 's2' }
		];
		expect(loads(evenly(list, among), among)).toEqual([3, 3, 3]);
	});
});

describe('giving positions by section', () => {
	it('gives each to the marker of its section, and nothing else moves', () => {
		fc.assert(
			fc.property(positions, fc.constantFrom(...ids), (list, id) => {
				const marker: Marker = { id, onlySection: null };
				const given = bySection(list, new Map([['s1', marker]]));
				for (const one of list) {
					const stays = one.begunBy ?? one.givenTo ?? undefined;
					const moves = one.begunBy === null && one.sectionId === 's1' && !one.others.includes(id);
					expect(given.get(one.id)).toBe(moves ? id : stays);
				}
			})
		);
	});
});
