import { redirect } from '@sveltejs/kit';
import { authorize, membershipOf } from '$lib/access/refuse';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { makeModule } from '$lib/modules/authoring.server';
import { newModuleSchema } from '$lib/modules/authoring.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	authorize(locals.actor, 'module.edit', { courseId: membershipOf(locals.actor).courseId });
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const read = await readForm(request, newModuleSchema);
		if (!read.ok) return refuseForm(read.form);
		const { slug } = await makeModule(locals.actor, read.data, locals.now);
		redirect(303, `/courses/${params.course}/modules/${slug}/edit`);
	}
};
