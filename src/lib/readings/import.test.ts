import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	largestImport,
	mostPieces,
	plainBlocks,
	proposePieces,
	readBytes,
	readText,
	titleOf,
	type Piece
} from './import';
import { approvePieces, splitPiece } from './import-pieces';
import { preparePlain } from './prose.server';
import type { ParagraphMap } from './reading';

const sample = (name: string) =>
	new Uint8Array(readFileSync(new URL(`../../../tests/content/samples/${name}`, import.meta.url)));

function textOf(name: string): string {
	const read = readBytes(sample(name));
	if (!read.ok) throw new Error(read.reason);
	return read.text;
}

const propose = (text: string, map: ParagraphMap | null) => proposePieces(plainBlocks(text), map);
const kept = (pieces: Piece[]) => pieces.filter((p) => p.use !== 'leave').map((p) => p.text);
const choicesOf = (pieces: Piece[]) => pieces.map(({ use, to }) => ({ use, to }));

function mapOf(...originals: { n: number; begins?: string }[]): ParagraphMap {
	return {
		paragraphs: originals.map(({ n, begins }, i) => ({
			id: `p${i + 1}`,
			number: i + 1,
			original: [n],
			...(begins ? { begins } : {})
		})),
		leftOut: []
	};
}

describe('reading what was sent', () => {
	test.each([
		['empty.txt', 'empty'],
		['blank.txt', 'empty'],
		['nul.txt', 'binary'],
		['portable-document.txt', 'binary'],
		['archive.txt', 'binary'],
		['control.txt', 'binary'],
		['latin-1.txt', 'encoding'],
		['lost.txt', 'lost']
	])('%s is refused by name: %s', (name, reason) => {
		expect(readBytes(sample(name))).toEqual({ ok: false, reason });
	});

	test('more than a megabyte is refused before it is read', () => {
		expect(readBytes(new Uint8Array(2 * largestImport).fill(97))).toEqual({
			ok: false,
			reason: 'too-large'
		});
		expect(readText('ا'.repeat(largestImport / 2 + 1))).toEqual({ ok: false, reason: 'too-large' });
		expect(readText('a'.repeat(largestImport))).toMatchObject({ ok: true });
	});

	test('a mark at the beginning and foreign line ends do no harm', () => {
		expect(textOf('byte-order-mark.txt')).toMatch(/^The town council/);
		expect(propose(textOf('byte-order-mark.txt'), null)).toHaveLength(2);
	});

	test('UTF-16 is read where its mark says so', () => {
		expect(textOf('utf-16.txt')).toMatch(/^پل پرانا ہے/);
	});

	test('four hundred paragraphs are enough', () => {
		expect(readText('One line.\n'.repeat(mostPieces)).ok).toBe(true);
		expect(readText('One line.\n'.repeat(mostPieces + 1))).toEqual({
			ok: false,
			reason: 'too-many'
		});
	});

	test('any bytes at all are read or refused, never an accident', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				const read = readBytes(bytes);
				if (read.ok) expect(read.text.isWellFormed()).toBe(true);
				else expect(read.reason).toMatch(/^[a-z-]+$/);
			})
		);
	});
});

describe('proposing pieces', () => {
	test('the web page around a text is left out, each piece with its reason', () => {
		const pieces = propose(textOf('web-page.txt'), null);
		expect(kept(pieces)).toHaveLength(3);
		expect(pieces.map((p) => p.why)).toEqual([
			'title',
			'byline',
			'page',
			'page',
			null,
			null,
			null,
			'signature',
			'signature',
			'contact',
			'page',
			'page',
			'page'
		]);
		expect(titleOf(pieces)).toBe('The bridge that waits');
	});

	test('an Urdu page is known by its own words', () => {
		const pieces = propose(textOf('urdu.txt'), null);
		expect(pieces.map((p) => p.why)).toEqual(['title', 'byline', null, null, 'page']);
	});

	test('lines broken at a column are one paragraph again', () => {
		const pieces = propose(textOf('hard-wrapped.txt'), null);
		expect(kept(pieces)).toHaveLength(3);
		expect(pieces[0]?.text).toMatch(/old bridge should carry buses/);
	});

	test('no piece is lost and none is invented', () => {
		const words = fc.constantFrom(
			'Leave a Reply',
			'By A. B.',
			'One.',
			'two three',
			'',
			' ',
			'©',
			'ریاست۔'
		);
		fc.assert(
			fc.property(fc.array(words, { maxLength: 20 }), (lines) => {
				const text = lines.join('\n');
				const shown = propose(text, null).map((p) => p.text);
				expect(shown.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
			})
		);
	});

	test('markup is text, and stays that when it is stored', () => {
		const pieces = propose(textOf('markup.txt'), null);
		const stored = kept(pieces).map((text) => preparePlain(text, 'en'));
		expect(stored[0]?.text).toContain('<script>alert(1)</script>');
		expect(stored[0]?.html).toContain('&lt;script&gt;');
		for (const { html, text } of stored) {
			expect(html).not.toMatch(/<|javascript:[^)]*"/);
			expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u);
		}
		expect(stored[1]?.text).toContain('[TTP](glossary:ttp) and *stars* & "quotes" &amp; more.');
	});
});

describe('mapping to the paragraphs of a reading', () => {
	const text =
		'One begins here.\nThe statement’s second half. Meanwhile, others spoke. Links: a, b.\nThree.';

	test('one for one', () => {
		const pieces = propose(text, mapOf({ n: 1 }, { n: 2 }, { n: 3 }));
		expect(pieces.map((p) => p.to)).toEqual(['p1', 'p2', 'p3']);
	});

	test('split at the beginnings that the map names, quotes of either kind, and without what it leaves out', () => {
		const map = mapOf(
			{ n: 1 },
			{ n: 2, begins: "The statement's" },
			{ n: 2, begins: 'Meanwhile' },
			{ n: 3 }
		);
		map.leftOut = [{ original: 2, begins: 'Links:' }];
		const pieces = propose(text, map);
		expect(pieces.map((p) => [p.to, p.why])).toEqual([
			['p1', null],
			['p2', null],
			['p3', null],
			['', 'left'],
			['p4', null]
		]);
		expect(pieces[2]?.text).toBe('Meanwhile, others spoke.');
	});

	test('joined where two originals became one paragraph', () => {
		const map = mapOf({ n: 1 }, { n: 3 });
		map.paragraphs[0]?.original.push(2);
		const pieces = propose(text, map);
		expect(pieces.map((p) => p.use)).toEqual(['keep', 'merge', 'keep']);
		const approved = approvePieces(pieces, choicesOf(pieces), map);
		expect(approved.ok && approved.paragraphs.map((p) => p.number)).toEqual([1, 2]);
	});

	test('a piece too many has no place until somebody gives it one', () => {
		const map = mapOf({ n: 1 }, { n: 2 });
		const pieces = propose(text, map);
		expect(pieces[2]).toMatchObject({ use: 'keep', to: '' });
		expect(approvePieces(pieces, choicesOf(pieces), map)).toEqual({
			ok: false,
			reason: 'unplaced'
		});
		const choices = choicesOf(pieces).with(2, { use: 'keep', to: 'new' });
		const approved = approvePieces(pieces, choices, map);
		expect(approved.ok && approved.paragraphs[2]).toEqual({ id: 'x3', number: 3, text: 'Three.' });
	});
});

describe('approving', () => {
	const pieces = propose('One is here.\nTwo is here.\nThree is here.', null);
	const keep = { use: 'keep' as const, to: 'new' };
	const leave = { use: 'leave' as const, to: '' };
	const merge = { use: 'merge' as const, to: '' };

	test('keeps, joins and leaves out as a person chose', () => {
		expect(approvePieces(pieces, [keep, merge, leave], null)).toEqual({
			ok: true,
			paragraphs: [{ id: 'p1', number: 1, text: 'One is here. Two is here.' }]
		});
	});

	test.each([
		['nothing', [leave, leave, leave]],
		['nothing-before', [leave, merge, keep]],
		['moved', [keep, keep]]
	])('refuses: %s', (reason, choices) => {
		expect(approvePieces(pieces, choices, null)).toEqual({ ok: false, reason });
	});

	test('refuses one number for two pieces, and a paragraph that the reading does not have', () => {
		const map = mapOf({ n: 1 }, { n: 2 }, { n: 3 });
		const to = (...ids: string[]) => ids.map((id) => ({ use: 'keep' as const, to: id }));
		expect(approvePieces(pieces, to('p1', 'p1', 'p2'), map)).toEqual({
			ok: false,
			reason: 'twice'
		});
		expect(approvePieces(pieces, to('p1', 'p2', 'p9'), map)).toEqual({
			ok: false,
			reason: 'moved'
		});
	});
});

describe('parting a piece', () => {
	const piece = (text: string, more: Partial<Piece> = {}): Piece => ({
		text,
		use: 'keep',
		to: 'p1',
		why: null,
		...more
	});

	test('gives two with the same words and leaves the others alone', () => {
		const pieces = [piece('Before.'), piece('One is here. Two is here.'), piece('After.')];
		const parted = splitPiece(pieces, 1, 12, false);
		expect(parted.map((p) => p.text)).toEqual([
			'Before.',
			'One is here.',
			'Two is here.',
			'After.'
		]);
		expect(parted[1]).toMatchObject({ use: 'keep', to: 'p1' });
		expect(parted[2]).toMatchObject({ use: 'keep', to: 'new' });
	});

	test('asks for a number beside a study edition, and leaves out both halves of what is left out', () => {
		expect(splitPiece([piece('One. Two.')], 0, 4, true)[1]).toMatchObject({ use: 'keep', to: '' });
		const left = piece('Share. Like.', { use: 'leave', to: '', why: 'page' });
		expect(splitPiece([left], 0, 6, false)[1]).toMatchObject({ use: 'leave', why: 'page' });
	});

	test('does nothing where there is nothing on one side, nor outside the words', () => {
		for (const offset of [-1, 0, 4, 5, 99, NaN, Infinity])
			expect(splitPiece([piece('One.')], 0, offset, false)).toHaveLength(1);
		expect(splitPiece([piece('One.')], 7, 2, false)).toHaveLength(1);
	});

	test('never cuts a letter, whatever is asked', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.nat(80), (text, offset) => {
				const letters = (s: string) => [...s].filter((c) => c.trim() !== '').join('');
				const parted = splitPiece([piece(text)], 0, offset, false);
				expect(letters(parted.map((p) => p.text).join(''))).toBe(letters(text));
				expect(parted.every((p) => p.text.isWellFormed())).toBe(true);
			})
		);
	});
});
