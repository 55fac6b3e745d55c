import { notFound } from '$lib/access/refuse';
import { rubricVersionFor } from '$lib/reviews/rubrics.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!/^\d{1,4}$/.test(params.n)) notFound();
	return { rubric: await rubricVersionFor(locals.actor, params.module, Number(params.n)) };
};
