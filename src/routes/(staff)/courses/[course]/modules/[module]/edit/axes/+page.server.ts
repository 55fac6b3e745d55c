import { readForm, refuseForm } from '$lib/forms/read.server';
import { axesToEdit, moveAxis } from '$lib/stances/authoring.server';
import { placeSchema } from '$lib/stances/authoring.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	axes: await axesToEdit(locals.actor, params.module)
});

export const actions: Actions = {
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, placeSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		await moveAxis(actor, params.module, read.data.key, read.data.to === 'up' ? -1 : 1, now);
	}
};
