/*
 * A form came and its session has ended. Nothing typed may be lost: it comes back whole, says "sign
 * in in another tab, then send again", and posts to the same address.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { keptPage } from '$lib/forms/kept.server';
import { m } from '$lib/paraglide/messages';
import { withNext } from './next';

export function sessionEndedPage(event: RequestEvent): Promise<Response> {
	return keptPage(event, {
		status: 401,
		title: m.accounts_ended_title(),
		text: m.forms_session_ended(),
		link: { href: withNext('/sign-in', event.url.pathname), text: m.accounts_ended_sign_in() },
		data: { sessionEnded: true }
	});
}
