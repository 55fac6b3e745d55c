import { redirect } from '@sveltejs/kit';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { addresseesFor, newMessageId, sendMessage } from '$lib/notices/messages.server';
import { messageSchema } from '$lib/notices/notices.schema.server';
import { messageRefusal } from '$lib/notices/words';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => ({
	addressees: await addresseesFor(actor),
	// A new one each time the page is made: what came back was not sent.
	id: newMessageId(actor)
});

export const actions: Actions = {
	default: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, messageSchema);
		if (!read.ok) return refuseForm(read.form);
		const { section, ...message } = read.data;
		const sent = await sendMessage(actor, { ...message, sectionId: section }, now);
		if (!sent.ok)
			return refuseForm(
				read.form,
				messageRefusal[sent.reason](),
				sent.reason === 'too-many' ? 429 : sent.reason === 'already-sent' ? 409 : 400
			);
		redirect(303, `/courses/${params.course}/messages/${sent.id}`);
	}
};
