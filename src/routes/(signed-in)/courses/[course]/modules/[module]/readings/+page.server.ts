import { moduleFor } from '$lib/modules/modules.server';
import { readingsIn } from '$lib/readings/readings.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { id } = await moduleFor(locals.actor, params.module);
	return { readings: await readingsIn(locals.actor, id) };
};
