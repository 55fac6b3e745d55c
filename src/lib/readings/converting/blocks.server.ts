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
	'P DIV H1 H2 H3 H4 H5 H6 LI UL OL DL DT DD BLOCKQUOTE PRE TABLE CAPTION THEAD TBODY TFOOT TR HR ARTICLE SECTION MAIN HEADER ADDRESS FIGURE FIGCAPTION DETAILS SUMMARY CENTER BODY'.split(
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

/** @param most how many blocks at most; there may be one more, so that it shows */
export function blocksIn(root: Element, most: number): Block[] {
	const blocks: Block[] = [];
	const whys: (PieceWhy | null)[] = [];
	let words: string[] = [];
	let breaks = 0;
	/** How many of these one is inside of: their empty lines part. */
	let preformatted = 0;

	const part = () => {
		const text = words
			.join('')
			.replace(/[\s\uFEFF]+/gu, ' ')
			.trim();
		const why = whys.findLast((known) => known !== null) ?? null;
		words = [];
		breaks = 0;
		if (/[\p{L}\p{N}]/u.test(text)) blocks.push({ text, why });
	};
	const enter = (element: Element, name: string) => {
		if (name === 'BR') {
			words.push(' ');
			if (++breaks > 1) part();
		}
		if ((name === 'TD' || name === 'TH') && words.some((w) => w.trim() !== '')) words.push(' · ');
		if (!parting.has(name)) return;
		part();
		whys.push(whyOf(element, name));
		if (name === 'PRE') preformatted++;
	};
	const leave = (name: string) => {
		if (!parting.has(name)) return;
		part();
		whys.pop();
		if (name === 'PRE') preformatted--;
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
