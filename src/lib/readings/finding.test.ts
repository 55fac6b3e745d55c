import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitsIn, longestQuery, parseQuery, snippetOf, type Phrase } from './finding';

function asked(query: string): Phrase[] {
	const parsed = parseQuery(query);
	if (!parsed.ok) throw new Error(parsed.reason);
	return parsed.phrases;
}
const marked = (text: string, query: string) =>
	hitsIn(text, asked(query)).map(([from, to]) => text.slice(from, to));

describe('a query', () => {
	it('is words that must all be there, the last one perhaps only begun', () => {
		expect(asked('Lahore  کی smog')).toEqual([
			{ words: ['lahore'], isBegun: false },
			{ words: ['کی'], isBegun: false },
			{ words: ['smog'], isBegun: true }
		]);
	});

	it.each(['"clean air" act', '“clean air” act', '«clean air» act', '”clean air“ act'])(
		'keeps words in quotation marks together: %s',
		(query) => {
			expect(asked(query)).toEqual([
				{ words: ['clean', 'air'], isBegun: false },
				{ words: ['act'], isBegun: true }
			]);
		}
	);

	it('whose last word stands in quotation marks means just that word', () => {
		expect(asked('"air"')).toEqual([{ words: ['air'], isBegun: false }]);
	});

	it('takes a quotation mark that is never closed for one', () => {
		expect(asked('act "clean air')).toEqual([
			{ words: ['act'], isBegun: false },
			{ words: ['clean', 'air'], isBegun: false }
		]);
	});

	it('takes a word with signs inside for words that stand together', () => {
		expect(asked("co-operate Pakistan's")).toEqual([
			{ words: ['co', 'operate'], isBegun: false },
			{ words: ['pakistan', 's'], isBegun: false }
		]);
	});

	it('has no syntax', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string({ unit: fc.constantFrom(...`ab ی"'*:^-+(){}&|!<>,.\\\0;%`) }),
					fc.string({ unit: 'grapheme' })
				),
				(query) => {
					const parsed = parseQuery(query);
					if (!parsed.ok) return;
					for (const word of parsed.phrases.flatMap(({ words }) => words))
						expect(word).toMatch(/^[\p{L}\p{Nd}]+$/u);
				}
			)
		);
	});

	it.each([
		['', 'empty'],
		[' \t\u00a0', 'empty'],
		['؟ … "" !', 'no-words'],
		['\u0301\u200c', 'no-words'],
		['x'.repeat(longestQuery + 1), 'too-long']
	])('that says nothing is refused: %j', (query, reason) => {
		expect(parseQuery(query)).toEqual({ ok: false, reason });
	});
});

describe('what was found', () => {
	it('is marked as it is written in the text', () => {
		expect(marked('یہ مُؤَقِّف كيا ہے؟', 'موقف کیا')).toEqual(['مُؤَقِّف', 'كيا']);
		expect(marked('Cafe\u0301s and CAFÉ', 'cafe')).toEqual(['Cafe\u0301s', 'CAFÉ']);
		expect(marked('In ۲۰۲۵ it rained', '2025')).toEqual(['۲۰۲۵']);
	});

	it('is a whole word, but for one that was only begun', () => {
		expect(marked('The act acts on actors', 'on act')).toEqual(['act', 'acts', 'on', 'actors']);
		expect(marked('The act acts on actors', '"act"')).toEqual(['act']);
	});

	it('stands together when it was asked for so', () => {
		expect(marked('clean air, air clean, clean—air', '"clean air"')).toEqual([
			'clean air',
			'clean—air'
		]);
	});
});

describe('a snippet', () => {
	const long = `${'before it all. '.repeat(40)}Then the Lahore smog came and stayed. ${'After it all. '.repeat(40)}`;

	it('shows the words around what was found, cut between words', () => {
		const snippet = snippetOf(long, asked('smog Lahore'));
		const text = snippet.parts.map((part) => part.text).join('');
		expect(text).toContain('Then the Lahore smog came');
		expect(snippet.parts.filter(({ isHit }) => isHit).map((p) => p.text)).toEqual([
			'Lahore',
			'smog'
		]);
		expect(snippet).toMatchObject({ isCutBefore: true, isCutAfter: true });
		expect(long).toMatch(new RegExp(`(^|\\s)${text.trim()}(\\s|$)`));
	});

	it('of a short text is the text', () => {
		expect(snippetOf('Lahore smog.', asked('smog'))).toEqual({
			parts: [
				{ text: 'Lahore ', isHit: false },
				{ text: 'smog', isHit: true },
				{ text: '.', isHit: false }
			],
			isCutBefore: false,
			isCutAfter: false
		});
	});

	it('is a piece of the text, never longer than a few lines, and never half a character', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('smog ', 'مُؤَقِّف ', '👩🏽‍🎓', 'x'.repeat(90), 'کے\u200cلیے ', 'é'), {
					maxLength: 80
				}),
				fc.constantFrom('smog', 'موقف', 'کےلیے x', 'nothing'),
				(pieces, query) => {
					const text = pieces.join('');
					const { parts } = snippetOf(text, asked(query));
					const shown = parts.map((part) => part.text).join('');
					expect(text).toContain(shown);
					expect(shown.length).toBeLessThanOrEqual(260);
					for (const part of parts) expect(part.text.isWellFormed()).toBe(true);
				}
			)
		);
	});
});
