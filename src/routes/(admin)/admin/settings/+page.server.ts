import { sendTestMail, siteFacts } from '$lib/accounts/site.server';
import { saidOf } from '$lib/accounts/words';
import { acceptForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => ({
	facts: await siteFacts(actor)
});

export const actions: Actions = {
	test: async ({ locals: { actor, now } }) => {
		await sendTestMail(actor, now);
		return acceptForm({ id: 'test', values: {}, errors: {} }, saidOf('test-mail'));
	}
};
