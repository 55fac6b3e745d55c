import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { anchorsToEdit, moveAnchor } from '$lib/reviews/calibrating/anchors.server';
import { placeSchema } from '$lib/reviews/calibrating/calibrating.schema.server';
import { anchorsToRate } from '$lib/reviews/calibrating/calibrating.server';
import { anchorFigures } from '$lib/reviews/calibrating/figures.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.read', { courseId });
	const isAuthor = may(actor, 'anchor.edit', { courseId });
	const [toRate, anchors, figures] = await Promise.all([
		anchorsToRate(actor, params.module, now),
		isAuthor ? anchorsToEdit(actor, params.module) : null,
		may(actor, 'review.figures', { courseId }) ? anchorFigures(actor, params.module, now) : null
	]);
	return { toRate, anchors, figures };
};

export const actions: Actions = {
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, placeSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { id, to } = read.data;
		await moveAnchor(actor, params.module, id, to === 'up' ? -1 : 1, now);
	}
};
