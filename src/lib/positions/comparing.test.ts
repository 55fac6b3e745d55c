import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, compareWords, type Piece } from './comparing';
import { emptyBody } from './position';

const shown = (pieces: Piece[]) =>
	pieces
		.map(({ kind, text }) =>
			kind === 'same' ? text : kind === 'added' ? `+${text}+` : `-${text}-`
		)
		.join('');
const without = (kind: Piece['kind'], pieces: Piece[]) =>
	pieces
		.filter((piece) => piece.kind !== kind)
		.map((piece) => piece.text)
		.join('');

describe('comparing two texts', () => {
	it('marks the words that changed and leaves the others', () => {
		expect(shown(compareWords('Talks fail always.', 'Talks fail without force.'))).toBe(
			'Talks fail -always-+without force+.'
		);
		expect(shown(compareWords('one two three', 'one three'))).toBe('one -two -three');
	});

	it('reads Urdu words whole', () => {
		expect(shown(compareWords('ریاست سخت ہے۔', 'ریاست نرم ہے۔'))).toBe('ریاست -سخت-+نرم+ ہے۔');
	});

	it('joins a run of changed words to one change', () => {
		expect(shown(compareWords('a b c d e', 'a x y z e'))).toBe('a -b c d-+x y z+ e');
	});

	it('never loses a letter of either text', () => {
		const words = fc
			.array(fc.constantFrom('a', 'b', 'سخت', ' ', '\n', '.', '🙂', 'c'))
			.map((w) => w.join(''));
		fc.assert(
			fc.property(words, words, (before, after) => {
				const pieces = compareWords(before, after);
				expect(without('added', pieces)).toBe(before);
				expect(without('removed', pieces)).toBe(after);
				expect(pieces.every((p, i) => p.kind !== pieces[i + 1]?.kind)).toBe(true);
			})
		);
	});

	it('shows a text as replaced whole when comparing would cost too much', () => {
		const long = (word: string) =>
			Array.from({ length: 1500 }, (_, i) => `${word}${String(i)}`).join(' ');
		expect(compareWords(long('a'), long('b')).map((p) => p.kind)).toEqual(['removed', 'added']);
	});
});

describe('comparing two versions', () => {
	it('follows reasons by what they are, not by their place', () => {
		const before = { ...emptyBody(), thesis: 'Old thesis' };
		before.reasons = [
			{ id: 'x', claim: 'First', warrant: 'so' },
			{ id: 'y', claim: 'Second', warrant: 'so' }
		];
		const after = { ...before, thesis: 'New thesis' };
		after.reasons = [
			{ id: 'z', claim: 'Third', warrant: 'so' },
			{ id: 'y', claim: 'Second', warrant: 'so' }
		];
		expect(compareVersions(before, after).map((p) => [p.part, p.change])).toEqual([
			['thesis', 'changed'],
			['reason:z', 'added'],
			['reason:y', 'same'],
			['reason:x', 'removed'],
			['against', 'same'],
			['reply', 'same'],
			['change', 'same']
		]);
	});
});
