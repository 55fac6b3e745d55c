import { redirect } from '@sveltejs/kit';
import { codeSchema } from '$lib/courses/course.schema.server';
import { joinOffer } from '$lib/courses/joining.server';
import { joinRefusal } from '$lib/courses/wording';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const read = await readForm(request, codeSchema);
		if (!read.ok) return refuseForm(read.form);
		const { code } = read.data;
		const answer = await joinOffer(locals.actor, { code, invitation: null }, locals.now);
		// The page of the code asks for the confirmation, and the link comes back to it.
		if (!answer.ok && answer.reason !== 'unverified-address') {
			read.form.errors.code = joinRefusal[answer.reason]();
			return refuseForm(read.form);
		}
		redirect(303, `/courses/join/${encodeURIComponent(code)}`);
	}
};
