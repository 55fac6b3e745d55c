import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Locale } from '$lib/i18n/local-text';
import { sentencesOf } from './sentences';

const shown = (text: string, lang: Locale) =>
	sentencesOf(text, lang).map(([start, end]) => text.slice(start, end));

test.each([
	['a rank', 'Lt. Gen. Ahmed spoke. Others listened.', 2],
	['initials', 'J. R. Khan wrote it. It was read.', 2],
	['a title', 'Dr. Awan disagrees. Mr. Ghani does not.', 2],
	['a state', 'The U.S. urged restraint. Kabul replied.', 2],
	['a retired rank', 'Maj. Gen. (Retd.) Awan spoke. He was heard.', 2],
	['a decimal', 'It rose by 2.5 per cent. It fell later.', 2],
	[
		'a short way of saying',
		'Some tools, e.g. courts, were named. Others, i.e. raids, were not.',
		2
	],
	['a question', 'Who speaks? Nobody says! So it ends.', 3]
])('an English sentence does not end after %s', (_what, text, sentences) => {
	expect(shown(text, 'en')).toHaveLength(sentences);
});

test.each([
	['ایک جملہ۔ دوسرا جملہ۔', 2],
	['کون بولا؟ کسی نے نہیں بتایا۔', 2],
	['دیکھیے ص۔ 12 پر۔ پھر آگے پڑھیے۔', 2]
])('an Urdu sentence ends at its own stop: %s', (text, sentences) => {
	expect(shown(text, 'ur')).toHaveLength(sentences);
});

test('sentences stand in order, do not overlap, begin and end with words, and leave none out', () => {
	const pieces = fc.array(
		fc.constantFrom(
			'Lt.',
			'Gen.',
			'The state',
			'spoke',
			'.',
			'۔',
			' ',
			'؟',
			'ریاست',
			'\u00a0',
			'U.S.',
			'"',
			'…'
		),
		{ maxLength: 25 }
	);
	fc.assert(
		fc.property(pieces, fc.constantFrom<Locale>('en', 'ur'), (words, lang) => {
			const text = words.join('');
			let last = 0;
			let kept = '';
			for (const [start, end] of sentencesOf(text, lang)) {
				expect(start).toBeGreaterThanOrEqual(last);
				expect(end).toBeGreaterThan(start);
				expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
				kept += text.slice(start, end);
				last = end;
			}
			expect(kept.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
		})
	);
});
