/*
 * Approximate search. `Needle` counts edits for 32 letters at a time in the bits of a number: G.
 * Myers, "A fast bit-vector algorithm for approximate string matching" (1999), in blocks after H.
 * Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003). Pure.
 */
export class Needle {
	readonly #blocks: number;
	readonly #last: number;
	/** For each letter the positions at which it stands, as bits. */
	readonly #masks = new Map<number, Int32Array>();
	readonly #none: Int32Array;
	readonly #up: Int32Array;
	readonly #down: Int32Array;

	constructor(readonly words: string) {
		const n = words.length;
		this.#blocks = Math.max(1, Math.ceil(n / 32));
		this.#last = (n - 1) % 32;
		this.#none = new Int32Array(this.#blocks);
		this.#up = new Int32Array(this.#blocks);
		this.#down = new Int32Array(this.#blocks);
		for (let i = 0; i < n; i++) {
			const code = words.charCodeAt(i);
			let mask = this.#masks.get(code);
			if (!mask) this.#masks.set(code, (mask = new Int32Array(this.#blocks)));
			mask[i >> 5] = (mask[i >> 5] ?? 0) | (1 << (i & 31));
		}
	}

	#begin(): void {
		this.#up.fill(-1);
		this.#down.fill(0);
	}

	/**
	 * Takes in one letter of the text; how the number of edits changes by it.
	 * @param first 1 when the match must begin where the text does, 0 when anywhere
	 */
	#step(code: number, first: 0 | 1): number {
		const masks = this.#masks.get(code) ?? this.#none;
		const end = this.#blocks - 1;
		let carry: number = first;
		for (let b = 0; b <= end; b++) {
			const up = this.#up[b] ?? 0;
			const down = this.#down[b] ?? 0;
			let same = masks[b] ?? 0;
			const across = same | down;
			if (carry < 0) same |= 1;
			const along = (((same & up) + up) ^ up) | same;
			let more = down | ~(along | up);
			let less = up & along;
			const top = 1 << (b === end ? this.#last : 31);
			const out = more & top ? 1 : less & top ? -1 : 0;
			more <<= 1;
			less <<= 1;
			if (carry < 0) less |= 1;
			else if (carry > 0) more |= 1;
			this.#up[b] = less | ~(across | more);
			this.#down[b] = more & across;
			carry = out;
		}
		return carry;
	}

	/** Where a match with at most `allowed` edits ends: the best few, each better than its neighbours. */
	endsIn(text: string, allowed: number, most: number): number[] {
		const ends: { at: number; edits: number }[] = [];
		this.#begin();
		let edits = this.words.length;
		let before = edits + 1;
		for (let at = 0; at < text.length; at++) {
			const now = edits + this.#step(text.charCodeAt(at), 0);
			if (edits <= allowed && edits <= before && edits <= now && at > 0) ends.push({ at, edits });
			before = edits;
			edits = now;
		}
		if (edits <= allowed && edits <= before) ends.push({ at: text.length, edits });
		return ends
			.sort((a, b) => a.edits - b.edits || b.at - a.at)
			.slice(0, most)
			.map((end) => end.at);
	}

	/** For a needle that is written backwards: where the match that ends at `end` begins. */
	beginsBefore(text: string, end: number, allowed: number): { from: number; edits: number } {
		this.#begin();
		let edits = this.words.length;
		let best = { from: end, edits };
		const least = Math.max(0, end - this.words.length - allowed);
		for (let at = end - 1; at >= least; at--) {
			edits += this.#step(text.charCodeAt(at), 1);
			// Of equals the one that takes in whole words.
			const isBetter =
				edits < best.edits || (edits === best.edits && (at === 0 || text[at - 1] === ' '));
			if (isBetter) best = { from: at, edits };
		}
		return best;
	}
}

const row = new Uint16Array(256);

/**
 * The fewest edits that make `words` of what stands directly before (`-1`) or behind (`1`) an offset;
 * how much of the text that takes is free.
 */
export function editsAtEdge(words: string, text: string, at: number, way: -1 | 1): number {
	const n = Math.min(words.length, row.length - 1);
	if (n === 0) return 0;
	if (way === 1 ? text.startsWith(words, at) : text.endsWith(words, at)) return 0;
	for (let i = 0; i <= n; i++) row[i] = i;
	let best = n;
	for (let j = 1; j <= n + 8; j++) {
		const code = text.charCodeAt(way === 1 ? at + j - 1 : at - j);
		if (Number.isNaN(code)) break;
		let corner = row[0] ?? 0;
		row[0] = j;
		for (let i = 1; i <= n; i++) {
			const other = words.charCodeAt(way === 1 ? i - 1 : words.length - i);
			const above = row[i] ?? 0;
			const swap = corner + (code === other ? 0 : 1);
			const least = Math.min(swap, above + 1, (row[i - 1] ?? 0) + 1);
			corner = above;
			row[i] = least;
		}
		best = Math.min(best, row[n] ?? n);
	}
	return best;
}
