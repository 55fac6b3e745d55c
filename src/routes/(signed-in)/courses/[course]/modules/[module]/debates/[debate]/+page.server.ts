import { debateHere } from '$lib/debates/room/finding.server';
import { moveAction } from '$lib/debates/room/move-action.server';
import { liveOf } from '$lib/debates/room/reading.server';
import { headingFor } from '$lib/debates/screens/heading';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const here = await debateHere(actor, address, now);
	return { heading: headingFor(actor, here), live: await liveOf(actor, here, now) };
};

export const actions: Actions = { move: moveAction };
