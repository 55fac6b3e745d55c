import { classTable } from '$lib/progress/progress.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const section = url.searchParams.get('section') || null;
	const page = Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1);
	return { table: await classTable(locals.actor, params.module, { section, page }), section, page };
};
