import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	checkAnchor,
	contextLength,
	fromCodePoints,
	longestQuote,
	makeAnchor,
	snapOutward,
	toCodePoints,
	type Quote
} from './anchor';
import { resolveAnchor } from './placing';

const text = 'Pakistan will talk to Kabul. Pakistan will not wait, it says; Kabul must act.';

function quoteOf(words: string, within = text): Quote {
	const at = within.indexOf(words);
	const quote = makeAnchor(within, at, at + words.length);
	if (!quote) throw new Error(`${words} is not there`);
	return quote;
}

/** Words of both scripts, marks, emoji and pairs, with repetitions, as paragraphs hold them. */
const paragraphs = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				'state',
				'ریاست',
				'نہیں',
				'Kabul',
				'—',
				'👩‍👩‍👧',
				'🇵🇰',
				'e\u0301',
				'2,200',
				'. ',
				' '
			),
			fc.string({ unit: 'grapheme', maxLength: 5 })
		),
		{ minLength: 1, maxLength: 30 }
	)
	.map((pieces) => pieces.join(' '));
const ranges = paragraphs.chain((paragraph) =>
	fc.tuple(
		fc.constant(paragraph),
		fc.nat({ max: paragraph.length }),
		fc.nat({ max: paragraph.length })
	)
);

describe('making an anchor', () => {
	test('takes whole words around what was selected', () => {
		const at = text.indexOf('alk to Kab');
		expect(makeAnchor(text, at, at + 'alk to Kab'.length)?.exact).toBe('talk to Kabul');
	});

	test('takes whole words of Urdu, with the marks that belong to them', () => {
		const urdu = 'ریاست کو عزمِ استحکام درکار ہے۔';
		const at = urdu.indexOf('زم');
		expect(makeAnchor(urdu, at, at + 1)?.exact).toBe('عزمِ');
	});

	test('leaves out the white space at the ends and is nothing where only that was selected', () => {
		expect(makeAnchor(text, 8, 14)?.exact).toBe('will');
		expect(makeAnchor(text, 8, 9)).toBeNull();
		expect(makeAnchor(text, 3, 3)).toBeNull();
	});

	test('is read from either end', () => {
		expect(makeAnchor(text, 27, 22)).toEqual(makeAnchor(text, 22, 27));
	});

	test('keeps its place, its words and what stands around it, and never half a character', () => {
		fc.assert(
			fc.property(ranges, ([paragraph, a, b]) => {
				const quote = makeAnchor(paragraph, a, b);
				if (!quote) return;
				expect(paragraph.slice(quote.start, quote.end)).toBe(quote.exact);
				expect(paragraph.slice(0, quote.start).endsWith(quote.prefix)).toBe(true);
				expect(paragraph.slice(quote.end).startsWith(quote.suffix)).toBe(true);
				expect(quote.prefix.length).toBeLessThanOrEqual(contextLength);
				for (const piece of [quote.exact, quote.prefix, quote.suffix])
					expect(piece.isWellFormed()).toBe(true);
				// Snapping again changes nothing.
				expect(snapOutward(paragraph, quote.start, quote.end)).toEqual([quote.start, quote.end]);
			})
		);
	});
});

describe('finding a passage again', () => {
	test('where it was', () => {
		fc.assert(
			fc.property(ranges, ([paragraph, a, b]) => {
				const quote = makeAnchor(paragraph, a, b);
				if (!quote) return;
				expect(resolveAnchor(quote, paragraph)).toEqual({
					state: 'exact',
					start: quote.start,
					end: quote.end
				});
			})
		);
	});

	test('moved by words put before it, if it stands only once', () => {
		fc.assert(
			fc.property(
				ranges,
				fc.string({ minLength: 1, maxLength: 20 }),
				([paragraph, a, b], before) => {
					const quote = makeAnchor(paragraph, a, b);
					const moved = `${before} ${paragraph}`;
					if (!quote || moved.indexOf(quote.exact) !== moved.lastIndexOf(quote.exact)) return;
					const found = resolveAnchor(quote, moved);
					expect(found.state).not.toBe('orphaned');
					if (found.state !== 'orphaned')
						expect(moved.slice(found.start, found.end)).toBe(quote.exact);
				}
			)
		);
	});

	test('by the words around it, where it stands twice', () => {
		const second = text.lastIndexOf('Pakistan');
		const quote = makeAnchor(text, second, second + 8);
		const moved = `It is said that ${text}`;
		if (!quote) throw new Error('no quote');
		expect(resolveAnchor(quote, moved)).toEqual({
			state: 'moved',
			start: moved.lastIndexOf('Pakistan'),
			end: moved.lastIndexOf('Pakistan') + 8
		});
	});

	test('changed a little, as whole words', () => {
		const quote = quoteOf('Pakistan will not wait');
		const now = 'In the end Pakistan would not wait any longer.';
		const found = resolveAnchor(quote, now);
		expect(found.state).toBe('changed');
		if (found.state !== 'orphaned')
			expect(now.slice(found.start, found.end)).toBe('Pakistan would not wait');
	});

	test('not in other words, and not a short one that is merely similar', () => {
		expect(resolveAnchor(quoteOf('Pakistan will not wait'), 'Nothing of the kind.').state).toBe(
			'orphaned'
		);
		expect(resolveAnchor(quoteOf('Kabul'), 'The Kabal is another.').state).toBe('orphaned');
	});
});

describe('checking what a browser claims', () => {
	test('keeps what was honestly selected, with words around it of our own', () => {
		const { start, end, exact } = quoteOf('Kabul');
		expect(checkAnchor({ start, end, exact }, text)).toEqual({ ok: true, quote: quoteOf('Kabul') });
	});

	test.each([
		['an offset before the text', { start: -1, end: 4, exact: text.slice(0, 4) }, 'out-of-range'],
		['an offset behind it', { start: 0, end: 4000, exact: text }, 'out-of-range'],
		['a backward range', { start: 9, end: 4, exact: '' }, 'out-of-range'],
		['something that is no number', { start: Number.NaN, end: 4, exact: '' }, 'out-of-range'],
		['half an offset', { start: 0.5, end: 4, exact: 'Pak' }, 'out-of-range'],
		['nothing', { start: 4, end: 4, exact: '' }, 'empty'],
		['a space', { start: 8, end: 9, exact: ' ' }, 'empty'],
		['words that are not there', { start: 0, end: 8, exact: 'Pakistam' }, 'not-the-words']
	])('refuses %s', (_what, claimed, reason) => {
		expect(checkAnchor(claimed, text)).toEqual({ ok: false, reason });
	});

	test('refuses more than anybody cites', () => {
		const long = 'word '.repeat(longestQuote);
		expect(checkAnchor({ start: 0, end: long.length, exact: long }, long)).toEqual({
			ok: false,
			reason: 'too-long'
		});
	});
});

test('offsets in code points and in UTF-16 units say the same place', () => {
	fc.assert(
		fc.property(ranges, ([paragraph, a, b]) => {
			const quote = makeAnchor(paragraph, a, b);
			if (!quote) return;
			expect(fromCodePoints(paragraph, toCodePoints(paragraph, quote.start))).toBe(quote.start);
		})
	);
	expect(toCodePoints('👍 yes', 3)).toBe(2);
});
