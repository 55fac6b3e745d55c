/*
 * Where the notes of each paragraph stand in the margin: level with it, below the notes before and
 * beside the questions, which have their places already. The text itself is not moved by them.
 */
export interface Block {
	/** Where its paragraph begins. */
	wished: number;
	height: number;
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
	return blocks.map(({ wished, height }) => {
		if (height === 0) return { top: wished, isOver: false };
		let top = Math.max(wished, free);
		for (const other of taken)
			if (top < other.bottom + gap && top + height + gap > other.top) top = other.bottom + gap;
		if (top - wished > farthest) return { top: wished, isOver: true };
		free = top + height + gap;
		return { top, isOver: false };
	});
}

const gap = 12;

/** Keeps the notes in their places while they, the text or the questions grow; returns how to end. */
export function keepPlaces(article: HTMLElement): () => void {
	const all = (name: string) => Array.from(article.querySelectorAll<HTMLElement>(name));
	const noted = all('.noted');
	const text = noted[0]?.parentElement;
	if (!text) return () => undefined;
	const passages = all('.passage');
	const beside = all('.beside');
	const place = () => {
		const blocks = noted.map((block, i) => ({
			wished: passages[i]?.offsetTop ?? 0,
			height: block.offsetHeight
		}));
		const taken = beside.map(({ offsetTop: top, offsetHeight }) => ({
			top,
			bottom: top + offsetHeight
		}));
		const places = placeBlocks(blocks, taken, gap);
		places.forEach(({ top, isOver }, i) => {
			noted[i]?.style.setProperty('inset-block-start', `${top}px`);
			noted[i]?.toggleAttribute('data-over', isOver);
		});
		// What reaches past the text pushes down what follows it.
		const bottoms = places.map(({ top }, i) =>
			blocks[i]?.height ? top + blocks[i].height + gap : 0
		);
		text.style.minBlockSize = `${Math.max(0, ...bottoms)}px`;
	};
	const watcher = new ResizeObserver(place);
	for (const element of [...noted, ...passages, ...beside]) watcher.observe(element);
	return () => watcher.disconnect();
}
