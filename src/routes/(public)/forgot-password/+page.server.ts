import { forgotPasswordSchema } from '$lib/accounts/account.schema.server';
import { clientFrom } from '$lib/accounts/cookies.server';
import { askForReset } from '$lib/accounts/passwords.server';
import { signUpFacts } from '$lib/accounts/signing-up.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => signUpFacts(locals.actor);

export const actions: Actions = {
	default: async (event) => {
		const read = await readForm(event.request, forgotPasswordSchema);
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		await askForReset(actor, read.data.email, clientFrom(event), now);
		return { form: null, asked: read.data.email };
	}
};
