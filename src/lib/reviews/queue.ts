/* Where positions stand in the queue, and the filter that its address holds. Pure. */

/** Each position stands in one place only. */
export const standings = [
	'unmarked',
	'marking',
	'marked',
	'moderation',
	'ready',
	'returned',
	'released'
] as const;
export type Standing = (typeof standings)[number];

export const positionsOnPage = 50;

/** In place of a marker: positions that nobody was given. */
export const nobody = 'none';

export interface QueueFilter {
	/** Null shows all. */
	standing: Standing | null;
	/** Only what came late. */
	late: boolean;
	/** Only what the actor saved last. */
	mine: boolean;
	/** Only what the actor was given to mark. */
	given: boolean;
	sectionId: string | null;
	/** The enrolment of a marker: only what they were given or saved last. Or `nobody`. */
	markerId: string | null;
	/** Only what is to be marked by a second marker, and is not settled. */
	second: boolean;
	/** Only where two markers differ beyond the tolerance. */
	differs: boolean;
	/** The one with this number. */
	place: number | null;
}

const ticks = ['late', 'mine', 'given', 'second', 'differs'] as const;

/** The filter of an address; what it does not know counts as not said. */
export function queueFilter(query: URLSearchParams): QueueFilter {
	const state = query.get('state');
	const ticked = (name: (typeof ticks)[number]) => query.get(name) === 'on';
	const place = /^\d{1,6}$/.exec(query.get('place')?.trim() ?? '');
	return {
		standing: standings.find((s) => s === state) ?? null,
		late: ticked('late'),
		mine: ticked('mine'),
		given: ticked('given'),
		sectionId: query.get('section') || null,
		markerId: query.get('marker') || null,
		second: ticked('second'),
		differs: ticked('differs'),
		place: place ? Number(place[0]) || null : null
	};
}

/** The other way round, without the question mark: empty when nothing is filtered. */
export function filterQuery(filter: QueueFilter): string {
	const query = new URLSearchParams();
	if (filter.standing) query.set('state', filter.standing);
	for (const name of ticks) if (filter[name]) query.set(name, 'on');
	if (filter.sectionId) query.set('section', filter.sectionId);
	if (filter.markerId) query.set('marker', filter.markerId);
	if (filter.place !== null) query.set('place', String(filter.place));
	return query.toString();
}

/** Of an address with it: whoever follows it wants whatever nobody else has open. */
export const takeQuery = 'take=on';
export function isTaking(query: URLSearchParams): boolean {
	return query.get('take') === 'on';
}
