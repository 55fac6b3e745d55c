/*
 * Which paragraphs of two readings may speak of the same: proposed from what both name, weighed by
 * how rare that is in the module. A person decides. Pure.
 */
import type { Locale } from '$lib/i18n/local-text';
import type { EntryKind } from './ledger';
import { isSame, signalFinder, type KnownName, type Signal, type SignalKind } from './signals';

export interface ComparedParagraph {
	id: string;
	text: string;
	lang: Locale;
}

/** What both say, in the words of the one and of the other. */
export interface Reason {
	kind: SignalKind;
	a: string;
	b: string;
}

export interface Proposal {
	/** Names the pair: `p3~p4`. */
	key: string;
	a: string;
	b: string;
	/** What an entry made of it would be. */
	kind: EntryKind;
	/** The most telling first. */
	reasons: Reason[];
	score: number;
}

export const mostProposals = 10;
const mostOfParagraph = 3;
const mostReasons = 4;
/** Texts longer than any reading here are proposed from as far as this. */
const mostParagraphs = 400;

const weights: Record<SignalKind, number> = { figure: 1.6, date: 1.4, name: 1 };
/** Below this two paragraphs share no more than any two of the module do. */
const leastScore = 1.5;

interface Given {
	a: readonly ComparedParagraph[];
	b: readonly ComparedParagraph[];
	/** The other paragraphs of the module, to know what is rare in it. */
	others?: readonly ComparedParagraph[];
	/** Names that are known in several forms: the glossary. */
	known?: readonly KnownName[];
	/** Pairs that are joined already or that somebody does not want to see, by their keys. */
	without?: ReadonlySet<string>;
}

export function pairKey(a: string, b: string): string {
	return `${a}~${b}`;
}

/** The best pairs, at most ten; a paragraph stands in three at most. */
export function proposeLinks({
	a,
	b,
	others = [],
	known = [],
	without = new Set()
}: Given): Proposal[] {
	const left = a.slice(0, mostParagraphs);
	const right = b.slice(0, mostParagraphs);
	const all = [...left, ...right, ...others.slice(0, 2 * mostParagraphs)];
	const find = signalFinder(known, all);
	const found = new Map(all.map((p) => [p, find(p.text, p.lang)]));
	const rarity = rarityAmong([...found.values()]);

	const byBucket = new Map<string, { at: ComparedParagraph; signal: Signal }[]>();
	for (const at of right)
		for (const signal of found.get(at) ?? []) {
			const list = byBucket.get(signal.bucket);
			if (list) list.push({ at, signal });
			else byBucket.set(signal.bucket, [{ at, signal }]);
		}

	const proposals: Proposal[] = [];
	for (const one of left) {
		const shared = new Map<ComparedParagraph, Map<string, Reason & { score: number }>>();
		for (const signal of found.get(one) ?? [])
			for (const other of byBucket.get(signal.bucket) ?? []) {
				if (!isSame(signal, other.signal)) continue;
				const reasons = shared.get(other.at) ?? new Map<string, Reason & { score: number }>();
				shared.set(other.at, reasons);
				const score =
					weights[signal.kind] *
					Math.min(rarity(signal), rarity(other.signal)) *
					precision(signal, other.signal);
				if (score <= (reasons.get(signal.bucket)?.score ?? 0)) continue;
				const { kind, words } = signal;
				reasons.set(signal.bucket, { kind, a: words, b: other.signal.words, score });
			}
		for (const [other, reasons] of shared) {
			const key = pairKey(one.id, other.id);
			if (without.has(key)) continue;
			const best = [...reasons.values()].sort((x, y) => y.score - x.score);
			const score = best.reduce((sum, reason) => sum + reason.score, 0);
			if (score < leastScore) continue;
			proposals.push({
				key,
				a: one.id,
				b: other.id,
				kind: kindOf(best[0]?.kind),
				reasons: best.slice(0, mostReasons).map(({ score: _score, ...reason }) => reason),
				score
			});
		}
	}
	return bestOf(proposals);
}

function bestOf(proposals: Proposal[]): Proposal[] {
	const used = new Map<string, number>();
	const kept: Proposal[] = [];
	for (const proposal of proposals.sort((x, y) => y.score - x.score)) {
		const ends = [`a/${proposal.a}`, `b/${proposal.b}`];
		if (ends.some((end) => (used.get(end) ?? 0) >= mostOfParagraph)) continue;
		for (const end of ends) used.set(end, (used.get(end) ?? 0) + 1);
		kept.push(proposal);
		if (kept.length === mostProposals) break;
	}
	return kept;
}

function kindOf(kind: SignalKind | undefined): EntryKind {
	return kind === 'figure' ? 'figure' : kind === 'date' ? 'event' : 'claim';
}

/** How few paragraphs have a signal: 0 for one that all have. */
function rarityAmong(texts: readonly Signal[][]): (signal: Signal) => number {
	const holding = new Map<string, Signal[][]>();
	for (const signals of texts)
		for (const bucket of new Set(signals.map((s) => s.bucket))) {
			const list = holding.get(bucket);
			if (list) list.push(signals);
			else holding.set(bucket, [signals]);
		}
	const known = new Map<string, number>();
	return (signal) => {
		const key = JSON.stringify([signal.bucket, signal.date, signal.figure]);
		let rare = known.get(key);
		if (rare === undefined) {
			const having = (holding.get(signal.bucket) ?? []).filter((signals) =>
				signals.some((s) => isSame(s, signal))
			).length;
			rare = Math.log((texts.length + 1) / Math.max(1, having));
			known.set(key, rare);
		}
		return rare;
	};
}

/** The same day says more than the same month, the same month more than the same year. */
function precision(a: Signal, b: Signal): number {
	if (a.kind === 'date' && a.date && b.date) {
		if (a.date.month === null || b.date.month === null) return 0.4;
		return a.date.day !== null && a.date.day === b.date.day ? 1.5 : 1;
	}
	if (a.figure && b.figure) {
		if (a.figure.unit !== b.figure.unit) return 0.7;
		return a.figure.value > 20 || !Number.isInteger(a.figure.value) ? 1.3 : 1;
	}
	return 1;
}

/**
 * The two readings to set side by side: those asked for, and where that is left open those that the
 * most entries join; among equals the first, and the one that follows it.
 * @param joins for each entry the ids of the readings that it stands in
 * @returns null when there are no two
 */
export function pairOffered<Reading extends { id: string }>(
	readings: readonly Reading[],
	joins: readonly ReadonlySet<string>[],
	a: Reading | null,
	b: Reading | null
): [Reading, Reading] | null {
	if (a && b && a !== b) return [a, b];
	if (b && !a) {
		const turned = pairOffered(readings, joins, b, null);
		return turned && [turned[1], turned[0]];
	}
	let best: { pair: [Reading, Reading]; joined: number } | null = null;
	for (const one of a ? [a] : readings) {
		const from = readings.indexOf(one) + 1;
		for (const other of [...readings.slice(from), ...readings.slice(0, from)]) {
			if (other === one) continue;
			const joined = joins.filter((ids) => ids.has(one.id) && ids.has(other.id)).length;
			if (!best || joined > best.joined) best = { pair: [one, other], joined };
		}
	}
	return best?.pair ?? null;
}
