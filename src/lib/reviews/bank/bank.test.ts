import { describe, expect, it } from 'vitest';
import { findComments, sharedWords, type BankEntry } from './bank';

const entry = (id: string, en: string, more: Partial<BankEntry> = {}): BankEntry => ({
	id,
	criterionKey: null,
	body: { en },
	usedTimes: 0,
	...more
});
const ids = (found: BankEntry[]) => found.map(({ id }) => id);

describe('the comment bank', () => {
	it('shows everything while nothing is typed: the criterion first, then by use', () => {
		const entries = [
			entry('other', 'A', { criterionKey: 'claim', usedTimes: 9 }),
			entry('any', 'B', { usedTimes: 5 }),
			entry('rare', 'C', { criterionKey: 'evidence', usedTimes: 1 }),
			entry('often', 'D', { criterionKey: 'evidence', usedTimes: 3 })
		];
		expect(ids(findComments(entries, '  ', 'en', 'evidence'))).toEqual([
			'often',
			'rare',
			'any',
			'other'
		]);
		expect(ids(findComments(entries, '', 'en', null))).toEqual(['any', 'other', 'often', 'rare']);
	});

	it('finds by the first letters of words, in any order, before letters inside of them', () => {
		const entries = [
			entry('inside', 'Restate the claim'),
			entry('word', 'Please state the claim'),
			entry('start', 'State the claim first')
		];
		expect(ids(findComments(entries, 'STATE', 'en', null))).toEqual(['start', 'word', 'inside']);
		expect(ids(findComments(entries, 'cla sta', 'en', null))).toEqual(['word', 'start', 'inside']);
		expect(findComments(entries, 'claim nowhere', 'en', null)).toEqual([]);
	});

	it('finds Urdu however it was typed, and either language whatever the page is in', () => {
		const entries = [
			entry('both', 'Cite the passage', {
				body: { en: 'Cite the passage', ur: 'عبارت کا حوالہ دیں' }
			}),
			entry('urdu', '', { body: { ur: 'یہ دلیل کمزور ہے' } })
		];
		expect(ids(findComments(entries, 'حواله', 'en', null))).toEqual(['both']);
		expect(ids(findComments(entries, 'كمزور', 'ur', null))).toEqual(['urdu']);
		expect(ids(findComments(entries, 'cite', 'ur', null))).toEqual(['both']);
	});

	it('takes what is typed as words, never as a pattern', () => {
		const entries = [entry('a', 'Why (exactly)?')];
		expect(ids(findComments(entries, 'why (', 'en', null))).toEqual(['a']);
		expect(ids(findComments(entries, '.*', 'en', null))).toEqual(['a']);
	});
});

describe('words of a student in a comment', () => {
	const written = [
		'Pauses were used to regroup, so time alone helps nobody in the end.',
		'قانون سب کے لیے ایک ہونا چاہیے مگر ایسا نہیں ہے'
	];

	it('are told by a run that is too long for chance, as the comment has them', () => {
		expect(sharedWords('You write: “pauses were used to REGROUP, so” – why?', written)).toBe(
			'pauses were used to REGROUP, so'
		);
		expect(sharedWords('آپ کہتے ہیں قانون سب کے لیے ايک ہونا چاہیے', written)).toBe(
			'قانون سب کے لیے ايک ہونا چاہیے'
		);
	});

	it('are nothing where a few words are the same, or none', () => {
		expect(sharedWords('So time alone helps?', written)).toBeNull();
		expect(sharedWords('Which courts?', written)).toBeNull();
		expect(sharedWords('', written)).toBeNull();
		expect(sharedWords('one two three four five six seven', [])).toBeNull();
	});
});
