/*
 * Passages in the page: from offsets into a paragraph's words to a range of its text nodes, through
 * links and emphasis, and back from what somebody selected. The words are those of `[data-words]`;
 * offsets are UTF-16 units, as everywhere inside.
 */
import { makeAnchor } from '$lib/readings/anchor';

/** Some words of one paragraph. */
export interface Chosen {
	paragraph: string;
	start: number;
	end: number;
	exact: string;
}

/** The text nodes of a paragraph, and where each begins in its words. */
export interface TextOf {
	text: string;
	nodes: { node: Text; from: number }[];
}

export function textOf(words: Node): TextOf {
	const nodes: TextOf['nodes'] = [];
	const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
	let text = '';
	while (walker.nextNode()) {
		const node = walker.currentNode as Text;
		if (node.data !== '') nodes.push({ node, from: text.length });
		text += node.data;
	}
	return { text, nodes };
}

/** The range of the words from `start` to `end`; null when they are not all there. */
export function rangeOf({ text, nodes }: TextOf, start: number, end: number): StaticRange | null {
	if (start < 0 || start >= end || end > text.length) return null;
	// Of two nodes that meet in an offset, a range begins in the later and ends in the earlier.
	const first = nodes.findLast(({ from }) => from <= start);
	const last = nodes.findLast(({ from }) => from < end);
	if (!first || !last) return null;
	return new StaticRange({
		startContainer: first.node,
		startOffset: start - first.from,
		endContainer: last.node,
		endOffset: end - last.from
	});
}

/** How many units of the words stand before a place of the document, inside them or not. */
export function offsetIn(words: Node, node: Node, offset: number): number {
	const before = document.createRange();
	before.selectNodeContents(words);
	const [whole, place] = [before.toString().length, before.comparePoint(node, offset)];
	if (place !== 0) return place < 0 ? 0 : whole;
	before.setEnd(node, offset);
	return before.toString().length;
}

/**
 * What is selected, as a passage of the first paragraph that it touches; `isCut` when it went on
 * into the next. Null when no words of the text are selected.
 */
export function chosenIn(
	text: Element,
	selected: AbstractRange
): { chosen: Chosen; isCut: boolean } | null {
	const whole = document.createRange();
	whole.setStart(selected.startContainer, selected.startOffset);
	whole.setEnd(selected.endContainer, selected.endOffset);
	let found: Chosen | null = null;
	for (const words of text.querySelectorAll('[data-words]')) {
		const paragraph = words.closest('[data-number]')?.id;
		if (paragraph === undefined || !whole.intersectsNode(words)) continue;
		const quote = makeAnchor(
			words.textContent,
			offsetIn(words, whole.startContainer, whole.startOffset),
			offsetIn(words, whole.endContainer, whole.endOffset)
		);
		if (!quote) continue;
		if (found) return { chosen: found, isCut: true };
		found = { paragraph, start: quote.start, end: quote.end, exact: quote.exact };
	}
	return found && { chosen: found, isCut: false };
}
