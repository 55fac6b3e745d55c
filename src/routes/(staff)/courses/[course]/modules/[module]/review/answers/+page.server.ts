import { questionsToMark } from '$lib/questions/marking.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	questions: await questionsToMark(actor, params.module)
});
