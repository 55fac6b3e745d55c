/*
 * What a table of points would change: which line is who, which column is what, and what is wrong
 * with a cell by itself. Empty cells change nothing. Pure.
 */
import { foldForSearch, foldName } from '$lib/i18n/fold';
import { locales } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Cell, ItemHere } from './gradebook';
import { readPoints, type TypedPoints } from './totals';

/** A line of the file, as `linesOfRoster` gives it. */
export interface TableLine {
	line: number;
	cells: string[];
}

export interface PersonOnTable {
	enrolmentId: string;
	name: string;
	email: string | null;
	rosterId: string | null;
	/** Whoever left keeps their grades; a table changes them no more. */
	isHere: boolean;
}

export interface KnownCell {
	cell: Cell;
	version: number;
	changedAt: Date | null;
	/** Who changed it last. */
	by: string | null;
}

export interface GradesHere {
	items: readonly ItemHere[];
	people: readonly PersonOnTable[];
	cellOf(enrolmentId: string, itemId: string): KnownCell;
}

/** What stands in a cell, or would. */
export interface Value {
	points: number | null;
	isExcused: boolean;
	/** It is being marked: there may be points that nobody is to know. */
	isMarking: boolean;
}

export interface CellDifference {
	/** Names the cell of the file: line and column. */
	key: string;
	itemId: string;
	enrolmentId: string;
	name: string;
	from: Value;
	to: Value;
	version: number;
	/** It was changed after the file was made. */
	stale: { at: Date; by: string | null } | null;
}

export type CellFault = Extract<TypedPoints, { ok: false }>['reason'] | 'formula';

export interface RefusedCell {
	line: number;
	itemId: string;
	name: string;
	given: string;
	fault: CellFault;
	most: number;
}

export type LineFault =
	'unknown' | 'ambiguous' | 'two-people' | 'twice' | 'left' | 'nobody' | 'extra-cells';

export interface RefusedLine {
	line: number;
	words: string;
	fault: LineFault;
	/** The line that spoke of the same person, where the fault is saying it twice. */
	first?: number;
}

export interface TablePlan {
	changes: CellDifference[];
	refused: RefusedCell[];
	lines: RefusedLine[];
	/** Cells that say what stands there already. */
	same: number;
	/** Columns that are no column here, as the file calls them. */
	unknown: string[];
	/** When the file was made; null where it does not say, so that nothing can be called stale. */
	madeAt: Date | null;
}

export type HeaderFault = 'no-rows' | 'no-people' | 'no-columns' | 'column-twice';
export type TableRead = ({ ok: true } & TablePlan) | { ok: false; reason: HeaderFault };

type Meta = 'key' | 'name' | 'email' | 'rosterId' | 'section' | 'total' | 'made';

const words: Record<Meta, readonly string[]> = {
	key: [],
	name: ['student', 'full name', 'student name', 'طالب علم'],
	email: ['email', 'mail', 'e-mail address', 'email address'],
	rosterId: ['roll', 'roll no', 'student id', 'id number', 'رول نمبر'],
	section: ['section'],
	total: [],
	made: []
};

/** What the columns beside the points are called in a file that is made here. */
export const metaTitle: Record<Meta, typeof m.gradebook_csv_key> = {
	key: m.gradebook_csv_key,
	name: m.gradebook_csv_name,
	email: m.gradebook_csv_email,
	rosterId: m.gradebook_csv_roster_id,
	section: m.gradebook_csv_section,
	total: m.gradebook_csv_total,
	made: m.gradebook_csv_made
};

function metaOf(header: string): Meta | null {
	const folded = foldName(header);
	if (folded === '') return null;
	for (const meta of Object.keys(words) as Meta[]) {
		const titles = locales.map((locale) => metaTitle[meta]({}, { locale }));
		if ([...titles, ...words[meta]].some((title) => foldName(title) === folded)) return meta;
	}
	return null;
}

const keyLength = 8;

/** A short name of a column that stays when its title changes. */
export function keyOfItem(item: { id: string }, items: readonly { id: string }[]): string {
	const short = item.id.slice(-keyLength);
	return items.filter((one) => one.id.endsWith(short)).length === 1 ? short : item.id;
}

/** By the key in brackets, else by a title that is only one column's. */
function itemOf(header: string, items: readonly ItemHere[]): ItemHere | null {
	const key = /\[([\w-]{4,80})\]\s*$/.exec(header)?.[1];
	const keyed = key === undefined ? [] : items.filter((item) => item.id.endsWith(key));
	if (keyed.length === 1) return keyed[0] ?? null;
	if (key !== undefined) return null;
	const folded = foldName(header);
	const titled = items.filter((item) =>
		[item.title.en, item.title.ur].some((title) => title && foldName(title) === folded)
	);
	return folded !== '' && titled.length === 1 ? (titled[0] ?? null) : null;
}

/** One line, trimmed; the sign that tables are given before what they might take for a formula goes. */
const clean = (cell: string) => cell.replace(/\s+/g, ' ').trim();
const unguarded = (cell: string) => clean(cell).replace(/^'(?=[=+\-@])/, '');
const idKey = (id: string) =>
	foldForSearch(id)
		.replace(/\s+/g, '')
		.replace(/^0+(?=\d+$)/, '');

const excusedWords = new Set(
	['ex', 'exempt', ...locales.map((locale) => m.gradebook_csv_excused({}, { locale }))].map(
		foldName
	)
);

/** What the file says, against what stands here. */
export function planTable([head, ...lines]: TableLine[], here: GradesHere): TableRead {
	if (!head || lines.length === 0) return { ok: false, reason: 'no-rows' };
	const headers = head.cells.map(unguarded);
	const metas = headers.map(metaOf);
	const items = headers.map((header, at) => (metas[at] ? null : itemOf(header, here.items)));
	const known = [...metas, ...items.map((item) => item?.id ?? null)].filter((one) => one !== null);
	if (new Set(known).size < known.length) return { ok: false, reason: 'column-twice' };
	if (!metas.some((meta) => meta && ['key', 'name', 'email', 'rosterId'].includes(meta)))
		return { ok: false, reason: 'no-people' };
	if (!items.some((item) => item !== null)) return { ok: false, reason: 'no-columns' };

	const plan: TablePlan = {
		changes: [],
		refused: [],
		lines: [],
		same: 0,
		unknown: headers.filter((header, at) => header !== '' && !metas[at] && !items[at]),
		madeAt: null
	};
	const finder = new Finder(here.people);
	const seen = new Map<string, number>();
	for (const { line, cells } of lines) {
		const of = (meta: Meta) => unguarded(cells[metas.indexOf(meta)] ?? '');
		const shown = cells.map(unguarded).filter(Boolean).join(' · ').slice(0, 120);
		const refuse = (fault: LineFault, first?: number) =>
			plan.lines.push({ line, words: shown, fault, ...(first === undefined ? {} : { first }) });
		if (cells.slice(headers.length).some((cell) => cell.trim() !== '')) {
			refuse('extra-cells');
			continue;
		}
		const found = finder.find({
			key: of('key'),
			rosterId: of('rosterId'),
			email: of('email'),
			name: of('name')
		});
		if (typeof found === 'string') {
			refuse(found);
			continue;
		}
		const first = seen.get(found.enrolmentId);
		if (first !== undefined) {
			refuse('twice', first);
			continue;
		}
		seen.set(found.enrolmentId, line);
		if (!found.isHere) {
			refuse('left');
			continue;
		}
		const madeAt = readMoment(of('made'));
		if (madeAt && (!plan.madeAt || madeAt < plan.madeAt)) plan.madeAt = madeAt;
		for (const [at, item] of items.entries())
			if (item) readCell(plan, here, { line, at, given: cells[at] ?? '', item, found, madeAt });
	}
	return { ok: true, ...plan };
}

function readMoment(text: string): Date | null {
	const at = /^\d{4}-\d\d-\d\dT[\d:.]{5,12}Z$/.test(text) ? new Date(text) : null;
	return at && !Number.isNaN(at.getTime()) ? at : null;
}

function readCell(
	plan: TablePlan,
	here: GradesHere,
	{
		line,
		at,
		given,
		item,
		found,
		madeAt
	}: {
		line: number;
		at: number;
		given: string;
		item: ItemHere;
		found: PersonOnTable;
		madeAt: Date | null;
	}
): void {
	const text = clean(given);
	if (text === '') return;
	const { enrolmentId, name } = found;
	const { cell, version, changedAt, by } = here.cellOf(enrolmentId, item.id);
	const from = valueOf(cell);
	if (text === cellText(cell)) {
		plan.same++;
		return;
	}
	let to: Value;
	if (excusedWords.has(foldName(text))) to = { ...from, isExcused: true };
	else {
		const read = readPoints(text, item.most);
		if (!read.ok) {
			const isFormula = read.reason === 'not-a-number' && /^'?[=+\-@]/.test(text);
			const fault = isFormula ? 'formula' : read.reason;
			const shown = text.slice(0, 40);
			plan.refused.push({ line, itemId: item.id, name, given: shown, fault, most: item.most });
			return;
		}
		to = { points: read.points, isExcused: false, isMarking: false };
	}
	if (to.isExcused === from.isExcused && to.points === from.points) {
		plan.same++;
		return;
	}
	const isStale = madeAt !== null && changedAt !== null && changedAt > madeAt;
	plan.changes.push({
		key: `${line}.${at}`,
		itemId: item.id,
		enrolmentId,
		name,
		from,
		to,
		version,
		stale: isStale ? { at: changedAt, by } : null
	});
}

function valueOf({ points, standing }: Cell): Value {
	return { points, isExcused: standing === 'excused', isMarking: standing === 'marking' };
}

/** As a file says it. */
export function cellText({ points, standing }: Cell): string {
	if (standing === 'excused') return m.gradebook_csv_excused();
	return points === null ? '' : String(points);
}

class Finder {
	private readonly byKey = new Map<string, PersonOnTable>();
	private readonly byRoster = new Map<string, PersonOnTable>();
	private readonly byEmail = new Map<string, PersonOnTable>();
	private readonly byName = new Map<string, PersonOnTable[]>();

	constructor(people: readonly PersonOnTable[]) {
		for (const person of people) {
			this.byKey.set(person.enrolmentId, person);
			if (person.rosterId !== null) this.byRoster.set(idKey(person.rosterId), person);
			if (person.email !== null) this.byEmail.set(person.email.toLowerCase(), person);
			const name = foldName(person.name);
			this.byName.set(name, [...(this.byName.get(name) ?? []), person]);
		}
	}

	/** A name alone is believed only where nobody else has it; beside a number it is not asked. */
	find({
		key,
		rosterId,
		email,
		name
	}: Record<'key' | 'rosterId' | 'email' | 'name', string>): PersonOnTable | LineFault {
		const given = [
			key === '' ? null : (this.byKey.get(key) ?? 'unknown'),
			rosterId === '' ? null : (this.byRoster.get(idKey(rosterId)) ?? 'unknown'),
			email === '' ? null : (this.byEmail.get(email.toLowerCase()) ?? 'unknown')
		].filter((one) => one !== null);
		const people = new Set(given.filter((one) => typeof one !== 'string'));
		if (people.size > 1) return 'two-people';
		const [person] = people;
		if (person) return person;
		if (given.length > 0) return 'unknown';
		if (name === '') return 'nobody';
		const namesakes = this.byName.get(foldName(name)) ?? [];
		if (namesakes.length > 1) return 'ambiguous';
		return namesakes[0] ?? 'unknown';
	}
}
