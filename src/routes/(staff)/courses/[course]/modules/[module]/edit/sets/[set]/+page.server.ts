import { fail, redirect } from '@sveltejs/kit';
import { courseFor } from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import {
	makeSet,
	moduleToEdit,
	retireSet,
	saveSet,
	setToEdit
} from '$lib/questions/authoring-sets.server';
import { moveQuestion } from '$lib/questions/authoring.server';
import { placeSchema, retireSchema, setSchema } from '$lib/questions/authoring.schema.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';

/** `new` in the address is a set that is not there yet. */
export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const { moduleId } = await moduleToEdit(actor, params.module);
	const isNew = params.set === 'new';
	return {
		set: isNew ? null : await setToEdit(actor, params.module, params.set),
		index: await readingIndex(actor, moduleId)
	};
};

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const { timeZone } = await courseFor(actor);
		const read = await readForm(request, setSchema(timeZone), 'set');
		if (!read.ok) return refuseForm(read.form);
		const { stamp, reading: readingId, ...rest } = read.data;
		const words = { ...rest, readingId };
		if (params.set === 'new') {
			const made = await makeSet(actor, params.module, words, now);
			if (made.ok) redirect(303, url.pathname.replace(/new$/, made.slug));
			read.form.errors.closesAt = m.questions_staff_closes_before_due();
			return refuseForm(read.form, m.forms_check_fields());
		}
		const saved = await saveSet(actor, params.module, params.set, words, stamp, now);
		if (saved.ok) return acceptForm(read.form, m.authoring_saved());
		if (saved.reason === 'conflict') {
			read.form.values.stamp = saved.stamp;
			return fail(409, { form: read.form, kept: saved.kept });
		}
		read.form.errors.closesAt = m.questions_staff_closes_before_due();
		return refuseForm(read.form, m.forms_check_fields());
	},
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, placeSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		await setToEdit(actor, params.module, params.set);
		await moveQuestion(actor, params.module, read.data.id, read.data.to === 'up' ? -1 : 1, now);
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		await setToEdit(actor, params.module, params.set);
		await retireSet(actor, params.module, read.data.id, read.data.retired === 'yes', now);
	}
};
