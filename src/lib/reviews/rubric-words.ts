/* What the faults, files and changes of a rubric are called. Messages only. */
import { plainText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { mostOf, type Criterion, type RubricLevel } from './review';
import { mostCriterionPoints, type RubricFault, type RubricPart } from './rubric';
import type { RubricFileFault } from './rubric-file.server';

export const rubricFaultName: Record<RubricFault, () => string> = {
	'no-criteria': m.authoring_rubric_no_criteria,
	'key-twice': m.authoring_questions_key_twice,
	both: m.authoring_rubric_both,
	'few-levels': m.authoring_rubric_few_levels,
	'same-points': m.authoring_rubric_same_points,
	'no-points': m.authoring_rubric_no_points,
	'range-order': m.authoring_rubric_range_order,
	overlap: m.authoring_rubric_overlap,
	step: m.authoring_rubric_step
};

export function rubricFileFault(fault: RubricFileFault): string {
	switch (fault.reason) {
		case 'empty':
			return m.authoring_rubric_file_empty();
		case 'too-large':
			return m.authoring_rubric_file_large();
		case 'not-json':
			return m.authoring_rubric_file_not_json();
		case 'foreign':
			return m.authoring_rubric_file_foreign();
		case 'newer':
			return m.authoring_rubric_file_newer();
		case 'shape':
			return m.authoring_rubric_file_shape({ place: fault.place, most: mostCriterionPoints });
		case 'fault':
			return m.authoring_rubric_file_fault({ place: fault.place, fault: fault.message });
	}
}

export const rubricPartName: Record<RubricPart, () => string> = {
	title: m.authoring_rubric_part_title,
	rule: m.authoring_rubric_part_rule,
	notes: m.authoring_rubric_part_notes,
	halves: m.authoring_rubric_part_halves,
	mayLeaveOut: m.authoring_rubric_part_leave_out,
	order: m.authoring_rubric_part_order,
	weight: m.authoring_rubric_part_weight,
	points: m.authoring_rubric_part_points,
	words: m.authoring_rubric_part_words
};

/** `3–4 Secure`, where a level is a range. */
export function rangeName({ from, points, label }: RubricLevel, locale: Locale): string {
	const words = plainText(label, locale);
	return from === undefined
		? m.reviews_level({ points, label: words })
		: m.authoring_rubric_range({ from, points, label: words });
}

/** Of a criterion whose points are free. */
export function freePoints(criterion: Criterion): string {
	return m.authoring_rubric_free_points({ most: mostOf(criterion) });
}

/** That there is a new version now, and what stays with the one before; null where there is none. */
export function rubricSaved({ isNew, stays }: { isNew: boolean; stays: number }): string | null {
	if (!isNew) return null;
	return stays > 0 ? m.authoring_rubric_forked({ n: stays }) : m.authoring_rubric_forked_alone();
}
