import { redirect } from '@sveltejs/kit';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { removeSchema, termSchema } from '$lib/readings/authoring.schema.server';
import { readingsToArrange } from '$lib/readings/authoring.server';
import { removeTerm, saveTerm, termToEdit } from '$lib/readings/glossary-editing.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	term: params.term === 'new' ? null : await termToEdit(actor, params.module, params.term),
	readings: await readingsToArrange(actor, params.module)
});

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const key = params.term === 'new' ? null : params.term;
		if (key !== null) await termToEdit(actor, params.module, key);
		const read = await readForm(request, termSchema);
		if (!read.ok) return refuseForm(read.form);
		const saved = await saveTerm(actor, params.module, key, read.data, now);
		if (saved.ok) redirect(303, url.pathname.replace(/\/[^/]+$/, ''));
		return saved.reason === 'conflict'
			? refuseForm(read.form, m.authoring_conflict(), 409)
			: refuseForm({ ...read.form, errors: { readings: m.forms_unknown_choice() } });
	},
	remove: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, removeSchema);
		if (!read.ok) return refuseForm(read.form);
		await removeTerm(actor, params.module, read.data.key, now);
		redirect(303, url.pathname.replace(/\/[^/]+$/, ''));
	}
};
