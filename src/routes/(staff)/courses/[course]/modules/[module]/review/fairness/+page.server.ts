import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { againSchema } from '$lib/reviews/fairness/fairness.schema.server';
import { fairnessFor } from '$lib/reviews/fairness/fairness.server';
import { markSampleAgain } from '$lib/reviews/fairness/sampling.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	fairness: await fairnessFor(actor, params.module, now)
});

export const actions: Actions = {
	again: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, againSchema, 'again');
		if (!read.ok) return refuseForm(read.form);
		const n = await markSampleAgain(actor, params.module, read.data.count, now);
		if (n === 0) return refuseForm(read.form, m.fairness_again_none(), 409);
		return acceptForm(read.form, m.fairness_again_done({ n }));
	}
};
