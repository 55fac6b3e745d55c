/* Which notes of a module are asked for, as an address says it. Pure. */
export const whose = ['all', 'mine', 'others'] as const;
export const states = ['all', 'open', 'resolved'] as const;

export interface NoteFilter {
	/** Slug; empty: every reading. */
	reading: string;
	/** Id; empty: every tag, and none. */
	tag: string;
	whose: (typeof whose)[number];
	state: (typeof states)[number];
	/** Id; what was written for this group alone. */
	group: string;
	page: number;
}

export function readFilter(asked: URLSearchParams): NoteFilter {
	return {
		reading: asked.get('reading') ?? '',
		tag: asked.get('tag') ?? '',
		whose: whose.find((one) => one === asked.get('whose')) ?? 'all',
		state: states.find((one) => one === asked.get('state')) ?? 'all',
		group: asked.get('group') ?? '',
		page: Number(asked.get('page')) || 1
	};
}

/** The query that leads to another page of the same notes. */
export function filterQuery(filter: NoteFilter, page: number): string {
	const { reading, tag, group } = filter;
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries({ reading, tag, group }))
		if (value) query.set(name, value);
	if (filter.whose !== 'all') query.set('whose', filter.whose);
	if (filter.state !== 'all') query.set('state', filter.state);
	if (page > 1) query.set('page', String(page));
	return `?${query}`;
}
