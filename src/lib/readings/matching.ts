/*
 * Which paragraph of a text is which, after an author has written in it: a paragraph keeps its id
 * while it is recognisably the same, so that questions and citations go on pointing at it. What was
 * put together or divided names its predecessors. A proposal: the author sees it and may correct it.
 * Pure.
 */
export interface KnownParagraph {
	id: string;
	/** Canonical words. */
	text: string;
}

export interface MatchedParagraph {
	/** Null: a new one. */
	id: string | null;
	/** Ids of the paragraphs whose words went into it, when they are more or others than its own. */
	predecessors: string[];
}

/** Paragraphs as they are typed: a blank line stands between them. */
export function splitParagraphs(source: string): string[] {
	return source
		.split(/\n[^\S\n]*\n/)
		.map((piece) => piece.replace(/\s+/g, ' ').trim())
		.filter((piece) => piece !== '');
}

type Bag = Map<string, number>;

function bagOf(text: string): Bag {
	const bag: Bag = new Map();
	for (const word of text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
		bag.set(word, (bag.get(word) ?? 0) + 1);
	return bag;
}

function sizeOf(bag: Bag): number {
	let size = 0;
	for (const n of bag.values()) size += n;
	return size;
}

function shared(a: Bag, b: Bag): number {
	let n = 0;
	for (const [word, count] of a) n += Math.min(count, b.get(word) ?? 0);
	return n;
}

/** Half of the words the same: still the same paragraph. */
const alike = 0.5;
/** How much of a paragraph must be found in another to say that it went into it, or came out of it. */
const within = 0.6;

/**
 * @param before the paragraphs of the text as it was, in order
 * @param texts the paragraphs as they are now, as canonical words
 * @param elsewhere ids that only other editions of the reading have, in order: a first translation
 *   takes them one after the other
 * @param chosen what the author said: an id, null for new, undefined where nothing was said
 */
export function matchParagraphs(
	before: readonly KnownParagraph[],
	texts: readonly string[],
	elsewhere: readonly string[] = [],
	chosen: readonly (string | null | undefined)[] = []
): MatchedParagraph[] {
	const old = before.map((p) => ({ id: p.id, text: p.text, bag: bagOf(p.text) }));
	const now = texts.map((text) => ({ text, bag: bagOf(text) }));
	const ids: (string | null | undefined)[] = texts.map((_, i) => chosen[i]);
	const taken = new Set(ids.filter((id) => typeof id === 'string'));
	const give = (i: number, id: string) => {
		ids[i] = id;
		taken.add(id);
	};

	for (const [i, { text }] of now.entries()) {
		const same = old.find((o) => o.text === text && !taken.has(o.id));
		if (ids[i] === undefined && same) give(i, same.id);
	}
	const pairs = now.flatMap((n, i) =>
		ids[i] !== undefined
			? []
			: old
					.filter((o) => !taken.has(o.id))
					.map((o) => ({
						i,
						id: o.id,
						score: (2 * shared(o.bag, n.bag)) / Math.max(1, sizeOf(o.bag) + sizeOf(n.bag))
					}))
					.filter((pair) => pair.score >= alike)
	);
	for (const { i, id } of pairs.sort((a, b) => b.score - a.score))
		if (ids[i] === undefined && !taken.has(id)) give(i, id);
	pieces(old, now, ids, taken);
	const order = old.map((o) => o.id);
	betweenNeighbours(order, ids, taken);
	if (old.length === 0) betweenNeighbours(elsewhere, ids, taken);
	return predecessorsOf(old, now, ids);
}

type Old = { id: string; bag: Bag };
type Now = { bag: Bag };

/** What was divided or put together beyond recognition of the whole: the largest piece keeps the id. */
function pieces(
	old: readonly Old[],
	now: readonly Now[],
	ids: (string | null | undefined)[],
	taken: Set<string>
): void {
	const found = now.flatMap((n, i) =>
		ids[i] !== undefined
			? []
			: old.flatMap((o) => {
					const both = shared(o.bag, n.bag);
					const isPart = both >= within * Math.min(sizeOf(n.bag), sizeOf(o.bag)) && both > 3;
					return isPart && !taken.has(o.id) ? [{ i, id: o.id, both }] : [];
				})
	);
	for (const { i, id } of found.sort((a, b) => b.both - a.both))
		if (ids[i] === undefined && !taken.has(id)) {
			ids[i] = id;
			taken.add(id);
		}
}

/** Written anew, but as many as before between the same two neighbours: the same places. */
function betweenNeighbours(
	order: readonly string[],
	ids: (string | null | undefined)[],
	taken: Set<string>
): void {
	const placeOf = (id: string | null | undefined) => (id ? order.indexOf(id) : -1);
	let from = 0;
	while (from < ids.length) {
		if (ids[from] !== undefined) {
			from++;
			continue;
		}
		let to = from;
		while (to < ids.length && ids[to] === undefined) to++;
		const after = from === 0 ? -1 : placeOf(ids[from - 1]);
		const until = to === ids.length ? order.length : placeOf(ids[to]);
		const free = order.slice(after + 1, until).filter((id) => !taken.has(id));
		if ((from === 0 || after >= 0) && until > after && free.length === to - from)
			for (const [n, id] of free.entries()) {
				ids[from + n] = id;
				taken.add(id);
			}
		from = to;
	}
}

function predecessorsOf(
	old: readonly Old[],
	now: readonly Now[],
	ids: readonly (string | null | undefined)[]
): MatchedParagraph[] {
	const kept = new Set(ids);
	return now.map((n, i) => {
		const id = ids[i] ?? null;
		const into = old.filter((o) => {
			const both = shared(o.bag, n.bag);
			if (o.id === id || both < 4) return false;
			if (!kept.has(o.id)) return both >= within * sizeOf(o.bag);
			// A piece that was cut off stands beside what it was cut from.
			const rest = ids.indexOf(o.id);
			const isBeside = ids.slice(Math.min(i, rest) + 1, Math.max(i, rest)).every((x) => !x);
			return id === null && isBeside && both >= within * sizeOf(n.bag);
		});
		const own = old.some((o) => o.id === id) && into.length > 0 && id !== null ? [id] : [];
		const all = [...own, ...into.map((o) => o.id)];
		return { id, predecessors: old.map((o) => o.id).filter((known) => all.includes(known)) };
	});
}

/**
 * The order of a reading's paragraphs after one edition was written anew: as that edition has them;
 * those that only others have stay behind the paragraph that they stood behind.
 */
export function mergedOrder(
	known: readonly string[],
	edited: readonly string[],
	inOthers: ReadonlySet<string>
): string[] {
	const order = [...edited];
	for (const [i, id] of known.entries()) {
		if (order.includes(id) || !inOthers.has(id)) continue;
		const before = known.slice(0, i).findLast((other) => order.includes(other));
		order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
	}
	return order;
}

/** An id that no paragraph of the reading has or ever had. */
export function newParagraphIds(used: Iterable<string>, count: number): string[] {
	const numbers = [...used].map((id) => Number(/^p(\d+)$/.exec(id)?.[1] ?? 0));
	const last = Math.max(0, ...numbers);
	return Array.from({ length: count }, (_, i) => `p${last + i + 1}`);
}
