import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { staffRefusal } from '$lib/reviews/regrading/names';
import {
	answerSchema,
	reopenSchema,
	settleSchema
} from '$lib/reviews/regrading/regrading.schema.server';
import { requestFor } from '$lib/reviews/regrading/requests.server';
import {
	answerRegrade,
	reopenRegrade,
	settleRegrade
} from '$lib/reviews/regrading/settling.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	request: await requestFor(actor, params.module, params.request)
});

export const actions: Actions = {
	answer: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, answerSchema, 'answer');
		if (!read.ok) return refuseForm(read.form);
		const { body } = read.data;
		const done = await answerRegrade(actor, params.module, params.request, body, locale, now);
		return done.ok
			? acceptForm(read.form, m.regrading_answered())
			: refuseForm(read.form, staffRefusal[done.reason](), 409);
	},
	settle: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, settleSchema, 'settle');
		if (!read.ok) return refuseForm(read.form);
		const done = await settleRegrade(actor, params.module, params.request, read.data, locale, now);
		return done.ok
			? acceptForm(read.form, m.regrading_was_settled())
			: refuseForm(read.form, staffRefusal[done.reason](), 409);
	},
	reopen: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, reopenSchema, 'reopen');
		if (!read.ok) return refuseForm(read.form);
		const { note } = read.data;
		const done = await reopenRegrade(actor, params.module, params.request, note, locale, now);
		return done.ok
			? acceptForm(read.form, m.regrading_was_reopened())
			: refuseForm(read.form, staffRefusal[done.reason](), 409);
	}
};
