import { describe, expect, test } from 'vitest';
import { inLanguage } from './in-language';

const both = { en: 'State', ur: 'ریاست' };

describe('what a page sends along', () => {
	test('says author texts in the language that is shown', () => {
		expect(inLanguage({ title: both, parts: [{ text: both }] }, 'ur')).toEqual({
			title: { ur: 'ریاست' },
			parts: [{ text: { ur: 'ریاست' } }]
		});
	});

	test('keeps the other language where there is no text in the reader’s', () => {
		expect(inLanguage({ title: { en: 'State' }, empty: { en: 'State', ur: '' } }, 'ur')).toEqual({
			title: { en: 'State' },
			empty: { en: 'State', ur: '' }
		});
	});

	test('leaves everything else as it is', () => {
		const at = new Date('2026-11-02T04:00:00Z');
		const counts = { en: 1, ur: 2 };
		const kept = { at, counts, none: null, n: 3, set: new Set([1]) };
		expect(inLanguage(kept, 'en')).toEqual(kept);
	});

	test('gives shared rows back as one and the same, and leaves them whole', () => {
		const row = Object.freeze({ title: Object.freeze({ ...both }) });
		expect(inLanguage(row, 'en')).toBe(inLanguage(row, 'en'));
		expect(inLanguage(row, 'ur')).toEqual({ title: { ur: 'ریاست' } });
		expect(row.title).toEqual(both);
	});
});
