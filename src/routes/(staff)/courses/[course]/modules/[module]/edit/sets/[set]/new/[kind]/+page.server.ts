import { redirect } from '@sveltejs/kit';
import { notFound } from '$lib/access/refuse';
import { changeRows } from '$lib/forms/rows';
import { fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { newBody } from '$lib/questions/authoring';
import { moduleToEdit, setToEdit } from '$lib/questions/authoring-sets.server';
import { makeQuestion } from '$lib/questions/authoring.server';
import { questionSchema } from '$lib/questions/authoring.schema.server';
import { questionKinds } from '$lib/questions/question';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';

const kindIn = (name: string) => questionKinds.find((kind) => kind === name) ?? notFound();

export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const { moduleId } = await moduleToEdit(actor, params.module);
	const { slug, title } = await setToEdit(actor, params.module, params.set);
	const body = newBody(kindIn(params.kind));
	return { set: { slug, title }, body, index: await readingIndex(actor, moduleId) };
};

export const actions: Actions = {
	arrange: async ({ locals: { actor }, params, request }) => {
		await setToEdit(actor, params.module, params.set);
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw.rows);
		const message = m.authoring_rows_changed();
		return { form: { id: 'question', values, errors: {}, message, tone: 'info' as const } };
	},
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const { moduleId } = await moduleToEdit(actor, params.module);
		const schema = questionSchema(kindIn(params.kind), await readingIndex(actor, moduleId));
		const read = await readForm(request, schema, 'question');
		if (!read.ok) return refuseForm(read.form);
		await makeQuestion(actor, params.module, params.set, read.data.body, now);
		redirect(303, url.pathname.replace(/\/new\/\w+$/, ''));
	}
};
