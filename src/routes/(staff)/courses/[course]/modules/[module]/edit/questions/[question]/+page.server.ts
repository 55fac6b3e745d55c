import { fail, redirect } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { changeRows } from '$lib/forms/rows';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { moduleToEdit } from '$lib/questions/authoring-sets.server';
import {
	moveQuestionTo,
	questionToEdit,
	retireQuestion,
	saveQuestion
} from '$lib/questions/authoring.server';
import { moveSchema, questionKindIn, retireSchema } from '$lib/questions/authoring.schema.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const { moduleId } = await moduleToEdit(actor, params.module);
	const [question, index] = await Promise.all([
		questionToEdit(actor, params.module, params.question),
		readingIndex(actor, moduleId)
	]);
	return { question, index };
};

export const actions: Actions = {
	arrange: async ({ locals: { actor }, params, request }) => {
		await questionToEdit(actor, params.module, params.question);
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw.rows);
		const message = m.authoring_rows_changed();
		return { form: { id: 'question', values, errors: {}, message, tone: 'info' as const } };
	},
	save: async ({ locals: { actor, now }, params, request }) => {
		const { moduleId } = await moduleToEdit(actor, params.module);
		const { body } = await questionToEdit(actor, params.module, params.question);
		const index = await readingIndex(actor, moduleId);
		const read = await readForm(request, questionKindIn(body, index), 'question');
		if (!read.ok) return refuseForm(read.form);
		const saved = await saveQuestion(actor, params.module, params.question, read.data, now);
		if (saved.ok)
			return acceptForm(
				read.form,
				saved.stays > 0 ? m.authoring_questions_forked({ n: saved.stays }) : m.authoring_saved()
			);
		const values = { ...read.form.values, base: String(saved.version) };
		const form: FormState = { ...read.form, values };
		return fail(409, { form, kept: saved.kept });
	},
	moveTo: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, moveSchema, 'moveTo');
		if (!read.ok) return refuseForm(read.form);
		const moved = await moveQuestionTo(actor, params.module, params.question, read.data.set, now);
		if (!moved.ok) return refuseForm(read.form, m.authoring_questions_answered(), 409);
		redirect(303, url.pathname.replace(/questions\/[^/]+$/, `sets/${moved.setSlug}`));
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		const isRetired = read.data.retired === 'yes';
		await retireQuestion(actor, params.module, params.question, isRetired, now);
	}
};
