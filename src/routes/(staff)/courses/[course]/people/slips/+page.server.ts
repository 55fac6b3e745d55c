import { makeClassSlips, slipChoices } from '$lib/courses/class-slips.server';
import { slipsSchema } from '$lib/courses/roster.schema.server';
import { slipsRefusal } from '$lib/courses/wording';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now } }) => ({
	choices: await slipChoices(actor),
	since: now.getTime()
});

export const actions: Actions = {
	default: async ({ locals: { actor, now }, request, url }) => {
		const read = await readForm(request, slipsSchema);
		if (!read.ok) return refuseForm(read.form);
		const { whose, since, lang } = read.data;
		const made = await makeClassSlips(actor, { whose, since, origin: url.origin }, now);
		if (!made.ok) return refuseForm(read.form, slipsRefusal(made), 409);
		return { form: null, slips: made, lang };
	}
};
