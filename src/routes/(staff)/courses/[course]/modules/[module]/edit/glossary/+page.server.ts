import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { moveSchema } from '$lib/readings/authoring.schema.server';
import { glossaryToEdit, moveTerm } from '$lib/readings/glossary-editing.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	terms: await glossaryToEdit(locals.actor, params.module)
});

export const actions: Actions = {
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, moveSchema);
		if (!read.ok) return refuseForm(read.form);
		await moveTerm(actor, params.module, read.data.key, read.data.to, now);
		return acceptForm(read.form, m.authoring_reading_moved());
	}
};
