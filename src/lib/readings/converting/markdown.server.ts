/*
 * Markdown: its blocks as plain words, for an original has no marks of its own. HTML inside it is
 * read as in a page; the lines between `---` at its head are what it says of itself.
 */
import { decodeBytes } from '../import';
import { knowsNothing, Refused, type About, type Converted } from './converted';
import { blocksOfMarkup } from './html.server';

export async function fromMarkdown(bytes: Uint8Array): Promise<Converted> {
	const read = decodeBytes(bytes);
	if (!read.ok) throw new Refused(read.reason);
	const { text } = read;
	const { default: markdownIt } = await import('markdown-it');
	const front = /^---\n([\s\S]{0,4000}?)\n(?:---|\.\.\.)(?:\n|$)/.exec(text);
	const about = front ? sayings(front[1] ?? '') : knowsNothing;
	const source = front ? text.slice(front[0].length) : text;
	const markup = markdownIt({ html: true, linkify: false }).render(source);
	return { blocks: await blocksOfMarkup(markup), about, remarks: [] };
}

function sayings(front: string): About {
	const said = new Map<string, string>();
	for (const row of front.split('\n')) {
		const [, key = '', value = ''] = /^([a-z_]{2,20}):\s*(.{1,300})$/i.exec(row) ?? [];
		said.set(key.toLowerCase(), value.trim().replace(/^(["'])(.*)\1$/, '$2'));
	}
	const of = (...keys: string[]) => keys.map((key) => said.get(key)).find(Boolean) ?? '';
	const date = /^\d{4}(?:-\d\d(?:-\d\d)?)?/.exec(of('date', 'published'))?.[0] ?? '';
	return {
		title: of('title'),
		author: of('author', 'by'),
		outlet: of('outlet', 'publication', 'site'),
		date,
		found: of('url', 'link', 'source')
	};
}
