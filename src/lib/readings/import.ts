/*
 * Makes paragraphs of a plain text that staff bring in: reads the bytes, parts the text into pieces,
 * proposes which of them are only the web page around it, and gives each piece its place among the
 * paragraphs that the reading already has. Everything is a proposal that a person approves
 * (import-pieces.ts). Pure.
 */
import { cleanWords, hasLostCharacters } from '$lib/forms/words';
import type { ParagraphMap } from './reading';

export const largestImport = 1024 * 1024;
export const mostPieces = 400;

export type UnreadableText = 'empty' | 'too-large' | 'binary' | 'encoding' | 'lost' | 'too-many';
export type TextRead = { ok: true; text: string } | { ok: false; reason: UnreadableText };

const signatures = [
	'%PDF',
	'PK\u0003\u0004',
	'\u00D0\u00CF\u0011\u00E0',
	'\u0089PNG',
	'\u00FF\u00D8\u00FF',
	'GIF8',
	'{\\rtf'
];

/** A plain text as it may be brought in. */
export function readBytes(bytes: Uint8Array): TextRead {
	const decoded = decodeBytes(bytes);
	return decoded.ok ? readText(decoded.text) : decoded;
}

/** UTF-8 with or without its mark, or UTF-16 with it; anything else is named and refused. */
export function decodeBytes(bytes: Uint8Array): TextRead {
	if (bytes.length > largestImport) return { ok: false, reason: 'too-large' };
	const head = String.fromCharCode(...bytes.subarray(0, 8));
	if (signatures.some((signature) => head.startsWith(signature)))
		return { ok: false, reason: 'binary' };
	const encoding = head.startsWith('\u00FF\u00FE')
		? 'utf-16le'
		: head.startsWith('\u00FE\u00FF')
			? 'utf-16be'
			: 'utf-8';
	if (encoding === 'utf-8' && bytes.includes(0)) return { ok: false, reason: 'binary' };
	try {
		const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
		return { ok: true, text: text.replace(/\r\n?/g, '\n') };
	} catch {
		return { ok: false, reason: 'encoding' };
	}
}

/** The same for text that was pasted. */
export function readText(text: string): TextRead {
	if (new TextEncoder().encode(text).length > largestImport)
		return { ok: false, reason: 'too-large' };
	if (hasLostCharacters(text)) return { ok: false, reason: 'lost' };
	const clean = cleanWords(text);
	if (!/[\p{L}\p{N}]/u.test(clean)) return { ok: false, reason: 'empty' };
	// A few pages of real text hold no other control characters; a program or an image does.
	const dropped = text.replace(/\r\n/g, '\n').length - clean.length;
	if (dropped > 20 + text.length / 10) return { ok: false, reason: 'binary' };
	if (blocksOf(clean).length > mostPieces) return { ok: false, reason: 'too-many' };
	return { ok: true, text: clean };
}

export const pieceUses = ['keep', 'merge', 'leave'] as const;
export type PieceUse = (typeof pieceUses)[number];

/** By what right a text may be shown to a class. */
export const rights = ['own', 'licence', 'teaching', 'public'] as const;
export type Right = (typeof rights)[number];

/** What a block seems to be, where it seems to be anything but a paragraph. */
export const pieceWhys = [
	'title',
	'byline',
	'signature',
	'contact',
	'page',
	'left',
	'heading',
	'caption',
	'note',
	'running'
] as const;
export type PieceWhy = (typeof pieceWhys)[number];

/** Words that belong together, on one line. */
export interface Block {
	text: string;
	/** As the file says it; null for a paragraph, or where the file says nothing. */
	why: PieceWhy | null;
}

export interface Piece extends Block {
	use: PieceUse;
	/** The paragraph's id; `new` for one that the reading does not have yet; empty where none is known. */
	to: string;
}

const endsSentence = (text: string) => /[.!?۔؟…"”’'»):]$/u.test(text);

/** The blocks of a plain text, which says nothing of what they are. */
export function plainBlocks(text: string): Block[] {
	return blocksOf(text).map((words) => ({ text: words, why: null }));
}

/** Lines are paragraphs, unless the whole text was broken at a column: then empty lines part it. */
function blocksOf(text: string): string[] {
	const isNarrow = !/[^\n]{101}/.test(text);
	return text.split(/\n[^\S\n]*\n/).flatMap((block) => {
		const lines = block.split('\n').flatMap((line) => oneLine(line) || []);
		const isBroken =
			isNarrow && lines.slice(0, -1).every((l) => l.length >= 40) && !lines.every(endsSentence);
		return isBroken && lines.length > 1 ? [lines.join(' ')] : lines;
	});
}

function oneLine(text: string): string {
	return text.replace(/[\s\uFEFF]+/gu, ' ').trim();
}

const commentsBegin =
	/^(leave a (reply|comment)|\d+ (comments|responses)|comments?$|تبصرہ کریں|اپنا تبصرہ|جواب دیں)/iu;
const pageWords =
	/^(your e-?mail address will not be|required fields are|save my name|cancel reply|(share|tweet|print|like|related|advertisement|subscribe|sign up|follow us|read (more|also)|also read|copyright|all rights reserved|tags?:|categor(y|ies):|posted (on|in|by)|published( on)?\b|filed under|home [>»›])|©|شیئر کریں|مزید پڑھیں|یہ بھی پڑھیں)/iu;
const dateLine =
	/^(\p{L}+,? )?(\d{1,2} \p{L}+,? \d{4}|\p{L}+ \d{1,2}, \d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})$/u;
const bylineWords = /^((written )?by|تحریر|از|مصنف)[\s:]+\S/iu;
const aboutAuthor =
	/^(the (writer|author|columnist) (is|was|can|may|has)\b|(مصنف|مصنفہ|لکھاری|کالم نگار) )/iu;
const address = /[\w.+-]+@[\w-]+\.\w{2,}|can be (reached|contacted) at/iu;

const countOf = (text: string) => text.split(' ').length;

/** Why each block may belong to the page around the text rather than to it; null for the text. */
function reasonsOf(known: Block[]): (PieceWhy | null)[] {
	const blocks = known.map(({ text }) => text);
	const comments = blocks.findIndex((block) => commentsBegin.test(block));
	const end = comments === -1 ? blocks.length : comments;
	const reasons = blocks.map((block, i): PieceWhy | null => {
		const said = known[i]?.why ?? null;
		if (said) return said;
		if (i >= end) return 'page';
		if (block.length <= 200 && (pageWords.test(block) || dateLine.test(block))) return 'page';
		if (block.length <= 400 && (address.test(block) || (i > end - 4 && aboutAuthor.test(block))))
			return 'contact';
		if (i < 5 && bylineWords.test(block) && countOf(block) <= 8 && !endsSentence(block))
			return 'byline';
		return null;
	});
	const first = reasons.indexOf(null);
	const head = blocks[first] ?? '';
	const hasText = blocks.some(
		(b, i) => i > first && reasons[i] === null && countOf(b) > countOf(head)
	);
	const isTitled = reasons.includes('title');
	if (!isTitled && hasText && head.length <= 150 && countOf(head) <= 20 && !/[.۔]$/u.test(head))
		reasons[first] = 'title';
	// Signatures stand behind the last sentence.
	for (let i = end - 1; i > first; i--) {
		if (reasons[i] !== null) continue;
		const block = blocks[i] ?? '';
		if (countOf(block) > 5 || endsSentence(block)) break;
		reasons[i] = 'signature';
	}
	return reasons;
}

/** @param map of the reading that this is the original of; null for a new reading */
export function proposePieces(blocks: Block[], map: ParagraphMap | null): Piece[] {
	const reasons = reasonsOf(blocks);
	let original = 0;
	const pieces = blocks.flatMap(({ text }, i): Piece[] => {
		const why = reasons[i] ?? null;
		// A study edition counts no headings; a new reading may have them as they stand.
		const isKept = why === null || (why === 'heading' && !map);
		if (!isKept) return [{ text, use: 'leave', to: '', why }];
		original++;
		return map ? placed(text, original, map) : [{ text, use: 'keep', to: 'new', why }];
	});
	// Where several originals became one paragraph, the later ones join the first.
	return pieces.map((piece, i) => {
		const same = piece.use === 'keep' && piece.to !== '' && piece.to !== 'new';
		const isNext = same && pieces.slice(0, i).some((p) => p.use === 'keep' && p.to === piece.to);
		return isNext ? { ...piece, use: 'merge' } : piece;
	});
}

/** Splits one paragraph of the original at the places the map names, and drops what it leaves out. */
function placed(block: string, original: number, map: ParagraphMap): Piece[] {
	const parts = map.paragraphs.filter((p) => p.original.includes(original));
	const folded = foldQuotes(block);
	const cuts = [
		...parts.map((part, i) => ({
			at: i === 0 ? 0 : part.begins ? folded.indexOf(foldQuotes(part.begins)) : -1,
			to: part.id
		})),
		...map.leftOut
			.filter((left) => left.original === original)
			.map((left) => ({ at: folded.indexOf(foldQuotes(left.begins)), to: null }))
	]
		.filter((cut) => cut.at >= 0)
		.toSorted((a, b) => a.at - b.at);
	if (cuts.length === 0) return [{ text: block, use: 'keep', to: '', why: null }];
	return cuts.flatMap(({ at, to }, i): Piece[] => {
		const text = block.slice(at, cuts[i + 1]?.at).trim();
		if (text === '') return [];
		return to === null
			? [{ text, use: 'leave', to: '', why: 'left' }]
			: [{ text, use: 'keep', to, why: null }];
	});
}

function foldQuotes(text: string): string {
	return text.replace(/[’‘]/g, "'").replace(/[“”]/g, '"');
}

/** The title among what is left out, if one was recognised. */
export function titleOf(pieces: Block[]): string {
	return pieces.find((piece) => piece.why === 'title')?.text ?? '';
}
