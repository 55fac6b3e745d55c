import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldForSearch, foldWithPlaces } from './folding';

const samples =
	'aÉe\u0301 İıß ﬁ½ كيهةۃىئؤأإآٱءـ کیہھے ۂۓ َ ُ ٰ \u200c\u200d\u200e\u200f\u00ad ۱٢3 ﷲ ﻼ ﮨ 😀👩🏽‍🎓 “–’.,؟۔ 漢 각';
const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: 'grapheme' }),
	fc.string({ unit: fc.constantFrom(...samples) })
);

describe('folding makes alike what people type differently', () => {
	it.each([
		['Arabic yeh and kaf for Urdu ones', 'كيا', 'کیا'],
		['round heh, and teh marbuta', 'اسلامية ه', 'اسلامیہ ہ'],
		['teh marbuta goal', 'سورۃ', 'سورہ'],
		['alef without dots', 'على', 'علی'],
		['vowel signs', 'مُؤَقِّف', 'موقف'],
		['superscript alef', 'رحمٰن', 'رحمن'],
		['hamza on its letters', 'ائأإآۂۓ', 'ایاااہے'],
		['hamza by itself', 'علماء', 'علما'],
		['tatweel', 'ســـلام', 'سلام'],
		['joiners and directions that are not seen', 'بے\u200cشک\u200f ہم\u200dیں', 'بےشک ہمیں'],
		['presentation forms', 'ﻻ ﮨﮯ ﷲ', 'لا ہے اللہ'],
		['digits', '۲۰۲۵ ٢٠٢٥ 2025', '2025 2025 2025'],
		['Latin capitals and accents', 'Café NAÏVE İzmir', 'cafe naive izmir'],
		['letters with strokes', 'Øresund Łódź Straße', 'oresund lodz strasse'],
		['typographic ligatures', 'ﬁnal', 'final'],
		['the final sigma', 'ΣΑΣ σας', 'σασ σασ'],
		['signs of all kinds', '  “State–run”, 7%! (and) 😀 so… ', 'state run 7 and so'],
		[
			'what PostgreSQL would take for a name, an address or a number',
			"a.b@c.org /x/y -5 1.5 &amp; don't",
			'a b c org x y 5 1 5 amp don t'
		],
		['letters and digits side by side', 'covid19 5G 1e5x ۲۰۲۵میں', 'covid 19 5 g 1 e 5 x 2025 میں'],
		['digits of any script', '๑๒ १२', '12 12'],
		['nothing but signs', ' ؟ … 😀 ', '']
	])('%s', (_what, given, folded) => {
		expect(foldForSearch(given)).toBe(folded);
	});

	it('keeps apart what means something else', () => {
		expect(foldForSearch('بھائی')).not.toBe(foldForSearch('بہائی'));
		expect(foldForSearch('میں')).not.toBe(foldForSearch('مین'));
		expect(foldForSearch('تھے')).not.toBe(foldForSearch('تھی'));
	});
});

describe('folding', () => {
	it('is the same for composed and decomposed text', () => {
		fc.assert(
			fc.property(text, (given) => {
				expect(foldForSearch(given.normalize('NFD'))).toBe(foldForSearch(given.normalize('NFC')));
			})
		);
	});

	it('changes nothing that is folded', () => {
		fc.assert(
			fc.property(text, (given) => {
				const folded = foldForSearch(given);
				expect(foldForSearch(folded)).toBe(folded);
			})
		);
	});

	it('leaves only letters and digits with single spaces between them', () => {
		fc.assert(
			fc.property(text, (given) => {
				expect(foldForSearch(given)).toMatch(/^(?:(?:\p{L}+|\d+)(?: (?:\p{L}+|\d+))*)?$/u);
			})
		);
	});

	it('knows where each unit comes from', () => {
		fc.assert(
			fc.property(text, (given) => {
				const { folded, from, to } = foldWithPlaces(given);
				expect(from).toHaveLength(folded.length);
				expect(to).toHaveLength(folded.length);
				for (let at = 0; at < folded.length; at++) {
					const [start, end] = [from[at] ?? -1, to[at] ?? -1];
					expect(start).toBeGreaterThanOrEqual(from[at - 1] ?? 0);
					expect(end).toBeGreaterThan(start);
					expect(end).toBeLessThanOrEqual(given.length);
					expect(given.slice(start, end).isWellFormed()).toBe(true);
				}
			})
		);
	});

	it('of the words at a place is what stands there', () => {
		fc.assert(
			fc.property(text, fc.nat(), fc.nat(), (given, a, b) => {
				const { folded, from, to } = foldWithPlaces(given);
				const words = [...folded.matchAll(/\S+/g)];
				const [first, last] = [a, b]
					.map((n) => words[n % words.length])
					.toSorted((x, y) => (x?.index ?? 0) - (y?.index ?? 0));
				if (!first || !last) return;
				const end = last.index + last[0].length;
				const original = given.slice(from[first.index], to[end - 1]);
				expect(foldForSearch(original)).toContain(folded.slice(first.index, end));
			})
		);
	});
});
