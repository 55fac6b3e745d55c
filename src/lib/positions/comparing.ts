/*
 * What changed between two versions of a text, word by word: a longest common subsequence, bounded
 * so that two long texts without a common word cost nothing. Pure.
 */
import { reasonPart, type PositionBody, type PositionPart } from './position';

export interface Piece {
	kind: 'same' | 'added' | 'removed';
	text: string;
}

/** Beyond this many comparisons the changed middle is shown as removed and added whole. */
const mostCells = 2_000_000;

const tokens = /[\p{L}\p{M}\p{N}'’\u200C\u200D]+|\s+|[^\p{L}\p{M}\p{N}\s]/gu;

/** `same` and `removed` together are `before`; `same` and `added` together are `after`. */
export function compareWords(before: string, after: string): Piece[] {
	const a = before.match(tokens) ?? [];
	const b = after.match(tokens) ?? [];
	let head = 0;
	while (head < a.length && head < b.length && a[head] === b[head]) head++;
	let tail = 0;
	while (
		tail < a.length - head &&
		tail < b.length - head &&
		a[a.length - 1 - tail] === b[b.length - 1 - tail]
	)
		tail++;
	const same = (words: string[]): Piece[] => words.map((text) => ({ kind: 'same', text }));
	return joined([
		...same(a.slice(0, head)),
		...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
		...same(a.slice(a.length - tail))
	]);
}

function middle(a: string[], b: string[]): Piece[] {
	const width = b.length + 1;
	if ((a.length + 1) * width > mostCells)
		return [
			{ kind: 'removed', text: a.join('') },
			{ kind: 'added', text: b.join('') }
		];
	// For each pair of places: how many words the rests have in common.
	const common = new Uint16Array((a.length + 1) * width);
	const at = (i: number, j: number) => common[i * width + j] ?? 0;
	for (let i = a.length - 1; i >= 0; i--)
		for (let j = b.length - 1; j >= 0; j--)
			common[i * width + j] =
				a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
	const pieces: Piece[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		const left = a[i];
		const right = b[j];
		if (left !== undefined && left === right) {
			pieces.push({ kind: 'same', text: left });
			i++;
			j++;
		} else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
			pieces.push({ kind: 'removed', text: left });
			i++;
		} else if (right !== undefined) {
			pieces.push({ kind: 'added', text: right });
			j++;
		}
	}
	return pieces;
}

/** Runs of one kind become one piece; a mere space between two changes belongs to both. */
function joined(pieces: Piece[]): Piece[] {
	const out: Piece[] = [];
	let removed = '';
	let added = '';
	const flush = () => {
		if (removed) out.push({ kind: 'removed', text: removed });
		if (added) out.push({ kind: 'added', text: added });
		removed = added = '';
	};
	pieces.forEach(({ kind, text }, i) => {
		if (kind === 'removed') removed += text;
		else if (kind === 'added') added += text;
		else if (
			removed + added !== '' &&
			text.trim() === '' &&
			(pieces[i + 1]?.kind ?? 'same') !== 'same'
		) {
			removed += text;
			added += text;
		} else {
			flush();
			const last = out.at(-1);
			if (last?.kind === 'same') last.text += text;
			else out.push({ kind: 'same', text });
		}
	});
	flush();
	return out;
}

export interface ComparedPart {
	part: PositionPart;
	/** Both texts of a reason (claim, warrant), or the one text of another part. */
	texts: Piece[][];
	change: 'same' | 'changed' | 'added' | 'removed';
}

/** Part by part in the order of the newer version; reasons that were taken out come last of the reasons. */
export function compareVersions(before: PositionBody, after: PositionBody): ComparedPart[] {
	const single = (part: 'thesis' | 'against' | 'reply' | 'change'): ComparedPart => {
		const pieces = compareWords(before[part], after[part]);
		return { part, texts: [pieces], change: changeOf([pieces]) };
	};
	const gone = before.reasons.filter((r) => !after.reasons.some((s) => s.id === r.id));
	const reasons = [...after.reasons, ...gone].map(({ id }): ComparedPart => {
		const old = before.reasons.find((r) => r.id === id);
		const now = after.reasons.find((r) => r.id === id);
		const texts = [
			compareWords(old?.claim ?? '', now?.claim ?? ''),
			compareWords(old?.warrant ?? '', now?.warrant ?? '')
		];
		return {
			part: reasonPart(id),
			texts,
			change: !old ? 'added' : !now ? 'removed' : changeOf(texts)
		};
	});
	return [single('thesis'), ...reasons, single('against'), single('reply'), single('change')];
}

function changeOf(texts: Piece[][]): 'same' | 'changed' {
	return texts.flat().every((piece) => piece.kind === 'same') ? 'same' : 'changed';
}
