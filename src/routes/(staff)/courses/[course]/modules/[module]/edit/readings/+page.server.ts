import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { moveSchema, retireSchema } from '$lib/readings/authoring.schema.server';
import { moveReading, readingsToArrange, retireReading } from '$lib/readings/authoring.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	readings: await readingsToArrange(locals.actor, params.module)
});

export const actions: Actions = {
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, moveSchema);
		if (!read.ok) return refuseForm(read.form);
		await moveReading(actor, params.module, read.data.key, read.data.to, now);
		return acceptForm(read.form, m.authoring_reading_moved());
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema);
		if (!read.ok) return refuseForm(read.form);
		const isOut = read.data.to === 'out';
		await retireReading(actor, params.module, read.data.reading, isOut, now);
		return acceptForm(read.form, isOut ? m.authoring_reading_out() : m.authoring_reading_back());
	}
};
