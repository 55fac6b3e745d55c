import { sectionsIn } from '$lib/courses/people.server';
import { requestFilter } from '$lib/reviews/regrading/regrade';
import { requestsFor } from '$lib/reviews/regrading/requests.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params, url }) => {
	const filter = requestFilter(url.searchParams);
	const [list, sections] = await Promise.all([
		requestsFor(actor, params.module, filter),
		sectionsIn(actor)
	]);
	return {
		...list,
		filter,
		sections: sections.map(({ id, name }) => ({ value: id, label: name }))
	};
};
