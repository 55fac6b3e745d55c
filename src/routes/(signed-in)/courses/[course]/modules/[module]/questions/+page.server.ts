import { isStaff } from '$lib/access/actor';
import { questionSetsIn } from '$lib/questions/set-list.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	sets: await questionSetsIn(actor, params.module, now),
	isStaff: isStaff(actor)
});
