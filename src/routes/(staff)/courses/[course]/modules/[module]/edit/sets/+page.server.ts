import { readForm, refuseForm } from '$lib/forms/read.server';
import { moveSet, setsToEdit } from '$lib/questions/authoring-sets.server';
import { placeSchema } from '$lib/questions/authoring.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	sets: await setsToEdit(locals.actor, params.module)
});

export const actions: Actions = {
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, placeSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		await moveSet(actor, params.module, read.data.id, read.data.to === 'up' ? -1 : 1, now);
	}
};
