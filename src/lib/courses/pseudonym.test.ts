import { describe, expect, test } from 'vitest';
import { choosePseudonym, pseudonymAt, pseudonymCount } from './pseudonym';

describe('pseudonyms', () => {
	test('there are at least four hundred, all different in both languages', () => {
		const all = Array.from({ length: pseudonymCount }, (_, i) => pseudonymAt(i));
		expect(pseudonymCount).toBeGreaterThanOrEqual(400);
		expect(new Set(all.map((p) => p.en)).size).toBe(pseudonymCount);
		expect(new Set(all.map((p) => p.ur)).size).toBe(pseudonymCount);
	});

	test('Urdu colours agree with the noun', () => {
		expect(pseudonymAt(0)).toEqual({ en: 'Blue heron', ur: 'نیلا بگلا' });
		expect(pseudonymAt(18)).toEqual({ en: 'Blue myna', ur: 'نیلی مینا' });
	});

	test('every one is given before a number is added', () => {
		const taken = new Set<string>();
		for (let i = 0; i < pseudonymCount; i++) taken.add(choosePseudonym(taken, () => 0).en);
		expect(taken.size).toBe(pseudonymCount);
		expect([...taken].every((name) => !/\d/.test(name))).toBe(true);
		expect(choosePseudonym(taken, () => 0)).toEqual({
			en: 'Blue heron 2',
			ur: 'نیلا بگلا 2'
		});
	});
});
