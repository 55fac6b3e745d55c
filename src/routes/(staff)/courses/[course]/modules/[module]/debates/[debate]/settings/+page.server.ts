import { fail } from '@sveltejs/kit';
import { changeDebate, debateToChange } from '$lib/debates/rounds/changing.server';
import { debateSchema } from '$lib/debates/rounds/rounds.schema.server';
import { headingFor } from '$lib/debates/screens/heading';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

const addressOf = (params: { module: string; debate: string }) => ({
	moduleSlug: params.module,
	debateSlug: params.debate
});

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const { here, ...debate } = await debateToChange(actor, addressOf(params), now);
	return { debate, roundId: here.debate.roundId, heading: headingFor(actor, here) };
};

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request }) => {
		const { here } = await debateToChange(actor, addressOf(params), now);
		const read = await readForm(request, debateSchema(here.timeZone), 'debate');
		if (!read.ok) return refuseForm(read.form);
		const motionId = read.data.motionId || here.debate.motionId;
		const saved = await changeDebate(actor, addressOf(params), { ...read.data, motionId }, now);
		if (saved.ok) return acceptForm(read.form, m.rounds_saved());
		if (saved.reason === 'no-motion') return refuseForm(read.form, m.rounds_refused_motion(), 409);
		const values = { ...read.form.values, stamp: saved.stamp };
		return fail(409, { form: { ...read.form, values }, kept: saved.kept });
	}
};
