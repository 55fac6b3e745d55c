import { notFound } from '$lib/access/refuse';
import type { FormState } from '$lib/forms/form';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { changeRows, rowChange } from '$lib/forms/rows';
import { documentFrom, documentSchemas, mostSources } from '$lib/modules/authoring.schema.server';
import {
	changeDocument,
	documentToEdit,
	editedDocuments,
	type EditedDocument
} from '$lib/modules/authoring.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

function named(key: string): EditedDocument {
	return editedDocuments.find((known) => known === key) ?? notFound();
}

export const load: PageServerLoad = async ({ locals, params }) => ({
	document: await documentToEdit(locals.actor, params.module, named(params.document))
});

export const actions: Actions = {
	arrange: async ({ locals, params, request }) => {
		await documentToEdit(locals.actor, params.module, named(params.document));
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw[rowChange], mostSources);
		const form: FormState = { id: 'form', values, errors: {} };
		return { form };
	},
	save: async ({ locals: { actor, now }, params, request }) => {
		const key = named(params.document);
		const read = await readForm(request, documentSchemas[key]);
		if (!read.ok) return refuseForm(read.form);
		const wanted = { base: read.data.base, body: documentFrom(key, read.data) };
		const changed = await changeDocument(actor, params.module, key, wanted, now);
		if (!changed.ok) return refuseForm(read.form, m.authoring_conflict(), 409);
		return acceptForm(read.form, m.authoring_saved());
	}
};
