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

export type AnchorRefusal =
	'out-of-range' | 'empty' | 'too-long' | 'not-the-words' | 'splits-character';

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
	if (splitsCharacter(text, start) || splitsCharacter(text, end))
		return { ok: false, reason: 'splits-character' };
	if (text.slice(start, end) !== exact) return { ok: false, reason: 'not-the-words' };
	const quote = makeAnchor(text, start, end);
	if (!quote) return { ok: false, reason: 'empty' };
	if (quote.exact.length > longestQuote) return { ok: false, reason: 'too-long' };
	return { ok: true, quote };
}

/** Inside of what people see as one character: nobody selects there. */
function splitsCharacter(text: string, offset: number): boolean {
	const there = graphemes.segment(text).containing(offset);
	return there !== undefined && there.index !== offset;
}

/** An offset in UTF-16 units as one in code points. */
export function toCodePoints(text: string, offset: number): number {
	return Array.from(text.slice(0, offset)).length;
}

/** An offset in code points as one in UTF-16 units. */
export function fromCodePoints(text: string, offset: number): number {
	return Array.from(text).slice(0, offset).join('').length;
}
