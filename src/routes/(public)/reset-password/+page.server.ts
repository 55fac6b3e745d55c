import { redirect } from '@sveltejs/kit';
import { resetPasswordSchema } from '$lib/accounts/account.schema.server';
import { dropSession } from '$lib/accounts/cookies.server';
import { isResetOpen, resetPassword } from '$lib/accounts/passwords.server';
import { refusalOf, statusOf } from '$lib/accounts/words';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { actor, now } }) => {
	const token = url.searchParams.get('token') ?? '';
	return { token, isOpen: await isResetOpen(actor, token, now) };
};

export const actions: Actions = {
	default: async ({ request, cookies, locals: { actor, now } }) => {
		const read = await readForm(request, resetPasswordSchema);
		if (!read.ok) return refuseForm(read.form);
		const done = await resetPassword(actor, read.data, now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		dropSession(cookies);
		redirect(303, '/sign-in?after=new-password');
	}
};
