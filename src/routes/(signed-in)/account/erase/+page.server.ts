import { redirect } from '@sveltejs/kit';
import { dropSession } from '$lib/accounts/cookies.server';
import { keptSince } from '$lib/accounts/erasures.server';
import { besideField, refusalOf, statusOf } from '$lib/accounts/words';
import { eraseSchema } from '$lib/archive/archive.schema.server';
import { erasureField, erasureRefusal } from '$lib/archive/names';
import { askForErasure, leavingFacts } from '$lib/archive/requesting.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now } }) => ({
	leaving: await leavingFacts(actor, now),
	isKept: (await keptSince(actor, now)) !== null
});

export const actions: Actions = {
	default: async ({ request, cookies, locals: { actor, now } }) => {
		const read = await readForm(request, eraseSchema, 'erase');
		if (!read.ok) return refuseForm(read.form);
		const { email, passwordNow: password } = read.data;
		const asked = await askForErasure(actor, { email, password }, now);
		if (asked.ok) {
			dropSession(cookies);
			redirect(303, '/sign-in?after=erasing');
		}
		if (asked.reason === 'wait') return refuseForm(read.form, refusalOf(asked), statusOf(asked));
		const message = erasureRefusal[asked.reason]();
		const field = erasureField[asked.reason];
		if (field) return refuseForm(besideField(read.form, field, message));
		return refuseForm(read.form, message, 409);
	}
};
