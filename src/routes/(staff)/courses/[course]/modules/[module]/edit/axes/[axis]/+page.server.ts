import { fail, redirect } from '@sveltejs/kit';
import { authorize, membershipOf } from '$lib/access/refuse';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { readingIndex } from '$lib/readings/readings.server';
import { axisToEdit, makeAxis, retireAxis, saveAxis } from '$lib/stances/authoring.server';
import { axisSchema, retireSchema } from '$lib/stances/authoring.schema.server';
import type { Actions, PageServerLoad } from './$types';

async function indexOf(actor: App.Locals['actor'], module: string) {
	authorize(actor, 'module.edit', { courseId: membershipOf(actor).courseId });
	const { id } = await moduleFor(actor, module);
	return readingIndex(actor, id);
}

/** `new` in the address is an axis that is not there yet. */
export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	index: await indexOf(actor, params.module),
	axis: params.axis === 'new' ? null : await axisToEdit(actor, params.module, params.axis)
});

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const index = await indexOf(actor, params.module);
		const read = await readForm(request, axisSchema(index.map((r) => r.key)), 'axis');
		if (!read.ok) return refuseForm(read.form);
		if (params.axis === 'new') {
			await makeAxis(actor, params.module, read.data.body, now);
			redirect(303, url.pathname.replace(/\/new$/, ''));
		}
		const saved = await saveAxis(actor, params.module, params.axis, read.data, now);
		if (saved.ok)
			return acceptForm(
				read.form,
				saved.stays > 0 ? m.authoring_axes_forked({ n: saved.stays }) : m.authoring_saved()
			);
		const values = { ...read.form.values, stamp: saved.stamp };
		return fail(409, { form: { ...read.form, values }, kept: saved.kept });
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		await retireAxis(actor, params.module, params.axis, read.data.retired === 'yes', now);
	}
};
