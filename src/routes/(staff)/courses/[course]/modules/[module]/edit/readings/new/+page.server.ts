import { redirect } from '@sveltejs/kit';
import { authorize, membershipOf } from '$lib/access/refuse';
import { moduleFor } from '$lib/modules/modules.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { dateFrom, newReadingSchema } from '$lib/readings/authoring.schema.server';
import { addReading } from '$lib/readings/authoring.server';
import { textRefusal } from '$lib/readings/authoring-words';
import type { Actions, PageServerLoad } from './$types';

/** Links without a term that the next page can name. */
const mostSaid = 20;

export const load: PageServerLoad = async ({ locals, params }) => {
	authorize(locals.actor, 'module.edit', { courseId: membershipOf(locals.actor).courseId });
	await moduleFor(locals.actor, params.module, locals.now);
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const read = await readForm(request, newReadingSchema);
		if (!read.ok) return refuseForm(read.form);
		const { date: _date, basis: _basis, ...fields } = read.data;
		const wanted = { ...fields, date: dateFrom(read.data) };
		const added = await addReading(locals.actor, params.module, wanted, locals.now);
		if (!added.ok)
			return refuseForm({ ...read.form, errors: { source: textRefusal[added.reason]() } });
		const { course, module } = params;
		const said = new URLSearchParams({ published: read.data.lang });
		for (const key of added.unknownTerms.slice(0, mostSaid)) said.append('unknown', key);
		redirect(303, `/courses/${course}/modules/${module}/edit/readings/${added.slug}?${said}`);
	}
};
