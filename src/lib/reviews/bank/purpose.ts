/*
 * What a comment of the bank is for, as forms and addresses say it: `course`, `module`, or a
 * criterion of the module. Pure.
 */

/** A comment for the whole course is for no criterion: those are a module's. */
export type Purpose =
	{ of: 'course' } | { of: 'module' } | { of: 'criterion'; criterionKey: string };

export function purposeIn(given: string): Purpose | null {
	if (given === 'course' || given === 'module') return { of: given };
	const [, criterionKey] = /^criterion:([\w-]{1,60})$/.exec(given) ?? [];
	return criterionKey === undefined ? null : { of: 'criterion', criterionKey };
}

export function purposeText(purpose: Purpose): string {
	return purpose.of === 'criterion' ? `criterion:${purpose.criterionKey}` : purpose.of;
}

export function purposeOf(row: { moduleId: string | null; criterionKey: string | null }): Purpose {
	if (row.moduleId === null) return { of: 'course' };
	return row.criterionKey === null
		? { of: 'module' }
		: { of: 'criterion', criterionKey: row.criterionKey };
}

/** The other way round. */
export function columnsOf(
	purpose: Purpose,
	moduleId: string
): { moduleId: string | null; criterionKey: string | null } {
	return {
		moduleId: purpose.of === 'course' ? null : moduleId,
		criterionKey: purpose.of === 'criterion' ? purpose.criterionKey : null
	};
}

/** What the page of comments shows. */
export interface BankFilter {
	/** Typed into the search. */
	words: string;
	purpose: Purpose | null;
	/** What was taken out, instead of what is used. */
	retired: boolean;
}

/** The filter of an address; what it does not know counts as not said. */
export function bankFilter(query: URLSearchParams): BankFilter {
	return {
		words: (query.get('q') ?? '').slice(0, 100),
		purpose: purposeIn(query.get('for') ?? ''),
		retired: query.get('out') === 'on'
	};
}

/** The other way round, without the question mark: empty when nothing is filtered. */
export function bankQuery({ words, purpose, retired }: BankFilter): string {
	const query = new URLSearchParams();
	if (words) query.set('q', words);
	if (purpose) query.set('for', purposeText(purpose));
	if (retired) query.set('out', 'on');
	return query.toString();
}
