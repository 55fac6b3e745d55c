import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import {
	addToRegrade,
	askRegrade,
	ownItemFor,
	withdrawRegrade
} from '$lib/reviews/regrading/asking.server';
import { askRefusal, ownRefusal } from '$lib/reviews/regrading/names';
import {
	addSchema,
	askSchema,
	withdrawSchema
} from '$lib/reviews/regrading/regrading.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	item: await ownItemFor(actor, params.item, now)
});

export const actions: Actions = {
	ask: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, askSchema, 'ask');
		if (!read.ok) return refuseForm(read.form);
		const { criterion: criterionKey, reason } = read.data;
		const asked = await askRegrade(actor, params.item, { criterionKey, reason }, locale, now);
		return asked.ok
			? acceptForm(read.form, m.regrading_asked())
			: refuseForm(read.form, askRefusal[asked.reason](), 409);
	},
	add: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, addSchema, 'request');
		if (!read.ok) return refuseForm(read.form);
		const { request: id, body } = read.data;
		const added = await addToRegrade(actor, params.item, id, body, locale, now);
		return added.ok
			? acceptForm(read.form, m.regrading_added())
			: refuseForm(read.form, ownRefusal[added.reason](), 409);
	},
	withdraw: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, withdrawSchema, 'request');
		if (!read.ok) return refuseForm(read.form);
		const done = await withdrawRegrade(actor, params.item, read.data.request, locale, now);
		return done.ok
			? acceptForm(read.form, m.regrading_was_withdrawn())
			: refuseForm(read.form, ownRefusal[done.reason](), 409);
	}
};
