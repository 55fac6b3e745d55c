import { redirect } from '@sveltejs/kit';
import { notFound } from '$lib/access/refuse';
import { setUpSchema } from '$lib/accounts/account.schema.server';
import { clientFrom, keepSession } from '$lib/accounts/cookies.server';
import { isSetUpOpen, makeFirstAdministrator } from '$lib/accounts/setup.server';
import { refusalOf, statusOf } from '$lib/accounts/words';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
	if (!(await isSetUpOpen(params.token))) notFound();
};

export const actions: Actions = {
	default: async (event) => {
		const { locale, now } = event.locals;
		const read = await readForm(event.request, setUpSchema);
		if (!read.ok) return refuseForm(read.form);
		const given = { ...read.data, locale };
		const done = await makeFirstAdministrator(event.params.token, given, clientFrom(event), now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		keepSession(event.cookies, done);
		redirect(303, '/admin/settings');
	}
};
