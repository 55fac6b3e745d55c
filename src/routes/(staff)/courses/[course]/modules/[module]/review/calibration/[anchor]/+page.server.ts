import { authorize, membershipOf } from '$lib/access/refuse';
import { anchorFor } from '$lib/reviews/calibrating/calibrating.server';
import { rateOnPage } from '$lib/reviews/calibrating/rating-action.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now, locale }, params, url }) => {
	authorize(actor, 'review.read', { courseId: membershipOf(actor).courseId });
	const anchor = await anchorFor(actor, params.module, params.anchor, locale, now);
	return { anchor, isAgain: url.searchParams.has('again') };
};

export const actions: Actions = {
	rate: ({ locals: { actor, now, locale }, params, request, url }) =>
		rateOnPage({ actor, now, locale, params, request, url })
};
