/* The figures as tables for the terminal and for docs/scale.md. */
import type { Anchored } from './anchoring';
import type { Killed } from '../reliability/killing';
import type { Heard } from './debate';
import type { Growth } from './growth';
import type { Compared } from './load';
import type { NotesCost } from './notes';
import type { PhonePage, Scripts } from './phone';

/** Columns are as wide as what stands in them; the first is words, the rest are figures. */
export function table(head: string[], rows: (string | number)[][]): string {
	const cells = [head, ...rows.map((row) => row.map(String))];
	const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
	const line = (row: string[]) =>
		`| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
	const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
	const [first = [], ...rest] = cells;
	return ['', line(first), rule, ...rest.map(line), ''].join('\n');
}

const ms = (value: number | null) =>
	value === null ? '–' : value < 10 ? value.toFixed(2) : value.toFixed(1);
const met = (isMet: boolean) => (isMet ? '✓' : '✗');
const whole = (value: number) => Math.round(value).toString();

export function comparedTable(results: Compared[]): string {
	return table(
		[
			'what',
			'conn.',
			'req/s',
			'bare',
			'ratio',
			'wanted',
			'p50 ms',
			'bare',
			'p99 ms',
			'bare',
			'CPU ms',
			'bare',
			'bytes',
			'failed'
		],
		results.map(({ what, connections, site, bare, ratio, least }) => [
			what,
			connections,
			whole(site.perSecond),
			whole(bare.perSecond),
			ratio.toFixed(3),
			`${least.toFixed(2)} ${met(ratio >= least && site.failed + bare.failed === 0)}`,
			ms(site.p50),
			ms(bare.p50),
			ms(site.p99),
			ms(bare.p99),
			ms(site.cpu),
			ms(bare.cpu),
			site.bytes,
			site.failed + bare.failed
		])
	);
}

/** @param few what the small one has, and `many` the large one */
export function growthTable(results: Growth[], few: string, many: string): string {
	return table(
		['page', `p50 ms, ${few}`, many, 'ratio', 'at most'],
		results.map(({ page, few: small, many: large, ratio, most }) => [
			page,
			ms(small),
			ms(large),
			ratio.toFixed(2),
			`${most.toFixed(1)} ${met(ratio <= most)}`
		])
	);
}

export function notesTable(results: NotesCost[], few: number, many: number): string {
	return table(
		['what', `p50 ms, ${few} notes`, `${many} notes`, 'ratio', 'at most'],
		results.map(({ what, few: small, many: large, ratio, most }) => [
			what,
			ms(small),
			ms(large),
			ratio.toFixed(2),
			most === null ? '–' : `${most.toFixed(1)} ${met(ratio <= most)}`
		])
	);
}

export function phoneTable(results: PhonePage[]): string {
	return table(
		['page', 'script KB', 'at most', 'all KB', 'first paint ms', 'largest ms', 'text first'],
		results.map(({ page, script, most, everything, firstPaint, largestPaint, textFirst }) => [
			page,
			script.toFixed(1),
			`${most} ${met(script <= most)}`,
			whole(everything),
			whole(firstPaint),
			whole(largestPaint),
			textFirst ? 'yes ✓' : 'no ✗'
		])
	);
}

export function anchoredTable(results: Anchored[]): string {
	return table(
		['placed in a changed text', 'notes', 'fastest ms', 'slowest ms', 'at most', 'as'],
		results.map(({ what, notes, least, most, wanted, states }) => [
			what,
			notes,
			whole(least),
			whole(most),
			`${wanted} ${met(most <= wanted)}`,
			Object.entries(states)
				.map(([state, n]) => `${n} ${state}`)
				.join(', ')
		])
	);
}

export const scriptsLine = ({ pages, page, script, most }: Scripts) =>
	`Of ${pages} pages the one with the most script is ${page}: ${script.toFixed(1)} KB of ${most} ${met(script <= most)}`;

export function killedTable(rounds: Killed[]): string {
	const sum = (of: (round: Killed) => number) => rounds.reduce((all, round) => all + of(round), 0);
	const broken = rounds.filter(({ integrity }) => integrity !== 'ok').length;
	return table(
		['killed', 'saves acknowledged', 'lost', 'unasked', 'damaged files'],
		[
			[
				`${rounds.length} times`,
				sum((round) => round.acknowledged),
				sum((round) => round.lost),
				sum((round) => round.unasked),
				broken
			]
		]
	);
}

/** @param most how many times the p99 of the second row the first may be; null: it is not compared */
export function heardTable(rows: Heard[], most: number | null): string {
	const [first, second] = rows;
	const ratio = first && second && second.p99 > 0 ? first.p99 / second.p99 : null;
	const compared =
		most === null || ratio === null ? '–' : `${ratio.toFixed(2)} of ${most} ${met(ratio <= most)}`;
	return table(
		['who hears', 'lines', 'events', 'p50 ms', 'p99 ms', 'ratio', 'move ms', 'KB a line'],
		rows.map(({ name, lines, events, p50, p99, acknowledged, memory }, i) => [
			name,
			lines,
			events,
			ms(p50),
			ms(p99),
			i === 0 ? compared : '',
			ms(acknowledged),
			memory === null ? '–' : memory.toFixed(1)
		])
	);
}
