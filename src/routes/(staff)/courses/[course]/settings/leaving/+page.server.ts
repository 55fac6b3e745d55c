import { keepSchema } from '$lib/archive/archive.schema.server';
import { courseEnd, keepUntil } from '$lib/archive/ending.server';
import { besideField } from '$lib/accounts/words';
import { archiveSchema } from '$lib/courses/course.schema.server';
import { archiveCourse, courseFor } from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	end: await courseEnd(locals.actor)
});

export const actions: Actions = {
	archive: async ({ locals, request }) => {
		const read = await readForm(request, archiveSchema, 'archive');
		if (!read.ok) return refuseForm(read.form);
		const isArchived = read.data.archived === 'yes';
		await archiveCourse(locals.actor, isArchived, locals.now);
		return acceptForm(
			read.form,
			isArchived ? m.courses_is_archived() : m.courses_is_active_again()
		);
	},
	keep: async ({ locals, request }) => {
		const { timeZone } = await courseFor(locals.actor);
		const read = await readForm(request, keepSchema(timeZone), 'keep');
		if (!read.ok) return refuseForm(read.form);
		const { until } = read.data;
		const done = await keepUntil(locals.actor, until, locals.now);
		if (!done.ok) return refuseForm(besideField(read.form, 'until', m.archive_keep_past()));
		return acceptForm(read.form, until ? m.archive_keep_saved() : m.archive_keep_saved_none());
	}
};
