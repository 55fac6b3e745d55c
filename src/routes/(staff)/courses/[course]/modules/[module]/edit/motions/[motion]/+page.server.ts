import { fail, redirect } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { makeMotion, motionToEdit, retireMotion, saveMotion } from '$lib/positions/motions.server';
import { motionSchema, retireSchema } from '$lib/positions/motions.schema.server';
import { moduleToEdit } from '$lib/questions/authoring-sets.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';

/** `new` in the address is a motion that is not there yet. */
export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const { moduleId } = await moduleToEdit(actor, params.module);
	const isNew = params.motion === 'new';
	return {
		index: await readingIndex(actor, moduleId),
		motion: isNew ? null : await motionToEdit(actor, params.module, params.motion)
	};
};

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const { moduleId } = await moduleToEdit(actor, params.module);
		const schema = motionSchema(await readingIndex(actor, moduleId));
		const read = await readForm(request, schema, 'motion');
		if (!read.ok) return refuseForm(read.form);
		if (params.motion === 'new') {
			await makeMotion(actor, params.module, read.data.body, now);
			redirect(303, url.pathname.replace(/\/new$/, ''));
		}
		const saved = await saveMotion(actor, params.module, params.motion, read.data, now);
		if (saved.ok)
			return acceptForm(
				read.form,
				saved.stays > 0 ? m.authoring_motions_forked({ n: saved.stays }) : m.authoring_saved()
			);
		const values = { ...read.form.values, stamp: saved.stamp };
		return fail(409, { form: { ...read.form, values }, kept: saved.kept });
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		const isRetired = read.data.retired === 'yes';
		const done = await retireMotion(actor, params.module, params.motion, isRetired, now);
		if (!done.ok) return refuseForm(read.form, m.authoring_motions_stays(), 409);
	}
};
