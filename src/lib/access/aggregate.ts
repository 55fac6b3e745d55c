/*
 * The one rule by which class figures are shown. Opinions are sensitive: nothing under five people,
 * and no cell of one to four. Cells stand in fixed pairs (three at the end of an odd row): a pair
 * that holds a small cell is hidden whole, and when it has fewer than five people together, so is
 * the rest. Which cell of a pair was the small one then follows from nothing that is shown; choosing
 * the second cell by its size would give it away. Figures are refreshed in steps of five people
 * only, so that no two of them differ by fewer. Pure.
 */
export const fewest = 5;

export type Aggregate =
	{ shown: false } | { shown: true; people: number; cells: (number | null)[] };

/** @returns the counts with `null` for every cell that must not be shown. */
export function aggregate(counts: readonly number[]): Aggregate {
	const people = total(counts);
	if (people < fewest) return { shown: false };
	const pairs = inPairs(counts);
	const isHidden = (pair: number[]) => pair.some((n) => n > 0 && n < fewest);
	const hidesAll = pairs.some((pair) => isHidden(pair) && total(pair) < fewest);
	return {
		shown: true,
		people,
		cells: pairs.flatMap((pair) => pair.map((n) => (hidesAll || isHidden(pair) ? null : n)))
	};
}

function total(counts: readonly number[]): number {
	return counts.reduce((sum, n) => sum + n, 0);
}

function inPairs(counts: readonly number[]): number[][] {
	const pairs: number[][] = [];
	for (let i = 0; i < counts.length; i += 2) {
		const isOddEnd = i + 3 === counts.length;
		pairs.push(counts.slice(i, isOddEnd ? i + 3 : i + 2));
		if (isOddEnd) break;
	}
	return pairs;
}

/**
 * Whether a figure of `people` may replace the one last shown: at every fifth person, and at the
 * end only when at least five more people stand in it.
 */
export function mayRefresh(people: number, lastShown: number, isClosing: boolean): boolean {
	if (people < fewest || people - lastShown < fewest) return false;
	return isClosing || people % fewest === 0;
}
