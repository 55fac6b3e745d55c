import { redirect } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Actor } from '$lib/access/actor';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { taskIfAny } from '$lib/positions/task.server';
import { manySchema } from '$lib/reviews/allocating/allocating.schema.server';
import { giveByHand, takeBack } from '$lib/reviews/allocating/allocations.server';
import { backText, handText, readyText, unreadyText } from '$lib/reviews/allocating/names';
import { readyMany, unreadyMany } from '$lib/reviews/bulk.server';
import { releasedText } from '$lib/reviews/names';
import { queueFilter } from '$lib/reviews/queue';
import { positionsShown, queueFor } from '$lib/reviews/queue.server';
import { release } from '$lib/reviews/releasing.server';
import { releaseSchema } from '$lib/reviews/reviews.schema.server';
import type { Action, Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const filter = queueFilter(url.searchParams);
	await moduleFor(actor, params.module, now);
	// Without positions there are answers to mark.
	if (!(await taskIfAny(actor, params.module, now))) redirect(303, `${url.pathname}/answers`);
	const page = Number(url.searchParams.get('page')) || 1;
	return { filter, queue: await queueFor(actor, params.module, filter, page, now) };
};

type Given = z.infer<typeof manySchema>;
type Do = (
	actor: Actor,
	module: string,
	positions: string[],
	now: Date,
	given: Given
) => Promise<string>;

/** With the chosen positions, or with all that the filter of the address shows. */
function withMany(act: Do, wrong: (given: Given) => string | null = () => null): Action {
	return async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, manySchema, 'many');
		if (!read.ok) return refuseForm(read.form);
		const { which, position } = read.data;
		const refusal = wrong(read.data);
		if (refusal !== null) return refuseForm(read.form, refusal);
		const filter = queueFilter(url.searchParams);
		const chosen =
			which === 'all' ? await positionsShown(actor, params.module, filter, now) : position;
		if (chosen.length === 0) return refuseForm(read.form, m.reviews_nobody_chosen());
		return acceptForm(read.form, await act(actor, params.module, chosen, now, read.data));
	};
}

const noMarker = ({ marker }: Given) => (marker === '' ? m.allocation_choose_marker() : null);

export const actions: Actions = {
	ready: withMany(async (actor, module, positions, now) =>
		readyText(await readyMany(actor, module, positions, now))
	),
	unready: withMany(async (actor, module, positions, now) =>
		unreadyText(await unreadyMany(actor, module, positions, now))
	),
	release: withMany(async (actor, module, positions, now) =>
		releasedText(await release(actor, module, positions, now))
	),
	give: withMany(
		async (actor, module, positions, now, { slot, marker }) =>
			handText(await giveByHand(actor, module, slot, positions, marker, now)),
		noMarker
	),
	take: withMany(async (actor, module, positions, now, { slot }) =>
		backText(await takeBack(actor, module, slot, positions, now))
	),
	releaseAll: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, releaseSchema, 'release');
		if (!read.ok) return refuseForm(read.form);
		return acceptForm(read.form, releasedText(await release(actor, params.module, 'all', now)));
	}
};
