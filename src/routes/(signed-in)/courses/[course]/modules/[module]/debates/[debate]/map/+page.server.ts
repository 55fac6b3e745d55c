import { debateHere } from '$lib/debates/room/finding.server';
import { liveOf } from '$lib/debates/room/reading.server';
import { headingFor } from '$lib/debates/screens/heading';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const here = await debateHere(actor, address, now);
	return { locale, heading: headingFor(actor, here), live: await liveOf(actor, here, now) };
};
