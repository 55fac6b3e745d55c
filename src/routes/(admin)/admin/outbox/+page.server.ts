import { outboxSchema } from '$lib/accounts/account.schema.server';
import { signUpFacts } from '$lib/accounts/signing-up.server';
import { forgetBody, mailInOutbox, sendAgain } from '$lib/accounts/site.server';
import { refusalOf, saidOf, statusOf } from '$lib/accounts/words';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => ({
	...signUpFacts(actor),
	mails: await mailInOutbox(actor)
});

export const actions: Actions = {
	send: async ({ request, locals: { actor, now } }) => {
		const read = await readForm(request, outboxSchema, 'send');
		if (!read.ok) return refuseForm(read.form);
		const done = await sendAgain(actor, read.data.mail, now);
		if (!done.ok) return refuseForm(read.form, refusalOf(done), statusOf(done));
		return acceptForm(read.form, saidOf('mail-queued'));
	},
	forget: async ({ request, locals: { actor } }) => {
		const read = await readForm(request, outboxSchema, 'forget');
		if (!read.ok) return refuseForm(read.form);
		await forgetBody(actor, read.data.mail);
		return acceptForm(read.form, saidOf('body-forgotten'));
	}
};
