/*
 * Two readings of a module side by side: the passages that entries of the ledger join, where each
 * stands in either text, and, for staff, what else both may speak of.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { markHtml } from '$lib/readings/mark';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import { writtenPointers } from '$lib/readings/pointers';
import {
	editionValue,
	type ContentNote,
	type EditionName,
	type IndexedReading,
	type ReadingIndex
} from '$lib/readings/reading';
import { readingFor, readingIndex, type ShownParagraph } from '$lib/readings/readings.server';
import { shared } from '$lib/server/db/client';
import { glossaryEntry } from '$lib/server/db/schema';
import { pairKey, pairOffered, proposeLinks, type Proposal } from './comparing';
import { inReadingOrder, wordsIn, type EntryKind, type LedgerPlace, type WordsNow } from './ledger';
import { storedEntries, type StoredEntry } from './ledger-rows.server';

export interface ComparedSide {
	slug: string;
	number: number | null;
	/** In the language of the text. */
	title: string;
	lang: Locale;
	edition: string;
	contentNotes: ContentNote[];
	/** With the joined words marked. */
	paragraphs: ShownParagraph[];
}

/** What one reading says on an entry that joins the two. */
export interface JoinedPassage {
	/** Null when the reading has no such paragraph any more. */
	paragraph: { id: string; number: number } | null;
	words: WordsNow | null;
	/** The words, or how the paragraph begins where the whole is meant. */
	said: string;
	who: LocalText;
}

export interface Joined {
	key: string;
	kind: EntryKind;
	text: LocalText;
	a: JoinedPassage[];
	b: JoinedPassage[];
}

/** Below a paragraph: where the other reading speaks of the same. */
export interface Counterpart {
	key: string;
	text: LocalText;
	to: { id: string; number: number }[];
}

export interface ShownProposal extends Proposal {
	/** The numbers of the paragraphs, and the sentences that made it a proposal. */
	numbers: { a: number; b: number };
	sentences: { a: string; b: string };
	/** What the editor is opened with. */
	query: string;
}

export interface Comparison {
	/** The readings that can be chosen. */
	readings: IndexedReading[];
	/** Null where the module has fewer than two readings. */
	pair: {
		a: ComparedSide;
		b: ComparedSide;
		joined: Joined[];
		/** By paragraph id. */
		counterparts: { a: Record<string, Counterpart[]>; b: Record<string, Counterpart[]> };
		/** Null for those who do not write the ledger. */
		proposals: ShownProposal[] | null;
	} | null;
}

export interface WantedComparison {
	moduleSlug: string;
	/** Slugs; null: those that share the most, else the first reading and the one after the other. */
	a: string | null;
	b: string | null;
	edition: EditionName;
	/** Pairs that the reader does not want to see proposed, by their keys. */
	unwanted: readonly string[];
}

const namesOfModule = shared('known_names_of_module', [glossaryEntry], (db) =>
	db
		.select({ key: glossaryEntry.key, term: glossaryEntry.term, aliases: glossaryEntry.aliases })
		.from(glossaryEntry)
		.where(
			and(
				eq(glossaryEntry.courseId, sql.placeholder('courseId')),
				eq(glossaryEntry.moduleId, sql.placeholder('moduleId'))
			)
		)
		.orderBy(asc(glossaryEntry.position))
);

/** 404 for a reading that the module does not have. */
export async function comparisonFor(
	actor: Actor,
	wanted: WantedComparison,
	now: Date
): Promise<Comparison> {
	const { courseId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, wanted.moduleSlug, now);
	const index = await readingIndex(actor, moduleId);
	const readings = index.filter((r) => r.kind !== 'note' && !r.isRetired);
	const named = (slug: string | null) =>
		slug === null ? null : (readings.find((r) => r.slug === slug) ?? notFound());
	const entries = (await storedEntries(courseId, moduleId)).filter((entry) => !entry.retiredAt);
	const offered = pairOffered(
		readings,
		entries.map(({ places }) => new Set(places.map((p) => p.readingId))),
		named(wanted.a),
		named(wanted.b)
	);
	if (!offered) return { readings, pair: null };
	const [first, second] = offered;

	const [a, b] = await Promise.all([
		sideOf(actor, wanted, first, now),
		sideOf(actor, wanted, second, now)
	]);
	const joined = inReadingOrder(entries, [first, second]).flatMap(
		(entry) => joinedBy(entry, a, b) ?? []
	);
	const pair = {
		a: markedSide(a, joined, 'a'),
		b: markedSide(b, joined, 'b'),
		joined,
		counterparts: { a: counterparts(joined, 'a', 'b'), b: counterparts(joined, 'b', 'a') },
		proposals: may(actor, 'ledger.edit', { courseId })
			? await proposalsFor(actor, { moduleId, index, a, b, joined, wanted }, now)
			: null
	};
	return { readings, pair };
}

interface Side {
	reading: IndexedReading;
	text: CitableText;
	shown: ComparedSide;
}

async function sideOf(
	actor: Actor,
	{ moduleSlug, edition }: WantedComparison,
	reading: IndexedReading,
	now: Date
): Promise<Side> {
	const address = { moduleSlug, readingSlug: reading.slug, ...edition };
	const [page, text] = await Promise.all([
		readingFor(actor, address, now),
		paragraphsFor(actor, reading.id, edition, now)
	]);
	const { contentNotes, paragraphs } = page;
	return {
		reading,
		text: text ?? notFound(),
		shown: {
			slug: reading.slug,
			number: reading.number,
			title: page.edition.title,
			lang: page.edition.lang,
			edition: editionValue(page.edition),
			contentNotes,
			paragraphs
		}
	};
}

function joinedBy({ key, kind, text, places }: StoredEntry, a: Side, b: Side): Joined | null {
	const of = ({ reading, text: now }: Side) =>
		places.filter((p) => p.readingId === reading.id).map((p) => passageOf(p, now));
	const joined = { key, kind, text, a: of(a), b: of(b) };
	return joined.a.length > 0 && joined.b.length > 0 ? joined : null;
}

function passageOf(place: LedgerPlace, text: CitableText): JoinedPassage {
	const words = wordsIn(place, text);
	const paragraph = text.paragraphs.find((p) => p.id === (words?.paragraphId ?? place.paragraphId));
	const [from = 0, to = 0] = paragraph?.sentences[0] ?? [];
	return {
		paragraph: paragraph ? { id: paragraph.id, number: paragraph.number } : null,
		words,
		said: words?.exact ?? paragraph?.text.slice(from, to) ?? '',
		who: place.who
	};
}

function markedSide({ shown }: Side, joined: readonly Joined[], side: 'a' | 'b'): ComparedSide {
	const marks = new Map<string, [start: number, end: number][]>();
	for (const entry of joined)
		for (const { words } of entry[side])
			if (words && words.standing !== 'gone')
				marks.set(words.paragraphId, [
					...(marks.get(words.paragraphId) ?? []),
					[words.start, words.end]
				]);
	const paragraphs = shown.paragraphs.map((p) => ({
		...p,
		html: apart(marks.get(p.id) ?? []).reduce(
			(html, [start, end]) => markHtml(html, start, end),
			p.html
		)
	}));
	return { ...shown, paragraphs };
}

/** Ranges that overlap become one, so that no mark stands in another. */
function apart(ranges: readonly [number, number][]): [number, number][] {
	const merged: [number, number][] = [];
	for (const [start, end] of [...ranges].sort((x, y) => x[0] - y[0])) {
		const last = merged.at(-1);
		if (last && start <= last[1]) last[1] = Math.max(last[1], end);
		else merged.push([start, end]);
	}
	return merged;
}

function counterparts(
	joined: readonly Joined[],
	from: 'a' | 'b',
	to: 'a' | 'b'
): Record<string, Counterpart[]> {
	const at: Record<string, Counterpart[]> = {};
	for (const entry of joined) {
		const targets = entry[to].flatMap(({ paragraph }) => paragraph ?? []);
		const different = targets.filter((t, i) => targets.findIndex((o) => o.id === t.id) === i);
		for (const id of new Set(entry[from].flatMap(({ paragraph }) => paragraph?.id ?? [])))
			if (different.length > 0)
				(at[id] ??= []).push({ key: entry.key, text: entry.text, to: different });
	}
	return at;
}

async function proposalsFor(
	actor: Actor,
	of: {
		moduleId: string;
		index: ReadingIndex;
		a: Side;
		b: Side;
		joined: readonly Joined[];
		wanted: WantedComparison;
	},
	now: Date
): Promise<ShownProposal[]> {
	const { courseId } = membershipOf(actor);
	const { a, b, joined, wanted, index } = of;
	const rest = index.filter((r) => !r.isRetired && r !== a.reading && r !== b.reading);
	const [names, ...others] = await Promise.all([
		namesOfModule({ courseId, moduleId: of.moduleId }),
		...rest.map((r) => paragraphsFor(actor, r.id, wanted.edition, now))
	]);
	const known = names.map(({ key, term, aliases }) => ({
		key,
		names: [term.en ?? '', term.ur ?? '', ...aliases]
	}));
	const pairs = joined.flatMap((entry) =>
		entry.a.flatMap((x) =>
			entry.b.map((y) => pairKey(x.paragraph?.id ?? '', y.paragraph?.id ?? ''))
		)
	);
	const paragraphs = ({ lang, paragraphs: all }: CitableText) =>
		all.map(({ id, text }) => ({ id, text, lang }));
	const proposals = proposeLinks({
		a: paragraphs(a.text),
		b: paragraphs(b.text),
		others: others.flatMap((text) => (text ? paragraphs(text) : [])),
		known,
		without: new Set([...pairs, ...wanted.unwanted])
	});
	return proposals.map((proposal) => shownProposal(proposal, a, b, index));
}

function shownProposal(proposal: Proposal, a: Side, b: Side, index: ReadingIndex): ShownProposal {
	const [best] = proposal.reasons;
	const one = a.text.paragraphs.find((p) => p.id === proposal.a);
	const other = b.text.paragraphs.find((p) => p.id === proposal.b);
	const at = (side: Side, id: string) => writtenPointers(index, [`${side.reading.key}:${id}`]);
	const query = new URLSearchParams({ kind: proposal.kind });
	query.append('at', at(a, proposal.a));
	query.append('at', at(b, proposal.b));
	if (best) query.append(`about.${a.text.lang}`, best.a);
	return {
		...proposal,
		numbers: { a: one?.number ?? 0, b: other?.number ?? 0 },
		sentences: {
			a: sentenceWith(one, best?.a),
			b: sentenceWith(other, best?.b)
		},
		query: query.toString()
	};
}

function sentenceWith(
	paragraph: CitableText['paragraphs'][number] | undefined,
	words: string | undefined
): string {
	if (!paragraph) return '';
	const at = words ? paragraph.text.indexOf(words) : 0;
	const [start, end] = paragraph.sentences.find(([from, to]) => at >= from && at < to) ??
		paragraph.sentences[0] ?? [0, 0];
	return paragraph.text.slice(start, end);
}
