import { pressSchema } from '$lib/debates/afterwards/reflections.schema.server';
import { openStanceAfter, stanceAfterFor } from '$lib/debates/afterwards/stance.server';
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
	const [result, stance] = await Promise.all([resultFor(actor, here), stanceAfterFor(actor, here)]);
	return {
		locale,
		heading: headingFor(actor, here),
		format: here.rules.format,
		result,
		stance
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
	},
	stance: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, pressSchema, 'stance');
		if (!read.ok) return refuseForm(read.form);
		const address = { moduleSlug: params.module, debateSlug: params.debate };
		await openStanceAfter(actor, address, now);
		return acceptForm(read.form, m.votes_after_stance_opened());
	}
};
