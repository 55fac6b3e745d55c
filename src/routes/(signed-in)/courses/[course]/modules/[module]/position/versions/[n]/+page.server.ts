import { notFound } from '$lib/access/refuse';
import { positionVersionFor } from '$lib/positions/positions.server';
import { feedbackFor } from '$lib/reviews/feedback.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const n = /^\d{1,4}$/.test(params.n) ? Number(params.n) : notFound();
	const [version, feedback] = await Promise.all([
		positionVersionFor(actor, params.module, n, now),
		feedbackFor(actor, params.module)
	]);
	return { ...version, review: feedback.find((f) => f.number === n) ?? null };
};
