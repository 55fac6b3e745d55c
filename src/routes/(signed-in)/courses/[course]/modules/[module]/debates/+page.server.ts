import { debatesFor } from '$lib/debates/rounds/debates.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	debates: await debatesFor(actor, params.module, now)
});
