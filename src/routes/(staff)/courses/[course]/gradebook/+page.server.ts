import { gradebookFilter } from '$lib/gradebook/gradebook';
import { gradebookFor } from '$lib/gradebook/gradebook.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, url }) => {
	const filter = gradebookFilter(url.searchParams);
	return { filter, gradebook: await gradebookFor(actor, filter, now) };
};
