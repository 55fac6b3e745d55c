/* What the gradebook's columns, states, reasons and refusals are called. Each has its words in one place. */
import { unreadableRoster } from '$lib/courses/roster-words';
import type { RosterUnreadable } from '$lib/courses/roster-file.server';
import { number } from '$lib/i18n/format';
import type { GradeReason } from '$lib/modules/grades.server';
import { m } from '$lib/paraglide/messages';
import type { CellFault, HeaderFault, RefusedLine, Value } from './changes';
import type { Cell, GradebookFilter, ItemHere, Plan, Standing } from './gradebook';
import type { TypedPoints } from './totals';

export const kindName: Record<ItemHere['kind'], () => string> = {
	set: m.gradebook_kind_set,
	position: m.gradebook_kind_position,
	reviewing: m.gradebook_kind_reviewing,
	debate: m.gradebook_kind_debate,
	hand: m.gradebook_kind_hand
};

export const standingName: Record<Standing, () => string> = {
	released: m.gradebook_standing_released,
	hidden: m.gradebook_standing_hidden,
	marking: m.gradebook_standing_marking,
	missing: m.gradebook_standing_missing,
	none: m.gradebook_standing_none,
	excused: m.gradebook_standing_excused
};

export const reasonName: Record<GradeReason, () => string> = {
	marking: m.gradebook_why_marking,
	release: m.gradebook_why_release,
	hand: m.gradebook_why_hand,
	csv: m.gradebook_why_csv,
	regrade: m.gradebook_why_regrade,
	late: m.gradebook_why_late
};

export const onlyName: Record<NonNullable<GradebookFilter['only']>, () => string> = {
	missing: m.gradebook_only_missing,
	overridden: m.gradebook_only_overridden
};

export const orderName: Record<GradebookFilter['order'], () => string> = {
	name: m.gradebook_order_name,
	total: m.gradebook_order_total,
	lowest: m.gradebook_order_lowest
};

/** `78.5 %`; a dash while nothing counts. */
export function shareText(share: number | null): string {
	return share === null ? '–' : m.gradebook_percent({ n: number(Math.round(share * 1000) / 10) });
}

export function cellRefusal(
	reason: Extract<TypedPoints, { ok: false }>['reason'],
	most: number
): string {
	switch (reason) {
		case 'comma':
			return m.gradebook_fault_comma();
		case 'not-a-number':
			return m.gradebook_fault_number();
		case 'decimals':
			return m.gradebook_fault_decimals();
		case 'negative':
			return m.gradebook_fault_negative();
		case 'too-many':
			return m.gradebook_fault_too_many({ most: number(most) });
	}
}

export function cellFault({ fault, most }: { fault: CellFault; most: number }): string {
	return fault === 'formula' ? m.gradebook_fault_formula() : cellRefusal(fault, most);
}

const lineFaults: Record<RefusedLine['fault'], (first: number) => string> = {
	unknown: () => m.gradebook_line_unknown(),
	ambiguous: () => m.gradebook_line_ambiguous(),
	'two-people': () => m.gradebook_line_two_people(),
	twice: (first) => m.gradebook_line_twice({ first }),
	left: () => m.gradebook_line_left(),
	nobody: () => m.gradebook_line_nobody(),
	'extra-cells': () => m.gradebook_line_extra_cells()
};

export const lineFault = ({ fault, first }: RefusedLine) => lineFaults[fault](first ?? 0);

export function unreadableTable(fault: RosterUnreadable | { reason: HeaderFault }): string {
	switch (fault.reason) {
		case 'no-rows':
			return m.gradebook_import_no_rows();
		case 'no-people':
			return m.gradebook_import_no_people();
		case 'no-columns':
			return m.gradebook_import_no_columns();
		case 'column-twice':
			return m.gradebook_import_column_twice();
		default:
			return unreadableRoster(fault);
	}
}

/** A value before or after, as the preview says it. */
export function valueText({ points, isExcused, isMarking }: Value): string {
	if (isExcused) return m.gradebook_standing_excused();
	if (points !== null) return number(points);
	return isMarking ? m.gradebook_standing_marking() : m.gradebook_empty();
}

/** What stands in a cell, in words. */
export function cellWords({ points, standing }: Cell): string {
	if (points === null) return standingName[standing]();
	return standing === 'excused' ? m.gradebook_standing_excused() : number(points);
}

export function columnMoved({ weight, isDropped }: ItemHere): string {
	return m.gradebook_column_moved({
		weight: number(weight),
		counts: isDropped ? m.gradebook_column_is_dropped() : m.gradebook_column_counts()
	});
}

export function planMoved({ dropLowestSets, showsTotal }: Plan): string {
	return m.gradebook_plan_moved({
		n: dropLowestSets,
		total: showsTotal ? m.gradebook_plan_total_shown() : m.gradebook_plan_total_hidden()
	});
}
