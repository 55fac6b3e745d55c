import { speechFor } from '$lib/debates/boards/boards.server';
import { headingFor } from '$lib/debates/screens/heading';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const asked = { team: url.searchParams.get('team'), phaseKey: params.speech };
	const { here, speech } = await speechFor(actor, address, asked, now);
	const mode = here.standing.seq === 0 ? here.debate.mode : here.standing.mode;
	return { heading: headingFor(actor, here), speech, mode, query: url.search };
};
