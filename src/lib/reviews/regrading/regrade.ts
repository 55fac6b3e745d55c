/*
 * Asking to have a grade looked at again: for how long one may, and since when a grade is out. Pure.
 */
export const requestStates = ['open', 'settled', 'withdrawn'] as const;
export type RequestState = (typeof requestStates)[number];
export type Outcome = 'changed' | 'unchanged';
export type EntryKind = 'asked' | 'reply' | 'settled' | 'reopened' | 'withdrawn';

/** Letters at most. */
export const longestReason = 2000;

/** A request about the whole of an item. */
export const whole = '';

const day = 24 * 60 * 60 * 1000;

export interface Released {
	/** Of the versions of a grade, in their order. */
	state: string;
	at: Date;
}

/** Since when the grade has been out without a break; null while it is not. */
export function releasedSince(history: readonly Released[]): Date | null {
	let since: Date | null = null;
	for (const { state, at } of history) since = state === 'released' ? (since ?? at) : null;
	return since;
}

export interface Asking {
	/** Days after release within which one may ask; 0: never. */
	days: number;
	releasedAt: Date | null;
	/** For this person; null without a date. */
	dueAt: Date | null;
	/** Something was handed in, or it is nothing that is handed in. */
	isThere: boolean;
}

export type Window =
	| { isOpen: true; until: Date | null }
	| { isOpen: false; why: 'never' | 'over' | 'not-yet'; until: Date | null };

/** What was not released may be asked about once it was due: perhaps nobody has marked it. */
export function windowOf({ days, releasedAt, dueAt, isThere }: Asking, now: Date): Window {
	if (days <= 0) return { isOpen: false, why: 'never', until: null };
	if (releasedAt) {
		const until = new Date(releasedAt.getTime() + days * day);
		return now <= until ? { isOpen: true, until } : { isOpen: false, why: 'over', until };
	}
	const isDue = dueAt ? now > dueAt : isThere;
	return isDue ? { isOpen: true, until: null } : { isOpen: false, why: 'not-yet', until: null };
}

export interface RequestFilter {
	/** Null shows all. */
	state: RequestState | null;
	sectionId: string | null;
	page: number;
}

export const requestsOnPage = 50;

/** The filter of an address: open ones unless it says otherwise. */
export function requestFilter(query: URLSearchParams): RequestFilter {
	const state = query.get('state');
	const page = query.get('page') ?? '';
	return {
		state: state === 'all' ? null : (requestStates.find((s) => s === state) ?? 'open'),
		sectionId: query.get('section') || null,
		page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1
	};
}

/** The other way round, with the question mark. */
export function requestQuery({ state, sectionId, page }: RequestFilter): string {
	const query = new URLSearchParams({ state: state ?? 'all', page: String(page) });
	if (sectionId) query.set('section', sectionId);
	return `?${query}`;
}
