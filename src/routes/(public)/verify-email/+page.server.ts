import { redirect } from '@sveltejs/kit';
import { tokenSchema } from '$lib/accounts/account.schema.server';
import { addressToConfirm, confirmAddress } from '$lib/accounts/addresses.server';
import { localPath } from '$lib/accounts/next';
import { refusalOf, statusOf } from '$lib/accounts/words';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { actor, now } }) => {
	const token = url.searchParams.get('token') ?? '';
	return { token, email: await addressToConfirm(actor, token, now) };
};

export const actions: Actions = {
	// A button, because mail scanners open links.
	default: async ({ request, locals: { actor, now } }) => {
		const read = await readForm(request, tokenSchema);
		if (!read.ok) return refuseForm(read.form);
		const done = await confirmAddress(actor, read.data.token, now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		const next = localPath(done.next, '/courses');
		redirect(
			303,
			actor.person ? next : `/sign-in?after=confirmed&next=${encodeURIComponent(next)}`
		);
	}
};
