import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feedbackDue, feedbackOn } from './feedback';
import type { QuestionBody } from './question';
import { defaultPoints, machinePoints, roundPoints } from './scoring';

const both = (text: string) => ({ en: text, ur: text });
const base: Omit<QuestionBody, 'kind'> = {
	prompt: both('prompt'),
	help: both('help'),
	points: 2,
	discussion: false,
	feedback: 'at-once',
	guide: both('guide'),
	background: both('background'),
	paragraphs: []
};
const options = (right: string) =>
	['a', 'b', 'c', 'd'].map((key) => ({
		key,
		text: both(key),
		right: right.includes(key),
		feedback: both(`about ${key}`)
	}));

const choice: QuestionBody = { ...base, kind: 'choice', options: options('b') };
const multiple: QuestionBody = {
	...base,
	kind: 'multiple',
	options: options('ab')
};
const order: QuestionBody = {
	...base,
	kind: 'order',
	items: [
		{ key: 'first', text: both('1'), rank: 1 },
		{ key: 'tie', text: both('2'), rank: 2 },
		{ key: 'tied', text: both('2'), rank: 2 },
		{ key: 'last', text: both('3'), rank: 3 }
	]
};
const arithmetic: QuestionBody = {
	...base,
	kind: 'arithmetic',
	points: 1,
	parts: ['x', 'y', 'z'].map((key, i) => ({
		key,
		label: both(key),
		answer: i
	}))
};
const passage: QuestionBody = {
	...base,
	kind: 'passage',
	find: {
		targets: ['p3', 'p4', 'p9'].map((id) => ({ reading: '004', id })),
		least: 3,
		most: 4
	}
};
const marked = (...ids: string[]) => ({
	passages: ids.map((id) => ({ reading: '004', id }))
});

describe('points that a question gives itself', () => {
	test('a choice is right or not', () => {
		expect(machinePoints(choice, { choice: 'b' })).toBe(2);
		expect(machinePoints(choice, { choice: 'a' })).toBe(0);
		expect(machinePoints(choice, {})).toBe(0);
	});

	test('several choices: right minus wrong, and ticking everything earns nothing', () => {
		expect(machinePoints(multiple, { choices: ['a', 'b'] })).toBe(2);
		expect(machinePoints(multiple, { choices: ['a'] })).toBe(1);
		expect(machinePoints(multiple, { choices: ['a', 'b', 'c'] })).toBe(1);
		expect(machinePoints(multiple, { choices: ['a', 'b', 'c', 'd'] })).toBe(0);
		expect(machinePoints(multiple, { choices: ['c', 'd'] })).toBe(0);
	});

	test('marked for completeness, any reasoned choice earns all', () => {
		const body: QuestionBody = {
			...multiple,
			marking: 'complete',
			reason: true
		};
		expect(machinePoints(body, { choices: ['d'], text: 'because' })).toBe(2);
		expect(machinePoints(body, { choices: ['d'] })).toBe(0);
	});

	test('an order counts its pairs; items of one rank stand either way', () => {
		expect(machinePoints(order, { order: ['first', 'tie', 'tied', 'last'] })).toBe(2);
		expect(machinePoints(order, { order: ['first', 'tied', 'tie', 'last'] })).toBe(2);
		expect(machinePoints(order, { order: ['tie', 'first', 'tied', 'last'] })).toBe(1.2);
		expect(machinePoints(order, { order: ['last', 'tied', 'tie', 'first'] })).toBe(0);
		expect(machinePoints(order, { order: ['first', 'last', '', ''] })).toBe(0.4);
	});

	test('sums are counted one by one and rounded to a hundredth', () => {
		expect(machinePoints(arithmetic, { numbers: { x: 0, y: 1, z: 2 } })).toBe(1);
		expect(machinePoints(arithmetic, { numbers: { x: 0, y: 9, z: 9 } })).toBe(0.33);
		expect(machinePoints(arithmetic, { numbers: { x: null, y: 1 } })).toBe(0.33);
	});

	test('found passages count by paragraph, false ones against them', () => {
		expect(machinePoints(passage, marked('p3', 'p4', 'p9'))).toBe(2);
		expect(machinePoints(passage, marked('p3', 'p4', 'p9', 'p1'))).toBe(1.33);
		expect(machinePoints(passage, marked('p3'))).toBe(0.67);
		expect(machinePoints(passage, marked('p1', 'p2'))).toBe(0);
		expect(machinePoints(passage, { passages: [{ reading: '002', id: 'p3' }] })).toBe(0);
	});

	test('open answers are not the machine’s; complete ones have all points unless marked', () => {
		const open: QuestionBody = {
			...base,
			kind: 'short',
			words: { least: 2, most: 9 }
		};
		expect(machinePoints(open, { text: 'two words' })).toBeNull();
		expect(defaultPoints(open, { text: 'two words' })).toBe(2);
		expect(defaultPoints(open, { text: 'one' })).toBe(0);
	});

	test('points stay between 0 and what the question is worth', () => {
		const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
		const items = fc.shuffledSubarray(['first', 'tie', 'tied', 'last']);
		const ids = fc.uniqueArray(fc.constantFrom('p1', 'p3', 'p4', 'p9'));
		fc.assert(
			fc.property(keys, items, ids, (choices, placed, found) => {
				for (const points of [
					machinePoints(multiple, { choices }),
					machinePoints(order, { order: placed }),
					machinePoints(passage, marked(...found))
				]) {
					expect(points).toBeGreaterThanOrEqual(0);
					expect(points).toBeLessThanOrEqual(2);
					expect(points).toBe(roundPoints(points ?? NaN));
				}
			})
		);
	});
});

describe('feedback', () => {
	const facts = {
		body: choice,
		atOnceInSet: true,
		hasAnswer: true,
		isSubmitted: false,
		isReleased: false,
		isClosed: false
	};

	test('comes in part for a saved answer, whole after submission', () => {
		expect(feedbackDue({ ...facts, hasAnswer: false })).toBe('none');
		expect(feedbackDue(facts)).toBe('part');
		expect(feedbackDue({ ...facts, isSubmitted: true })).toBe('whole');
	});

	test('waits for release where the question or the set says so', () => {
		const later = {
			...facts,
			body: { ...choice, feedback: 'after-release' as const }
		};
		expect(feedbackDue({ ...later, isSubmitted: true })).toBe('none');
		expect(feedbackDue({ ...facts, atOnceInSet: false, isSubmitted: true })).toBe('none');
		expect(feedbackDue({ ...later, isSubmitted: true, isReleased: true })).toBe('whole');
	});

	test('does not hand the key to somebody who may still answer after release', () => {
		expect(feedbackDue({ ...facts, hasAnswer: false, isReleased: true })).toBe('none');
		expect(feedbackDue({ ...facts, isReleased: true, isClosed: true })).toBe('whole');
	});

	test('in part it comments only on what was chosen', () => {
		const part = feedbackOn(choice, { choice: 'a' }, 'part');
		expect(JSON.stringify(part)).not.toMatch(/about [bcd]|background"?:\{/);
		expect(part?.options).toMatchObject([{ key: 'a', right: false }]);
		expect(feedbackOn(arithmetic, { numbers: { x: 0 } }, 'part')?.parts).toMatchObject([
			{ right: true, answer: null },
			{ right: false, answer: null },
			{ right: false, answer: null }
		]);
		expect(feedbackOn(passage, marked('p3', 'p1'), 'part')?.found).toEqual({
			hits: 1,
			others: 1,
			targets: null
		});
	});
});
