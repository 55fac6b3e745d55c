import { timelineFor } from '$lib/modules/modules.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	items: await timelineFor(locals.actor, params.module)
});
