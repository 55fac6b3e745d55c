import { debateHere } from '$lib/debates/room/finding.server';
import { headingFor } from '$lib/debates/screens/heading';
import { publishRefusal } from '$lib/debates/votes/names';
import { publishResult } from '$lib/debates/votes/publishing.server';
import { resultFor } from '$lib/debates/votes/result.server';
import { publishSchema } from '$lib/debates/votes/votes.schema.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now, locale }, params }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const here = await debateHere(actor, address, now);
	return {
		locale,
		heading: headingFor(actor, here),
		format: here.rules.format,
		result: await resultFor(actor, here)
	};
};

export const actions: Actions = {
	publish: async ({ locals: { actor, now }, params, request }) => {
		const address = { moduleSlug: params.module, debateSlug: params.debate };
		const read = await readForm(request, publishSchema, 'publish');
		if (!read.ok) return refuseForm(read.form);
		const { what } = read.data;
		const done = await publishResult(actor, address, what, now);
		if (!done.ok) return refuseForm(read.form, publishRefusal(done.reason), 409);
		return acceptForm(
			read.form,
			what === 'votes' ? m.votes_published() : m.votes_ballot_were_published()
		);
	}
};
