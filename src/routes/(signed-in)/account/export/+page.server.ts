import { coursesToTakeOut } from '$lib/archive/exporting.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
	courses: await coursesToTakeOut(locals.actor),
	tooOften: url.searchParams.has('later')
});
