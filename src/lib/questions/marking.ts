/* How the marking list is looked at; the address carries it. Pure. */
export interface MarkingView {
	page: number;
	unmarkedOnly: boolean;
	showNames: boolean;
}

/** What an address does not say is the first page of all answers, without names. */
export function marksView(query: URLSearchParams): MarkingView {
	const page = Number(query.get('page'));
	return {
		page: Number.isInteger(page) && page > 0 && page < 1e6 ? page : 1,
		unmarkedOnly: query.get('show') === 'unmarked',
		showNames: query.get('names') === 'shown'
	};
}

/** The query of the same list looked at in another way; empty for the plain view. */
export function viewQuery(view: MarkingView): string {
	const query = new URLSearchParams();
	if (view.unmarkedOnly) query.set('show', 'unmarked');
	if (view.showNames) query.set('names', 'shown');
	if (view.page > 1) query.set('page', String(view.page));
	const text = query.toString();
	return text ? `?${text}` : '';
}

/** The page before and after one, where there is one. */
export function neighboursOf(page: number, pages: number): { before?: number; after?: number } {
	return {
		...(page > 1 ? { before: page - 1 } : {}),
		...(page < pages ? { after: page + 1 } : {})
	};
}
