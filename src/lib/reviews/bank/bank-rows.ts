/*
 * What a table of comments says: which column is what, in both languages, and what is wrong with a
 * row by itself. Pure.
 */
import type { RosterLine } from '$lib/courses/roster-rows';
import { foldName } from '$lib/i18n/fold';
import type { LocalText } from '$lib/i18n/local-text';
import type { Criterion } from '../review';
import { longestBankComment } from './bank';
import type { Purpose } from './purpose';

type Column = 'en' | 'ur' | 'criterion' | 'purpose' | 'usedTimes' | 'usedAt';

const headers = {
	en: ['English', 'Comment', 'Comment (English)', 'en', 'انگریزی', 'تبصرہ (انگریزی)'],
	ur: ['Urdu', 'Comment (Urdu)', 'ur', 'اردو', 'تبصرہ', 'تبصرہ (اردو)'],
	criterion: ['Criterion', 'معیار'],
	purpose: ['For', 'Scope', 'کس کے لیے', 'دائرہ'],
	usedTimes: ['Used', 'Times used', 'استعمال'],
	usedAt: ['Last used', 'آخری استعمال']
} as const satisfies Record<Column, readonly string[]>;

/** Of the whole course, of the module. */
const purposes = {
	course: ['course', 'whole course', 'the whole course', 'کورس', 'پورا کورس', 'پورے کورس کے لیے'],
	module: ['module', 'this module', 'ماڈیول', 'یہ ماڈیول', 'اس ماڈیول کے لیے']
} as const;

function lookup<Key extends string>(words: Record<Key, readonly string[]>): Map<string, Key> {
	const pairs = Object.entries<readonly string[]>(words);
	return new Map(pairs.flatMap(([key, all]) => all.map((word) => [foldName(word), key as Key])));
}

const columnByHeader = lookup<Column>(headers);
const purposeByWord = lookup(purposes);

export type BankFault =
	| 'no-words'
	| 'long'
	| 'formula'
	| 'unknown-purpose'
	| 'unknown-criterion'
	| 'criterion-of-course'
	| 'extra-cells'
	| 'full';

export interface BankRow {
	line: number;
	purpose: Purpose;
	body: LocalText;
}
export interface BadBankRow {
	line: number;
	fault: BankFault;
	/** The row as it stands in the file. */
	words: string;
}
export type BankRead =
	| { ok: true; rows: BankRow[]; bad: BadBankRow[]; ignored: string[] }
	| { ok: false; reason: 'no-rows' | 'no-columns' | 'column-twice' };

/** What the first line calls its columns, and what the others say in them. */
export function readBank(
	[head, ...lines]: readonly RosterLine[],
	criteria: readonly Pick<Criterion, 'key' | 'title'>[]
): BankRead {
	if (!head || lines.length === 0) return { ok: false, reason: 'no-rows' };
	const columns = head.cells.map((cell) => columnByHeader.get(foldName(cell)) ?? null);
	if (!columns.includes('en') && !columns.includes('ur'))
		return { ok: false, reason: 'no-columns' };
	const known = columns.filter((column) => column !== null);
	if (new Set(known).size < known.length) return { ok: false, reason: 'column-twice' };
	const ignored = head.cells
		.filter((cell, i) => columns[i] === null && cell.trim() !== '')
		.map((cell) => cell.replace(/\s+/g, ' ').trim().slice(0, 60));
	const rows: BankRow[] = [];
	const bad: BadBankRow[] = [];
	for (const { line, cells } of lines) {
		const read = readRow(cells, columns, criteria);
		if ('fault' in read) bad.push({ line, fault: read.fault, words: inOneLine(cells) });
		else rows.push({ line, ...read });
	}
	return { ok: true, rows, bad, ignored };
}

const inOneLine = (cells: readonly string[]) =>
	cells
		.map((cell) => cell.replace(/\s+/g, ' ').trim())
		.filter(Boolean)
		.join(' · ')
		.slice(0, 200);

/** The sign that our own tables put before what might be taken for a formula goes. */
const cleanCell = (cell: string) => cell.trim().replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '');
const isFormula = (cell: string) => /^\s*[=＝@＠]/.test(cell);

function readRow(
	cells: readonly string[],
	columns: readonly (Column | null)[],
	criteria: readonly Pick<Criterion, 'key' | 'title'>[]
): Omit<BankRow, 'line'> | { fault: BankFault } {
	const raw = (column: Column) => cells[columns.indexOf(column)] ?? '';
	if (cells.slice(columns.length).some((cell) => cell.trim() !== ''))
		return { fault: 'extra-cells' };
	if (isFormula(raw('en')) || isFormula(raw('ur'))) return { fault: 'formula' };
	const [en, ur] = [cleanCell(raw('en')), cleanCell(raw('ur'))];
	if (en === '' && ur === '') return { fault: 'no-words' };
	if (en.length > longestBankComment || ur.length > longestBankComment) return { fault: 'long' };
	const body: LocalText = { ...(en ? { en } : {}), ...(ur ? { ur } : {}) };
	const of = purposeByWord.get(foldName(raw('purpose')));
	if (!of && foldName(raw('purpose')) !== '') return { fault: 'unknown-purpose' };
	const named = cleanCell(raw('criterion'));
	if (named === '') return { body, purpose: { of: of ?? 'module' } };
	if (of === 'course') return { fault: 'criterion-of-course' };
	const found = criteria.filter(
		({ key, title }) =>
			key === named || [title.en, title.ur].some((t) => t && foldName(t) === foldName(named))
	);
	const criterion =
		found.find(({ key }) => key === named) ?? (found.length === 1 ? found[0] : null);
	if (!criterion) return { fault: 'unknown-criterion' };
	return { body, purpose: { of: 'criterion', criterionKey: criterion.key } };
}
