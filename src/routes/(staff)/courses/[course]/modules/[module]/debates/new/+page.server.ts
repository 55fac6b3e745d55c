import { redirect } from '@sveltejs/kit';
import { choicesFor } from '$lib/debates/rounds/choices.server';
import { planRefusal } from '$lib/debates/rounds/names';
import { planRound } from '$lib/debates/rounds/planning.server';
import { roundSchema } from '$lib/debates/rounds/rounds.schema.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => ({
	choices: await choicesFor(actor, params.module, now),
	format: url.searchParams.get('format')
});

export const actions: Actions = {
	default: async ({ locals: { actor, now }, params, request, url }) => {
		const { timeZone } = await choicesFor(actor, params.module, now);
		const read = await readForm(request, roundSchema(timeZone), 'round');
		if (!read.ok) return refuseForm(read.form);
		const planned = await planRound(actor, { ...read.data, moduleSlug: params.module }, now);
		if (!planned.ok) return refuseForm(read.form, planRefusal[planned.reason](), 409);
		redirect(303, url.pathname.replace(/\/new$/, `/rounds/${planned.roundId}`));
	}
};
