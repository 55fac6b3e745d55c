/*
 * The register of what the readings of a module say: claims, figures and events, who says so and on
 * what source, what people found who checked, and how staff put it then. Pure.
 */
import { fewest } from '$lib/access/aggregate';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { makeAnchor, type Quote } from '$lib/readings/anchor';
import { resolveAnchor } from '$lib/readings/placing';
import type { EditionKind, EditionName, ReadingIndex } from '$lib/readings/reading';

export const entryKinds = ['claim', 'figure', 'event'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** `unchecked` until staff say otherwise. */
export const statuses = [
	'unchecked',
	'holds',
	'partly',
	'disputed',
	'wrong',
	'uncheckable'
] as const;
export type Status = (typeof statuses)[number];

/** What somebody who checked came to; `unclear`: it could not be told. */
export const verdicts = ['holds', 'partly', 'wrong', 'unclear'] as const;
export type Verdict = (typeof verdicts)[number];

/** Letters at most, said before they are reached. */
export const longestInEntry = { text: 400, finding: 2000, who: 200, source: 400, words: 2000 };
export const longestInCheck = { finding: 2000, source: 500 };
export const mostPlaces = 12;
export const mostEntries = 300;

/** Words of one edition, as they were chosen. */
export interface ChosenWords extends EditionName {
	versionId: string;
	/** The number of that version. */
	version: number;
	quote: Quote;
}

/** One reading's passage on an entry; its words may be chosen in the edition of each language. */
export interface LedgerPlace {
	readingId: string;
	paragraphId: string;
	who: LocalText;
	source: LocalText;
	/** None: the paragraph as a whole is meant. */
	words: ChosenWords[];
}

/** A text as it stands now. */
export interface TextNow extends EditionName {
	versionId: string;
	paragraphs: readonly { id: string; number: number; text: string }[];
}

/** `gone`: the words are nowhere in the text any more. */
export type WordsStanding = 'exact' | 'moved' | 'changed' | 'gone';

export interface WordsNow {
	standing: WordsStanding;
	/** As they stand now; when gone, as they stood. */
	exact: string;
	/** As they were chosen, where that is not how they stand. */
	before: string | null;
	paragraphId: string;
	/** Half-open offsets into the paragraph, in UTF-16 units; of the earlier version when gone. */
	start: number;
	end: number;
	lang: Locale;
	kind: EditionKind;
	/** The number of the version in which they stood, when they are gone. */
	version: number | null;
}

/** Words shorter than this are not looked for in other paragraphs: they would be found by chance. */
const leastElsewhere = 12;

/** Where chosen words stand in the text as it is now: in their paragraph first, then in another one. */
export function wordsNow(chosen: ChosenWords, paragraphId: string, text: TextNow): WordsNow {
	const { quote, lang, kind, version } = chosen;
	const at = { lang, kind, version: null, before: null };
	const own = text.paragraphs.find((p) => p.id === paragraphId);
	const found = own ? resolveAnchor(quote, own.text) : { state: 'orphaned' as const };
	if (own && found.state !== 'orphaned') {
		const { state: standing, start, end } = found;
		const exact = own.text.slice(start, end);
		const before = exact === quote.exact ? null : quote.exact;
		return { ...at, standing, exact, before, paragraphId, start, end };
	}
	const { exact } = quote;
	const other =
		exact.length >= leastElsewhere
			? text.paragraphs.find((p) => p.id !== paragraphId && p.text.includes(exact))
			: undefined;
	if (other) {
		const start = other.text.indexOf(exact);
		const end = start + exact.length;
		return { ...at, standing: 'moved', exact, paragraphId: other.id, start, end };
	}
	const { start, end } = quote;
	return { ...at, standing: 'gone', exact, paragraphId, start, end, version };
}

/** The words of a place that belong to the edition shown; null: the paragraph as a whole. */
export function wordsIn(place: LedgerPlace, text: TextNow): WordsNow | null {
	const chosen = place.words.find((w) => w.kind === text.kind && w.lang === text.lang);
	return chosen ? wordsNow(chosen, place.paragraphId, text) : null;
}

/** No words: the paragraph as a whole. */
export const noQuote: Quote = { start: 0, end: 0, exact: '', prefix: '', suffix: '' };

/** A passage of an earlier text as one of this text; null when its words are gone. */
export function requoted(quote: Quote, text: string): Quote | null {
	const found = resolveAnchor(quote, text);
	return found.state === 'orphaned' ? null : makeAnchor(text, found.start, found.end);
}

/** Where a place leads, in the edition that is shown. */
export interface ShownPlace {
	reading: { slug: string; number: number | null; title: LocalText };
	/** Null when the reading has no such paragraph any more. */
	paragraph: { id: string; number: number } | null;
	/** The edition shown, for addresses. */
	edition: string;
	words: WordsNow | null;
	who: LocalText;
	source: LocalText;
}

/** Below the address of the module: to the very words where there are any. */
export function placePath({ reading, paragraph, edition, words }: ShownPlace): string {
	const version = words?.version ? `&version=${words.version}` : '';
	const mark = words ? `&mark=${words.paragraphId}:${words.start}-${words.end}` : '';
	const id = words?.paragraphId ?? paragraph?.id;
	return `/readings/${reading.slug}?edition=${edition}${version}${mark}${id ? `#${id}` : ''}`;
}

/** Entries in the order in which the readings of the module speak of them; those without a place last. */
export function inReadingOrder<Entry extends { position: number; places: LedgerPlace[] }>(
	entries: readonly Entry[],
	index: ReadingIndex
): Entry[] {
	const order = new Map<string, number>();
	for (const reading of index)
		for (const { id } of reading.paragraphs) order.set(`${reading.id}/${id}`, order.size);
	const first = (entry: Entry) =>
		Math.min(
			Infinity,
			...entry.places.map((p) => order.get(`${p.readingId}/${p.paragraphId}`) ?? order.size)
		);
	const placed = entries.map((entry) => ({ entry, at: first(entry) }));
	return placed
		.sort((a, b) => (a.at === b.at ? a.entry.position - b.entry.position : a.at - b.at))
		.map(({ entry }) => entry);
}

export interface LedgerFilter {
	kind: EntryKind | null;
	status: Status | null;
	/** The slug of a reading. */
	reading: string | null;
}

/** The filter of an address; what it does not know counts as not said. */
export function readFilter(query: URLSearchParams): LedgerFilter {
	const kind = query.get('kind');
	const status = query.get('status');
	return {
		kind: entryKinds.find((k) => k === kind) ?? null,
		status: statuses.find((s) => s === status) ?? null,
		reading: query.get('reading')?.slice(0, 80) || null
	};
}

export function passes(
	{ kind, status, reading }: LedgerFilter,
	entry: { kind: EntryKind; status: Status; places: { reading: { slug: string } }[] }
): boolean {
	return (
		(kind === null || entry.kind === kind) &&
		(status === null || entry.status === status) &&
		(reading === null || entry.places.some((p) => p.reading.slug === reading))
	);
}

/**
 * The sentences that an author means by `2` or `2-3` or `2–3`, as offsets; null when that is no
 * number of a sentence.
 */
export function sentencesMeant(
	written: string,
	sentences: readonly (readonly [start: number, end: number])[]
): [start: number, end: number] | null {
	const [, first, last] = /^(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?$/.exec(written.trim()) ?? [];
	if (first === undefined) return null;
	const from = sentences[Number(first) - 1];
	const to = sentences[Number(last ?? first) - 1];
	return from && to && from[0] < to[1] ? [from[0], to[1]] : null;
}

/**
 * Counts of verdicts among the first so many checks that a figure may be made of: it changes at
 * every fifth person only (access/aggregate.ts).
 * @param given in the order in which they were first written
 */
export function countsOf(given: readonly Verdict[]): number[] {
	const counted = given.slice(0, given.length - (given.length % fewest));
	return verdicts.map((verdict) => counted.filter((v) => v === verdict).length);
}
