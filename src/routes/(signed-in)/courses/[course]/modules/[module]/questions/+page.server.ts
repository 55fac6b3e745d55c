import { isStaff } from '$lib/access/actor';
import { questionSetsIn, setsTakenOut } from '$lib/questions/set-list.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	sets: await questionSetsIn(actor, params.module, now),
	takenOut: await setsTakenOut(actor, params.module),
	isStaff: isStaff(actor)
});
