import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RubricBody } from '../review';
import {
	apartIn,
	apartOn,
	drawn,
	isWithin,
	secondReason,
	settledLevels,
	slotOf,
	type SecondPlan,
	type Slots
} from './second';
import { begunWith, wordsOfFirst } from './settlement';

const words = { en: 'x' };
const level = (points: number) => ({ points, label: words, text: words });
const rubric: RubricBody = {
	title: words,
	rule: words,
	notes: words,
	mayLeaveOut: true,
	criteria: ['R1', 'R2'].map((key) => ({ key, title: words, levels: [0, 1, 2, 3, 4].map(level) }))
};
const none: SecondPlan = {
	second: 'none',
	samplePercent: 100,
	passPercent: 100,
	edgePercent: 100,
	seed: 's'
};
const some: SecondPlan = {
	second: 'some',
	samplePercent: 0,
	passPercent: 40,
	edgePercent: 5,
	seed: 's'
};

describe('which positions are marked twice', () => {
	it('none, or all, as the plan says', () => {
		expect(secondReason(none, 'p', 10)).toBeNull();
		expect(secondReason({ ...none, second: 'all' }, 'p', null)).toBe('all');
	});

	it.each([
		[34.9, 'failing'],
		[35, 'edge'],
		[40, 'edge'],
		[45, 'edge'],
		[45.1, null],
		[0, 'failing'],
		[null, null]
	] as const)('with a pass mark of 40 and an edge of 5, %d percent is %s', (percent, reason) => {
		expect(secondReason(some, 'p', percent)).toBe(reason);
	});

	it('without an edge, only those below the pass mark', () => {
		const plan = { ...some, edgePercent: 0 };
		expect(secondReason(plan, 'p', 40)).toBeNull();
		expect(secondReason(plan, 'p', 39.99)).toBe('failing');
	});

	it('a sample is about as large as it says, always the same, and grows without losing any', () => {
		const ids = Array.from({ length: 2000 }, (_, i) => `position-${i}`);
		const sample = (samplePercent: number, seed = 's') =>
			ids.filter((id) => secondReason({ ...some, samplePercent, seed }, id, 90) === 'sample');
		expect(sample(0)).toEqual([]);
		expect(sample(100)).toEqual(ids);
		const [small, large] = [sample(20), sample(30)];
		expect(small.length).toBeGreaterThan(340);
		expect(small.length).toBeLessThan(460);
		expect(small).toEqual(sample(20));
		expect(large).toEqual(expect.arrayContaining(small));
		expect(sample(20, 'other')).not.toEqual(small);
	});

	it('everybody draws a number from 0 up to 100', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (seed, id) => {
				const number = drawn(seed, id);
				expect(number >= 0 && number < 100).toBe(true);
			})
		);
	});
});

describe('in which slot somebody marks', () => {
	const begun = (...slots: number[]) =>
		slots.map((slot) => ({ slot, state: 'marking' as const, isBegun: true }));
	const free: Slots = {
		sheets: [],
		isAgreed: false,
		wanted: 2,
		mayFollow: false,
		othersSlots: [],
		givenSlot: null,
		ownSlots: [],
		oversees: false
	};

	it('the first, wherever a position is marked once', () => {
		for (const sheets of [[], begun(1)])
			expect(slotOf({ ...free, wanted: 1, sheets })).toMatchObject({ slot: 1, closed: null });
	});

	it('the one that is given, then one’s own, then one that is free', () => {
		expect(slotOf({ ...free, givenSlot: 2 })).toMatchObject({ slot: 2, closed: null });
		expect(slotOf({ ...free, sheets: begun(1), ownSlots: [1] })).toMatchObject({ slot: 1 });
		expect(slotOf({ ...free, sheets: begun(1) })).toMatchObject({ slot: 2, closed: null });
		expect(slotOf({ ...free, othersSlots: [1] })).toMatchObject({ slot: 2, closed: null });
	});

	it('none, and nothing is shown, when others have all of them', () => {
		for (const oversees of [false, true])
			expect(slotOf({ ...free, sheets: begun(1), othersSlots: [2], oversees })).toMatchObject({
				closed: 'taken',
				isShown: false
			});
	});

	it('whoever may have to mark second sees nothing while that is open', () => {
		const open = { ...free, wanted: 1, mayFollow: true, sheets: begun(1) };
		expect(slotOf(open)).toMatchObject({ closed: 'taken', isShown: false });
		expect(slotOf({ ...open, ownSlots: [1] })).toMatchObject({ slot: 1, closed: null });
		expect(slotOf({ ...open, givenSlot: 2 })).toMatchObject({ closed: 'not-yet', isShown: false });
	});

	it('the agreed sheet, for everybody, once it is settled', () => {
		expect(slotOf({ ...free, isAgreed: true, ownSlots: [1] })).toEqual({
			kind: 'agreed',
			slot: 1,
			closed: 'settled',
			isBlind: false,
			isShown: true
		});
	});
});

describe('what comes of two markings', () => {
	const a = { R1: 3, R2: 4 };
	const b = { R1: 2, R2: 2 };

	it('says how far apart they are, in all and on one criterion', () => {
		expect(apartIn(rubric, [a, b])).toBeCloseTo(37.5);
		expect(apartOn(rubric, 'R2', [a, b])).toBe(2);
		expect(isWithin(rubric, [a, b], 37.5)).toBe(true);
		expect(isWithin(rubric, [a, b], 37)).toBe(false);
	});

	it('is never near enough when one has assessed what the other has not', () => {
		const left = { R1: 3, R2: null };
		expect(apartOn(rubric, 'R2', [a, left])).toBeNull();
		expect(isWithin(rubric, [a, left], 100)).toBe(false);
		expect(settledLevels(rubric, [a, left], 'mean')).toBeNull();
		expect(settledLevels(rubric, [left, left], 'mean')).toEqual(left);
	});

	it('is the first, the mean, or the middle one of three', () => {
		expect(settledLevels(rubric, [a, b], 'first')).toEqual(a);
		expect(settledLevels(rubric, [a, b], 'mean')).toEqual({ R1: 2.5, R2: 3 });
		expect(settledLevels(rubric, [a, b], 'third')).toBeNull();
		expect(settledLevels(rubric, [a, b, { R1: 0, R2: 3 }], 'third')).toEqual({ R1: 2, R2: 3 });
		expect(settledLevels(rubric, [a, b, { R1: 0, R2: null }], 'third')).toEqual({ R1: 2, R2: 3 });
	});

	it('begins an agreed sheet with equal levels and with everybody’s words', () => {
		const sheet = (over: object) => ({ levels: {}, comments: {}, overall: '', pins: [], ...over });
		const first = sheet({ levels: { R1: 3, R2: 1 }, comments: { thesis: 'Which courts?' } });
		const second = sheet({
			levels: { R1: 3, R2: 2 },
			comments: { thesis: 'Name them.', reply: 'Good.' },
			overall: 'Sound.'
		});
		expect(begunWith(rubric, ['thesis', 'reply'], [first, second])).toEqual({
			levels: { R1: 3 },
			comments: { thesis: 'Which courts?\n\nName them.', reply: 'Good.' },
			overall: 'Sound.',
			pins: []
		});
		expect(wordsOfFirst([first, second])).toEqual({
			comments: { thesis: 'Which courts?', reply: 'Good.' },
			overall: 'Sound.',
			pins: []
		});
	});
});
