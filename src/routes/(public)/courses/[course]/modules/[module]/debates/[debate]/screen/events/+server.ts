/* What happens in a debate, for the screen of a room: by its link, or for a member. */
import { error, json } from '@sveltejs/kit';
import { identifyAgain } from '$lib/access/identify.server';
import { notFound } from '$lib/access/refuse';
import { screenFor } from '$lib/debates/room/screen-links.server';
import { answerAfter, followScreen, knownSeq } from '$lib/debates/room/streaming.server';
import { streamHeaders, wantsStream } from '$lib/live/lines.server';
import { m } from '$lib/paraglide/messages';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url, request, cookies }) => {
	const { actor, now } = locals;
	const { course: courseSlug, module: moduleSlug, debate: debateSlug } = params;
	const address = { courseSlug, moduleSlug, debateSlug };
	const key = url.searchParams.get('key');
	const here = (await screenFor(actor, address, key, now)) ?? notFound();
	const after = knownSeq(request, url);
	if (!wantsStream(request)) {
		const headers = { 'cache-control': 'private, no-store' };
		return json(await answerAfter(here, after), { headers });
	}
	const again = (at: Date) => identifyAgain(cookies, courseSlug, at);
	const stream = await followScreen(actor, here, address, key, after, again);
	if (!stream) error(429, { message: 'too many', detail: m.debates_stream_too_many() });
	return new Response(stream, { headers: streamHeaders });
};
