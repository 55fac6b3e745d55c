import { fail } from '@sveltejs/kit';
import { changeRows } from '$lib/forms/rows';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { rubricSaved } from '$lib/reviews/rubric-words';
import { rubricSchema } from '$lib/reviews/rubric.schema.server';
import { rubricToEdit, saveRubric } from '$lib/reviews/rubrics.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	rubric: await rubricToEdit(locals.actor, params.module)
});

export const actions: Actions = {
	arrange: async ({ locals: { actor }, params, request }) => {
		await rubricToEdit(actor, params.module);
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw.rows);
		const message = m.authoring_rows_changed();
		return { form: { id: 'rubric', values, errors: {}, message, tone: 'info' as const } };
	},
	save: async ({ locals: { actor, now }, params, request }) => {
		await rubricToEdit(actor, params.module);
		const read = await readForm(request, rubricSchema, 'rubric');
		if (!read.ok) return refuseForm(read.form);
		const saved = await saveRubric(actor, params.module, read.data, now);
		if (saved.ok) return acceptForm(read.form, rubricSaved(saved) ?? m.authoring_saved());
		const values = { ...read.form.values, stamp: saved.stamp };
		return fail(409, { form: { ...read.form, values }, kept: saved.kept });
	}
};
