import { describe, expect, test } from 'vitest';
import { formats } from '../formats';
import { emptyState } from '../reduce';
import { usualSettings } from '../debate';
import type { FormatBody } from '../format';
import {
	arranged,
	clockText,
	moved,
	secondsToSay,
	speechesOf,
	wordsPerMinute,
	type Card
} from './board';

const oxford = formats.oxford as FormatBody;
const rules = { format: oxford, settings: usualSettings };
const state = emptyState();
const card = (id: string, over: Partial<Card> = {}): Card => ({
	id,
	claim: 'Pauses were used.',
	warrant: '',
	lang: 'en',
	passages: [],
	phaseKey: null,
	version: 1,
	by: {},
	isOwn: true,
	...over
});

describe('the speeches of a team', () => {
	test('are those in which it speaks, in the order of the format', () => {
		const keys = speechesOf(rules, state, 'for').map(({ key }) => key);
		expect(keys.length).toBeGreaterThan(1);
		expect(keys.every((key) => key.includes('for'))).toBe(true);
	});

	test('follow a coin that has put the other team first', () => {
		const swapped = { order: { for: 'against', against: 'for' } };
		expect(speechesOf(rules, swapped, 'for')).toEqual(speechesOf(rules, state, 'against'));
	});

	test('hold the cards that are for them; a card for a phase of the other side is in none', () => {
		const [own] = speechesOf(rules, state, 'for');
		const [theirs] = speechesOf(rules, state, 'against');
		const cards = [
			card('a', { phaseKey: own?.key }),
			card('b', { phaseKey: theirs?.key }),
			card('c')
		];
		const { speeches, loose } = arranged(rules, state, 'for', cards);
		expect(speeches[0]?.cards.map(({ id }) => id)).toEqual(['a']);
		expect(loose.map(({ id }) => id)).toEqual(['b', 'c']);
	});
});

describe('how long it takes to say', () => {
	const words = (n: number, word = 'word') => Array.from({ length: n }, () => word).join(' ');

	test('counts words by the language they are in', () => {
		expect(secondsToSay([card('a', { claim: words(wordsPerMinute.en), warrant: '' })])).toBe(60);
		const urdu = card('a', { claim: words(wordsPerMinute.ur, 'لفظ'), warrant: '', lang: 'ur' });
		expect(secondsToSay([urdu])).toBe(60);
	});

	test('counts quotations too, in their own language', () => {
		const exact = words(wordsPerMinute.ur, 'لفظ');
		const passages = [{ exact, lang: 'ur' as const }] as Card['passages'];
		expect(secondsToSay([card('a', { claim: '', passages })])).toBe(60);
	});

	test('is nothing for nothing', () => {
		expect(secondsToSay([])).toBe(0);
		expect([0, 9, 60, 425].map(clockText)).toEqual(['0:00', '0:09', '1:00', '7:05']);
	});
});

test('a step up or down moves one card, and at the end of the list nothing', () => {
	expect(moved(['a', 'b', 'c'], 'b', 'up')).toEqual(['b', 'a', 'c']);
	expect(moved(['a', 'b', 'c'], 'b', 'down')).toEqual(['a', 'c', 'b']);
	expect(moved(['a', 'b', 'c'], 'a', 'up')).toEqual(['a', 'b', 'c']);
	expect(moved(['a', 'b', 'c'], 'c', 'down')).toEqual(['a', 'b', 'c']);
	expect(moved(['a'], 'x', 'up')).toEqual(['a']);
});
