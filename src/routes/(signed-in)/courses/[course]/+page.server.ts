import { redirect } from '@sveltejs/kit';
import { may } from '$lib/access/permissions';
import { viewSchema } from '$lib/courses/course.schema.server';
import { joinLinkOf, viewCookie } from '$lib/courses/courses.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { environment } from '$lib/server/env';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { actor } = locals;
	const { courseId } = (await parent()).course;
	return {
		joining: may(actor, 'course.settings', { courseId }) ? await joinLinkOf(actor) : null,
		maySwitchView: may(actor, 'course.seeAsStudent', { courseId }),
		origin: url.origin
	};
};

export const actions: Actions = {
	/** Staff see the course as a student does, or as themselves again. */
	view: async ({ locals, request, cookies, params }) => {
		const read = await readForm(request, viewSchema, 'view');
		if (!read.ok) return refuseForm(read.form);
		const { name, value } = viewCookie(locals.actor, read.data.view);
		const { secure } = environment();
		cookies.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure });
		redirect(303, `/courses/${params.course}`);
	}
};
