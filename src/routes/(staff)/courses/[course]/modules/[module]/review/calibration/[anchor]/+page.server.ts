import { anchorFor } from '$lib/reviews/calibrating/calibrating.server';
import { rateOnPage } from '$lib/reviews/calibrating/rating-action.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now, locale }, params, url }) => ({
	anchor: await anchorFor(actor, params.module, params.anchor, locale, now),
	isAgain: url.searchParams.has('again')
});

export const actions: Actions = {
	rate: ({ locals: { actor, now, locale }, params, request, url }) =>
		rateOnPage({ actor, now, locale, params, request, url })
};
