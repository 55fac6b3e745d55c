import { redirect } from '@sveltejs/kit';
import { clientFrom, keepSession } from '$lib/accounts/cookies.server';
import { slipName, useSlip } from '$lib/accounts/slips.server';
import { refusalOf, statusOf } from '$lib/accounts/words';
import { refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals: { actor, now } }) => ({
	name: await slipName(actor, params.token, now)
});

export const actions: Actions = {
	default: async (event) => {
		const { actor, now } = event.locals;
		const done = await useSlip(actor, event.params.token, clientFrom(event), now);
		const form = { id: 'form', values: {}, errors: {} };
		if (!done.ok) return refuseForm(form, refusalOf(done), statusOf(done));
		keepSession(event.cookies, done);
		redirect(303, done.kept ? '/account/erase' : '/courses');
	}
};
