/*
 * What stands in a cell of the gradebook, and how its page is narrowed and ordered. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { dueFor, type Extension } from '$lib/modules/deadline';
import type { Counted } from './totals';

export interface ItemHere extends Counted {
	subjectId: string;
	module: { id: string; slug: string; title: LocalText };
	title: LocalText;
	/** Of the class; a person may have another. */
	dueAt: Date | null;
	graceMinutes: number;
	/** Who wrote what stays unknown until it is released. */
	hidesNames: boolean;
}

export interface Plan {
	dropLowestSets: number;
	showsTotal: boolean;
	version: number;
}

/**
 * released, hidden: there are points, and the student sees them or not. marking: handed in, and the
 * points are not there yet, or nobody is to know whose they are. missing: due, and nothing was handed
 * in. none: nothing yet. excused: it does not count for this person.
 */
export type Standing = 'released' | 'hidden' | 'marking' | 'missing' | 'none' | 'excused';

export interface Cell {
	/** Null also where points are there, but nobody is to know whose they are. */
	points: number | null;
	standing: Standing;
	isOverridden?: true;
	isLate?: true;
}

export interface CellFacts {
	grade: {
		points: number | null;
		state: 'hidden' | 'released';
		isOverridden: boolean;
		isExcused: boolean;
		wasDeducted: boolean;
	} | null;
	handedIn: { isLate: boolean } | null;
	extension: Extension | null;
	extraHours: number;
}

/** Points of a position whose writer is hidden from markers tell nobody who got what. */
export function isWithheld(
	item: Pick<ItemHere, 'hidesNames'>,
	grade: { state: 'hidden' | 'released'; isOverridden: boolean } | null
): boolean {
	return item.hidesNames && grade !== null && grade.state === 'hidden' && !grade.isOverridden;
}

export function cellOf(
	item: Pick<ItemHere, 'hidesNames' | 'dueAt' | 'graceMinutes'>,
	{ grade, handedIn, extension, extraHours }: CellFacts,
	now: Date
): Cell {
	const points = grade && !isWithheld(item, grade) ? grade.points : null;
	// The queue says which position was late: beside a name that would tell whose it is.
	const tellsLate = !item.hidesNames || grade?.state === 'released';
	const isLate = tellsLate && ((handedIn?.isLate ?? false) || (grade?.wasDeducted ?? false));
	const marks = {
		...(grade?.isOverridden ? { isOverridden: true as const } : {}),
		...(isLate ? { isLate: true as const } : {})
	};
	if (grade?.isExcused) return { points, standing: 'excused', ...marks };
	if (grade && points !== null) return { points, standing: grade.state, ...marks };
	if (handedIn || isHeld(grade)) return { points: null, standing: 'marking', ...marks };
	const due = dueFor({ dueAt: item.dueAt, extension, extraHours });
	const isDue = due !== null && now.getTime() > due.getTime() + (item.graceMinutes + 1) * 60_000;
	return { points: null, standing: isDue ? 'missing' : 'none', ...marks };
}

/** There are points that are not shown here. */
function isHeld(grade: CellFacts['grade']): boolean {
	return grade !== null && grade.points !== null;
}

/** What the total of staff counts of a cell. */
export function countedPoints(cell: Cell | undefined): number | null {
	return cell && cell.standing !== 'excused' ? cell.points : null;
}

export const onlyOnes = ['missing', 'overridden'] as const;
export const orders = ['name', 'total', 'lowest'] as const;

export interface GradebookFilter {
	search: string;
	sectionId: string | null;
	/** Slug of the module whose columns are shown; null for all. */
	module: string | null;
	only: (typeof onlyOnes)[number] | null;
	order: (typeof orders)[number];
	page: number;
}

/** The filter of an address; what it does not know counts as not said. */
export function gradebookFilter(query: URLSearchParams): GradebookFilter {
	const page = Number(query.get('page') ?? '1');
	return {
		search: (query.get('search') ?? '').trim().slice(0, 100),
		sectionId: query.get('section')?.slice(0, 80) || null,
		module: query.get('module')?.slice(0, 80) || null,
		only: onlyOnes.find((one) => one === query.get('only')) ?? null,
		order: orders.find((one) => one === query.get('sort')) ?? 'name',
		page: Number.isSafeInteger(page) && page > 0 ? page : 1
	};
}

/** The address of a view, without what is usual; with its question mark, or empty. */
export function filterQuery({
	search,
	sectionId,
	module,
	only,
	order,
	page
}: GradebookFilter): string {
	const query = new URLSearchParams({
		...(search ? { search } : {}),
		...(sectionId ? { section: sectionId } : {}),
		...(module ? { module } : {}),
		...(only ? { only } : {}),
		...(order === 'name' ? {} : { sort: order }),
		...(page > 1 ? { page: String(page) } : {})
	}).toString();
	return query ? `?${query}` : '';
}
