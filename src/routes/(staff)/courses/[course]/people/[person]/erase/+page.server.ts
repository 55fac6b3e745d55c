import { besideField } from '$lib/accounts/words';
import { typedNameSchema } from '$lib/archive/archive.schema.server';
import {
	askForManagedErasure,
	keepManagedAccount,
	managedPersonIn
} from '$lib/archive/requesting.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	managed: await managedPersonIn(locals.actor, params.person)
});

export const actions: Actions = {
	erase: async ({ locals, params, request }) => {
		const read = await readForm(request, typedNameSchema, 'erase');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = locals;
		const asked = await askForManagedErasure(actor, params.person, read.data.name, now);
		if (!asked.ok) return refuseForm(besideField(read.form, 'name', m.archive_managed_not_name()));
		return { form: { id: 'erase', values: {}, errors: {} } };
	},
	keep: async ({ locals, params }) => {
		await keepManagedAccount(locals.actor, params.person, locals.now);
		return acceptForm({ id: 'keep', values: {}, errors: {} }, m.archive_managed_kept());
	}
};
