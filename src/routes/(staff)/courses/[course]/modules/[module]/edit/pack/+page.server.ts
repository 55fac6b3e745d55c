import { exportOffer } from '$lib/packs/exporting.server';
import { faultText } from '$lib/packs/words';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { fault, ...wish } = await exportOffer(locals.actor, params.module);
	return { wish, fault: fault && faultText(fault) };
};
