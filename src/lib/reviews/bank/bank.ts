/*
 * The comment bank: words that markers use again, for one criterion of a module, for a module or for
 * the whole course, and how a few typed letters find them. Never a student's words. Pure.
 */
import { foldForSearch } from '$lib/i18n/fold';
import type { LocalText, Locale } from '$lib/i18n/local-text';

export interface BankEntry {
	id: string;
	/** Null: for any criterion. */
	criterionKey: string | null;
	body: LocalText;
	usedTimes: number;
}

/** Letters at most, in each language; a comment on a part of a sheet may be three times as long. */
export const longestBankComment = 600;
/** Comments in use in one course. */
export const mostBankComments = 400;

/**
 * Those that have every typed word in one of their languages, whatever its case, marks and Arabic
 * variants. First those that begin with what was typed, then those with words that do, then those
 * that hold it somewhere; among equals those of the criterion, then those of none, then the ones
 * used oftenest. With nothing typed all are there.
 */
export function findComments<Entry extends BankEntry>(
	entries: readonly Entry[],
	typed: string,
	locale: Locale,
	criterionKey: string | null
): Entry[] {
	const words = wordsOf(typed);
	const ranked = entries.flatMap((entry) => {
		const fit = fitOf(entry.body, words, locale);
		return fit === null ? [] : [{ entry, fit, near: nearness(entry, criterionKey) }];
	});
	return ranked
		.sort((a, b) =>
			words.length === 0
				? a.near - b.near || byUse(a.entry, b.entry)
				: a.fit - b.fit || a.near - b.near || byUse(a.entry, b.entry)
		)
		.map(({ entry }) => entry);
}

/** Used oftenest first; otherwise as they came. */
function byUse(a: BankEntry, b: BankEntry): number {
	return b.usedTimes - a.usedTimes;
}

function nearness({ criterionKey }: BankEntry, wanted: string | null): number {
	if (criterionKey === null) return wanted === null ? 0 : 1;
	return criterionKey === wanted ? 0 : 2;
}

function wordsOf(text: string): string[] {
	return foldForSearch(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The lower the better; null when it is not there. The reader's language comes before the other. */
function fitOf(body: LocalText, words: readonly string[], locale: Locale): number | null {
	const fits = Object.entries(body).flatMap(([lang, text]: [string, string | undefined]) => {
		const fit = text ? fitIn(wordsOf(text), words) : null;
		return fit === null ? [] : [fit * 2 + (lang === locale ? 0 : 1)];
	});
	return fits.length === 0 ? null : Math.min(...fits);
}

function fitIn(there: readonly string[], words: readonly string[]): number | null {
	if (words.every((word, i) => there[i]?.startsWith(word))) return 0;
	if (words.every((word) => there.some((one) => one.startsWith(word)))) return 1;
	return words.every((word) => there.some((one) => one.includes(word))) ? 2 : null;
}

/** Words in a row that a comment may share with a text by chance. */
const byChance = 5;

/**
 * The longest run of words that a comment shares with what a student wrote, as the comment has them;
 * null when it is no longer than chance makes it.
 */
export function sharedWords(comment: string, written: readonly string[]): string | null {
	const own = [...comment.matchAll(/[\p{L}\p{N}\p{M}’']+/gu)];
	const folded = own.map(([word]) => foldForSearch(word));
	const texts = written.map((text) => ` ${wordsOf(text).join(' ')} `);
	const isThere = (from: number, to: number) => {
		const run = wordsOf(folded.slice(from, to).join(' ')).join(' ');
		return run !== '' && texts.some((text) => text.includes(` ${run} `));
	};
	let found: { from: number; to: number } | null = null;
	for (let from = 0; from < own.length; from++) {
		let to: number = from + (found ? found.to - found.from : byChance) + 1;
		for (; to <= own.length && isThere(from, to); to++) found = { from, to };
	}
	const first = found && own[found.from];
	const last = found && own[found.to - 1];
	return first && last ? comment.slice(first.index, last.index + last[0].length) : null;
}
