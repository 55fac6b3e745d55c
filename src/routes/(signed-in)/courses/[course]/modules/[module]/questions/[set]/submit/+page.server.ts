import { fail, redirect } from '@sveltejs/kit';
import { refusal } from '$lib/questions/names';
import { setToAnswer } from '$lib/questions/answering.server';
import { questionSetFor } from '$lib/questions/questions.server';
import { submitSet } from '$lib/questions/submitting.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const address = { moduleSlug: params.module, setSlug: params.set };
	// Only whoever answers here has anything to hand in.
	await setToAnswer(actor, address);
	return { set: await questionSetFor(actor, address, now) };
};

export const actions: Actions = {
	default: async ({ locals: { actor, now }, params, url }) => {
		const address = { moduleSlug: params.module, setSlug: params.set };
		const handedIn = await submitSet(actor, await setToAnswer(actor, address), now);
		if (handedIn.ok) redirect(303, url.pathname.replace(/\/submit$/, '#receipt'));
		const message = refusal[handedIn.reason]();
		return fail(409, { reason: handedIn.reason, message });
	}
};
