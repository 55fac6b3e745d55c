/*
 * A PDF with a text layer: the words of each page as lines, in the order in which the file has them,
 * which keeps columns. No page is drawn, no script of it runs, nothing is fetched.
 */
import { knowsNothing, mostPages, Refused, type About, type Converted } from './converted';
import { isRightToLeft, paragraphsOf, type Line } from './lines';

/** A piece of a line as the library gives it. */
interface Item {
	str: string;
	/** Its last two numbers are where it stands. */
	transform: number[];
	width: number;
	height: number;
	hasEOL: boolean;
}

/** Characters; far more than may be brought in, so that it is the later limit that says so. */
const mostWords = 4 * 1024 * 1024;

export async function fromPdf(bytes: Uint8Array): Promise<Converted> {
	const { getDocumentProxy } = await import('unpdf');
	const options = { isEvalSupported: false, useSystemFonts: false, enableXfa: false, verbosity: 0 };
	const pdf = await getDocumentProxy(new Uint8Array(bytes), options).catch((cause: unknown) => {
		throw new Refused(nameOf(cause) === 'PasswordException' ? 'locked' : 'damaged');
	});
	if (pdf.numPages > mostPages) throw new Refused('too-many-pages');
	const pages: Line[][] = [];
	let length = 0;
	for (let n = 1; n <= pdf.numPages; n++) {
		const page = await pdf.getPage(n);
		const { items } = await page.getTextContent();
		const lines = linesOf(items.filter((item) => 'str' in item));
		length += lines.reduce((sum, line) => sum + line.text.length, 0);
		if (length > mostWords) throw new Refused('too-large');
		pages.push(lines);
		page.cleanup();
	}
	// A few stray letters on each scanned page are no text layer.
	if (length < Math.max(20, pdf.numPages * 5)) throw new Refused('scanned');
	const { blocks, rejoined } = paragraphsOf(pages);
	const words = blocks.map(({ text }) => text).join(' ');
	const strange = shareOfStrange(words);
	if (strange > 0.15) throw new Refused('unnamed-letters');
	const about = await sayings(pdf);
	return {
		blocks,
		about,
		remarks: [
			...(strange > 0.005 || standApart(words) ? (['broken'] as const) : []),
			...(rejoined ? (['rejoined'] as const) : [])
		]
	};
}

function linesOf(items: Item[]): Line[] {
	const lines: Line[] = [];
	let row: Item[] = [];
	const part = () => {
		const line = lineOf(row);
		if (line) lines.push(line);
		row = [];
	};
	for (const item of items) {
		const last = row.findLast(({ str }) => str.trim() !== '');
		const isElsewhere =
			last && item.str.trim() !== '' && Math.abs(yOf(item) - yOf(last)) > sizeOf(last) * 0.6;
		if (isElsewhere) part();
		row.push(item);
		if (item.hasEOL) part();
	}
	part();
	return lines;
}

const xOf = ({ transform }: Item) => transform[4] ?? 0;
const yOf = ({ transform }: Item) => transform[5] ?? 0;
const sizeOf = ({ transform, height }: Item) =>
	Math.hypot(transform[2] ?? 0, transform[3] ?? 0) || height || 10;

function lineOf(row: Item[]): Line | null {
	const inked = row.filter(({ str }) => str.trim() !== '');
	const [first] = inked;
	if (!first) return null;
	const whole = row.map(({ str }) => str).join('');
	const ordered = isRightToLeft(whole) ? fromTheRight(row) : row;
	let text = '';
	let before: Item | null = null;
	for (const item of ordered) {
		const isApart = before && gapBetween(before, item) > sizeOf(item) * 0.2;
		if (isApart && !/\s$/u.test(text) && !/^\s/u.test(item.str)) text += ' ';
		text += item.str;
		if (item.str !== '') before = item;
	}
	const clean = tidied(text);
	if (clean === '') return null;
	return {
		text: clean,
		y: yOf(first),
		left: Math.min(...inked.map(xOf)),
		right: Math.max(...inked.map((item) => xOf(item) + item.width)),
		size: Math.max(...inked.map(sizeOf))
	};
}

function gapBetween(a: Item, b: Item): number {
	return Math.max(xOf(b) - (xOf(a) + a.width), xOf(a) - (xOf(b) + b.width));
}

/** Files have the pieces of such a line in either order; numbers and foreign words among them run on. */
function fromTheRight(row: Item[]): Item[] {
	const sorted = row.toSorted((a, b) => xOf(b) + b.width - (xOf(a) + a.width));
	const ordered: Item[] = [];
	let foreign: Item[] = [];
	const isForeign = ({ str }: Item) =>
		/[A-Za-z\p{Nd}]/u.test(str) && !/[\u0590-\u06EF\u06FA-\u08FF]/u.test(str);
	for (const item of sorted) {
		if (isForeign(item) || (foreign.length > 0 && item.str.trim() === '')) {
			foreign.unshift(item);
			continue;
		}
		ordered.push(...foreign, item);
		foreign = [];
	}
	return [...ordered, ...foreign];
}

/**
 * The shapes that letters take in print become letters again; signs that stand for whole words stay.
 * What the file gives no letter for is shown as a gap that a person sees.
 */
function tidied(text: string): string {
	return (
		text
			.replace(/[\uFB50-\uFD3D\uFD40-\uFDEF\uFE70-\uFEFC]+/gu, (shapes) => shapes.normalize('NFKC'))
			.toWellFormed()
			// eslint-disable-next-line no-control-regex -- what stands for no letter is looked for
			.replace(/[\u0000\uFFFD]/gu, '□')
			.replace(/[\s\uFEFF]+/gu, ' ')
			.trim()
	);
}

/** How many of the letters are none: the file draws them without saying what they are. */
function shareOfStrange(text: string): number {
	const letters = text.match(/\S/gu)?.length ?? 1;
	return (text.match(/[\p{Co}\p{Cn}\u0080-\u009F□]/gu)?.length ?? 0) / letters;
}

/** Letters that stand one by one were words in print. */
function standApart(text: string): boolean {
	const words = text.split(' ').filter((word) => /\p{L}/u.test(word));
	const single = words.filter((word) => /^\p{L}$/u.test(word)).length;
	return words.length > 20 && single > words.length * 0.4;
}

async function sayings(pdf: { getMetadata(): Promise<{ info: unknown }> }): Promise<About> {
	const info = await pdf.getMetadata().then(
		(found) => found.info as Record<string, unknown>,
		(): Record<string, unknown> => ({})
	);
	const said = (key: string) => {
		const value = info[key];
		return typeof value === 'string' ? value.replace(/\s+/gu, ' ').trim().slice(0, 200) : '';
	};
	const title = said('Title');
	// What a word processor calls a file is no title.
	const isName = /\.\w{2,5}$|^microsoft|^untitled/i.test(title);
	return { ...knowsNothing, title: isName ? '' : title, author: said('Author') };
}

function nameOf(cause: unknown): string {
	return cause instanceof Error || (typeof cause === 'object' && cause !== null && 'name' in cause)
		? String(cause.name)
		: '';
}
