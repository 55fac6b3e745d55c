import { redirect } from '@sveltejs/kit';
import { may } from '$lib/access/permissions';
import { forbidden } from '$lib/access/refuse';
import { ballotSchema, pressSchema } from '$lib/debates/ballots/ballot.schema.server';
import {
	ballotFor,
	giveBallot,
	panelCount,
	saveBallot,
	takeBallotBack
} from '$lib/debates/ballots/ballots.server';
import { panelFor } from '$lib/debates/ballots/panels.server';
import { refuseBallot } from '$lib/debates/ballots/replies.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { stateOf } from '$lib/debates/room/reading.server';
import { headingFor } from '$lib/debates/screens/heading';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const addressOf = ({ module: moduleSlug, debate: debateSlug }: RequestEvent['params']) => ({
	moduleSlug,
	debateSlug
});

export const load: PageServerLoad = async ({ locals: { actor, now, locale }, params, url }) => {
	const here = await debateHere(actor, addressOf(params), now);
	const state = await stateOf(here);
	const judges = may(actor, 'debate.judge', here.facts);
	const reads = may(actor, 'debate.figures', here.facts);
	const chairs = may(actor, 'debate.chair', here.facts);
	if (!judges && !reads && !chairs) forbidden();
	return {
		locale,
		heading: headingFor(actor, here),
		format: here.rules.format,
		own: judges ? await ballotFor(actor, here, state) : null,
		panel: reads
			? await panelFor(actor, here, state, Number(url.searchParams.get('n') ?? 1))
			: null,
		count: chairs ? await panelCount(actor, here) : null
	};
};

async function read(event: RequestEvent) {
	const here = await debateHere(event.locals.actor, addressOf(event.params), event.locals.now);
	const { speeches } = await ballotFor(event.locals.actor, here, await stateOf(here));
	return readForm(event.request, ballotSchema(here.rules.format, speeches), 'ballot');
}

export const actions: Actions = {
	save: async (event) => {
		const { actor, locale, now } = event.locals;
		const form = await read(event);
		if (!form.ok) return refuseForm(form.form);
		const saved = await saveBallot(actor, addressOf(event.params), form.data, locale, now);
		if (!saved.ok) return refuseBallot(form.form, saved);
		return { ...acceptForm(form.form, m.votes_ballot_saved()), version: saved.version };
	},
	give: async (event) => {
		const { actor, locale, now } = event.locals;
		const form = await read(event);
		if (!form.ok) return refuseForm(form.form);
		const { confirm, ...written } = form.data;
		const given = await giveBallot(actor, addressOf(event.params), written, confirm, locale, now);
		if (!given.ok) return refuseBallot(form.form, given);
		redirect(303, event.url.pathname);
	},
	takeBack: async ({ locals: { actor, now }, params, request, url }) => {
		const form = await readForm(request, pressSchema, 'takeBack');
		if (!form.ok) return refuseForm(form.form);
		const done = await takeBallotBack(actor, addressOf(params), now);
		if (!done.ok) return refuseForm(form.form, m.votes_ballot_refused_published(), 409);
		redirect(303, url.pathname);
	}
};
