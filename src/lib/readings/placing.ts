/*
 * Where a quoted passage stands in another version of its text: in the paragraph it was taken from,
 * in those that took that one's words, or, word for word, anywhere. A version is prepared once and
 * asked for many passages. What could be one of several places without telling words around it is
 * not guessed: it stands nowhere. Pure.
 */
import type { Quote } from './anchor';
import { edges, fold, type Folded } from './comparing-words';
import { Needle, editsAtEdge } from './near-words';

export interface VersionParagraph {
	id: string;
	/** Canonical words. */
	text: string;
	/** Paragraphs of the version before whose words went into this one. */
	predecessors: readonly string[];
}

export interface PassageQuote extends Quote {
	paragraphId: string;
}

/** `exact` where it was, `moved` the same words elsewhere, `changed` nearly the same words. */
export type Placed =
	| { state: 'exact' | 'moved' | 'changed'; paragraphId: string; start: number; end: number }
	| { state: 'orphaned' };

export type Resolved =
	{ state: 'exact' | 'moved' | 'changed'; start: number; end: number } | { state: 'orphaned' };

export type Placer = (quote: PassageQuote) => Placed;

/** Letters of a passage that is hardly ever said twice: about six words. */
const tellsItself = 32;
/** From here on nearly the same words are enough by themselves. */
const longEnough = 20;
/** Shorter ones are found nearly only between the very words that stood around them. */
const shortest = 12;
/** Occurrences that are looked at; what is said more often says nothing. */
const mostOccurrences = 40;
const mostEdits = 256;
const mostNear = 4;

interface Text {
	id: string;
	at: number;
	text: string;
	folded: Folded;
	/** Where a passage may begin or end: between words and whole characters. Made when it is needed. */
	edges: Uint8Array | null;
}

interface Found {
	of: Text;
	/** In the folded words. */
	from: number;
	to: number;
	/** In the paragraph's own. */
	start: number;
	end: number;
	/** How much the words around it are those of the quote: 0 to 1. */
	around: number;
	/** One side is long and nearly the same. */
	hasSide: boolean;
}

interface Wanted {
	quote: PassageQuote;
	exact: string;
	prefix: string;
	suffix: string;
	/** The same from its end. */
	backwards: string;
}

/**
 * @param between versions between the one quoted and this one, oldest first: paragraphs may have
 *   been put together in any of them
 */
export function placerIn(
	paragraphs: readonly VersionParagraph[],
	between: readonly (readonly Pick<VersionParagraph, 'id' | 'predecessors'>[])[] = []
): Placer {
	const texts: Text[] = paragraphs.map(({ id, text }, at) => ({
		id,
		at,
		text,
		folded: fold(text),
		edges: null
	}));
	const all = texts.map((t) => t.folded.words).join('\n');
	const begins: number[] = [];
	let length = 0;
	for (const { folded } of texts) {
		begins.push(length);
		length += folded.words.length + 1;
	}
	const homes = new Map<string, Text[]>();
	const everywhere = new Map<string, Found[] | null>();
	const known = new Map<string, Placed>();

	/** The paragraph itself and those that took its words. */
	function homeOf(id: string): Text[] {
		const there = homes.get(id);
		if (there) return there;
		let line = new Set([id]);
		for (const version of [...between, paragraphs]) {
			const next = new Set(line);
			for (const p of version) if (p.predecessors.some((from) => line.has(from))) next.add(p.id);
			line = next;
		}
		const home = texts
			.filter((t) => line.has(t.id))
			.sort((a, b) => Number(b.id === id) - Number(a.id === id));
		homes.set(id, home);
		return home;
	}

	function anywhere(words: string): Found[] | null {
		const there = everywhere.get(words);
		if (there !== undefined) return there;
		const found: Found[] = [];
		let text = 0;
		let isTooOften = false;
		for (let at = all.indexOf(words); at !== -1; at = all.indexOf(words, at + 1)) {
			while ((begins[text + 1] ?? Infinity) <= at) text++;
			const of = texts[text];
			const from = at - (begins[text] ?? 0);
			const one = of && foundAt(of, from, from + words.length);
			if (one && isWhole(one)) found.push(one);
			if (found.length > mostOccurrences) {
				isTooOften = true;
				break;
			}
		}
		const result = isTooOften ? null : found;
		everywhere.set(words, result);
		return result;
	}

	function place(quote: PassageQuote): Placed {
		const { exact, start, end } = quote;
		const home = homeOf(quote.paragraphId);
		const own = home[0]?.id === quote.paragraphId ? home[0] : null;
		if (exact === '') return { state: 'orphaned' };
		if (own && stillStands(quote, own.text))
			return { state: 'exact', paragraphId: own.id, start, end };

		const wanted = wantedFor(quote);
		const atHome = sameWordsIn(home, wanted);
		if (atHome?.isSure) return placed(atHome.found, quote);
		const near = nearlyIn(home, wanted);
		const elsewhere = sameWordsElsewhere(
			wanted.exact === '' ? [] : anywhere(wanted.exact),
			home,
			wanted
		);
		if (elsewhere && (!near || scoreOf(elsewhere, 0, wanted) > near.score))
			return placed(elsewhere, quote);
		if (atHome?.isLikely && (!near || scoreOf(atHome.found, 0, wanted) >= near.score))
			return placed(atHome.found, quote);
		if (near) return { state: 'changed', paragraphId: near.of.id, ...near.range };
		return { state: 'orphaned' };
	}

	return (quote) => {
		const { paragraphId, start, end, exact, prefix, suffix } = quote;
		const key = [paragraphId, start, end, exact, prefix, suffix].join('\0');
		const before = known.get(key);
		if (before) return before;
		const result = place(quote);
		known.set(key, result);
		return result;
	};
}

/** The same words at the same place, with the same words on both sides. */
function stillStands({ start, end, exact, prefix, suffix }: Quote, text: string): boolean {
	return (
		start >= 0 &&
		end - start === exact.length &&
		text.startsWith(exact, start) &&
		text.endsWith(prefix, start) &&
		text.startsWith(suffix, end)
	);
}

function wantedFor(quote: PassageQuote): Wanted {
	const exact = fold(quote.exact).words.trim();
	return {
		quote,
		exact,
		prefix: fold(quote.prefix).words,
		suffix: fold(quote.suffix).words,
		backwards: exact.split('').reverse().join('')
	};
}

function placed({ of, start, end }: Found, quote: PassageQuote): Placed {
	const isThere = of.id === quote.paragraphId && start === quote.start;
	return { state: isThere ? 'exact' : 'moved', paragraphId: of.id, start, end };
}

function foundAt(of: Text, from: number, to: number): Found {
	const start = of.folded.from[from] ?? 0;
	const end = of.folded.to[to - 1] ?? start;
	return { of, from, to, start, end, around: 0, hasSide: false };
}

function edgesOf(of: Text): Uint8Array {
	return (of.edges ??= edges(of.text));
}

function isWhole({ of, from, start, end }: Found): boolean {
	// One letter may stand for several when folded (…): a passage never begins or ends within it.
	if (from > 0 && of.folded.from[from - 1] === start) return false;
	const may = edgesOf(of);
	return may[start] === 1 && may[end] === 1;
}

/** Compares the words around an occurrence with those that stood around the quote. */
function lookAround(found: Found, { prefix, suffix }: Wanted): Found {
	const { words } = found.of.folded;
	const sides = [
		{ n: prefix.length, edits: editsAtEdge(prefix, words, found.from, -1) },
		{ n: suffix.length, edits: editsAtEdge(suffix, words, found.to, 1) }
	];
	const n = prefix.length + suffix.length;
	const edits = sides.reduce((sum, side) => sum + Math.min(side.n, side.edits), 0);
	const isAll = found.from === 0 && found.to === words.length;
	found.around = n === 0 ? Number(isAll) : 1 - edits / n;
	found.hasSide = sides.some((side) => side.n >= 8 && side.edits <= side.n / 5);
	return found;
}

const isTold = (found: Found) => found.around >= 0.5 || found.hasSide;

/** The one with the most of the words around it; among equals the one nearest to the old place. */
function bestOf(found: Found[], wanted: Wanted): Found | null {
	for (const one of found) lookAround(one, wanted);
	const most = Math.max(...found.map((one) => one.around));
	const { paragraphId, start } = wanted.quote;
	const far = (one: Found) => (one.of.id === paragraphId ? 0 : 1e9) + Math.abs(one.start - start);
	const [best = null] = found
		.filter((one) => one.around >= most - 0.05)
		.sort((a, b) => far(a) - far(b));
	return best;
}

/** One passage in the words that one paragraph has now. */
export function resolveAnchor(quote: Quote, text: string): Resolved {
	const found = placerIn([{ id: '', text, predecessors: [] }])({ ...quote, paragraphId: '' });
	if (found.state === 'orphaned') return found;
	const { state, start, end } = found;
	return { state, start, end };
}

/** Telling words around it, or so many of its own that it is the only one. */
function sameWordsIn(
	home: Text[],
	wanted: Wanted
): { found: Found; isSure: boolean; isLikely: boolean } | null {
	const { exact, quote } = wanted;
	let found = home.flatMap((of) => verbatimIn(of, quote.exact));
	if (found.length === 0 && exact !== '') found = home.flatMap((of) => foldedIn(of, exact));
	const best = bestOf(found, wanted);
	if (!best) return null;
	const isOnly = found.length === 1;
	const stays = best.of.id === quote.paragraphId && best.start === quote.start;
	const isSure = isTold(best) || stays || (isOnly && exact.length >= tellsItself);
	const isAlone = wanted.prefix.length + wanted.suffix.length < 8;
	const isLikely = isOnly ? isAlone || best.around >= 0.34 : exact.length >= tellsItself;
	return { found: best, isSure, isLikely };
}

function verbatimIn(of: Text, exact: string): Found[] {
	const found: Found[] = [];
	for (let at = of.text.indexOf(exact); at !== -1; at = of.text.indexOf(exact, at + 1)) {
		const from = indexFrom(of.folded.from, at);
		const to = indexFrom(of.folded.from, at + exact.length);
		const one = { ...foundAt(of, from, Math.max(to, from + 1)), start: at, end: at + exact.length };
		const may = edgesOf(of);
		if (may[one.start] === 1 && may[one.end] === 1) found.push(one);
		if (found.length > mostOccurrences) break;
	}
	return found;
}

/** The first folded letter that came from `offset` or later. */
function indexFrom(from: ArrayLike<number>, offset: number): number {
	let low = 0;
	let high = from.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((from[middle] ?? 0) < offset) low = middle + 1;
		else high = middle;
	}
	return low;
}

function foldedIn(of: Text, words: string): Found[] {
	const found: Found[] = [];
	const { words: all } = of.folded;
	for (let at = all.indexOf(words); at !== -1; at = all.indexOf(words, at + 1)) {
		const one = foundAt(of, at, at + words.length);
		if (isWhole(one)) found.push(one);
		if (found.length > mostOccurrences) break;
	}
	return found;
}

function sameWordsElsewhere(
	found: Found[] | null,
	home: readonly Text[],
	wanted: Wanted
): Found | null {
	const others = (found ?? []).filter((one) => !home.includes(one.of)).map((one) => ({ ...one }));
	const best = bestOf(others, wanted);
	if (!best) return null;
	const isOnly = found?.length === 1;
	if (isOnly && (isTold(best) || wanted.exact.length >= tellsItself)) return best;
	const next = Math.max(0, ...others.filter((one) => one !== best).map((one) => one.around));
	return isTold(best) && best.around - next >= 0.15 ? best : null;
}

/** The quote counts most, then the words before and after it, then that it is where it was. */
function scoreOf({ around }: Found, edits: number, { exact }: Wanted, isHome = false): number {
	return 50 * (1 - edits / Math.max(1, exact.length)) + 40 * around + (isHome ? 2 : 0);
}

interface Near {
	of: Text;
	range: { start: number; end: number };
	score: number;
}

/** The words that need the fewest changes to be those of the quote. */
function nearlyIn(home: readonly Text[], wanted: Wanted): Near | null {
	const n = wanted.exact.length;
	const allowed = Math.min(mostEdits, Math.floor(n / 2));
	if (allowed < 1) return null;
	const forwards = new Needle(wanted.exact);
	const backwards = new Needle(wanted.backwards);
	let best: Near | null = null;
	for (const of of home) {
		const { words } = of.folded;
		if (words.length < n - allowed) continue;
		for (const end of forwards.endsIn(words, allowed, mostNear)) {
			const { from, edits } = backwards.beginsBefore(words, end, allowed);
			if (from >= end) continue;
			const found = lookAround(foundAt(of, from, end), wanted);
			if (!isNearEnough(found, edits, n)) continue;
			const range = snapped(found);
			const score = scoreOf(found, edits, wanted, of === home[0]);
			if (range && (!best || score > best.score)) best = { of, range, score };
		}
	}
	return best;
}

function isNearEnough(found: Found, edits: number, n: number): boolean {
	const { around, hasSide } = found;
	if (n < shortest) return around >= 0.8;
	if (edits <= n / 5 && (n >= longEnough || around >= 0.34)) return true;
	if (edits <= n * 0.4 && (hasSide || around >= 0.6)) return true;
	return around >= 0.8;
}

/** Whole words and whole characters, without the white space at the ends. */
function snapped({ of, start, end }: Found): { start: number; end: number } | null {
	const may = edgesOf(of);
	let from = start;
	let to = end;
	while (from < to && /\s/.test(of.text.charAt(from))) from++;
	while (to > from && /\s/.test(of.text.charAt(to - 1))) to--;
	while (from > 0 && may[from] !== 1) from--;
	while (to < of.text.length && may[to] !== 1) to++;
	return from < to ? { start: from, end: to } : null;
}
