import { membershipOf, authorize } from '$lib/access/refuse';
import { renameSchema, sectionSchema } from '$lib/courses/course.schema.server';
import { makeSection, renameSection, sectionsIn } from '$lib/courses/people.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	authorize(locals.actor, 'people.manage', { courseId: membershipOf(locals.actor).courseId });
	return { sections: await sectionsIn(locals.actor) };
};

export const actions: Actions = {
	make: async ({ locals, request }) => {
		const read = await readForm(request, sectionSchema, 'make');
		if (!read.ok) return refuseForm(read.form);
		const made = await makeSection(locals.actor, read.data.name, locals.now);
		if (made.ok) return acceptForm(read.form, m.courses_section_made());
		read.form.errors.name = m.courses_section_taken();
		return refuseForm(read.form, undefined, 409);
	},
	rename: async ({ locals, request }) => {
		const read = await readForm(request, renameSchema, 'rename');
		if (!read.ok) return refuseForm(read.form);
		const { section, name } = read.data;
		const named = await renameSection(locals.actor, section, name, locals.now);
		if (named.ok) return acceptForm(read.form, m.courses_section_renamed());
		read.form.errors.name = m.courses_section_taken();
		return refuseForm(read.form, undefined, 409);
	}
};
