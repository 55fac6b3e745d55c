/**
 * For a line of links that scrolls inside itself: brings the link of this page to its middle. The page itself does not move.
 *
 * @param line the element that scrolls; one of the links in it has `aria-current`
 */
export function showCurrent(line: HTMLElement): void {
	const current = line.querySelector('[aria-current]');
	if (!current) return;
	const link = current.getBoundingClientRect();
	const room = line.getBoundingClientRect();
	line.scrollLeft += link.left + link.width / 2 - (room.left + room.width / 2);
}
