import { describe, expect, test } from 'vitest';
import { makeAnchor, type Quote } from '$lib/readings/anchor';
import {
	countsOf,
	inReadingOrder,
	passes,
	placePath,
	readFilter,
	sentencesMeant,
	wordsIn,
	wordsNow,
	type ChosenWords,
	type LedgerPlace,
	type TextNow
} from './ledger';

const before = 'Reports say that 16 soldiers died at a post in the south. Nobody was named.';
const quote = makeAnchor(before, 17, 28) as Quote;
const chosen: ChosenWords = { kind: 'study', lang: 'en', versionId: 'v1', version: 1, quote };
const text = (...paragraphs: string[]): TextNow => ({
	kind: 'study',
	lang: 'en',
	versionId: 'v2',
	paragraphs: paragraphs.map((words, i) => ({ id: `p${i + 1}`, number: i + 1, text: words }))
});
const place = (words: ChosenWords[]): LedgerPlace => ({
	readingId: 'r1',
	paragraphId: 'p1',
	who: { en: 'The desk' },
	source: {},
	words
});

describe('chosen words in the text as it is now', () => {
	test('are where they were', () => {
		expect(wordsNow(chosen, 'p1', text(before))).toMatchObject({
			standing: 'exact',
			exact: '16 soldiers',
			start: 17,
			before: null
		});
	});

	test('are found where words before them changed', () => {
		const now = text(`It is said. ${before}`);
		expect(wordsNow(chosen, 'p1', now)).toMatchObject({ standing: 'moved', start: 29 });
	});

	test('say how they stood before where they were changed a little', () => {
		const longer = makeAnchor(before, 17, 41) as Quote;
		const now = text('Reports say that 16 soldiers fell at a post in the south.');
		expect(wordsNow({ ...chosen, quote: longer }, 'p1', now)).toMatchObject({
			standing: 'changed',
			exact: '16 soldiers fell at a post',
			before: '16 soldiers died at a post'
		});
	});

	test('are found in the paragraph they went to', () => {
		const longer = makeAnchor(before, 0, 28) as Quote;
		const now = text('Another opening.', before);
		expect(wordsNow({ ...chosen, quote: longer }, 'p1', now)).toMatchObject({
			standing: 'moved',
			paragraphId: 'p2'
		});
	});

	test('are shown as they stood, with their version, when they are gone', () => {
		for (const now of [text('Something else altogether.'), text()])
			expect(wordsNow(chosen, 'p1', now)).toMatchObject({
				standing: 'gone',
				exact: '16 soldiers',
				version: 1
			});
	});

	test('count only in the edition they were chosen in', () => {
		expect(wordsIn(place([chosen]), text(before))?.exact).toBe('16 soldiers');
		expect(wordsIn(place([chosen]), { ...text(before), lang: 'ur' })).toBeNull();
		expect(wordsIn(place([]), text(before))).toBeNull();
	});
});

describe('the address of a place', () => {
	const reading = { slug: 'taliban-talks', number: 1, title: {} };
	const shown = { reading, edition: 'en', who: {}, source: {} };

	test('marks the words', () => {
		const words = wordsNow(chosen, 'p1', text(before));
		expect(placePath({ ...shown, paragraph: { id: 'p1', number: 1 }, words })).toBe(
			'/readings/taliban-talks?edition=en&mark=p1:17-28#p1'
		);
	});

	test('leads to the earlier version when they are gone', () => {
		const words = wordsNow(chosen, 'p1', text('Else.'));
		expect(placePath({ ...shown, paragraph: null, words })).toBe(
			'/readings/taliban-talks?edition=en&version=1&mark=p1:17-28#p1'
		);
	});

	test('is that of the paragraph where the whole is meant', () => {
		expect(placePath({ ...shown, paragraph: { id: 'p3', number: 3 }, words: null })).toBe(
			'/readings/taliban-talks?edition=en#p3'
		);
	});
});

test('entries stand in the order in which the readings speak of them', () => {
	const reading = (id: string) => ({
		id,
		key: id,
		slug: id,
		kind: 'op-ed' as const,
		number: 1,
		isRetired: false,
		title: {},
		paragraphs: ['p1', 'p2'].map((p, i) => ({ id: p, number: i + 1 }))
	});
	const at = (readingId: string, paragraphId: string) => ({
		...place([]),
		readingId,
		paragraphId
	});
	const entries = [
		{ key: 'nowhere', position: 1, places: [] },
		{ key: 'late', position: 2, places: [at('r2', 'p2')] },
		{ key: 'both', position: 3, places: [at('r2', 'p1'), at('r1', 'p2')] },
		{ key: 'gone', position: 4, places: [at('r2', 'p9')] },
		{ key: 'twin', position: 5, places: [at('r1', 'p2')] }
	];
	const sorted = inReadingOrder(entries, [reading('r1'), reading('r2')]);
	expect(sorted.map((e) => e.key)).toEqual(['both', 'twin', 'late', 'gone', 'nowhere']);
});

describe('the filter of an address', () => {
	const entry = {
		kind: 'figure' as const,
		status: 'partly' as const,
		places: [{ reading: { slug: 'red-line' } }]
	};
	test.each([
		['', true],
		['kind=figure&status=partly&reading=red-line', true],
		['kind=claim', false],
		['status=holds', false],
		['reading=taliban-talks', false],
		['kind=&status=&reading=', true],
		['kind=nonsense&status=%00', true]
	])('%s', (query, isShown) => {
		expect(passes(readFilter(new URLSearchParams(query)), entry)).toBe(isShown);
	});
});

test.each([
	['2', [10, 20]],
	['1-2', [0, 20]],
	['2–3', [10, 30]],
	['4', null],
	['3-1', null],
	['0', null],
	['16 soldiers', null],
	['', null]
])('the sentences meant by "%s"', (written, range) => {
	const sentences = [
		[0, 9],
		[10, 20],
		[21, 30]
	] as const;
	expect(sentencesMeant(written, sentences)).toEqual(range);
});

test('verdicts are counted in steps of five people', () => {
	expect(countsOf(['holds', 'wrong', 'holds', 'holds'])).toEqual([0, 0, 0, 0]);
	expect(countsOf(['holds', 'wrong', 'holds', 'unclear', 'partly', 'wrong'])).toEqual([2, 1, 1, 1]);
});
