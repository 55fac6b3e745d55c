import { anchorsToRate } from '$lib/reviews/calibrating/calibrating.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	toRate: await anchorsToRate(actor, params.module, now)
});
