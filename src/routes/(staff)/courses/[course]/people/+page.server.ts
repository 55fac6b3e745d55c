import { may } from '$lib/access/permissions';
import { classCodeFor } from '$lib/courses/class-accounts.server';
import { moveSchema } from '$lib/courses/course.schema.server';
import { peopleFilter } from '$lib/courses/people';
import { moveToSection, peopleIn, sectionsIn } from '$lib/courses/people.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { actor } = locals;
	const filter = peopleFilter(url.searchParams);
	const [people, sections, classCode] = await Promise.all([
		peopleIn(actor, filter),
		sectionsIn(actor),
		classCodeFor(actor)
	]);
	const { courseId } = (await parent()).course;
	const mayManage = may(actor, 'people.manage', { courseId });
	return { filter, people, sections, classCode, mayManage };
};

export const actions: Actions = {
	move: async ({ locals, request }) => {
		const read = await readForm(request, moveSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { person, to } = read.data;
		if (person.length === 0) return refuseForm(read.form, m.courses_people_nobody_chosen());
		const n = await moveToSection(locals.actor, person, to, locals.now);
		return acceptForm(read.form, m.courses_people_moved({ n }));
	}
};
