/*
 * What a new version of a text does to what points into it, as an author reads it before publishing:
 * counted first, then passage by passage, the words as they are beside the words as they will be.
 * Pure.
 */
import { contextLength } from '$lib/readings/anchor';
import type { Becomes } from './replacing';

/** A passage beside what stands around it. */
export interface ShownPassage {
	/** The number of its paragraph. */
	number: number;
	before: string;
	exact: string;
	after: string;
}

export type MovingKind = 'note' | 'citation' | 'ledger';

export interface MovingPassage {
	kind: MovingKind;
	/** So many notes, citations or places stand on the very same words. */
	n: number;
	/** Of them, in work that was handed in. */
	submitted: number;
	becomes: 'moved' | 'changed' | 'orphaned';
	old: ShownPassage;
	/** Null when its words are nowhere. */
	now: ShownPassage | null;
}

export type Counts = Record<Becomes, number>;

export interface AskedParagraph {
	/** As it is numbered now. */
	number: number;
	becomes: 'changed' | 'merged' | 'divided' | 'gone';
	/** Keys of the questions and motions that point at it. */
	keys: string[];
}

export interface Moving {
	counts: Record<MovingKind, Counts>;
	/** Private notes: they are placed like the others, and shown to nobody. */
	unseen: number;
	asked: AskedParagraph[];
	/** Those of one page, worst first. */
	passages: MovingPassage[];
	page: number;
	pages: number;
}

/** So many passages on a page of the report. */
export const onPage = 40;

export function noCounts(): Counts {
	return { exact: 0, moved: 0, changed: 0, orphaned: 0, lost: 0 };
}

/** How many units of the words around a passage are shown. */
const around = 60;

/** A passage of a paragraph with whole words around it. */
export function shownIn(
	{ number, text }: { number: number; text: string },
	start: number,
	end: number
): ShownPassage {
	const before = text.slice(Math.max(0, start - around), start);
	const after = text.slice(end, end + around);
	return {
		number,
		before: start > around ? `… ${before.replace(/^\S*\s/, '')}` : before,
		exact: text.slice(start, end),
		after: end + around < text.length ? `${after.replace(/\s\S*$/, '')} …` : after
	};
}

/** Words that were kept with a quote, which cut where they were long enough. */
export function aroundQuote(prefix: string, suffix: string): { before: string; after: string } {
	const isCut = (piece: string) => piece.length >= contextLength - 1;
	return {
		before: isCut(prefix) ? `… ${prefix.replace(/^\S*\s/, '')}` : prefix,
		after: isCut(suffix) ? `${suffix.replace(/\s\S*$/, '')} …` : suffix
	};
}

const order = { orphaned: 0, changed: 1, moved: 2 };
const kinds: Record<MovingKind, number> = { note: 0, citation: 1, ledger: 2 };

/** Worst first, then as they stand in the text; equal passages are one. */
export function gathered(passages: readonly MovingPassage[]): MovingPassage[] {
	const together = new Map<string, MovingPassage>();
	for (const one of passages) {
		const { kind, becomes, old, now } = one;
		const key = JSON.stringify([kind, becomes, old, now]);
		const known = together.get(key);
		if (known) {
			known.n += one.n;
			known.submitted += one.submitted;
		} else together.set(key, { ...one });
	}
	return [...together.values()].sort(
		(a, b) =>
			order[a.becomes] - order[b.becomes] ||
			a.old.number - b.old.number ||
			kinds[a.kind] - kinds[b.kind]
	);
}

/** One page of them; a page that there is not is the last. */
export function pageOf<T>(
	all: readonly T[],
	wanted: number
): { page: number; pages: number; of: T[] } {
	const pages = Math.max(1, Math.ceil(all.length / onPage));
	const page = Math.min(pages, Math.max(1, Math.trunc(wanted) || 1));
	return { page, pages, of: all.slice((page - 1) * onPage, page * onPage) };
}
