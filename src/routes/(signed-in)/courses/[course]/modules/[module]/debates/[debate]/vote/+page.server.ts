import { debateHere } from '$lib/debates/room/finding.server';
import { stateOf } from '$lib/debates/room/reading.server';
import { headingFor } from '$lib/debates/screens/heading';
import { voteRefusal } from '$lib/debates/votes/names';
import { voteSchema } from '$lib/debates/votes/votes.schema.server';
import { castVote, voteFor } from '$lib/debates/votes/votes.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now, locale }, params }) => {
	const here = await debateHere(
		actor,
		{ moduleSlug: params.module, debateSlug: params.debate },
		now
	);
	return {
		locale,
		heading: headingFor(actor, here),
		page: await voteFor(actor, here, await stateOf(here), now)
	};
};

export const actions: Actions = {
	vote: async ({ locals: { actor, locale, now }, params, request }) => {
		const address = { moduleSlug: params.module, debateSlug: params.debate };
		const read = await readForm(request, voteSchema, 'vote');
		if (!read.ok) return refuseForm(read.form);
		const voted = await castVote(actor, address, read.data, locale, now);
		if (!voted.ok) return refuseForm(read.form, voteRefusal[voted.reason](), 409);
		return acceptForm(read.form, m.votes_saved());
	}
};
