/* What happens in a debate: as a stream for whoever listens, else as what came after an event. */
import { error, json } from '@sveltejs/kit';
import { identifyAgain } from '$lib/access/identify.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { answerAfter, followDebate, knownSeq } from '$lib/debates/room/streaming.server';
import { streamHeaders, wantsStream } from '$lib/live/lines.server';
import { m } from '$lib/paraglide/messages';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url, request, cookies }) => {
	const { actor, now } = locals;
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const after = knownSeq(request, url);
	if (!wantsStream(request)) {
		const answer = await answerAfter(await debateHere(actor, address, now), after);
		return json(answer, { headers: { 'cache-control': 'private, no-store' } });
	}
	const again = (at: Date) => identifyAgain(cookies, params.course, at);
	const stream = await followDebate(actor, address, after, again, now);
	if (!stream) error(429, { message: 'too many', detail: m.debates_stream_too_many() });
	return new Response(stream, { headers: streamHeaders });
};
