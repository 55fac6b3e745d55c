/*
 * Marks in a text without a change to it: ranges registered with the browser under a few names, which
 * the styles paint. Where it cannot do that there are the numbers of notes beside the paragraphs.
 */
const priorities = { 'note-other': 0, 'note-own': 1, 'note-active': 2, 'note-chosen': 3 };

export type Paint = keyof typeof priorities;

export function paint(name: Paint, ranges: readonly AbstractRange[]): void {
	if (!('highlights' in CSS)) return;
	if (ranges.length === 0) {
		CSS.highlights.delete(name);
		return;
	}
	const highlight = new Highlight(...ranges);
	highlight.priority = priorities[name];
	CSS.highlights.set(name, highlight);
}

export function paintNothing(): void {
	for (const name of Object.keys(priorities)) paint(name as Paint, []);
}
