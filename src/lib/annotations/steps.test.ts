import { describe, expect, it } from 'vitest';
import { beginning, countIn, growTo, spansOf, stepTo, type Span } from './steps';

const text = 'Force failed. Talks began in 2024! Who paid?';
const sentences = spansOf(text, 'en', 'sentence');
const words = spansOf(text, 'en', 'word');
const at = (spans: readonly Span[], n: number) => spans[n] ?? null;
const said = (span: Span | null) => span && text.slice(...span);

describe('moving over a paragraph', () => {
	it('begins with the first, or backwards with the last', () => {
		expect(said(stepTo(sentences, null, 1))).toBe('Force failed.');
		expect(said(stepTo(words, null, -1))).toBe('paid');
	});

	it('goes on to the next and the one before, and ends where the paragraph does', () => {
		expect(said(stepTo(sentences, at(sentences, 0), 1))).toBe('Talks began in 2024!');
		expect(said(stepTo(words, at(words, 2), -1))).toBe('failed');
		expect(stepTo(sentences, at(sentences, 2), 1)).toBeNull();
		expect(stepTo(sentences, at(sentences, 0), -1)).toBeNull();
	});

	it('goes from a word to its sentence, and from a sentence to its first word', () => {
		expect(said(stepTo(sentences, at(words, 3), 1))).toBe('Talks began in 2024!');
		expect(said(stepTo(words, at(sentences, 1), 1))).toBe('Talks');
		expect(said(stepTo(words, at(sentences, 1), -1))).toBe('2024');
	});

	it('grows at its end and shrinks again, never to nothing', () => {
		const one = at(words, 0) ?? [0, 0];
		const two = growTo(words, one, 1);
		expect(said(two)).toBe('Force failed');
		expect(two && growTo(words, two, -1)).toEqual(one);
		expect(growTo(words, one, -1)).toBeNull();
		expect(growTo(sentences, [0, text.length], 1)).toBeNull();
	});

	it('completes the sentence that a word stands in', () => {
		expect(said(growTo(sentences, at(words, 2) ?? [0, 0], 1))).toBe('Talks began in 2024!');
	});

	it('counts what is selected', () => {
		expect(countIn(sentences, at(words, 3) ?? [0, 0])).toEqual({ first: 2, touched: 1 });
		expect(countIn(words, [0, 12])).toEqual({ first: 1, touched: 2 });
	});

	it('knows the words and sentences of Urdu', () => {
		const urdu = 'مذاکرات ناکام ہو گئے۔ پھر کیا ہوا؟';
		expect(spansOf(urdu, 'ur', 'sentence')).toHaveLength(2);
		expect(spansOf(urdu, 'ur', 'word').map((span) => urdu.slice(...span))[1]).toBe('ناکام');
	});

	it('never stops inside a character outside the basic plane', () => {
		const flagged = 'A 🇵🇰 flag. 𝒳 too.';
		for (const [start, end] of spansOf(flagged, 'en', 'word'))
			expect(flagged.slice(start, end)).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
	});

	it('tells a passage by its first words', () => {
		expect(beginning('one two three')).toBe('one two three');
		expect(beginning('one two three', 2)).toBe('one two…');
	});
});
