/*
 * Where a note stands in a version that follows the one it stood in before. What it was written on
 * is looked for first, so that words that come back are found; then what it stood on last. Pure.
 */
import { contextLength } from '$lib/readings/anchor';
import type { PassageQuote, Placed, Placer } from '$lib/readings/placing';

export interface KeptPlace {
	state: 'exact' | 'moved' | 'changed' | 'attached' | 'orphaned';
	/** Null when orphaned. */
	paragraphId: string | null;
	start: number;
	end: number;
}

export interface NoteToPlace {
	/** As it was chosen, in the version it was written in. */
	quote: PassageQuote;
	/** In the version before; null where that knew nothing of it. */
	last: KeptPlace | null;
}

/** What becomes of a passage from one version to the next; `lost`: it stood nowhere before either. */
export type Becomes = Placed['state'] | 'lost';

export interface NewPlace {
	kept: KeptPlace;
	becomes: Becomes;
}

const nowhere: KeptPlace = { state: 'orphaned', paragraphId: null, start: 0, end: 0 };

/** @param before the words of the version before, by paragraph */
export function replace(
	{ quote, last }: NoteToPlace,
	before: ReadonlyMap<string, string>,
	place: Placer
): NewPlace {
	const stood = last && quoteAt(last, before);
	if (!stood) {
		const again = asIs(place(quote));
		const isLost = last !== null && again.becomes === 'orphaned';
		return isLost ? { kept: nowhere, becomes: 'lost' } : again;
	}
	if (last.state === 'exact' || last.state === 'moved') return asIs(place(stood));
	if (last.state === 'changed') {
		const original = place({ ...stood, exact: quote.exact });
		if (original.state === 'exact' || original.state === 'moved') {
			const { paragraphId, start, end } = original;
			return { kept: { state: 'moved', paragraphId, start, end }, becomes: 'changed' };
		}
	}
	const found = place(stood);
	if (found.state === 'orphaned') return asIs(place(quote));
	const isSame = found.state !== 'changed';
	const state = last.state === 'attached' && isSame ? 'attached' : 'changed';
	return { kept: { ...found, state }, becomes: found.state };
}

function asIs(found: Placed): NewPlace {
	return { kept: found.state === 'orphaned' ? nowhere : found, becomes: found.state };
}

/** The passage of a place, with what stands around it there. */
export function quoteAt(
	{ paragraphId, start, end }: KeptPlace,
	texts: ReadonlyMap<string, string>
): PassageQuote | null {
	const text = paragraphId === null ? undefined : texts.get(paragraphId);
	if (paragraphId === null || text === undefined || start >= end) return null;
	return {
		paragraphId,
		start,
		end,
		exact: text.slice(start, end),
		prefix: text.slice(Math.max(0, start - contextLength), start),
		suffix: text.slice(end, end + contextLength)
	};
}
