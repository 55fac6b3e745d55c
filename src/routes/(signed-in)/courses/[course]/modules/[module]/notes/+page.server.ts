import { moduleNotes } from '$lib/annotations/browsing.server';
import { readFilter } from '$lib/annotations/filter';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const filter = readFilter(url.searchParams);
	return { filter, notes: await moduleNotes(actor, params.module, filter, now) };
};
