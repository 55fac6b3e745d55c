/*
 * What one sheet takes over from several: the words of markers where a rule settles their levels, and
 * what a moderator begins with where people do. Pure.
 */
import type { PositionPart } from '$lib/positions/position';
import { mostPins } from '../pins';
import { longestComment, type Pin, type RubricBody, type SheetWriting } from '../review';

/** One marker's words where they left any, else the next one's. */
export function wordsOfFirst(sheets: readonly SheetWriting[]): Omit<SheetWriting, 'levels'> {
	const comments: Record<string, string> = {};
	for (const sheet of sheets)
		for (const [part, words] of Object.entries(sheet.comments)) comments[part] ??= words;
	return {
		comments,
		overall: sheets.find((s) => s.overall !== '')?.overall ?? '',
		pins: sheets.find((s) => s.pins.length > 0)?.pins ?? []
	};
}

/** Every marker's words below each other; what is too long together, the first one's. */
function together(words: readonly string[], most: number): string {
	const said = [...new Set(words.filter((w) => w !== ''))];
	const all = said.join('\n\n');
	return all.length <= most ? all : (said[0] ?? '');
}

/** A pin says of whom it is, so that two of the same name do not meet on one sheet. */
export function pinsOfAll(sheets: readonly SheetWriting[]): Pin[] {
	return sheets
		.flatMap(({ pins }, i) =>
			pins.map((pin) => ({ ...pin, id: `${i + 1}-${pin.id}`.slice(0, 40) }))
		)
		.slice(0, mostPins);
}

/** Levels where all gave the same, and all words. */
export function begunWith(
	rubric: RubricBody,
	parts: readonly PositionPart[],
	sheets: readonly SheetWriting[]
): SheetWriting {
	const [first] = sheets;
	const equal = rubric.criteria.flatMap(({ key }): [string, number | null][] => {
		const points = first?.levels[key];
		return points !== undefined && sheets.every((s) => s.levels[key] === points)
			? [[key, points]]
			: [];
	});
	return {
		levels: Object.fromEntries(equal),
		comments: Object.fromEntries(
			parts.flatMap((part): [string, string][] => {
				const words = together(
					sheets.map((s) => s.comments[part] ?? ''),
					longestComment.part
				);
				return words === '' ? [] : [[part, words]];
			})
		),
		overall: together(
			sheets.map((s) => s.overall),
			longestComment.overall
		),
		pins: pinsOfAll(sheets)
	};
}
