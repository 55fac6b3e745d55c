import { chooseAction } from '$lib/debates/groups/choice-action.server';
import { choiceFor } from '$lib/debates/groups/groups.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { moveAction } from '$lib/debates/room/move-action.server';
import { liveOf } from '$lib/debates/room/reading.server';
import { headingFor } from '$lib/debates/screens/heading';
import { citeAction } from '$lib/debates/written/cite-action.server';
import { writingFor } from '$lib/debates/written/writing.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const here = await debateHere(actor, address, now);
	const [live, writing, choice] = await Promise.all([
		liveOf(actor, here, now),
		writingFor(actor, here, now),
		choiceFor(actor, here)
	]);
	return { heading: headingFor(actor, here), live, writing, choice };
};

export const actions: Actions = { move: moveAction, cite: citeAction, choose: chooseAction };
