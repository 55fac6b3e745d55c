import { redirect } from '@sveltejs/kit';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { copySchema } from '$lib/packs/packs.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	authorize(locals.actor, 'course.copy', { courseId: membershipOf(locals.actor).courseId });
	return { mayOpen: may(locals.actor, 'course.open') };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const read = await readForm(request, copySchema);
		if (!read.ok) return refuseForm(read.form);
		redirect(303, `/courses/${await copyCourse(locals.actor, read.data, locals.now)}`);
	}
};
