import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { partsOf } from '$lib/positions/position';
import { markAgain } from '$lib/reviews/moderating/again.server';
import {
	agreedSchema,
	nothingSchema,
	settleSchema
} from '$lib/reviews/moderating/moderating.schema.server';
import { againRefusal } from '$lib/reviews/moderating/names';
import { refuseSettling } from '$lib/reviews/moderating/replies.server';
import { settlementFor } from '$lib/reviews/moderating/settlements.server';
import { settle, sheetsToSettle } from '$lib/reviews/moderating/settling.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	settlement: await settlementFor(actor, params.module, params.position)
});

export const actions: Actions = {
	agree: async ({ locals: { actor, now }, params, request }) => {
		const { rubric, body, pins } = await sheetsToSettle(actor, params.module, params.position);
		const read = await readForm(request, agreedSchema(rubric, partsOf(body), pins), 'agree');
		if (!read.ok) return refuseForm(read.form);
		const { version, note, ...writing } = read.data;
		const decision = { by: 'agreed', writing, note } as const;
		const done = await settle(actor, params.module, params.position, decision, version, now);
		if (!done.ok) return refuseSettling(read.form, done, rubric);
		return acceptForm(read.form, m.moderating_done());
	},
	settle: async ({ locals: { actor, now }, params, request }) => {
		const { rubric } = await sheetsToSettle(actor, params.module, params.position);
		const read = await readForm(request, settleSchema, 'settle');
		if (!read.ok) return refuseForm(read.form);
		const { by, version } = read.data;
		const done = await settle(actor, params.module, params.position, { by }, version, now);
		if (!done.ok) return refuseSettling(read.form, done, rubric);
		return acceptForm(read.form, m.moderating_done());
	},
	again: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, nothingSchema, 'again');
		if (!read.ok) return refuseForm(read.form);
		const done = await markAgain(actor, params.module, params.position, now);
		if (!done.ok) return refuseForm(read.form, againRefusal[done.reason](), 409);
		return acceptForm(read.form, m.moderating_again_done());
	}
};
