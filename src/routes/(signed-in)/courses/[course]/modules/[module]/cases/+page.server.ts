import { casesFor } from '$lib/modules/modules.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const answer = await casesFor(locals.actor, params.module);
	return { cases: answer.ok ? answer.cases : null };
};
