import { may } from '$lib/access/permissions';
import { coursesOf } from '$lib/courses/courses.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
	courses: await coursesOf(locals.actor),
	mayOpen: may(locals.actor, 'course.open'),
	isDeleted: url.searchParams.has('deleted')
});
