/* What purposes, refusals and faults of the comment bank are called. Messages only. */
import { localText, plainText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Criterion } from '../review';
import { unreadableRoster } from '$lib/courses/roster-words';
import type { BankUnreadable } from './bank-csv.server';
import type { BankFault } from './bank-rows';
import type { CommentRefusal } from './comments.server';
import { purposeText, type Purpose } from './purpose';

type Named = Pick<Criterion, 'key' | 'title'>;

export function purposeName(purpose: Purpose, criteria: readonly Named[], locale: Locale): string {
	if (purpose.of === 'course') return m.bank_for_course();
	if (purpose.of === 'module') return m.bank_for_module();
	const { criterionKey } = purpose;
	const criterion = criteria.find(({ key }) => key === criterionKey);
	return criterion
		? localText(criterion.title, locale).text
		: m.bank_for_gone({ key: criterionKey });
}

/** @param kept is offered too, also when its criterion is gone */
export function purposeOptions(
	criteria: readonly Named[],
	locale: Locale,
	kept?: Purpose
): { value: string; label: string }[] {
	const all: Purpose[] = [
		{ of: 'course' },
		{ of: 'module' },
		...criteria.map(({ key }): Purpose => ({ of: 'criterion', criterionKey: key }))
	];
	if (kept?.of === 'criterion' && !criteria.some(({ key }) => key === kept.criterionKey))
		all.push(kept);
	return all.map((purpose) => ({
		value: purposeText(purpose),
		label:
			purpose.of === 'criterion'
				? m.bank_for_criterion({ title: purposeName(purpose, criteria, locale) })
				: purposeName(purpose, criteria, locale)
	}));
}

export function commentRefusal(refusal: CommentRefusal): string {
	switch (refusal.reason) {
		case 'twice':
			return m.bank_refused_twice();
		case 'full':
			return m.bank_refused_full({ most: refusal.most });
		case 'no-criterion':
			return m.bank_refused_no_criterion();
		case 'repeats':
			return m.bank_refused_repeats({ words: refusal.words });
	}
}

export const bankFault: Record<BankFault, () => string> = {
	'no-words': m.bank_fault_no_words,
	long: m.bank_fault_long,
	formula: m.bank_fault_formula,
	'unknown-purpose': m.bank_fault_unknown_purpose,
	'unknown-criterion': m.bank_fault_unknown_criterion,
	'criterion-of-course': m.bank_fault_criterion_of_course,
	'extra-cells': m.bank_fault_extra_cells,
	full: m.bank_fault_full
};

/** The criterion as a table names it: by its title, or its key where another is called the same. */
export function criterionCell(key: string, criteria: readonly Named[], locale: Locale): string {
	const title = (one: Named) => plainText(one.title, locale);
	const own = criteria.find((one) => one.key === key);
	const isAlone = own && criteria.filter((one) => title(one) === title(own)).length === 1;
	return isAlone ? title(own) : key;
}

/** Why nothing at all of a table can be used. */
export function unreadableBank(fault: BankUnreadable): string {
	switch (fault.reason) {
		case 'no-rows':
			return m.bank_import_no_rows();
		case 'no-columns':
			return m.bank_import_no_columns();
		case 'column-twice':
			return m.bank_import_column_twice();
		default:
			return unreadableRoster(fault);
	}
}
