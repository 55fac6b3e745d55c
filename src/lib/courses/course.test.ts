import { describe, expect, test } from 'vitest';
import { makeCourseSlug, makeJoinCode, readJoinCode, showJoinCode } from './course';

const counting = () => {
	let n = 0;
	return (below: number) => n++ % below;
};

describe('a join code', () => {
	test('has eight characters that cannot be mistaken for others', () => {
		for (let i = 0; i < 31; i++) expect(makeJoinCode(() => i)).toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
	});

	test('is read however it was typed', () => {
		const code = makeJoinCode(counting());
		expect(readJoinCode(showJoinCode(code))).toBe(code);
		expect(readJoinCode(` ${code.toLowerCase()} `)).toBe(code);
	});

	test.each(['', 'ABCD', 'ABCD-EFG0', 'ABCDEFGHJ', 'کوڈ'])('%s is none', (typed) => {
		expect(readJoinCode(typed)).toBeNull();
	});
});

describe('the slug of a course', () => {
	test('is made of the Latin letters of the title', () => {
		expect(makeCourseSlug({ en: 'Café & State: 2026' }, () => 0)).toBe('cafe-state-2026-aaaaa');
	});

	test('of a title without any still says that it is a course', () => {
		expect(makeCourseSlug({ ur: 'ریاست' }, () => 0)).toBe('course-aaaaa');
	});
});
