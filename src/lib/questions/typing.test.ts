import { describe, expect, test } from 'vitest';
import { askedOf, type AnswerValue } from './question';
import { entriesOf, moveItem, placedItems, typedBack, typedFrom } from './typing';

const both = (text: string) => ({ en: text, ur: text });
const asked = askedOf({
	kind: 'order',
	prompt: both('prompt'),
	help: both('help'),
	points: 1,
	discussion: false,
	feedback: 'at-once',
	guide: both('guide'),
	background: null,
	paragraphs: [],
	items: ['a', 'b', 'c'].map((key) => ({ key, text: both(key), rank: 1 })),
	parts: [{ key: 'x', label: both('x'), answer: 1 }]
});
const value: AnswerValue = {
	text: 'two words',
	choices: ['a', 'b'],
	scale: 3,
	order: ['b', '', 'a'],
	numbers: { x: 0 },
	passages: [{ reading: '004', id: 'p3' }]
};

describe('typed fields', () => {
	test('are sent as the form itself would send them', () => {
		expect(entriesOf('Q1', typedFrom(asked, value), '2')).toEqual([
			['Q1.version', '2'],
			['Q1.text', 'two words'],
			['Q1.choices', 'a'],
			['Q1.choices', 'b'],
			['Q1.scale', '3'],
			['Q1.passages', '004:p3'],
			['Q1.order.a', '3'],
			['Q1.order.b', '1'],
			['Q1.number.x', '0']
		]);
	});

	test('come back from a form as they were typed, right or wrong', () => {
		const values = {
			'Q1.version': '2',
			'Q1.text': 'kept',
			'Q1.choices': ['a', 'zz'],
			'Q1.number.x': 'seven',
			'Q2.text': 'of another question'
		};
		expect(typedBack('Q1', values, asked)).toMatchObject({
			text: 'kept',
			choices: 'a zz',
			'number.x': 'seven',
			'order.a': ''
		});
		expect(typedBack('Q2', values, asked)).toBeNull();
	});
});

describe('putting in order', () => {
	const keys = (fields: Record<string, string>) =>
		placedItems(asked.items, fields).map((i) => i.key);

	test('items without a place come last', () => {
		expect(keys({ 'order.c': '1', 'order.a': '', 'order.b': '' })).toEqual(['c', 'a', 'b']);
	});

	test('moving one gives every item a place and stops at the ends', () => {
		const moved = moveItem(asked.items, {}, 'c', -1);
		expect(keys(moved)).toEqual(['a', 'c', 'b']);
		expect(keys(moveItem(asked.items, moved, 'a', -1))).toEqual(['a', 'c', 'b']);
		expect(keys(moveItem(asked.items, moved, 'b', 1))).toEqual(['a', 'c', 'b']);
	});
});
