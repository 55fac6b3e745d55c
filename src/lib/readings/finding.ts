/*
 * What somebody types into the search field, and where that stands in a text. A query is words that
 * must all be there; words in quotation marks stand together; the last word may be only begun. No
 * sign of it ever reaches an engine: a query becomes folded words and nothing else. Pure.
 */
import { foldForSearch, foldWithPlaces } from './folding';

/** Signs of a query, before anything is done with it. */
export const longestQuery = 200;

/** Words that stand together, in their order. */
export interface Phrase {
	words: string[];
	/** The last word may go on. */
	isBegun: boolean;
}

export type Query =
	{ ok: true; phrases: Phrase[] } | { ok: false; reason: 'empty' | 'too-long' | 'no-words' };

/** Fewer letters begin too many words. */
const shortestBeginning = 2;

export function parseQuery(typed: string): Query {
	const query = typed.trim();
	if (query === '') return { ok: false, reason: 'empty' };
	if (query.length > longestQuery) return { ok: false, reason: 'too-long' };
	const phrases: Phrase[] = [];
	let isLastOpen = false;
	// Every second piece stood between quotation marks, or after one that was never closed.
	for (const [at, piece] of query.split(/["“”„«»]/u).entries())
		for (const part of at % 2 === 1 ? [piece] : piece.split(/\s+/u)) {
			const words = foldForSearch(part).split(' ').filter(Boolean);
			if (words.length === 0) continue;
			phrases.push({ words, isBegun: false });
			isLastOpen = at % 2 === 0;
		}
	const last = phrases.at(-1);
	if (!last) return { ok: false, reason: 'no-words' };
	last.isBegun = isLastOpen && (last.words.at(-1)?.length ?? 0) >= shortestBeginning;
	return { ok: true, phrases };
}

/** Half-open ranges of the text itself, in UTF-16 units, in order and apart from each other. */
export function hitsIn(text: string, phrases: readonly Phrase[]): [number, number][] {
	const { folded, from, to } = foldWithPlaces(text);
	const words: { word: string; at: number }[] = [];
	let at = 0;
	for (const word of folded.split(' ')) {
		if (word) words.push({ word, at });
		at += word.length + 1;
	}
	const hits: [number, number][] = [];
	for (const phrase of phrases)
		for (let first = 0; first + phrase.words.length <= words.length; first++) {
			if (!standsAt(phrase, words, first)) continue;
			const last = words[first + phrase.words.length - 1];
			const begin = words[first]?.at ?? 0;
			const end = (last?.at ?? 0) + (last?.word.length ?? 0) - 1;
			hits.push([from[begin] ?? 0, to[end] ?? 0]);
		}
	return apart(hits);
}

function standsAt(
	{ words, isBegun }: Phrase,
	among: readonly { word: string }[],
	first: number
): boolean {
	return words.every((word, i) => {
		const there = among[first + i]?.word ?? '';
		return isBegun && i === words.length - 1 ? there.startsWith(word) : there === word;
	});
}

function apart(ranges: [number, number][]): [number, number][] {
	const joined: [number, number][] = [];
	for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
		const last = joined.at(-1);
		if (last && start <= last[1]) last[1] = Math.max(last[1], end);
		else joined.push([start, end]);
	}
	return joined;
}

export interface SnippetPart {
	text: string;
	isHit: boolean;
}

export interface Snippet {
	parts: SnippetPart[];
	/** Words of the text before or after are left out. */
	isCutBefore: boolean;
	isCutAfter: boolean;
}

const snippetLength = 220;
const before = 50;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The part of a text with the most of what was asked for, as it is written, cut between words. */
export function snippetOf(text: string, phrases: readonly Phrase[]): Snippet {
	const hits = hitsIn(text, phrases);
	const [start, end] = windowIn(text, hits);
	const parts: SnippetPart[] = [];
	let at = start;
	const add = (until: number, isHit: boolean) => {
		if (until > at) parts.push({ text: text.slice(at, until), isHit });
		at = Math.max(at, until);
	};
	for (const [from, to] of hits) {
		if (to <= start || from >= end) continue;
		add(Math.min(from, end), false);
		add(Math.min(to, end), true);
	}
	add(end, false);
	return {
		parts,
		isCutBefore: text.slice(0, start).trim() !== '',
		isCutAfter: text.slice(end).trim() !== ''
	};
}

function windowIn(text: string, hits: readonly [number, number][]): [number, number] {
	if (text.length <= snippetLength) return [0, text.length];
	let best = { first: hits[0]?.[0] ?? 0, count: 0 };
	for (const [first] of hits) {
		const last = first + snippetLength - before;
		const count = hits.filter(([from, to]) => from >= first && to <= last).length;
		if (count > best.count) best = { first, count };
	}
	const wanted = Math.max(0, Math.min(best.first - before, text.length - snippetLength));
	const start = wanted === 0 ? 0 : afterSpace(text, wanted, best.first);
	const wantedEnd = start + snippetLength;
	return [start, wantedEnd >= text.length ? text.length : beforeSpace(text, wantedEnd, start)];
}

/** The first beginning of a word from `at` on, not after `most`; else of a whole character. */
function afterSpace(text: string, at: number, most: number): number {
	for (let i = at; i <= most; i++) if (/\s/u.test(text.charAt(i - 1))) return i;
	return graphemes.segment(text).containing(Math.min(at, most))?.index ?? at;
}

function beforeSpace(text: string, at: number, least: number): number {
	for (let i = at; i > least + before; i--) if (/\s/u.test(text.charAt(i))) return i;
	return graphemes.segment(text).containing(at)?.index ?? at;
}
