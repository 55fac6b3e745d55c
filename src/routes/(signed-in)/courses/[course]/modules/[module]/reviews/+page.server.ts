import { redirect } from '@sveltejs/kit';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { takeRefusal } from '$lib/reviews/peers/names';
import { pressSchema } from '$lib/reviews/peers/peers.schema.server';
import { ownReviewsFor } from '$lib/reviews/peers/reviews.server';
import { takeNext } from '$lib/reviews/peers/taking.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	reviews: await ownReviewsFor(actor, params.module, now)
});

export const actions: Actions = {
	take: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, pressSchema, 'take');
		if (!read.ok) return refuseForm(read.form);
		const taken = await takeNext(actor, params.module, now);
		if (!taken.ok) return refuseForm(read.form, takeRefusal[taken.reason](), 409);
		redirect(303, `${url.pathname}/${taken.ref}`);
	}
};
