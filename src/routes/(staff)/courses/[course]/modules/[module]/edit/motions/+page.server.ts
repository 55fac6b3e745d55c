import { readForm, refuseForm } from '$lib/forms/read.server';
import { leadMotion, motionsToEdit, moveMotion } from '$lib/positions/motions.server';
import { placeSchema } from '$lib/positions/motions.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	motions: await motionsToEdit(locals.actor, params.module)
});

export const actions: Actions = {
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, placeSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { key, to } = read.data;
		if (to === 'lead') await leadMotion(actor, params.module, key, now);
		else await moveMotion(actor, params.module, key, to === 'up' ? -1 : 1, now);
	}
};
