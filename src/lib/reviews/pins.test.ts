import { describe, expect, it } from 'vitest';
import type { PositionBody } from '$lib/positions/position';
import { placeOf, placesIn } from './pin-places';
import { fieldTexts, knownPins, piecesOf, wordsAt } from './pins';
import type { Pin } from './review';

const body: PositionBody = {
	thesis: 'Courts first. Then talks.',
	reasons: [{ id: 'r1', claim: 'Pauses 🕊️ were used.', warrant: '' }],
	against: 'مذاکرات سے وقت ملتا ہے۔ لڑائی سے نہیں۔',
	reply: '',
	change: 'A year.'
};
const pin = (over: Partial<Pin> = {}): Pin => ({
	id: 'a',
	field: 'thesis',
	start: 0,
	end: 6,
	comment: 'Which?',
	...over
});

describe('the pins of a version', () => {
	it('stand in the order of its words, without the white space at their edges', () => {
		const known = knownPins(
			[
				pin({ id: 'c', field: 'change', start: 0, end: 1 }),
				pin({ id: 'b', start: 13, end: 19 }),
				pin({ comment: '  Which? ' })
			],
			body
		);
		expect(known.map((p) => [p.id, wordsAt(p, body)])).toEqual([
			['a', 'Courts'],
			['b', 'Then'],
			['c', 'A']
		]);
		expect(known[0]?.comment).toBe('Which?');
	});

	it.each([
		['a field that it does not have', { field: 'reason:r9:claim' }],
		['words beyond its end', { end: 26 }],
		['no words', { start: 13, end: 14 }],
		['a place that runs backwards', { start: 5, end: 2 }],
		['half a place', { start: 0.5 }],
		['no comment', { comment: ' \n ' }]
	])('know nothing of %s', (_, over) => {
		expect(knownPins([pin(over)], body)).toEqual([]);
	});

	it('cut no letter apart and are there once', () => {
		const text = fieldTexts(body)[1]?.text ?? '';
		const at = text.indexOf('🕊');
		const within = pin({ field: 'reason:r1:claim', start: at + 1, end: at + 2 });
		const [known, ...rest] = knownPins([within, within], body);
		expect(rest).toEqual([]);
		expect(known && wordsAt(known, body)).toBe('🕊');
	});
});

describe('a text with pins', () => {
	it('is cut where they begin and end, and is whole again when put together', () => {
		const [wide, narrow] = [pin({ end: 13 }), pin({ id: 'b', start: 7, end: 12 })];
		const pieces = piecesOf(body.thesis, [wide, narrow]);
		expect(pieces.map((p) => [p.text, p.pins.map((x) => x.id)])).toEqual([
			['Courts ', ['a']],
			['first', ['b', 'a']],
			['.', ['a']],
			[' Then talks.', []]
		]);
		expect(pieces.map((p) => p.text).join('')).toBe(body.thesis);
		expect(piecesOf('', [wide])).toEqual([]);
	});
});

describe('the list of sentences', () => {
	it('offers every sentence, and its choice leads back to the words', () => {
		const places = placesIn(body, 'en');
		expect(places.map((p) => p.words)).toContain('Then talks.');
		for (const { value, words } of places) {
			const place = placeOf(value);
			expect(place && wordsAt(place, body)).toBe(words);
		}
		expect(placeOf('thesis 0')).toBeNull();
	});
});
