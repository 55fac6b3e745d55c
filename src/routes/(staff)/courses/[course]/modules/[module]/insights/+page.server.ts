import { moduleFor } from '$lib/modules/modules.server';
import { classTable } from '$lib/progress/progress.server';
import { readingsIn } from '$lib/readings/readings.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const section = url.searchParams.get('section') || null;
	const page = Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1);
	const table = await classTable(actor, params.module, { section, page });
	const { id } = await moduleFor(actor, params.module, now);
	const readings = (await readingsIn(actor, id)).map(({ slug, title }) => ({ slug, title }));
	return { table, section, page, readings };
};
