import { fail } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { giveByHand, giveOut } from '$lib/reviews/peers/giving-out.server';
import { releaseReviewing } from '$lib/reviews/peers/grading.server';
import { handRefusal } from '$lib/reviews/peers/names';
import { peersOverview, peerViews } from '$lib/reviews/peers/overseeing.server';
import { byHandSchema, peerPlanSchema, pressSchema } from '$lib/reviews/peers/peers.schema.server';
import { changePeerPlan } from '$lib/reviews/peers/plans.server';
import { taskToReview } from '$lib/reviews/sheets.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const number = (name: string) => Number(url.searchParams.get(name)) || 1;
	const state = url.searchParams.get('state');
	const view = peerViews.find((one) => one === state) ?? null;
	const wanted = { view, page: number('page'), peoplePage: number('people') };
	return { view, peers: await peersOverview(actor, params.module, wanted, now) };
};

export const actions: Actions = {
	plan: async ({ locals: { actor, now }, params, request }) => {
		const { timeZone } = await taskToReview(actor, params.module);
		const read = await readForm(request, peerPlanSchema(timeZone), 'plan');
		if (!read.ok) return refuseForm(read.form);
		const saved = await changePeerPlan(actor, params.module, read.data, now);
		if (saved.ok) return acceptForm(read.form, m.peers_plan_saved());
		if (saved.reason === 'graded') return refuseForm(read.form, m.peers_plan_graded(), 409);
		const form = { ...read.form, message: m.peers_plan_conflict(), tone: 'alert' as const };
		return fail(409, { form, kept: saved.kept });
	},
	giveOut: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, pressSchema, 'giveOut');
		if (!read.ok) return refuseForm(read.form);
		const done = await giveOut(actor, params.module, now);
		if (!done.ok) return refuseForm(read.form, m.peers_by_hand_closed(), 409);
		return acceptForm(read.form, m.peers_given_out({ n: done.given }));
	},
	byHand: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, byHandSchema, 'byHand');
		if (!read.ok) return refuseForm(read.form);
		const done = await giveByHand(actor, params.module, read.data, now);
		if (!done.ok) return refuseForm(read.form, handRefusal[done.reason](), 409);
		return acceptForm(read.form, m.peers_by_hand_done());
	},
	release: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, pressSchema, 'release');
		if (!read.ok) return refuseForm(read.form);
		const done = await releaseReviewing(actor, params.module, now);
		if (!done.ok) return refuseForm(read.form, m.peers_not_graded(), 409);
		return acceptForm(read.form, m.peers_released({ n: done.released }));
	}
};
