/*
 * Where the notes of each paragraph stand in the margin: level with it, below the notes before and
 * beside the questions, which have their places already. The text itself is not moved by them.
 */
export interface Block {
	/** Where its paragraph begins. */
	wished: number;
	height: number;
	/** A folded question: it gives way, and is always there. */
	stays?: boolean;
}

export interface Taken {
	top: number;
	bottom: number;
}

export interface Placed {
	top: number;
	/** There is no room near the paragraph: over the questions, and only while it is called for. */
	isOver: boolean;
}

/** Further from its paragraph nobody would look for a note. */
const farthest = 320;

/**
 * The place of each block, in their order.
 *
 * @param taken what stands in the margin already, from above
 */
export function placeBlocks(
	blocks: readonly Block[],
	taken: readonly Taken[],
	gap: number
): Placed[] {
	let free = 0;
	return blocks.map(({ wished, height, stays }) => {
		if (height === 0) return { top: wished, isOver: false };
		let top = Math.max(wished, free);
		for (const other of taken)
			if (top < other.bottom + gap && top + height + gap > other.top) top = other.bottom + gap;
		if (!stays && top - wished > farthest) return { top: wished, isOver: true };
		free = top + height + gap;
		return { top, isOver: false };
	});
}

const gap = 12;
/** Up to here a question is folded. */
const line = 64;

/** Keeps the notes in their places while they, the text or the questions grow; returns how to end. */
export function keepPlaces(article: HTMLElement): () => void {
	const text = article.querySelector('.noted')?.parentElement;
	if (!text) return () => undefined;
	const parts = Array.from(text.children).filter((part) => part instanceof HTMLElement);
	const place = () => {
		const taken: Taken[] = [];
		const moved: (Block & { part: HTMLElement })[] = [];
		let wished = 0;
		for (const part of parts) {
			const { offsetTop: top, offsetHeight: height } = part;
			const isQuestion = part.classList.contains('beside');
			part.style.translate = '';
			if (isQuestion && height > line) taken.push({ top, bottom: top + height });
			else if (isQuestion) moved.push({ part, wished: top, height, stays: true });
			else if (part.classList.contains('noted')) moved.push({ part, wished, height });
			else wished = top;
		}
		const places = placeBlocks(moved, taken, gap);
		let end = 0;
		moved.forEach(({ part, wished: was, height, stays }, i) => {
			const { top = was, isOver = false } = places[i] ?? {};
			if (stays) part.style.translate = `0 ${top - was}px`;
			else {
				part.style.setProperty('inset-block-start', `${top}px`);
				part.toggleAttribute('data-over', isOver);
			}
			if (height > 0) end = Math.max(end, top + height + gap);
		});
		// What reaches past the text pushes down what follows it.
		text.style.minBlockSize = `${end}px`;
	};
	const watcher = new ResizeObserver(place);
	for (const part of parts) watcher.observe(part);
	return () => watcher.disconnect();
}
