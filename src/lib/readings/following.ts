/*
 * Follows a reader down the page in the browser: reports the furthest paragraph that has been on
 * the screen for a moment, once they rest, and at the latest when they leave.
 */
const rest = 2500;

/**
 * @param text the element whose paragraphs carry `id` and `data-number`
 * @param from the number of the paragraph already kept
 * @param keep sends a paragraph's id; `leaving` when the page is about to go
 * @returns stops following
 */
export function followReader(
	text: HTMLElement,
	from: number,
	keep: (paragraphId: string, leaving: boolean) => void
): () => void {
	let furthest = { id: '', number: from };
	let kept = from;
	let timer: ReturnType<typeof setTimeout> | undefined;

	const send = (leaving: boolean) => {
		clearTimeout(timer);
		if (furthest.number <= kept) return;
		kept = furthest.number;
		keep(furthest.id, leaving);
	};
	const watcher = new IntersectionObserver(
		(entries) => {
			for (const { target, isIntersecting } of entries) {
				const number = Number((target as HTMLElement).dataset.number);
				if (isIntersecting && number > furthest.number) furthest = { id: target.id, number };
			}
			clearTimeout(timer);
			timer = setTimeout(() => send(false), rest);
		},
		// It has come up to where one reads; a long one may never be on the screen as a whole.
		{ rootMargin: '0px 0px -35% 0px' }
	);
	for (const paragraph of text.querySelectorAll('[data-number]')) watcher.observe(paragraph);

	const leave = () => send(true);
	addEventListener('pagehide', leave);
	return () => {
		send(false);
		watcher.disconnect();
		clearTimeout(timer);
		removeEventListener('pagehide', leave);
	};
}
