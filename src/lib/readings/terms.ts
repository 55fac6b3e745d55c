/*
 * Marks of glossary terms in a paragraph's stored HTML: put in, taken out, never a change of the
 * words themselves. A text carries a term once, where it first stands, unless its author marked more.
 * Pure.
 */
import { termsIn } from './reading';

export interface TermNames {
	key: string;
	/** The term and its other forms, in the language of the text. */
	names: string[];
}

const tags = /(<[^>]*>)/;

/** Without the marks of one term; with `names`, only those whose words are one of them. */
export function unmarkTerm(html: string, key: string, names?: readonly string[]): string {
	const known = names?.map(folded);
	return html.replace(
		/<a\b[^>]*\bdata-term="([\w-]+)"[^>]*>(.*?)<\/a>/gs,
		(mark, term: string, words: string) =>
			term === key && (!known || known.includes(folded(words.replace(/<[^>]*>/g, ''))))
				? words
				: mark
	);
}

/** Marks of terms that the glossary does not have come out as plain words; `unknown` are their keys. */
export function withoutUnknown(
	html: string,
	known: ReadonlySet<string>
): { html: string; unknown: string[] } {
	const unknown = termsIn(html).filter((key) => !known.has(key));
	return { html: unknown.reduce((words, key) => unmarkTerm(words, key), html), unknown };
}

/**
 * Marks the first place of the term in these paragraphs; they come back as they are when there is
 * none, or when the term is marked already.
 */
export function markTerm(paragraphs: readonly string[], { key, names }: TermNames): string[] {
	const forms = names
		.map((name) => name.trim())
		.filter((name) => name !== '')
		.sort((x, y) => y.length - x.length);
	const isMarked = paragraphs.some((html) => termsIn(html).includes(key));
	if (isMarked || forms.length === 0) return [...paragraphs];
	const words = forms.map((f) => escaped(f).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
	const place = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}&])(?:${words})(?![\\p{L}\\p{M}\\p{N}])`, 'iu');
	const marked = [...paragraphs];
	for (const [i, html] of paragraphs.entries()) {
		const renewed = markFirst(html, place, key);
		if (renewed === null) continue;
		marked[i] = renewed;
		break;
	}
	return marked;
}

function markFirst(html: string, place: RegExp, key: string): string | null {
	const pieces = html.split(tags);
	let links = 0;
	for (const [i, piece] of pieces.entries()) {
		if (piece.startsWith('<a')) links++;
		else if (piece === '</a>') links--;
		else if (links === 0 && !piece.startsWith('<')) {
			const found = place.exec(piece);
			if (!found) continue;
			const [name] = found;
			const mark = `<a href="../glossary#${key}" class="term" data-term="${key}">${name}</a>`;
			pieces[i] = piece.slice(0, found.index) + mark + piece.slice(found.index + name.length);
			return pieces.join('');
		}
	}
	return null;
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(words: string): string {
	return words.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}

function folded(words: string): string {
	return words.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Which forms an alias belongs to is not written down: its letters say it. */
export function isUrdu(words: string): boolean {
	return /\p{Script=Arabic}/u.test(words);
}
