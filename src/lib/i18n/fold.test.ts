import { describe, expect, it } from 'vitest';
import { foldForSearch, foldName } from './fold';

describe('folding', () => {
	it.each([
		['Zainab Yūsuf', 'zainab yusuf'],
		['زينب يوسف', 'زینب یوسف'],
		['كِتاب', 'کتاب'],
		['مكة', 'مکہ'],
		['طلبۂ', 'طلبہ'],
		['آؤ', 'او'],
		['كتـــاب', 'کتاب'],
		['می\u200Cروم', 'میروم'],
		['۱۲۳ ٤٥٦', '123 456'],
		['e\u0301te\u0301', 'ete']
	])('takes %s as %s', (typed, folded) => {
		expect(foldForSearch(typed)).toBe(folded);
	});

	it('of what is folded changes nothing', () => {
		for (const text of ['Ḥasan ÀÇ', 'بھائی ۂ ة', 'İstanbul ﷺ']) {
			const once = foldForSearch(text);
			expect(foldForSearch(once)).toBe(once);
		}
	});

	it('takes a name as one, however it is spaced, dotted and cased', () => {
		for (const typed of ['Ali Raza', ' ALI  RAZA', 'ali-raza', 'Ali‏ Raza.', '‮Ali Raza‬'])
			expect(foldName(typed)).toBe('aliraza');
		expect(foldName('علی رضا')).toBe(foldName('علي‌رضا'));
		expect(foldName(' - ')).toBe('');
	});

	it('keeps letters apart that Urdu keeps apart', () => {
		expect(foldName('بھائی')).not.toBe(foldName('بہائی'));
		expect(foldName('ڈاکٹر')).not.toBe(foldName('داکتر'));
	});
});
