import { describe, expect, test } from 'vitest';
import {
	askedOf,
	isComplete,
	isEmpty,
	isSameAnswer,
	progressOf,
	type QuestionBody
} from './question';

const both = (text: string) => ({ en: text, ur: text });

function aQuestion(given: Partial<QuestionBody> & Pick<QuestionBody, 'kind'>): QuestionBody {
	return {
		prompt: both('prompt'),
		help: both('help'),
		points: 4,
		discussion: false,
		feedback: 'after-release',
		guide: both('the guide'),
		background: both('the background'),
		paragraphs: [],
		...given
	};
}

describe('what a student sees of a question', () => {
	test('neither guide nor background nor anything that is right', () => {
		const asked = askedOf(
			aQuestion({
				kind: 'choice',
				options: [
					{
						key: 'a',
						text: both('A'),
						right: true,
						feedback: both('the feedback')
					}
				],
				items: [{ key: 'i', text: both('I'), rank: 3 }],
				parts: [{ key: 'p', label: both('P'), answer: 4711 }],
				find: { targets: [{ reading: '002', id: 'p77' }], least: 1, most: 2 }
			})
		);
		expect(JSON.stringify(asked)).not.toMatch(
			/guide|background|right|feedback|rank|4711|p77|targets/
		);
		expect(asked.find).toEqual({ reading: '002', least: 1, most: 2 });
	});
});

describe('when an answer is complete', () => {
	test('an open answer has the words it asks for, in either script', () => {
		const asked = askedOf(aQuestion({ kind: 'short', words: { least: 3, most: 10 } }));
		expect(isComplete(asked, { text: 'two words' })).toBe(false);
		expect(isComplete(asked, { text: 'now three words' })).toBe(true);
		expect(isComplete(asked, { text: 'ریاست مضبوط ہے' })).toBe(true);
		expect(isComplete(asked, { text: '… — !' })).toBe(false);
	});

	test('a choice or a step needs its reason where one is asked', () => {
		const asked = askedOf(aQuestion({ kind: 'choice', reason: true }));
		expect(isComplete(asked, { choice: 'a' })).toBe(false);
		expect(isComplete(asked, { choice: 'a', text: 'because' })).toBe(true);
		const scale = askedOf(aQuestion({ kind: 'scale' }));
		expect(isComplete(scale, { scale: 1 })).toBe(true);
	});

	test('an order places every item once', () => {
		const items = ['a', 'b'].map((key) => ({ key, text: both(key), rank: 1 }));
		const asked = askedOf(aQuestion({ kind: 'order', items }));
		expect(isComplete(asked, { order: ['a', ''] })).toBe(false);
		expect(isComplete(asked, { order: ['b', 'a'] })).toBe(true);
	});

	test('sums want a number each; zero is one', () => {
		const parts = ['x', 'y'].map((key) => ({
			key,
			label: both(key),
			answer: 0
		}));
		const asked = askedOf(aQuestion({ kind: 'arithmetic', parts }));
		expect(isComplete(asked, { numbers: { x: 0 } })).toBe(false);
		expect(isComplete(asked, { numbers: { x: 0, y: 0 } })).toBe(true);
	});

	test('progress tells nothing, something and everything apart', () => {
		const asked = askedOf(aQuestion({ kind: 'long', words: { least: 2, most: 9 } }));
		expect(progressOf(asked, null)).toBe('empty');
		expect(progressOf(asked, { text: ' ' })).toBe('empty');
		expect(progressOf(asked, { text: 'one' })).toBe('begun');
		expect(progressOf(asked, { text: 'one two' })).toBe('complete');
	});
});

describe('the same answer', () => {
	test('does not depend on the order of ticks or on empty parts', () => {
		expect(isSameAnswer({ choices: ['b', 'a'] }, { choices: ['a', 'b'], text: '' })).toBe(true);
		expect(isSameAnswer({ numbers: { x: 1, y: null } }, { numbers: { x: 1 } })).toBe(true);
		expect(isSameAnswer({ order: ['', ''] }, {})).toBe(true);
		expect(isSameAnswer({ order: ['a', 'b'] }, { order: ['b', 'a'] })).toBe(false);
		expect(isSameAnswer({ text: 'a' }, { text: 'b' })).toBe(false);
	});

	test('an answer of nothing is empty', () => {
		expect(
			isEmpty({
				text: '\n',
				choices: [],
				order: ['', ''],
				numbers: { x: null }
			})
		).toBe(true);
		expect(isEmpty({ numbers: { x: 0 } })).toBe(false);
	});
});
