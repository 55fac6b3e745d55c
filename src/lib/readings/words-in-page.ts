/*
 * The words of a text travel once. When a page is drawn by the server they stand in it, and what is
 * sent along for the scripts names the paragraph alone; the scripts find the words where they stand.
 * Only when scripts fetch a text without its page do the words come as data.
 */
export class WordsInPage {
	constructor(
		/** The paragraph's id, which is that of its element. */
		readonly id: string,
		/** Sanitised when it was stored; for `Prose.svelte` alone. */
		readonly html: string,
		/** The page that is being drawn holds them. */
		readonly areInPage: boolean
	) {}
}

/** For Kit's `transport`: what is sent for them; false for anything else. */
export function sendWords(value: unknown): false | [id: string, html?: string] {
	if (!(value instanceof WordsInPage)) return false;
	return value.areInPage ? [value.id] : [value.id, value.html];
}

export function receiveWords([id, html]: [id: string, html?: string]): WordsInPage {
	return new WordsInPage(id, html ?? wordsOnPage(id), false);
}

/** Read before the page comes to life, so that they are at hand should it have to be drawn anew. */
function wordsOnPage(id: string): string {
	const words = document.getElementById(id)?.querySelector('[data-words]')?.innerHTML ?? '';
	// Whatever stands there as a comment is a mark of the page's own.
	return words.replace(/<!--[^]*?-->/g, '');
}

/** Of a text that is read: its words as data, or as they stand in the page. */
export interface ParagraphOnPage {
	id: string;
	number: number;
	html: string | WordsInPage;
	source: string | null;
}

/** @param isPage the server draws the page now, and the words will stand in it */
export function wordsOnce(
	paragraphs: readonly { id: string; number: number; html: string; source: string | null }[],
	isPage: boolean
): ParagraphOnPage[] {
	return paragraphs.map((p) => ({ ...p, html: new WordsInPage(p.id, p.html, isPage) }));
}

/** A reading whose words travel once. */
export type OnPage<Reading> = Omit<Reading, 'paragraphs'> & { paragraphs: ParagraphOnPage[] };
