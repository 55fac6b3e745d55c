/*
 * The whole text of a version as outside tools count in it: its paragraphs, one after the other, with
 * one line feed between two. Positions outside are code points of that; inside they are UTF-16 units
 * of a paragraph. And where the passage stands that an annotation from outside means: the words
 * decide, what stood around them and its position only tell one occurrence from another. Pure.
 */
import { makeAnchor, longestQuote, type Quote } from '$lib/readings/anchor';
import { fold, type Folded } from '$lib/readings/comparing-words';
import { resolveAnchor } from '$lib/readings/placing';

export interface TextParagraph {
	id: string;
	number: number;
	text: string;
}

export interface WholeText {
	paragraphs: readonly TextParagraph[];
	text: string;
	/** Where each paragraph begins in `text`, in UTF-16 units. */
	begins: readonly number[];
	folded: Folded;
	/** For every unit of `text`, and its end, how many code points stand before it. */
	points: Uint32Array;
}

export function wholeText(paragraphs: readonly TextParagraph[]): WholeText {
	const text = paragraphs.map((p) => p.text).join('\n');
	const begins: number[] = [];
	let at = 0;
	for (const p of paragraphs) {
		begins.push(at);
		at += p.text.length + 1;
	}
	const points = new Uint32Array(text.length + 1);
	// A pair counts with its second half, so that nothing is ever found in the middle of one.
	for (let unit = 0; unit < text.length; unit++)
		points[unit + 1] = (points[unit] ?? 0) + (beginsPair(text, unit) ? 0 : 1);
	return { paragraphs, text, begins, folded: fold(text), points };
}

function beginsPair(text: string, unit: number): boolean {
	const [first, second] = [text.charCodeAt(unit), text.charCodeAt(unit + 1)];
	return first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 && second < 0xe000;
}

/** In code points of the whole text; null for a paragraph that it does not have. */
export function positionOf(
	whole: WholeText,
	paragraphId: string,
	{ start, end }: { start: number; end: number }
): { start: number; end: number } | null {
	const at = whole.paragraphs.findIndex((p) => p.id === paragraphId);
	if (at === -1) return null;
	const begin = whole.begins[at] ?? 0;
	return { start: pointsAt(whole, begin + start), end: pointsAt(whole, begin + end) };
}

function pointsAt({ points, text }: WholeText, unit: number): number {
	const within = Math.max(0, Math.min(text.length, unit));
	return points[within] ?? 0;
}

/** The unit before which so many code points stand; the length of the text beyond its end. */
function unitAt({ points, text }: WholeText, point: number): number {
	let low = 0;
	let high = text.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((points[middle] ?? 0) < point) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** What an annotation from outside says of its passage. */
export interface Meant {
	/** Words, each perhaps within the words of the one before. */
	quotes: readonly MeantQuote[];
	/** In code points of the whole text; by habit of some tools in UTF-16 units. */
	position: { start: number; end: number } | null;
	/** The id of a paragraph. */
	paragraphId: string | null;
	/** Within that paragraph, in code points. */
	within: { start: number; end: number } | null;
}

export interface MeantQuote {
	exact: string;
	prefix: string;
	suffix: string;
}

export type MeantRefusal =
	'no-passage' | 'not-found' | 'ambiguous' | 'out-of-range' | 'several-paragraphs' | 'too-long';

export type FoundPassage =
	| {
			ok: true;
			paragraphId: string;
			number: number;
			quote: Quote;
			/** Only nearly the same words stand there. */
			isNear: boolean;
	  }
	| { ok: false; reason: MeantRefusal };

type Range = [start: number, end: number];

const mostOccurrences = 500;
/** What stands around more of them is compared letter for letter only. */
const mostCompared = 50;

/** @param withNear also looks for nearly the same words, which takes a hundred times as long */
export function findPassage(whole: WholeText, meant: Meant, withNear = true): FoundPassage {
	const [first, ...inner] = meant.quotes;
	if (!first) return byPosition(whole, meant);
	// Even with more white space in it than in the text.
	if (meant.quotes.some(({ exact }) => exact.length > 4 * longestQuote))
		return { ok: false, reason: 'too-long' };
	const place = whole.paragraphs.findIndex((p) => p.id === meant.paragraphId);
	const scope = scopeOf(whole, place);
	let ranges = occurrences(whole, first, scope);
	// A paragraph that does not have the words was renumbered, or is that of another text.
	if (ranges.length === 0 && place !== -1) ranges = occurrences(whole, first, scopeOf(whole, -1));
	let one = chosen(whole, ranges, first, meant);
	for (const next of inner) {
		if (!one || one === 'ambiguous') break;
		one = chosen(whole, occurrences(whole, next, one), next, meant);
	}
	if (one === 'ambiguous') return { ok: false, reason: 'ambiguous' };
	if (one) return passageAt(whole, one, false);
	if (inner.length > 0 || !withNear) return { ok: false, reason: 'not-found' };
	return nearly(whole, first);
}

function scopeOf({ text, begins, paragraphs }: WholeText, place: number): Range {
	if (place === -1) return [0, text.length];
	const begin = begins[place] ?? 0;
	return [begin, begin + (paragraphs[place]?.text.length ?? 0)];
}

function byPosition(whole: WholeText, meant: Meant): FoundPassage {
	const { position, within, paragraphId } = meant;
	const place = whole.paragraphs.findIndex((p) => p.id === paragraphId);
	if (place !== -1) {
		const [begin, end] = scopeOf(whole, place);
		if (!within && !position) return passageAt(whole, [begin, end], false);
		if (within) {
			const first = pointsAt(whole, begin);
			const range = rangeOf(whole, { start: first + within.start, end: first + within.end });
			if (!range || range[1] > end) return { ok: false, reason: 'out-of-range' };
			return passageAt(whole, range, false);
		}
	}
	if (!position) return { ok: false, reason: 'no-passage' };
	const range = rangeOf(whole, position);
	return range ? passageAt(whole, range, false) : { ok: false, reason: 'out-of-range' };
}

/** Null for a position that is none, or that reaches beyond the text. */
function rangeOf(whole: WholeText, { start, end }: { start: number; end: number }): Range | null {
	const last = pointsAt(whole, whole.text.length);
	if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return null;
	if (start < 0 || start >= end || end > last) return null;
	return [unitAt(whole, start), unitAt(whole, end)];
}

/** Word for word; else with other quotation marks, spaces and forms of letters. */
function occurrences(whole: WholeText, { exact }: MeantQuote, scope: Range): Range[] {
	const [from, until] = scope;
	const found: Range[] = [];
	if (exact.trim() === '') return found;
	const { text, folded } = whole;
	for (let at = text.indexOf(exact, from); at !== -1; at = text.indexOf(exact, at + 1)) {
		if (at + exact.length > until || found.length > mostOccurrences) break;
		found.push([at, at + exact.length]);
	}
	if (found.length > 0) return found;
	const words = fold(exact).words.trim();
	if (words === '') return found;
	for (
		let at = folded.words.indexOf(words);
		at !== -1 && found.length <= mostOccurrences;
		at = folded.words.indexOf(words, at + 1)
	) {
		const start = folded.from[at] ?? 0;
		const end = folded.to[at + words.length - 1] ?? start;
		if (start >= from && end <= until) found.push([start, end]);
	}
	return found;
}

/** Fewer letters around an occurrence are there by chance. */
const tellingLetters = 4;

/** The occurrence that is meant; null when there is none. */
function chosen(
	whole: WholeText,
	ranges: readonly Range[],
	quote: MeantQuote,
	{ position }: Meant
): Range | 'ambiguous' | null {
	if (ranges.length <= 1) return ranges[0] ?? null;
	const left = withContext(whole, ranges, quote);
	const [only, another] = left;
	if (only && !another) return only;
	return position ? nearest(whole, left, position) : 'ambiguous';
}

/** Those with the words around them that the quote had; all where that tells nothing. */
function withContext(
	whole: WholeText,
	ranges: readonly Range[],
	{ prefix, suffix }: MeantQuote
): readonly Range[] {
	if (prefix.trim() === '' && suffix.trim() === '') return ranges;
	const { text } = whole;
	const same = ranges.filter(
		([start, end]) => text.endsWith(prefix, start) && text.startsWith(suffix, end)
	);
	if (same.length > 0 || ranges.length > mostCompared) return same.length > 0 ? same : ranges;
	const [before, after] = [fold(prefix).words, fold(suffix).words];
	const all = ranges.map((range) => ({ range, ...aroundOf(whole, range, before, after) }));
	const full = all.filter((one) => one.isFull);
	const most = Math.max(...all.map((one) => one.letters));
	const told = full.length > 0 ? full : all.filter((one) => one.letters === most);
	return full.length > 0 || most >= tellingLetters ? told.map(({ range }) => range) : ranges;
}

function aroundOf(
	{ text }: WholeText,
	[start, end]: Range,
	prefix: string,
	suffix: string
): { isFull: boolean; letters: number } {
	// Folding may join spaces, so that more of the text is looked at than there is of the quote.
	const before = fold(text.slice(Math.max(0, start - 3 * prefix.length - 8), start)).words;
	const after = fold(text.slice(end, end + 3 * suffix.length + 8)).words;
	const [ends, begins] = [
		sameLetters(reversed(prefix.trimEnd()), reversed(before.trimEnd())),
		sameLetters(suffix.trimStart(), after.trimStart())
	];
	const isFull = ends >= prefix.trimEnd().length && begins >= suffix.trimStart().length;
	return { isFull, letters: ends + begins };
}

const reversed = (text: string) => text.split('').reverse().join('');

function sameLetters(a: string, b: string): number {
	let n = 0;
	while (n < a.length && n < b.length && a[n] === b[n]) n++;
	return n;
}

/** By code points; an occurrence that stands just there in UTF-16 units is what its tool meant. */
function nearest(
	whole: WholeText,
	ranges: readonly Range[],
	{ start }: { start: number }
): Range | 'ambiguous' {
	const byPoints = ranges.map(([from]) => Math.abs(pointsAt(whole, from) - start));
	const byUnits = ranges.map(([from]) => Math.abs(from - start));
	const least = Math.min(...byPoints);
	const far = least > 0 && byUnits.includes(0) ? byUnits : byPoints;
	const closest = Math.min(...far);
	const [one, other] = ranges.filter((_range, i) => far[i] === closest);
	return one && !other ? one : 'ambiguous';
}

function passageAt(whole: WholeText, [start, end]: Range, isNear: boolean): FoundPassage {
	const last = whole.begins.findLastIndex((begin) => begin <= start);
	const paragraph = whole.paragraphs[last];
	const begin = whole.begins[last] ?? 0;
	if (!paragraph) return { ok: false, reason: 'not-found' };
	const rest = whole.text.slice(Math.max(start, begin + paragraph.text.length), end);
	if (rest.trim() !== '') {
		// What began in the white space before a paragraph belongs to that one.
		const skipped = whole.text.slice(start).length - whole.text.slice(start).trimStart().length;
		if (skipped > 0 && start + skipped < end)
			return passageAt(whole, [start + skipped, end], isNear);
		return { ok: false, reason: 'several-paragraphs' };
	}
	if (end - start > longestQuote) return { ok: false, reason: 'too-long' };
	const quote = makeAnchor(
		paragraph.text,
		start - begin,
		Math.min(end - begin, paragraph.text.length)
	);
	if (!quote) return { ok: false, reason: 'no-passage' };
	if (quote.exact.length > longestQuote) return { ok: false, reason: 'too-long' };
	return { ok: true, paragraphId: paragraph.id, number: paragraph.number, quote, isNear };
}

/** Nearly the same words, where just one paragraph has them. */
function nearly(whole: WholeText, quote: MeantQuote): FoundPassage {
	if (quote.exact.length > longestQuote) return { ok: false, reason: 'not-found' };
	const found: Range[] = [];
	for (const [i, { text }] of whole.paragraphs.entries()) {
		const there = resolveAnchor({ ...quote, start: -1, end: -1 }, text);
		const begin = whole.begins[i] ?? 0;
		if (there.state !== 'orphaned') found.push([begin + there.start, begin + there.end]);
	}
	const [only, another] = found;
	if (!only) return { ok: false, reason: 'not-found' };
	return another ? { ok: false, reason: 'ambiguous' } : passageAt(whole, only, true);
}
