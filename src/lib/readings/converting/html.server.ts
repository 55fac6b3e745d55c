/*
 * A web page: its article as Readability finds it, else all of its body; and what the page says of
 * who wrote it, where and when. Nothing of it runs and nothing is fetched: it is a tree of words.
 */
import type { Locale } from '$lib/i18n/local-text';
import { mostPieces } from '../import';
import { blocksIn } from './blocks.server';
import { knowsNothing, Refused, type About, type Block, type Converted } from './converted';

/** Beyond these the search for the article takes longer than anybody waits. */
const most = { elements: 30_000, depth: 300 };

export async function fromHtml(bytes: Uint8Array, lang: Locale): Promise<Converted> {
	return fromMarkup(decodeHtml(bytes, lang));
}

async function fromMarkup(markup: string): Promise<Converted> {
	const { parseHTML } = await import('linkedom');
	const { document } = parseHTML(isWhole(markup) ? markup : `<html><body>${markup}</body></html>`);
	const about = sayings(document);
	const whole = blocksIn(document.body, mostPieces);
	const article = await articleIn(document);
	if (!article) return { blocks: whole, about, remarks: ['whole-page'] };
	const outlet = about.outlet || article.siteName;
	return {
		blocks: article.blocks,
		about: {
			...about,
			title: withoutOutlet(about.title || article.title, outlet),
			author: about.author || article.byline,
			outlet
		},
		remarks: []
	};
}

/** Pages put their own name behind the title of each article. */
function withoutOutlet(title: string, outlet: string): string {
	if (outlet === '' || !title.toLowerCase().endsWith(outlet.toLowerCase())) return title;
	const rest = title.slice(0, -outlet.length);
	return /\S\s*[-–—|·:]\s*$/u.test(rest) ? rest.replace(/\s*[-–—|·:]\s*$/u, '') : title;
}

/** The blocks of markup that we made ourselves from something else: all of it is the text. */
export async function blocksOfMarkup(markup: string): Promise<Block[]> {
	const { parseHTML } = await import('linkedom');
	const { document } = parseHTML(`<html><body>${markup}</body></html>`);
	return blocksIn(document.body, mostPieces);
}

const isWhole = (markup: string) => /<body[\s>]/i.test(markup);

interface Article {
	blocks: Block[];
	title: string;
	byline: string;
	siteName: string;
}

/** Changes the document. Null where no article is to be found in it. */
async function articleIn(document: Document): Promise<Article | null> {
	if (isDeeper(document.body, most.depth)) return null;
	const { Readability } = await import('@mozilla/readability');
	try {
		const reader = new Readability<Element>(document, {
			charThreshold: 200,
			maxElemsToParse: most.elements,
			serializer: (node) => node as Element
		});
		const found = reader.parse();
		if (!found?.content) return null;
		const blocks = blocksIn(found.content, mostPieces);
		if (blocks.length === 0) return null;
		return {
			blocks,
			title: line(found.title),
			byline: line(found.byline),
			siteName: line(found.siteName)
		};
	} catch {
		// Too many elements, or nested too deep for it: the body is still there to be read.
		return null;
	}
}

function isDeeper(root: Element, than: number): boolean {
	let depth = 0;
	let node: Element = root;
	for (;;) {
		if (node.firstElementChild) {
			if (++depth > than) return true;
			node = node.firstElementChild;
			continue;
		}
		while (node !== root && !node.nextElementSibling && node.parentElement) {
			node = node.parentElement;
			depth--;
		}
		if (node === root || !node.nextElementSibling) return false;
		node = node.nextElementSibling;
	}
}

/** What the head of the page says; the article's own words are judged where they are read. */
function sayings(document: Document): About {
	const meta = (...names: string[]): string => {
		for (const name of names)
			for (const attribute of ['property', 'name', 'itemprop']) {
				const at = document.querySelector(`meta[${attribute}="${name}"]`);
				const said = line(at?.getAttribute('content'));
				if (said !== '') return said;
			}
		return '';
	};
	const author = meta('author', 'article:author', 'dc.creator', 'citation_author');
	const date = meta('article:published_time', 'datePublished', 'date', 'dc.date', 'pubdate');
	const shown = document.querySelector('time[datetime]')?.getAttribute('datetime') ?? '';
	const address =
		document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? meta('og:url');
	return {
		...knowsNothing,
		title: meta('og:title', 'twitter:title', 'dc.title'),
		author: /^https?:/.test(author) ? '' : author,
		outlet: meta('og:site_name', 'citation_journal_title', 'application-name'),
		date: dayIn(date) || dayIn(shown),
		found: /^https?:\/\/\S+$/.test(line(address)) ? line(address) : ''
	};
}

const line = (said: string | null | undefined) =>
	(said ?? '').replace(/\s+/gu, ' ').trim().slice(0, 200);

function dayIn(said: string): string {
	return /^\s*(\d{4}-\d\d-\d\d)(?:[T\s]|$)/.exec(said)?.[1] ?? '';
}

/**
 * Valid UTF-8 is UTF-8, whatever the page says of itself; else the page's own word goes, and without
 * one the Windows page of the language.
 */
export function decodeHtml(bytes: Uint8Array, lang: Locale): string {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return decoded('utf-16le', bytes);
	if (first === 0xfe && second === 0xff) return decoded('utf-16be', bytes);
	try {
		return decoded('utf-8', bytes);
	} catch {
		const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
		const said = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})/i.exec(head)?.[1] ?? '';
		const isUrdu = lang === 'ur' || /<html[^>]{0,200}lang\s*=\s*["']?(?:ur|ar|fa)\b/i.test(head);
		const usual = isUrdu ? 'windows-1256' : 'windows-1252';
		try {
			return decoded(/^utf-?8$/i.test(said) || said === '' ? usual : said, bytes);
		} catch {
			throw new Refused('encoding');
		}
	}
}

/** What the bytes from 0x80 on are in windows-1252, whose decoder some engines share with latin-1. */
const marks = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

function decoded(encoding: string, bytes: Uint8Array): string {
	const decoder = new TextDecoder(encoding, { fatal: true });
	const text = decoder.decode(bytes);
	if (decoder.encoding !== 'windows-1252') return text;
	return text.replace(/[\u0080-\u009F]/g, (sign) => marks.charAt(sign.charCodeAt(0) - 0x80));
}
