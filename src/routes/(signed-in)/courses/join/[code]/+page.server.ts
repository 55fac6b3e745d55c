import { redirect } from '@sveltejs/kit';
import { personOf } from '$lib/access/refuse';
import { joinCourse, joinOffer, type Ticket } from '$lib/courses/joining.server';
import { joinRefusal } from '$lib/courses/wording';
import { acceptForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

const ticketOf = (code: string, url: URL): Ticket => ({
	code,
	invitation: url.searchParams.get('invitation')
});

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const answer = await joinOffer(locals.actor, ticketOf(params.code, url), locals.now);
	if (answer.ok && answer.state === 'member') redirect(303, `/courses/${answer.slug}`);
	return answer.ok
		? { offer: answer.offer, refusal: null, mustConfirm: false }
		: {
				offer: null,
				refusal: joinRefusal[answer.reason](),
				mustConfirm: answer.reason === 'unverified-address'
			};
};

export const actions: Actions = {
	default: async ({ locals, params, url }) => {
		const joined = await joinCourse(locals.actor, ticketOf(params.code, url), locals.now);
		if (joined.ok) redirect(303, `/courses/${joined.slug}`);
		const form = { id: 'join', values: {}, errors: {} };
		if (joined.reason === 'unverified-address') {
			const { email } = personOf(locals.actor);
			return acceptForm(form, m.courses_join_confirm_sent({ email }));
		}
		return refuseForm(form, joinRefusal[joined.reason](), 409);
	}
};
