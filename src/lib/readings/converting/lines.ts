/*
 * From the lines of a printed page to paragraphs: what stands at the head and foot of every page is
 * set aside, words broken at a line's end are joined, and a paragraph ends where the page says so by
 * a gap, an indent, another size, or a short last line. Pure.
 */
import type { Block } from './converted';

export interface Line {
	text: string;
	/** From the bottom of the page upwards, in points, as all of these. */
	y: number;
	/** Where the line begins and ends, whichever side is which. */
	left: number;
	right: number;
	size: number;
}

/** Pages have their lines in the order in which they are read. */
export function paragraphsOf(pages: Line[][]): { blocks: Block[]; rejoined: boolean } {
	const heads = repeatedIn(pages);
	const aside = { running: new Set<string>(), numbers: [] as string[] };
	const kept = pages.map((lines) =>
		lines.filter((line) => {
			const isEdge = isAtEdge(line, lines);
			if (isEdge && isPageNumber(line.text)) return void aside.numbers.push(line.text);
			if (isEdge && heads.has(folded(line))) return void aside.running.add(line.text);
			return true;
		})
	);
	const lines = kept.flatMap((page, at) => page.map((line) => ({ ...line, page: at })));
	const words = lines.map(({ text }) => text).join('\n');
	const measure = measureOf(lines);
	const blocks: Block[] = [];
	let rejoined = false;
	let open: { text: string; isHeading: boolean } | null = null;
	const close = () => {
		if (open && /[\p{L}\p{N}]/u.test(open.text))
			blocks.push({ text: open.text, why: open.isHeading ? 'heading' : null });
		open = null;
	};
	for (const [i, line] of lines.entries()) {
		const before = lines[i - 1];
		if (!open || !before || begins(line, before, measure)) {
			close();
			open = { text: line.text, isHeading: line.size > measure.size * 1.15 };
			continue;
		}
		const joined = joinLines(open.text, line.text, words);
		rejoined ||= joined.isRejoined;
		open.text = joined.text;
	}
	close();
	// One piece for each, however many pages there are.
	for (const head of [...aside.running].slice(0, 12)) blocks.push({ text: head, why: 'running' });
	if (aside.numbers.length > 0) blocks.push({ text: aside.numbers.join(' · '), why: 'running' });
	return { blocks, rejoined };
}

interface Measure {
	/** Between two lines of one paragraph. */
	gap: number;
	size: number;
	/** How wide a full line is. */
	width: number;
	isRightToLeft: boolean;
}

function measureOf(lines: (Line & { page: number })[]): Measure {
	const gaps = lines.flatMap((line, i) => {
		const before = lines[i - 1];
		const gap = before?.page === line.page ? before.y - line.y : 0;
		return gap > 1 && gap < 100 ? [gap] : [];
	});
	const sizes = lines.flatMap((line) =>
		Array<number>(Math.ceil(line.text.length / 20)).fill(line.size)
	);
	const widths = lines.map((line) => line.right - line.left).sort((a, b) => a - b);
	return {
		gap: middle(gaps),
		size: middle(sizes),
		width: widths[Math.floor(widths.length * 0.8)] ?? 0,
		isRightToLeft: isRightToLeft(
			lines
				.slice(0, 200)
				.map((line) => line.text)
				.join(' ')
		)
	};
}

const middle = (numbers: number[]) =>
	numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0;

export function isRightToLeft(text: string): boolean {
	const letters = (letter: RegExp) => text.match(letter)?.length ?? 0;
	return letters(/[\u0590-\u08FF\uFB1D-\uFEFC]/g) > letters(/[A-Za-z]/g);
}

const endsSentence = (text: string) => /[.!?۔؟…"”’'»):]$/u.test(text);

function begins(
	line: Line & { page: number },
	before: Line & { page: number },
	measure: Measure
): boolean {
	if (Math.abs(line.size - before.size) > Math.max(0.8, before.size * 0.1)) return true;
	const isShort = before.right - before.left < measure.width * 0.85;
	const indent = measure.isRightToLeft ? before.right - line.right : line.left - before.left;
	const isIndented = indent > line.size * 0.8 && indent < line.size * 6;
	// Another page or column says nothing of itself: there the words do.
	const gap = before.page === line.page ? before.y - line.y : -1;
	if (gap < 0) return endsSentence(before.text) && (isShort || isIndented);
	if (gap > measure.gap * 1.35) return true;
	return endsSentence(before.text) && (isShort || isIndented);
}

/** A hyphen at the end of a line goes, unless the text writes the word with one elsewhere. */
export function joinLines(
	text: string,
	next: string,
	all: string
): { text: string; isRejoined: boolean } {
	// Only its last word is looked at: a paragraph may be long.
	const broken = /([\p{L}\p{M}]+)[-\u00AD\u2010]$/u.exec(text.slice(-60));
	const follows = /^\p{Ll}[\p{L}\p{M}]*/u.exec(next);
	if (!broken || !follows) return { text: `${text} ${next}`, isRejoined: false };
	const isCompound = all.includes(`${broken[1]}-${follows[0]}`);
	return { text: `${text.slice(0, -1)}${isCompound ? '-' : ''}${next}`, isRejoined: true };
}

/** A title that stands again above each page is larger where it is the title. */
const folded = ({ text, size }: Line) =>
	`${Math.round(size)} ${text.replace(/\p{N}+/gu, '#').toLowerCase()}`;

function isAtEdge(line: Line, lines: Line[]): boolean {
	return edgesOf(lines).includes(line);
}

/** The two highest and the two lowest lines of a page. */
function edgesOf(lines: Line[]): Line[] {
	if (lines.length < 3) return lines;
	const sorted = lines.toSorted((a, b) => b.y - a.y);
	return [...sorted.slice(0, 2), ...sorted.slice(-2)];
}

export function isPageNumber(text: string): boolean {
	return /^(?:(?:page|p\.|صفحہ)\s*)?[-–—|[(]?\s*(?:\p{Nd}{1,4}|[ivxl]{1,7})\s*[-–—|\])]?(?:\s*(?:of|\/|از)\s*\p{Nd}{1,4})?$/iu.test(
		text
	);
}

/** What stands at the edge of at least three pages and of a third of them. */
function repeatedIn(pages: Line[][]): Set<string> {
	const seen = new Map<string, number>();
	for (const lines of pages)
		for (const text of new Set(edgesOf(lines).map(folded)))
			seen.set(text, (seen.get(text) ?? 0) + 1);
	const least = Math.max(3, pages.length / 3);
	return new Set([...seen].filter(([, n]) => n >= least).map(([text]) => text));
}
