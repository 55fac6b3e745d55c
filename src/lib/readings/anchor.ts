/*
 * The one anchor type of the whole product: a passage of one version of one edition. Annotation,
 * citation, comment and card all point with it. Pure: it knows nothing of pages or tables.
 *
 * Offsets are UTF-16 units inside; at the edge (W3C Web Annotation) they are code points.
 */
export interface Quote {
	/** Half-open offsets into the paragraph's text, in UTF-16 units. */
	start: number;
	end: number;
	exact: string;
	prefix: string;
	suffix: string;
}

export interface Anchor extends Quote {
	readingId: string;
	versionId: string;
	paragraphId: string;
}

/** How many units of the words around a quote are kept, to tell it from its like. */
export const contextLength = 32;
/** Nobody cites more than this; a longer passage is a paragraph. */
export const longestQuote = 2000;

const words = new Intl.Segmenter('en', { granularity: 'word' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The smallest range of whole words and whole characters around the one given. */
export function snapOutward(text: string, start: number, end: number): [number, number] {
	const wordSegments = words.segment(text);
	const graphemeSegments = graphemes.segment(text);
	let from = start;
	let to = end;
	for (;;) {
		const before = from;
		const after = to;
		for (const segments of [wordSegments, graphemeSegments]) {
			from = segments.containing(from)?.index ?? from;
			const last = segments.containing(to - 1);
			to = last ? last.index + last.segment.length : to;
		}
		if (from === before && to === after) return [from, to];
	}
}

/** The passage around `start`–`end`, without the white space at its ends; null when nothing is left. */
export function makeAnchor(text: string, start: number, end: number): Quote | null {
	let from = Math.max(0, Math.min(start, end));
	let to = Math.min(text.length, Math.max(start, end));
	while (from < to && /\s/.test(text.charAt(from))) from++;
	while (to > from && /\s/.test(text.charAt(to - 1))) to--;
	if (from === to) return null;
	[from, to] = snapOutward(text, from, to);
	return {
		start: from,
		end: to,
		exact: text.slice(from, to),
		prefix: withoutHalves(text.slice(Math.max(0, from - contextLength), from)),
		suffix: withoutHalves(text.slice(to, to + contextLength))
	};
}

/** Cutting may have left half of a surrogate pair at an end. */
function withoutHalves(piece: string): string {
	return piece.replace(/^[\uDC00-\uDFFF]/, '').replace(/[\uD800-\uDBFF]$/, '');
}

/** `exact` where it was, `moved` the same words elsewhere, `changed` nearly the same words. */
export type Resolved =
	{ state: 'exact' | 'moved' | 'changed'; start: number; end: number } | { state: 'orphaned' };

/** Finds a quote in the words that the paragraph has now. */
export function resolveAnchor(quote: Quote, text: string): Resolved {
	const { start, end, exact } = quote;
	if (exact === '') return { state: 'orphaned' };
	if (text.slice(start, end) === exact) return { state: 'exact', start, end };
	const at = nearestOccurrence(quote, text);
	if (at !== null) return { state: 'moved', start: at, end: at + exact.length };
	const near = nearlyIn(exact, text);
	if (!near) return { state: 'orphaned' };
	const [from, to] = snapOutward(text, ...near);
	return { state: 'changed', start: from, end: to };
}

/** The occurrence with the most of the words around it; among equals the one nearest to the old place. */
function nearestOccurrence({ start, exact, prefix, suffix }: Quote, text: string): number | null {
	let best: { at: number; score: number } | null = null;
	for (let at = text.indexOf(exact); at !== -1; at = text.indexOf(exact, at + 1)) {
		const score =
			sameEnd(prefix, text.slice(0, at)) + sameStart(suffix, text.slice(at + exact.length));
		const isNearer = best !== null && Math.abs(at - start) < Math.abs(best.at - start);
		if (!best || score > best.score || (score === best.score && isNearer)) best = { at, score };
	}
	return best?.at ?? null;
}

function sameStart(a: string, b: string): number {
	let n = 0;
	while (n < a.length && n < b.length && a[n] === b[n]) n++;
	return n;
}

function sameEnd(a: string, b: string): number {
	let n = 0;
	while (n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n++;
	return n;
}

const shortestFuzzy = 12;
const mostCells = 4_000_000;

/**
 * Sellers' approximate search: the substring of `text` with the fewest edits from `exact`, if that
 * is at most a fifth of it. Short quotes are found exactly or not at all.
 */
function nearlyIn(exact: string, text: string): [number, number] | null {
	const n = exact.length;
	if (n < shortestFuzzy || n * text.length > mostCells) return null;
	const allowed = Math.floor(n / 5);
	// For each prefix of `exact`: fewest edits of a match that ends here, and where it began.
	let cost = Array.from({ length: n + 1 }, (_, i) => i);
	let from = new Array<number>(n + 1).fill(0);
	let best: { cost: number; range: [number, number] } | null = null;
	for (let j = 1; j <= text.length; j++) {
		const nextCost = [0];
		const nextFrom = [j];
		for (let i = 1; i <= n; i++) {
			const swap = (cost[i - 1] ?? 0) + (exact[i - 1] === text[j - 1] ? 0 : 1);
			const drop = (nextCost[i - 1] ?? 0) + 1;
			const add = (cost[i] ?? 0) + 1;
			const least = Math.min(swap, drop, add);
			nextCost.push(least);
			nextFrom.push(
				(least === swap ? from[i - 1] : least === add ? from[i] : nextFrom[i - 1]) ?? j
			);
		}
		cost = nextCost;
		from = nextFrom;
		const total = cost[n] ?? n;
		if (total <= allowed && (!best || total < best.cost))
			best = { cost: total, range: [from[n] ?? 0, j] };
	}
	return best && best.range[0] < best.range[1] ? best.range : null;
}

export type AnchorRefusal = 'out-of-range' | 'empty' | 'too-long' | 'not-the-words';

/** What a browser claims to have selected. */
export interface ClaimedQuote {
	start: number;
	end: number;
	exact: string;
}

/**
 * Checks an untrusted passage against the paragraph's own words. What is kept is made anew from
 * them, so that only `start`, `end` and `exact` are ever taken from outside.
 */
export function checkAnchor(
	claimed: ClaimedQuote,
	text: string
): { ok: true; quote: Quote } | { ok: false; reason: AnchorRefusal } {
	const { start, end, exact } = claimed;
	if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end))
		return { ok: false, reason: 'out-of-range' };
	if (start < 0 || end > text.length || start > end) return { ok: false, reason: 'out-of-range' };
	if (end - start > longestQuote) return { ok: false, reason: 'too-long' };
	if (text.slice(start, end) !== exact) return { ok: false, reason: 'not-the-words' };
	const quote = makeAnchor(text, start, end);
	if (!quote) return { ok: false, reason: 'empty' };
	if (quote.exact.length > longestQuote) return { ok: false, reason: 'too-long' };
	return { ok: true, quote };
}

/** An offset in UTF-16 units as one in code points. */
export function toCodePoints(text: string, offset: number): number {
	return Array.from(text.slice(0, offset)).length;
}

/** An offset in code points as one in UTF-16 units. */
export function fromCodePoints(text: string, offset: number): number {
	return Array.from(text).slice(0, offset).join('').length;
}
