import { notFound } from '$lib/access/refuse';
import { positionVersionFor } from '$lib/positions/positions.server';
import { countedFor, feedbackFor, noteSeen } from '$lib/reviews/feedback.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const n = /^\d{1,4}$/.test(params.n) ? Number(params.n) : notFound();
	const [version, feedback, counted] = await Promise.all([
		positionVersionFor(actor, params.module, n, now),
		feedbackFor(actor, params.module),
		countedFor(actor, params.module)
	]);
	const review = feedback.find((f) => f.number === n) ?? null;
	if (review) await noteSeen(actor, params.module, now);
	return { ...version, review, counted: review?.marks ? counted : null };
};
