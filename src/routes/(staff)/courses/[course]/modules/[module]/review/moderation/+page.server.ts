import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { moderationFor } from '$lib/reviews/moderating/differences.server';
import { settleChosenSchema } from '$lib/reviews/moderating/moderating.schema.server';
import { settledText } from '$lib/reviews/moderating/names';
import { settleByRule } from '$lib/reviews/moderating/settling.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params, url }) => {
	const page = Number(url.searchParams.get('page')) || 1;
	return { moderation: await moderationFor(actor, params.module, page) };
};

export const actions: Actions = {
	settle: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, settleChosenSchema, 'settle');
		if (!read.ok) return refuseForm(read.form);
		const { position } = read.data;
		if (position.length === 0) return refuseForm(read.form, m.moderating_nobody_chosen());
		const done = await settleByRule(actor, params.module, position, now);
		return acceptForm(read.form, settledText(done));
	},
	settleAll: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, settleChosenSchema, 'settle');
		if (!read.ok) return refuseForm(read.form);
		const done = await settleByRule(actor, params.module, 'all', now);
		return acceptForm(read.form, settledText(done));
	}
};
