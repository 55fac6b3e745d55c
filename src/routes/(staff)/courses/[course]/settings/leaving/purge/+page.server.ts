import { redirect } from '@sveltejs/kit';
import { typedNameSchema } from '$lib/archive/archive.schema.server';
import { courseEnd, purgeCourse, wouldBeLost } from '$lib/archive/ending.server';
import { besideField } from '$lib/accounts/words';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	lost: await wouldBeLost(locals.actor),
	end: await courseEnd(locals.actor)
});

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const read = await readForm(request, typedNameSchema, 'purge');
		if (!read.ok) return refuseForm(read.form);
		const done = await purgeCourse(locals.actor, read.data.name, locals.now);
		if (!done.ok) return refuseForm(besideField(read.form, 'name', m.archive_purge_not_name()));
		redirect(303, '/courses?deleted');
	}
};
