/*
 * Converts one file, in whichever process it is called; meant for one that may be killed. What
 * comes back is bounded: a megabyte of words, four hundred pieces.
 */
import { hasLostCharacters } from '$lib/forms/words';
import { largestImport, mostPieces } from '../import';
import {
	Refused,
	type Block,
	type ConvertAnswer,
	type Converted,
	type ToConvert
} from './converted';
import { fromHtml } from './html.server';
import { fromMarkdown } from './markdown.server';
import { fromPdf } from './pdf.server';
import { fromWord } from './word.server';

export async function convert({ kind, bytes, lang }: ToConvert): Promise<ConvertAnswer> {
	try {
		return bounded(await converters[kind](bytes, lang));
	} catch (cause) {
		return { ok: false, reason: cause instanceof Refused ? cause.reason : 'damaged' };
	}
}

const converters = {
	html: fromHtml,
	markdown: fromMarkdown,
	word: fromWord,
	pdf: fromPdf
} as const;

function bounded(read: Converted): ConvertAnswer {
	const converted = { ...read, blocks: withTitle(read) };
	const { blocks } = converted;
	const size = blocks.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
	if (size > largestImport) return { ok: false, reason: 'too-large' };
	if (blocks.length > mostPieces) return { ok: false, reason: 'too-many' };
	if (blocks.some(({ text }) => hasLostCharacters(text))) return { ok: false, reason: 'lost' };
	if (blocks.length === 0) return { ok: false, reason: 'empty' };
	return { ok: true, converted };
}

/** A heading is the title where the file says so, or where it begins with one and text follows. */
function withTitle({ blocks, about }: Converted): Block[] {
	const folded = (text: string) => text.toLowerCase();
	const isTitle = ({ text, why }: Block, at: number) =>
		why === 'heading' && (at < 2 || folded(text) === folded(about.title));
	const first = blocks.findIndex(isTitle);
	const hasText = blocks.some(({ why }, at) => at > first && why === null);
	return blocks.map((block, at) => (at === first && hasText ? { ...block, why: 'title' } : block));
}
