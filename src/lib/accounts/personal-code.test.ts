import { describe, expect, it } from 'vitest';
import {
	makePersonalCode,
	passwordReadings,
	readPersonalCode,
	showPersonalCode
} from './personal-code';

describe('a personal code', () => {
	it('is made of thirty-two signs, which is forty bits, none of them I, L, O or U', () => {
		const made = Array.from({ length: 32 }, (_, i) => makePersonalCode(() => i));
		expect(new Set(made.map((code) => code[0])).size).toBe(32);
		for (const code of made) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
	});

	it.each(['7KQ0-1MXA', '7kq0 1mxa', ' 7KQO-LMXA ', '7kqoimxa', '۷KQ۰–۱MXA', '7KQ0\u200F-1MXA'])(
		'%s is read as the one that was meant',
		(typed) => {
			expect(readPersonalCode(typed)).toBe('7KQ01MXA');
		}
	);

	it.each(['', '7KQ0-1MX', '7KQ0-1MXAB', '7KQU-1MXA', 'تین چھوٹے لفظ', 'x'.repeat(1000)])(
		'%s is none',
		(typed) => {
			expect(readPersonalCode(typed)).toBeNull();
		}
	);

	it('is shown in two groups that lead back to it', () => {
		const code = makePersonalCode((below) => below - 1);
		expect(readPersonalCode(showPersonalCode(code))).toBe(code);
	});

	it('is tried first where a password may be one, and the words themselves after it', () => {
		expect(passwordReadings('7kq0-1mxa')).toEqual(['7KQ01MXA', '7kq0-1mxa']);
		expect(passwordReadings('three small words')).toEqual(['three small words']);
	});
});
