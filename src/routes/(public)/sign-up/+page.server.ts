import { redirect } from '@sveltejs/kit';
import { signUpSchema } from '$lib/accounts/account.schema.server';
import { clientFrom } from '$lib/accounts/cookies.server';
import { localPath } from '$lib/accounts/next';
import { signUp, signUpFacts } from '$lib/accounts/signing-up.server';
import { refusalOf, statusOf } from '$lib/accounts/words';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => {
	const next = localPath(url.searchParams.get('next'), '');
	if (locals.actor.person) redirect(303, next || '/courses');
	return { next, ...signUpFacts(locals.actor) };
};

export const actions: Actions = {
	default: async (event) => {
		const read = await readForm(event.request, signUpSchema);
		if (!read.ok) return refuseForm(read.form);
		const { actor, locale, now } = event.locals;
		const done = await signUp(actor, read.data, locale, clientFrom(event), now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		return { form: null, done: { email: read.data.email, next: localPath(read.data.next, '') } };
	}
};
