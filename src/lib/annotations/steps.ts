/*
 * Moving over a paragraph by words and sentences, and growing what is selected. Pure: spans are
 * half-open offsets into the paragraph's words.
 */
import type { Locale } from '$lib/i18n/local-text';
import { sentencesOf } from '$lib/readings/sentences';

export type Span = readonly [start: number, end: number];
export type Unit = 'word' | 'sentence';

export function spansOf(text: string, lang: Locale, unit: Unit): Span[] {
	if (unit === 'sentence') return sentencesOf(text, lang);
	const found: Span[] = [];
	for (const { segment, index, isWordLike } of new Intl.Segmenter(lang, {
		granularity: 'word'
	}).segment(text))
		if (isWordLike) found.push([index, index + segment.length]);
	return found;
}

/**
 * The span to select next. From nothing it is the first or the last; from a part of a span that
 * span itself; from several of them the outermost. Null when the paragraph ends.
 */
export function stepTo(spans: readonly Span[], at: Span | null, to: 1 | -1): Span | null {
	const touched = at ? spans.filter(([start, end]) => start < at[1] && end > at[0]) : [];
	const edge = touched.at(to === 1 ? 0 : -1);
	if (!at) return spans.at(to === 1 ? 0 : -1) ?? null;
	if (edge && (touched.length > 1 || edge[0] < at[0] || edge[1] > at[1])) return edge;
	return (
		(to === 1
			? spans.find(([start]) => start >= at[1])
			: spans.findLast(([, end]) => end <= at[0])) ?? null
	);
}

/** What is selected, one span longer or shorter at its end; null when it cannot be. */
export function growTo(spans: readonly Span[], at: Span, to: 1 | -1): Span | null {
	const end =
		to === 1
			? spans.find((span) => span[1] > at[1])?.[1]
			: spans.findLast((span) => span[1] < at[1] && span[1] > at[0])?.[1];
	return end === undefined ? null : [at[0], end];
}

/** Which of the spans a selection begins in, counted from 1, and how many it touches. */
export function countIn(spans: readonly Span[], at: Span): { first: number; touched: number } {
	const touches = ([start, end]: Span) => start < at[1] && end > at[0];
	return { first: spans.findIndex(touches) + 1, touched: spans.filter(touches).length };
}

/** The first words of a passage, to be told by. */
export function beginning(words: string, most = 8): string {
	const first = words.split(/\s+/, most + 1);
	return first.length > most ? `${first.slice(0, most).join(' ')}…` : words;
}
