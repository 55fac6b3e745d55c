/*
 * Where a class marks a text, and which paragraphs each side's positions cite. People are counted,
 * never notes. A figure is kept as it stood when it was last made: of the first five, ten, fifteen …
 * people in the order in which they began, and made again only when that number grows, or when five
 * of them have added something since; so no two figures differ by fewer than five people. What is
 * shown of a figure goes through `aggregate()`. Pure.
 */
import { aggregate, fewest, mayRefresh } from '$lib/access/aggregate';

/** What one person did with a text. */
export interface Contribution {
	person: string;
	/** When they began and when they last added something, in ms. */
	first: number;
	last: number;
	paragraphs: string[];
	/** Paragraphs by tag; nothing for citations. */
	byTag: Record<string, string[]>;
}

export interface CountedPlaces {
	people: number;
	/** How many people, by paragraph; those that nobody used are absent. */
	paragraphs: Record<string, number>;
}

/** Kept, never shown as it is. */
export interface Figure extends CountedPlaces {
	/** When it was made, in ms. */
	at: number;
	tags: Record<string, CountedPlaces>;
}

/** The figure to keep now: the one there is while too few have done anything since. */
export function renewed(
	contributions: readonly Contribution[],
	kept: Figure | null,
	now: number
): Figure | null {
	const people = contributions.length - (contributions.length % fewest);
	const since = kept ? contributions.filter(({ last }) => last > kept.at).length : 0;
	const grows = mayRefresh(people, kept?.people ?? 0, false);
	if (people < fewest || (!grows && since < fewest)) return kept;
	const counted = [...contributions]
		.sort((a, b) => a.first - b.first || (a.person < b.person ? -1 : 1))
		.slice(0, people);
	const tags: Figure['tags'] = {};
	for (const tag of new Set(counted.flatMap(({ byTag }) => Object.keys(byTag)))) {
		const wearing = counted.flatMap(({ byTag }) => (byTag[tag] ? [byTag[tag]] : []));
		tags[tag] = { people: wearing.length, paragraphs: countPeople(wearing) };
	}
	return { at: now, people, paragraphs: countPeople(counted.map((c) => c.paragraphs)), tags };
}

/** How many of the lists name each paragraph. */
function countPeople(lists: readonly string[][]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const list of lists)
		for (const paragraph of new Set(list)) counts[paragraph] = (counts[paragraph] ?? 0) + 1;
	return counts;
}

/** Null: not to be shown, because a few did it or a few did not. */
export type Cell = number | null;

export interface Marks {
	people: number;
	of(paragraph: string): Cell;
	/** Tags that somebody used, as far as that may be said. */
	tags: { id: string; people: Cell; of(paragraph: string): Cell }[];
}

/** Null while fewer than five people have marked anything. */
export function shownMarks(figure: Figure | null): Marks | null {
	if (!figure || figure.people < fewest) return null;
	const { people } = figure;
	const of =
		({ paragraphs }: CountedPlaces) =>
		(paragraph: string) =>
			cell(paragraphs[paragraph] ?? 0, people);
	return {
		people,
		of: of(figure),
		tags: Object.entries(figure.tags).map(([id, counted]) => ({
			id,
			people: cell(counted.people, people),
			of: of(counted)
		}))
	};
}

function cell(n: number, people: number): Cell {
	const shown = aggregate([n, people - n]);
	return shown.shown ? (shown.cells[0] ?? null) : null;
}

export type Citing =
	| { by: 'sides'; people: { for: number; against: number }; of(p: string): [Cell, Cell] }
	| { by: 'all'; people: number; of(p: string): [Cell] };

export interface CitingFigures {
	for: Figure | null;
	against: Figure | null;
	/** Of every position, also of those between the two. */
	all: Figure | null;
}

/**
 * Each side apart where both have five positions or more; then the number of all is not shown beside
 * them, because what is left over would be those between. Else all together, or nothing.
 */
export function shownCiting(kept: CitingFigures): Citing | null {
	const { for: pro, against: con, all } = kept;
	const n = (figure: Figure, p: string) => figure.paragraphs[p] ?? 0;
	if (pro && con && pro.people >= fewest && con.people >= fewest)
		return {
			by: 'sides',
			people: { for: pro.people, against: con.people },
			of(p) {
				const shown = aggregate([
					n(pro, p),
					pro.people - n(pro, p),
					n(con, p),
					con.people - n(con, p)
				]);
				return shown.shown ? [shown.cells[0] ?? null, shown.cells[2] ?? null] : [null, null];
			}
		};
	if (!all || all.people < fewest) return null;
	return { by: 'all', people: all.people, of: (p) => [cell(n(all, p), all.people)] };
}
