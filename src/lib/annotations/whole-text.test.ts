import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAnchor } from '$lib/readings/anchor';
import { findPassage, positionOf, wholeText, type Meant } from './whole-text';

const whole = wholeText([
	{ id: 'p1', number: 1, text: 'The state is weak. The state is strong 👩🏽‍🎓, they say.' },
	{ id: 'p2', number: 2, text: 'ریاست کمزور ہے۔ مُؤَقِّف صاف ہے، اور ریاست مضبوط ہے۔' },
	{ id: 'p3', number: 3, text: 'He said “no   way” — cafe\u0301 talk. 𝒳 marks it. The end.' },
	{ id: 'p4', number: 4, text: 'The end.' }
]);

const nothing: Meant = { quotes: [], position: null, paragraphId: null, within: null };
const quoted = (exact: string, prefix = '', suffix = '', over: Partial<Meant> = {}): Meant => ({
	...nothing,
	quotes: [{ exact, prefix, suffix }],
	...over
});
/** The words found, with the paragraph that they stand in; else why not. */
function found(meant: Meant): string {
	const passage = findPassage(whole, meant);
	return passage.ok
		? `${passage.paragraphId}:${passage.quote.start} ${passage.quote.exact}${passage.isNear ? ' (near)' : ''}`
		: passage.reason;
}
const points = (text: string) => [...text].length;
const at = (words: string, from = 0) => {
	const unit = whole.text.indexOf(words, from);
	const start = points(whole.text.slice(0, unit));
	return { start, end: start + points(words) };
};

describe('a passage from outside is found', () => {
	it.each([
		['by its words', quoted('they say'), 'p1:48 they say'],
		['in Urdu', quoted('ریاست مضبوط'), 'p2:37 ریاست مضبوط'],
		['with other quotation marks and spaces', quoted('"no way"'), 'p3:8 “no   way”'],
		['without the marks', quoted('مؤقف صاف'), 'p2:16 مُؤَقِّف صاف'],
		['composed otherwise', quoted('café talk'), 'p3:21 cafe\u0301 talk'],
		['by the words before it', quoted('state is', 'weak. The '), 'p1:23 state is'],
		['by the words after it', quoted('state is', '', ' strong'), 'p1:23 state is'],
		['by a prefix that is only partly there', quoted('state is', 'Xk. The ', ''), 'p1:23 state is'],
		[
			'by its position among several',
			quoted('The state', '', '', { position: at('The state', 5) }),
			'p1:19 The state'
		],
		['by the paragraph', quoted('The end.', '', '', { paragraphId: 'p4' }), 'p4:0 The end.'],
		['beyond characters of two units', quoted('𝒳 marks'), 'p3:33 𝒳 marks'],
		[
			'though only nearly the same words stand there',
			quoted('ریاست کمزور نہیں ہے۔ مُؤَقِّف صاف ہے'),
			'p2:0 ریاست کمزور ہے۔ مُؤَقِّف صاف ہے (near)'
		]
	])('%s', (_how, meant, where) => {
		expect(found(meant)).toBe(where);
	});

	it('by position alone, in code points', () => {
		expect(found({ ...nothing, position: at('marks it') })).toBe('p3:36 marks it');
		expect(found({ ...nothing, position: at('مضبوط') })).toBe('p2:43 مضبوط');
	});

	it('by position in UTF-16 units where that is just where the words stand', () => {
		const unit = whole.text.lastIndexOf('The end.');
		const meant = quoted('The end.', '', '', { position: { start: unit, end: unit + 8 } });
		expect(found(meant)).toBe('p4:0 The end.');
	});

	it('by its words, where position and words disagree', () => {
		const meant = quoted('they say', '', '', { position: at('weak') });
		expect(found(meant)).toBe('p1:48 they say');
	});

	it('by words within words', () => {
		const quotes = ['The state is strong', 'state'].map((exact) => ({
			exact,
			prefix: '',
			suffix: ''
		}));
		expect(found({ ...nothing, quotes })).toBe('p1:23 state');
	});

	it('by position within a paragraph, and by the paragraph alone', () => {
		expect(found({ ...nothing, paragraphId: 'p1', within: { start: 4, end: 9 } })).toBe(
			'p1:4 state'
		);
		expect(found({ ...nothing, paragraphId: 'p4' })).toBe('p4:0 The end.');
	});

	it('at whole words and whole characters', () => {
		expect(found(quoted('tate is wea'))).toBe('p1:4 state is weak');
		const inside = whole.text.indexOf('🏽');
		const start = points(whole.text.slice(0, inside));
		expect(found({ ...nothing, position: { start, end: start + 1 } })).toBe('p1:39 👩🏽‍🎓');
	});
});

describe('a passage from outside is refused', () => {
	it.each([
		['that could be one of several', quoted('The state'), 'ambiguous'],
		[
			'that stands just between two',
			quoted('ریاست', '', '', { position: { start: -1, end: -1 } }),
			'p2:0 ریاست'
		],
		['whose words are nowhere', quoted('Nobody ever wrote such a sentence here'), 'not-found'],
		['that goes over two paragraphs', quoted('they say. ریاست کمزور'), 'several-paragraphs'],
		['beyond the end', { ...nothing, position: { start: 3, end: 9999 } }, 'out-of-range'],
		['that ends before it begins', { ...nothing, position: { start: 9, end: 3 } }, 'out-of-range'],
		['of no length', { ...nothing, position: { start: 9, end: 9 } }, 'out-of-range'],
		['before the beginning', { ...nothing, position: { start: -4, end: 3 } }, 'out-of-range'],
		['of no number', { ...nothing, position: { start: NaN, end: 3 } }, 'out-of-range'],
		['without words or place', nothing, 'no-passage'],
		['of white space', { ...nothing, position: { start: 3, end: 4 } }, 'no-passage'],
		['of an unknown paragraph', { ...nothing, paragraphId: 'p99' }, 'no-passage'],
		['of a megabyte', quoted('x'.repeat(1_000_000)), 'too-long']
	])('%s', (_what, meant, reason) => {
		expect(found(meant)).toBe(reason);
	});

	it('that is longer than a note may stand on', () => {
		const long = wholeText([{ id: 'p1', number: 1, text: 'word '.repeat(1000).trim() }]);
		const meant = { ...nothing, paragraphId: 'p1' };
		expect(findPassage(long, meant)).toEqual({ ok: false, reason: 'too-long' });
	});
});

const pieces = fc.array(
	fc.constantFrom(
		'state',
		'The',
		'ریاست',
		'مُؤَقِّف',
		'👩🏽‍🎓',
		'🇵🇰',
		'e\u0301',
		'𝒳',
		'کے\u200cلیے',
		'“no”',
		'۔',
		'  '
	),
	{ minLength: 1, maxLength: 20 }
);

describe('a passage of our own', () => {
	it('is found where it was, from its words and its position, whatever stands around it', () => {
		fc.assert(
			fc.property(
				fc.array(pieces, { minLength: 1, maxLength: 4 }),
				fc.nat(),
				fc.nat(),
				fc.nat(),
				(texts, n, a, b) => {
					const any = wholeText(
						texts.map((some, i) => ({
							id: `p${i}`,
							number: i + 1,
							text: some.join(' ').trim() || '.'
						}))
					);
					const paragraph = any.paragraphs[n % any.paragraphs.length]!;
					const length = paragraph.text.length + 1;
					const quote = makeAnchor(paragraph.text, a % length, b % length);
					if (!quote) return;
					const position = positionOf(any, paragraph.id, quote)!;
					expect([...any.text].slice(position.start, position.end).join('')).toBe(quote.exact);
					const { exact, prefix, suffix } = quote;
					const same = { ok: true, paragraphId: paragraph.id, quote };
					expect(findPassage(any, { ...nothing, position })).toMatchObject(same);
					const meant = { ...nothing, quotes: [{ exact, prefix, suffix }], position };
					expect(findPassage(any, meant)).toMatchObject(same);
				}
			)
		);
	});
});
