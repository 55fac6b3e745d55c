import { sheetHistoryFor } from '$lib/reviews/history.server';
import { queueFilter } from '$lib/reviews/queue';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => ({
	history: await sheetHistoryFor(
		actor,
		params.module,
		params.position,
		queueFilter(url.searchParams),
		now
	)
});
