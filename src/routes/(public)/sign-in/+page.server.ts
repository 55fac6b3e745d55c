import { redirect } from '@sveltejs/kit';
import { signInSchema } from '$lib/accounts/account.schema.server';
import { clientFrom, keepSession } from '$lib/accounts/cookies.server';
import { localPath } from '$lib/accounts/next';
import { signIn } from '$lib/accounts/signing-in.server';
import { refusalOf, statusOf } from '$lib/accounts/words';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => {
	const next = localPath(url.searchParams.get('next'), '');
	if (locals.actor.person) redirect(303, next || '/courses');
	return { next, after: url.searchParams.get('after') };
};

export const actions: Actions = {
	default: async (event) => {
		const read = await readForm(event.request, signInSchema);
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const done = await signIn(actor, read.data, clientFrom(event), now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		keepSession(event.cookies, done);
		redirect(303, done.kept ? '/account/erase' : localPath(read.data.next, '/courses'));
	}
};
