/*
 * What a person does with the pieces of a text: parts one in two, joins, leaves out, and then they
 * are the paragraphs of a version. Words are parted and joined, never changed. Pure.
 */
import type { Block, Piece, PieceUse } from './import';
import type { ParagraphMap } from './reading';

/**
 * Parts one of the pieces where a letter ends; where nothing would stand on one side, all stays.
 * @param offset UTF-16, into the words of the piece
 * @param beside whether the paragraphs stand beside those of a study edition
 */
export function splitPiece(pieces: Piece[], at: number, offset: number, beside: boolean): Piece[] {
	const piece = pieces[at];
	if (!piece) return pieces;
	const cut = letterEnd(piece.text, offset);
	const first = piece.text.slice(0, cut).trim();
	const second = piece.text.slice(cut).trim();
	if (!hasWords(first) || !hasWords(second)) return pieces;
	const isLeft = piece.use === 'leave';
	const rest: Piece = {
		text: second,
		use: isLeft ? 'leave' : 'keep',
		to: isLeft || beside ? '' : 'new',
		why: isLeft ? piece.why : null
	};
	return [...pieces.slice(0, at), { ...piece, text: first }, rest, ...pieces.slice(at + 1)];
}

const hasWords = (text: string) => /[\p{L}\p{N}]/u.test(text);

/** The offset, or where the letter that it would cut through begins. */
function letterEnd(text: string, offset: number): number {
	if (!(offset > 0 && offset < text.length)) return 0;
	const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
	return letters.segment(text).containing(offset)?.index ?? 0;
}

export type PieceRefusal = 'nothing' | 'nothing-before' | 'twice' | 'unplaced' | 'moved';

export interface ApprovedParagraph {
	id: string;
	number: number;
	text: string;
}

/** Carries out what a person chose for each piece. Choices that do not belong to these pieces are refused. */
export function approvePieces(
	pieces: Block[],
	choices: { use: PieceUse; to: string }[],
	map: ParagraphMap | null
): { ok: true; paragraphs: ApprovedParagraph[] } | { ok: false; reason: PieceRefusal } {
	if (choices.length !== pieces.length) return { ok: false, reason: 'moved' };
	const paragraphs: ApprovedParagraph[] = [];
	const known = new Map(map?.paragraphs.map((p) => [p.id, p.number]));
	let further = Math.max(0, ...known.values());
	for (const [i, piece] of pieces.entries()) {
		const { use, to } = choices[i] ?? { use: 'leave', to: '' };
		if (use === 'leave') continue;
		const last = paragraphs.at(-1);
		if (use === 'merge') {
			if (!last) return { ok: false, reason: 'nothing-before' };
			last.text = `${last.text} ${piece.text}`;
			continue;
		}
		const isNew = !map || to === 'new';
		const number = isNew ? ++further : known.get(to);
		if (number === undefined) return { ok: false, reason: to === '' ? 'unplaced' : 'moved' };
		const id = isNew ? `${map ? 'x' : 'p'}${number}` : to;
		if (paragraphs.some((p) => p.id === id)) return { ok: false, reason: 'twice' };
		paragraphs.push({ id, number, text: piece.text });
	}
	return paragraphs.length > 0 ? { ok: true, paragraphs } : { ok: false, reason: 'nothing' };
}
