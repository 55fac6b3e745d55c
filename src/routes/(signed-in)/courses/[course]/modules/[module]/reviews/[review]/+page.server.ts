import { redirect } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { reportSchema } from '$lib/questions/answer.schema.server';
import { peerSheetSchema, pressSchema, rateSchema } from '$lib/reviews/peers/peers.schema.server';
import { ratePeerReview, reportPeerReview } from '$lib/reviews/peers/rating.server';
import { refusePeer } from '$lib/reviews/peers/replies.server';
import { peerReviewFor, rubricToGive } from '$lib/reviews/peers/reading.server';
import { letGo } from '$lib/reviews/peers/taking.server';
import { givePeerReview, savePeerReview } from '$lib/reviews/peers/writing.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	review: await peerReviewFor(actor, params.module, params.review, now)
});

export const actions: Actions = {
	save: async ({ locals: { actor, locale, now }, params, request }) => {
		const { module, review } = params;
		const schema = peerSheetSchema(await rubricToGive(actor, module, review, now));
		const read = await readForm(request, schema, 'review');
		if (!read.ok) return refuseForm(read.form);
		const saved = await savePeerReview(actor, module, review, read.data, locale, now);
		if (!saved.ok) return refusePeer(read.form, saved);
		return { ...acceptForm(read.form, m.peers_saved()), version: saved.version };
	},
	give: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const { module, review } = params;
		const schema = peerSheetSchema(await rubricToGive(actor, module, review, now));
		const read = await readForm(request, schema, 'review');
		if (!read.ok) return refuseForm(read.form);
		const given = await givePeerReview(actor, module, review, read.data, locale, now);
		if (!given.ok) return refusePeer(read.form, given);
		redirect(303, url.pathname);
	},
	letGo: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, pressSchema, 'letGo');
		if (!read.ok) return refuseForm(read.form);
		const done = await letGo(actor, params.module, params.review, now);
		if (!done.ok) return refuseForm(read.form, m.peers_not_held(), 409);
		redirect(303, url.pathname.slice(0, url.pathname.lastIndexOf('/')));
	},
	rate: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, rateSchema, 'rate');
		if (!read.ok) return refuseForm(read.form);
		await ratePeerReview(actor, params.module, params.review, read.data, now);
		return acceptForm(read.form, m.peers_was_rated());
	},
	report: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, reportSchema, 'report');
		if (!read.ok) return refuseForm(read.form);
		await reportPeerReview(actor, params.module, params.review, read.data.reason, now);
		return acceptForm(read.form, m.peers_reported());
	}
};
