import { redirect } from '@sveltejs/kit';
import { classSignInSchema } from '$lib/accounts/account.schema.server';
import { signInToClass } from '$lib/accounts/class-signing-in.server';
import { clientFrom, keepSession } from '$lib/accounts/cookies.server';
import { localPath } from '$lib/accounts/next';
import { refusalOf, statusOf } from '$lib/accounts/words';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => {
	const next = localPath(url.searchParams.get('next'), '');
	if (locals.actor.person) redirect(303, next || '/courses');
	return { next, classCode: (url.searchParams.get('class') ?? '').slice(0, 40) };
};

export const actions: Actions = {
	default: async (event) => {
		const read = await readForm(event.request, classSignInSchema);
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const { classCode, name, passwordCode: code, next } = read.data;
		const done = await signInToClass(actor, { classCode, name, code }, clientFrom(event), now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		keepSession(event.cookies, done);
		redirect(303, done.kept ? '/account/erase' : localPath(next, '/courses'));
	}
};
