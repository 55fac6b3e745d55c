import { glossaryFor } from '$lib/modules/modules.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	terms: await glossaryFor(locals.actor, params.module)
});
