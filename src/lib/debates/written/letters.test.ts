import { describe, expect, it } from 'vitest';
import { lettersIn } from './letters';

describe('how long words are', () => {
	it('counts a letter once, however it was typed', () => {
		expect(lettersIn('caf\u00E9')).toBe(4);
		expect(lettersIn('cafe\u0301')).toBe(4);
		expect(lettersIn('\u0622\u0628')).toBe(lettersIn('\u0627\u0653\u0628'));
	});

	it('counts characters and not their halves', () => {
		expect(lettersIn('𝔞𝔟')).toBe(2);
	});

	it('counts a line break as one, however the device writes it, and no blanks around', () => {
		expect(lettersIn('one\r\ntwo')).toBe(lettersIn('one\ntwo'));
		expect(lettersIn('  two \n')).toBe(3);
	});

	it('leaves out what is taken out of kept words', () => {
		expect(lettersIn('\u202Eab\u202C')).toBe(2);
	});
});
