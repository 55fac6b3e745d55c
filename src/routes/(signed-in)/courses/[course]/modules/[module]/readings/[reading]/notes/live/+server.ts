/* Says to an open page that its notes have changed; what to is read like everything else. */
import { error } from '@sveltejs/kit';
import { identifyAgain } from '$lib/access/identify.server';
import { listenTo } from '$lib/annotations/listening.server';
import { streamHeaders } from '$lib/live/lines.server';
import { m } from '$lib/paraglide/messages';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, now }, params, cookies }) => {
	const address = { moduleSlug: params.module, readingSlug: params.reading };
	const again = (at: Date) => identifyAgain(cookies, params.course, at);
	const stream = await listenTo(actor, address, again, now);
	if (!stream) error(429, { message: 'too many', detail: m.annotations_too_many_streams() });
	return new Response(stream, { headers: streamHeaders });
};
