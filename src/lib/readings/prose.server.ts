/*
 * Turns one paragraph as an author wrote it into what is stored: canonical words (every offset
 * counts in them), sanitised HTML of the same words, and sentence offsets. Only emphasis and links
 * to glossary terms survive; everything else becomes plain words.
 */
import markdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import type { Locale } from '$lib/i18n/local-text';
import { cleanWords, countWords } from '$lib/forms/words';
import type { Sentence } from './reading';
import { sentencesOf } from './sentences';

export interface PreparedParagraph {
	text: string;
	html: string;
	sentences: Sentence[];
	words: number;
}

const inline = markdownIt({
	html: false,
	linkify: false,
	typographer: false
}).disable(['image', 'backticks', 'strikethrough', 'autolink']);
// Glossary links are ours; every other address is dropped with its words kept.
inline.validateLink = (url) => /^glossary:[a-z0-9-]+$/.test(url);

const allowed: sanitizeHtml.IOptions = {
	allowedTags: ['em', 'a'],
	allowedAttributes: { a: ['href', 'class', 'data-term'] },
	// The links are relative to a reading's page and made by `transformTags` alone.
	allowedSchemes: ['glossary'],
	transformTags: {
		strong: 'em',
		a: (_tag, attributes): sanitizeHtml.Tag => {
			const term = /^glossary:([a-z0-9-]+)$/.exec(attributes.href ?? '')?.[1];
			return term
				? {
						tagName: 'a',
						attribs: {
							href: `../glossary#${term}`,
							class: 'term',
							'data-term': term
						}
					}
				: { tagName: 'span', attribs: {} };
		}
	}
};

const entities: Record<string, string> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"'
};

function wordsOf(html: string): string {
	return html.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot);/g, (e) => entities[e] ?? e);
}

/** A paragraph in the pack's small Markdown: `*emphasis*` and `[term](glossary:key)`. */
export function prepareProse(markdown: string, lang: Locale): PreparedParagraph {
	const source = cleanWords(markdown).replace(/\s+/g, ' ').trim();
	return prepared(sanitizeHtml(inline.renderInline(source), allowed), lang);
}

/**
 * The small Markdown that gives this HTML again: what an author edits, and what a pack is exported
 * as. Exact for what `prepareProse` made; of
 * `preparePlain` it gives the same words.
 */
export function proseSource(html: string): string {
	const open: string[] = [];
	return html.replace(/<[^>]*>|&(?:amp|lt|gt|quot);|[\\`*_[\]&]/g, (piece) => {
		if (piece === '<em>' || piece === '</em>') return '*';
		if (piece.startsWith('<a ')) {
			open.push(/data-term="([a-z0-9-]+)"/.exec(piece)?.[1] ?? '');
			return '[';
		}
		if (piece === '</a>') return `](glossary:${open.pop() ?? ''})`;
		if (piece.startsWith('<')) return '';
		return piece.startsWith('&')
			? entities[piece] === '&'
				? '\\&'
				: (entities[piece] ?? piece)
			: `\\${piece}`;
	});
}

/** A paragraph of plain words: nothing in it is markup. */
export function preparePlain(words: string, lang: Locale): PreparedParagraph {
	const source = cleanWords(words).replace(/\s+/g, ' ').trim();
	const html = source.replace(
		/[&<>"]/g,
		(c) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[c]};`
	);
	return prepared(html, lang);
}

function prepared(html: string, lang: Locale): PreparedParagraph {
	const text = wordsOf(html);
	return {
		text,
		html,
		sentences: sentencesOf(text, lang),
		words: countWords(text)
	};
}

const blocks = markdownIt({ html: false, linkify: false }).disable(['image']);

/** A whole document of staff or pack (instructor notes): headings, paragraphs, lists. */
export function documentHtml(markdown: string): string {
	return sanitizeHtml(blocks.render(cleanWords(markdown)), {
		allowedTags: ['h1', 'h2', 'h3', 'p', 'ul', 'ol', 'li', 'em', 'strong', 'blockquote', 'hr'],
		allowedAttributes: {}
	});
}
