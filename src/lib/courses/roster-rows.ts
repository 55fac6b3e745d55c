/*
 * What a list of people from a file or a table says: which column is what, in both languages, and
 * what is wrong with a row by itself. Pure.
 */
import type { CourseRole } from '$lib/access/actor';
import { foldName } from '$lib/i18n/fold';

export const mostRows = 2000;
/** Letters of a line of the file with everything in it. */
export const longestRow = 4000;

export type RosterColumn = 'name' | 'given' | 'family' | 'email' | 'rosterId' | 'section' | 'role';

const headers: Record<RosterColumn, readonly string[]> = {
	name: [
		'name',
		'student name',
		'full name',
		'student',
		'participant',
		'نام',
		'پورا نام',
		'نام طالب علم',
		'طالب علم کا نام',
		'طالب علم'
	],
	given: ['first name', 'given name', 'forename', 'پہلا نام'],
	family: ['last name', 'surname', 'family name', 'خاندانی نام', 'آخری نام'],
	email: [
		'email',
		'e-mail',
		'email address',
		'e-mail address',
		'mail',
		'ای میل',
		'ای میل پتا',
		'ای میل پتہ',
		'برقی پتا'
	],
	rosterId: [
		'id',
		'id no',
		'id number',
		'student id',
		'student no',
		'student number',
		'roll',
		'roll no',
		'roll number',
		'reg no',
		'registration no',
		'registration number',
		'admission no',
		'gr no',
		'رول نمبر',
		'رول',
		'شناختی نمبر',
		'رجسٹریشن نمبر',
		'داخلہ نمبر'
	],
	section: ['section', 'group', 'class', 'section name', 'حصہ', 'سیکشن', 'گروپ', 'گروہ', 'جماعت'],
	role: ['role', 'حیثیت', 'کردار']
};

const roles: Record<CourseRole, readonly string[]> = {
	student: ['student', 'learner', 'طالب علم', 'طالبہ', 'طالب'],
	instructor: ['instructor', 'teacher', 'استاد', 'معلم', 'معلمہ'],
	assistant: ['assistant', 'ta', 'teaching assistant', 'معاون'],
	observer: ['observer', 'مبصر']
};

function lookup<Key extends string>(words: Record<Key, readonly string[]>): Map<string, Key> {
	const pairs = Object.entries<readonly string[]>(words);
	return new Map(pairs.flatMap(([key, all]) => all.map((word) => [foldName(word), key as Key])));
}

const columnByHeader = lookup(headers);
const roleByWord = lookup(roles);

export interface RosterLine {
	/** In the file, from 1. */
	line: number;
	cells: string[];
}

export interface RosterRow {
	line: number;
	/** Empty when the row gives none. */
	name: string;
	email: string | null;
	rosterId: string | null;
	section: string | null;
	role: CourseRole | null;
	/** The row as it stands in the file. */
	words: string;
}

export type RowFault =
	| 'no-name'
	| 'long-name'
	| 'not-an-email'
	| 'long-id'
	| 'long-section'
	| 'unknown-role'
	| 'extra-cells'
	| 'twice'
	| 'two-people'
	| 'other-email'
	| 'ambiguous'
	| 'is-staff'
	| 'role-differs'
	| 'instructor'
	| 'needs-email'
	| 'name-taken'
	| 'no-letters';

export interface BadRow {
	kind: 'bad';
	line: number;
	fault: RowFault;
	words: string;
	/** The line that said it first, where the fault is saying it twice. */
	first?: number;
}

export type HeaderFault = 'no-rows' | 'no-columns' | 'column-twice';

export type RosterRead =
	| { ok: true; rows: RosterRow[]; bad: BadRow[]; ignored: string[] }
	| { ok: false; reason: HeaderFault };

/** What the first line calls its columns, and what the others say in them. */
export function readRoster([head, ...lines]: RosterLine[]): RosterRead {
	if (!head || lines.length === 0) return { ok: false, reason: 'no-rows' };
	const columns = head.cells.map((cell) => columnByHeader.get(foldName(cell)) ?? null);
	const known = columns.filter((column) => column !== null);
	if (!known.some((column) => ['name', 'given', 'family', 'email'].includes(column)))
		return { ok: false, reason: 'no-columns' };
	if (new Set(known).size < known.length) return { ok: false, reason: 'column-twice' };
	const ignored = head.cells.filter((cell, i) => columns[i] === null && cell.trim() !== '');
	const rows: RosterRow[] = [];
	const bad: BadRow[] = [];
	for (const line of lines) {
		const row = readRow(line, columns);
		if (row.fault === null) rows.push(row.row);
		else bad.push({ kind: 'bad', line: line.line, fault: row.fault, words: row.row.words });
	}
	return { ok: true, rows, bad, ignored: ignored.map((cell) => cleanCell(cell)) };
}

/** One line, trimmed; the sign that our own lists put before what a table might take for a formula goes. */
function cleanCell(cell: string): string {
	return cell
		.replace(/\s+/g, ' ')
		.trim()
		.replace(/^'(?=[=+\-@＝＋－＠])/, '');
}

function readRow(
	{ line, cells }: RosterLine,
	columns: (RosterColumn | null)[]
): { row: RosterRow; fault: RowFault | null } {
	const of = (column: RosterColumn) => {
		const at = columns.indexOf(column);
		return at < 0 ? '' : cleanCell(cells[at] ?? '');
	};
	const roleWord = of('role');
	const role = roleWord === '' ? null : roleByWord.get(foldName(roleWord));
	const row: RosterRow = {
		line,
		name: of('name') || `${of('given')} ${of('family')}`.trim(),
		email:
			of('email')
				.replace(/^mailto:/i, '')
				.toLowerCase() || null,
		rosterId: of('rosterId') || null,
		section: of('section') || null,
		role: role ?? null,
		words: cells.map(cleanCell).filter(Boolean).join(' · ').slice(0, 200)
	};
	const isExtra = cells.slice(columns.length).some((cell) => cell.trim() !== '');
	return {
		row,
		fault: isExtra ? 'extra-cells' : role === undefined ? 'unknown-role' : faultOf(row)
	};
}

function faultOf({ name, email, rosterId, section }: RosterRow): RowFault | null {
	if (name === '' && email === null) return 'no-name';
	if (name.length > 80) return 'long-name';
	if (email !== null && !isAddress(email)) return 'not-an-email';
	if ((rosterId?.length ?? 0) > 40) return 'long-id';
	if ((section?.length ?? 0) > 60) return 'long-section';
	return null;
}

const isAddress = (email: string) =>
	email.length <= 254 && /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(email);
