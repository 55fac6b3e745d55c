/* What the figures of a paragraph are called, and how long their bars are. */
import { m } from '$lib/paraglide/messages';
import type { Cell } from './heat';
import type { HeatPage, HeatParagraph } from './heat.server';

export interface HeatLine {
	kind: 'marked' | 'for' | 'against' | 'all';
	words: string;
	/** 0 to 1; 0 where no number is shown. */
	share: number;
}

export function linesAt(paragraph: HeatParagraph, heat: Pick<HeatPage, 'marked' | 'citing'>) {
	const lines: HeatLine[] = [];
	const { citing } = heat;
	if (heat.marked !== null)
		lines.push(
			line('marked', paragraph.marked, heat.marked, {
				some: m.heat_marked_by,
				none: m.heat_marked_none,
				hidden: m.heat_marked_hidden
			})
		);
	const [first = null, second = null] = paragraph.cited;
	if (citing?.by === 'all')
		lines.push(
			line('all', first, citing.people, {
				some: m.heat_cited_all,
				none: m.heat_cited_nobody_all,
				hidden: m.heat_cited_all_hidden
			})
		);
	if (citing?.by !== 'sides') return lines;
	if (first === 0 && second === 0)
		return [...lines, { kind: 'all' as const, words: m.heat_cited_nobody(), share: 0 }];
	lines.push(
		line('for', first, citing.for, {
			some: m.heat_cited_for,
			none: m.heat_cited_for_none,
			hidden: m.heat_cited_for_hidden
		}),
		line('against', second, citing.against, {
			some: m.heat_cited_against,
			none: m.heat_cited_against_none,
			hidden: m.heat_cited_against_hidden
		})
	);
	return lines;
}

function line(
	kind: HeatLine['kind'],
	n: Cell,
	all: number,
	words: {
		some: (given: { n: number; all: number }) => string;
		none: () => string;
		hidden: () => string;
	}
): HeatLine {
	if (n === null) return { kind, words: words.hidden(), share: 0 };
	if (n === 0) return { kind, words: words.none(), share: 0 };
	return { kind, words: words.some({ n, all }), share: n / all };
}

/** A cell of a table. */
export function cellWords(n: Cell, all: number): string {
	return n === null ? m.heat_hidden() : m.heat_of({ n, all });
}
