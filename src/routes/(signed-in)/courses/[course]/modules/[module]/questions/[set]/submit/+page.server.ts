import { fail, redirect } from '@sveltejs/kit';
import { readForm } from '$lib/forms/read.server';
import { refusal } from '$lib/questions/names';
import { setToAnswer } from '$lib/questions/answering.server';
import { questionSetFor } from '$lib/questions/questions.server';
import { submitSchema } from '$lib/questions/set.schema.server';
import { submitSet } from '$lib/questions/submitting.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const address = { moduleSlug: params.module, setSlug: params.set };
	// Only whoever answers here has anything to hand in.
	await setToAnswer(actor, address);
	return { set: await questionSetFor(actor, address, now) };
};

export const actions: Actions = {
	default: async ({ locals: { actor, now }, params, request, url }) => {
		const address = { moduleSlug: params.module, setSlug: params.set };
		const set = await setToAnswer(actor, address);
		const read = await readForm(request, submitSchema);
		const seen = read.ok && read.data.asked ? read.data.asked : undefined;
		const deviceAt = read.ok ? read.data.device : null;
		const handedIn = await submitSet(actor, set, now, seen, deviceAt);
		if (handedIn.ok) redirect(303, url.pathname.replace(/\/submit$/, '#receipt'));
		const message = refusal[handedIn.reason]();
		return fail(409, { reason: handedIn.reason, message });
	}
};
