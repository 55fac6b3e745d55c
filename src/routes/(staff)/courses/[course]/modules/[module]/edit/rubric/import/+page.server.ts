import { fail } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { readRubric, readRubricFile, writeRubric } from '$lib/reviews/rubric-file.server';
import { bringSchema, rubricFileSchema } from '$lib/reviews/rubric.schema.server';
import { rubricFrom, rubricsElsewhere } from '$lib/reviews/rubric-sharing.server';
import { rubricFileFault, rubricSaved } from '$lib/reviews/rubric-words';
import { rubricToEdit, saveRubric } from '$lib/reviews/rubrics.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params, url }) => {
	const from = url.searchParams.get('from');
	const [{ stamp, sheets }, elsewhere] = await Promise.all([
		rubricToEdit(actor, params.module),
		rubricsElsewhere(actor, params.module)
	]);
	const chosen = from ? { from, body: await rubricFrom(actor, params.module, from) } : null;
	return { stamp, sheets, elsewhere, chosen };
};

export const actions: Actions = {
	preview: async ({ locals: { actor }, params, request }) => {
		const { stamp } = await rubricToEdit(actor, params.module);
		const read = await readForm(request, rubricFileSchema, 'file');
		if (!read.ok) return refuseForm(read.form);
		const found = await readRubricFile(read.data.file);
		if (!found.ok) {
			read.form.errors.file = rubricFileFault(found);
			return refuseForm(read.form);
		}
		const values = { rubric: writeRubric(found.body), stamp };
		const form: FormState = { ...read.form, id: 'seen', values };
		return { form, seen: found.body };
	},
	apply: async ({ locals: { actor, now }, params, request }) => {
		await rubricToEdit(actor, params.module);
		const read = await readForm(request, bringSchema, 'file');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const found = data.from
			? { ok: true as const, body: await rubricFrom(actor, params.module, data.from) }
			: readRubric(data.rubric);
		if (!found.ok) return refuseForm(form, rubricFileFault(found));
		const wish = { body: found.body, stamp: data.stamp };
		const saved = await saveRubric(actor, params.module, wish, now);
		if (saved.ok) return acceptForm(form, rubricSaved(saved) ?? m.authoring_rubric_brought());
		// Somebody changed the rubric since: looked at again, it builds on what there is now.
		const values = { ...form.values, stamp: saved.stamp };
		const message = m.authoring_rubric_moved();
		const seen: FormState = { ...form, id: 'seen', values, message, tone: 'alert' };
		return fail(409, { form: seen, seen: found.body });
	}
};
