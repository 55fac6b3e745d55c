import { redirect } from '@sveltejs/kit';
import { joinCourse, joinOffer, type Ticket } from '$lib/courses/joining.server';
import { joinRefusal } from '$lib/courses/wording';
import { refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

const ticketOf = (code: string, url: URL): Ticket => ({
	code,
	invitation: url.searchParams.get('invitation')
});

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const answer = await joinOffer(locals.actor, ticketOf(params.code, url), locals.now);
	if (answer.ok && answer.state === 'member') redirect(303, `/courses/${answer.slug}`);
	return answer.ok
		? { offer: answer.offer, refusal: null }
		: { offer: null, refusal: joinRefusal[answer.reason]() };
};

export const actions: Actions = {
	default: async ({ locals, params, url }) => {
		const joined = await joinCourse(locals.actor, ticketOf(params.code, url), locals.now);
		if (joined.ok) redirect(303, `/courses/${joined.slug}`);
		const form = { id: 'join', values: {}, errors: {} };
		return refuseForm(form, joinRefusal[joined.reason](), 409);
	}
};
