/*
 * From the tree of an HTML document to blocks of plain words. What runs, what is embedded and what
 * is hidden is passed over with all that is inside it. Walks without recursion: a page may be
 * nested as deep as it likes.
 */
import type { Block, PieceWhy } from '../import';

const skipped = new Set(
	'SCRIPT STYLE NOSCRIPT IFRAME OBJECT EMBED APPLET FRAMESET SVG MATH CANVAS TEMPLATE HEAD TITLE NAV ASIDE FOOTER FORM BUTTON SELECT TEXTAREA INPUT AUDIO VIDEO MAP DIALOG PICTURE IMG LINK META'.split(
		' '
	)
);
const parting = new Set(
	'P DIV H1 H2 H3 H4 H5 H6 LI UL OL DL DT DD BLOCKQUOTE PRE TABLE CAPTION THEAD TBODY TFOOT TR TD TH HR ARTICLE SECTION MAIN HEADER ADDRESS FIGURE FIGCAPTION DETAILS SUMMARY CENTER BODY'.split(
		' '
	)
);
/** The sign of a note in the running text: a link to it and nothing else. */
const noteSign = /^#(?:footnote|endnote|cite_note|fn|_ftn|_edn)/i;

function isPassedOver(element: Element): boolean {
	const name = element.nodeName.toUpperCase();
	if (skipped.has(name)) return true;
	if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true;
	const style = element.getAttribute('style');
	if (style && /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])/i.test(style))
		return true;
	return name === 'A' && noteSign.test(element.getAttribute('href') ?? '');
}

function whyOf(element: Element, name: string): PieceWhy | null {
	if (/^H[1-6]$/.test(name)) return 'heading';
	if (name === 'FIGCAPTION' || name === 'CAPTION') return 'caption';
	const isNote = name === 'LI' && /^(?:footnote|endnote|cite_note|fn)/i.test(element.id);
	return isNote ? 'note' : null;
}

/** Letters of a row that is read as one line. */
const longestRow = 300;

/** @param most how many blocks at most; there may be one more, so that it shows */
export function blocksIn(root: Element, most: number): Block[] {
	const blocks: Block[] = [];
	const whys: (PieceWhy | null)[] = [];
	let words: string[] = [];
	let breaks = 0;
	/** How many of these one is inside of: their empty lines part. */
	let preformatted = 0;
	let rows = 0;
	/** The cells of the row that one is inside of. */
	let row: Block[] | null = null;

	const part = () => {
		const text = words
			.join('')
			.replace(/[\s\uFEFF]+/gu, ' ')
			.trim();
		const why = whys.at(-1) ?? null;
		words = [];
		breaks = 0;
		if (/[\p{L}\p{N}]/u.test(text)) (row ?? blocks).push({ text, why });
	};
	/** A row of a table is one line; where its cells hold paragraphs, the table was only the layout. */
	const partRow = () => {
		const cells = row ?? [];
		row = null;
		const line = cells.map(({ text }) => text).join(' · ');
		if (line.length > longestRow) blocks.push(...cells);
		else if (line !== '') blocks.push({ text: line, why: cells[0]?.why ?? null });
	};
	const enter = (element: Element, name: string) => {
		if (name === 'BR') {
			words.push(' ');
			if (++breaks > 1) part();
		}
		if (!parting.has(name)) return;
		part();
		whys.push(whyOf(element, name) ?? whys.at(-1) ?? null);
		if (name === 'PRE') preformatted++;
		if (name === 'TR' && rows++ === 0) row = [];
	};
	const leave = (name: string) => {
		if (!parting.has(name)) return;
		part();
		whys.pop();
		if (name === 'PRE') preformatted--;
		if (name === 'TR' && --rows === 0) partRow();
	};
	const write = (text: string) => {
		if (text.trim() !== '') breaks = 0;
		if (preformatted === 0) return void words.push(text);
		text.split(/\n[^\S\n]*\n/).forEach((piece, i) => {
			if (i > 0) part();
			words.push(piece);
		});
	};

	let node: Node = root;
	while (blocks.length <= most) {
		const name = node.nodeName.toUpperCase();
		if (node.nodeType === 3) write(node.nodeValue ?? '');
		if (node.nodeType === 1 && !isPassedOver(node as Element)) {
			enter(node as Element, name);
			if (node.firstChild) {
				node = node.firstChild;
				continue;
			}
			leave(name);
		}
		while (node !== root && !node.nextSibling && node.parentNode) {
			node = node.parentNode;
			leave(node.nodeName.toUpperCase());
		}
		if (node === root || !node.nextSibling) break;
		node = node.nextSibling;
	}
	part();
	return blocks;
}
