import { redirect } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { taskIfAny } from '$lib/positions/task.server';
import { releasedText } from '$lib/reviews/names';
import { release } from '$lib/reviews/releasing.server';
import { queueFilter } from '$lib/reviews/queue';
import { releaseSchema } from '$lib/reviews/reviews.schema.server';
import { queueFor } from '$lib/reviews/queue.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const filter = queueFilter(url.searchParams);
	await moduleFor(locals.actor, params.module, locals.now);
	// Without positions there are answers to mark.
	if (!(await taskIfAny(locals.actor, params.module, locals.now)))
		redirect(303, `${url.pathname}/answers`);
	const page = Number(url.searchParams.get('page')) || 1;
	return { filter, queue: await queueFor(locals.actor, params.module, filter, page, locals.now) };
};

export const actions: Actions = {
	release: async ({ locals, params, request }) => {
		const read = await readForm(request, releaseSchema, 'release');
		if (!read.ok) return refuseForm(read.form);
		const { position } = read.data;
		if (position.length === 0) return refuseForm(read.form, m.reviews_nobody_chosen());
		const done = await release(locals.actor, params.module, position, locals.now);
		return acceptForm(read.form, releasedText(done));
	},
	releaseAll: async ({ locals, params, request }) => {
		const read = await readForm(request, releaseSchema, 'release');
		if (!read.ok) return refuseForm(read.form);
		const done = await release(locals.actor, params.module, 'all', locals.now);
		return acceptForm(read.form, releasedText(done));
	}
};
