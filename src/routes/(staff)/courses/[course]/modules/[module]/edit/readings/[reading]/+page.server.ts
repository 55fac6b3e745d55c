import { orphansOf } from '$lib/annotations/attaching.server';
import type { FormState } from '$lib/forms/form';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { changeRows, rowChange } from '$lib/forms/rows';
import { m } from '$lib/paraglide/messages';
import { aboutFrom, aboutSchema } from '$lib/readings/authoring.schema.server';
import { changeAbout, readingToEdit } from '$lib/readings/authoring.server';
import { versionsOf } from '$lib/readings/versions.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const { module: moduleSlug, reading: readingSlug } = params;
	const reading = await readingToEdit(actor, moduleSlug, readingSlug);
	const [versions, orphans] = await Promise.all([
		versionsOf(actor, moduleSlug, readingSlug),
		orphansOf(actor, { moduleSlug, readingSlug }, now, 'shared')
	]);
	return { reading, versions, orphans: orphans.length };
};

export const actions: Actions = {
	arrange: async ({ locals, params, request }) => {
		await readingToEdit(locals.actor, params.module, params.reading);
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw[rowChange]);
		const form: FormState = { id: 'form', values, errors: {} };
		return { form };
	},
	save: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, aboutSchema);
		if (!read.ok) return refuseForm(read.form);
		const wanted = aboutFrom(read.data);
		const changed = await changeAbout(actor, params.module, params.reading, wanted, now);
		if (!changed.ok) return refuseForm(read.form, m.authoring_conflict(), 409);
		return acceptForm(read.form, m.authoring_saved());
	}
};
