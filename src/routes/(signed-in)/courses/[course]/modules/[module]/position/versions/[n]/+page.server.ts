import { notFound } from '$lib/access/refuse';
import { positionVersionFor } from '$lib/positions/positions.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	/^\d{1,4}$/.test(params.n)
		? positionVersionFor(locals.actor, params.module, Number(params.n), locals.now)
		: notFound();
