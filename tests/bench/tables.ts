/* The figures as tables for the terminal and for docs/scale.md. */
import type { PageResult } from './pages';

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
const whole = (value: number) => Math.round(value).toString();

export function pagesTable(results: PageResult[]): string {
	return table(
		[
			'page',
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
		results.map(({ page, connections, site, bare, ratio, least }) => [
			page,
			connections,
			whole(site.perSecond),
			whole(bare.perSecond),
			ratio.toFixed(3),
			`${least.toFixed(2)} ${ratio >= least ? '✓' : '✗'}`,
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
