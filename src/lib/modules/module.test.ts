import { describe, expect, test } from 'vitest';
import { readingSlugOf, slugOf } from './module';

describe('the address of a new reading', () => {
	test('is never that of a page beside the readings', () => {
		expect(readingSlugOf(slugOf('Compare'), new Set())).toBe('compare-2');
		expect(readingSlugOf(slugOf('New!'), new Set())).toBe('new-2');
		expect(readingSlugOf('compare', new Set(['compare-2']))).toBe('compare-3');
	});

	test('is free, and there without a Latin word', () => {
		expect(readingSlugOf('red-line', new Set(['red-line']))).toBe('red-line-2');
		expect(readingSlugOf(slugOf('سرخ لکیر'), new Set())).toBe('text');
	});

	test('stays as long as a pack has it', () => {
		const long = 'a'.repeat(80);
		expect(readingSlugOf(long, new Set())).toBe(long);
	});
});
