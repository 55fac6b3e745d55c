import { redirect } from '@sveltejs/kit';
import { may } from '$lib/access/permissions';
import { viewSchema } from '$lib/courses/course.schema.server';
import { joinLinkOf, viewCookie } from '$lib/courses/courses.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { modulesIn } from '$lib/modules/modules.server';
import { awaySchema } from '$lib/notices/notices.schema.server';
import { noticesFor, putNoticeAway } from '$lib/notices/notices.server';
import { environment } from '$lib/server/env';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { actor } = locals;
	const { courseId } = (await parent()).course;
	const [modules, notices] = await Promise.all([
		modulesIn(actor, locals.now),
		noticesFor(actor, locals.now)
	]);
	return {
		modules,
		notices,
		joining: may(actor, 'course.settings', { courseId }) ? await joinLinkOf(actor) : null,
		mayAudit: may(actor, 'course.audit', { courseId }),
		mayReadReports: may(actor, 'report.read', { courseId }),
		maySwitchView: may(actor, 'course.seeAsStudent', { courseId }),
		origin: url.origin,
		now: locals.now
	};
};

export const actions: Actions = {
	away: async ({ locals, request }) => {
		const read = await readForm(request, awaySchema, 'away');
		if (!read.ok) return refuseForm(read.form);
		await putNoticeAway(locals.actor, read.data.notice, locals.now);
		return { form: read.form };
	},
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
