import { saveNoteMoving } from '$lib/annotations/publishing.server';
import type { FormState } from '$lib/forms/form';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { changeRows, rowChange } from '$lib/forms/rows';
import { listOf } from '$lib/i18n/format';
import { m } from '$lib/paraglide/messages';
import { mostNoteItems, noteSchema } from '$lib/readings/authoring.schema.server';
import { noteToEdit } from '$lib/readings/note-editing.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	note: await noteToEdit(locals.actor, params.module)
});

export const actions: Actions = {
	arrange: async ({ locals, params, request }) => {
		await noteToEdit(locals.actor, params.module);
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw[rowChange], mostNoteItems);
		const form: FormState = { id: 'form', values, errors: {} };
		return { form };
	},
	save: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, noteSchema);
		if (!read.ok) return refuseForm(read.form);
		const saved = await saveNoteMoving(actor, params.module, read.data, now);
		if (saved.ok)
			return {
				...acceptForm(read.form, m.authoring_saved()),
				unknownTerms: saved.unknownTerms
			};
		switch (saved.reason) {
			case 'conflict':
				return refuseForm(read.form, m.authoring_conflict(), 409);
			case 'asked':
				return refuseForm(read.form, m.authoring_note_asked({ keys: listOf(saved.asked) }), 400);
			case 'empty':
				return refuseForm(read.form, m.authoring_note_empty());
			case 'unchanged':
				return refuseForm(read.form, m.authoring_unchanged());
		}
	}
};
