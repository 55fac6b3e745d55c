import { siteRoleSchema } from '$lib/accounts/account.schema.server';
import { changeSiteRole, peopleOnSite } from '$lib/accounts/people.server';
import { refusalOf, saidOf, statusOf } from '$lib/accounts/words';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { actor } }) => {
	const sought = (url.searchParams.get('q') ?? '').trim().slice(0, 100);
	const page = Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1;
	return { sought, ...(await peopleOnSite(actor, { sought, page })) };
};

export const actions: Actions = {
	role: async ({ request, locals: { actor, now } }) => {
		const read = await readForm(request, siteRoleSchema, 'role');
		if (!read.ok) return refuseForm(read.form);
		const done = await changeSiteRole(actor, read.data.person, read.data.role, now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		return acceptForm(read.form, saidOf('role'));
	}
};
