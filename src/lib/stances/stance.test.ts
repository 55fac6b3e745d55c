import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf, countStances, steps, stepsInOrder, stepOf, valueOf } from './stance';

describe('a stance', () => {
	it('goes from −3 at statement A to +3 at statement B and back', () => {
		expect(steps.map(valueOf)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
		expect(steps.map(valueOf).map(stepOf)).toEqual([...steps]);
	});

	it('stands on the control with the axis’s first statement at the start', () => {
		expect(stepsInOrder('a')[0]).toBe('a-full');
		expect(stepsInOrder('b')[0]).toBe('b-full');
	});

	it('keeps "I don’t know yet" and "I’d rather not say" apart from the middle', () => {
		expect(answerOf({ kind: 'unknown', value: null })).toBe('unknown');
		expect(answerOf({ kind: 'private', value: null })).toBe('private');
		expect(answerOf({ kind: 'placed', value: 0 })).toBe('middle');
		expect(answerOf(undefined)).toBeNull();
	});

	it('is counted once in its figure, and as moved only when both moments were placed', () => {
		const kind = fc.constantFrom('placed' as const, 'unknown' as const, 'private' as const);
		const one = fc.record({ kind, value: fc.integer({ min: -3, max: 3 }) });
		fc.assert(
			fc.property(
				fc.array(fc.record({ now: one, before: fc.option(one) }), { maxLength: 40 }),
				(given) => {
					const { places, moved } = countStances(given);
					const pairs = given.filter((g) => g.now.kind === 'placed' && g.before?.kind === 'placed');
					expect(places.reduce((a, b) => a + b)).toBe(given.length);
					expect(moved?.reduce((a, b) => a + b) ?? 0).toBe(pairs.length);
				}
			)
		);
	});
});
