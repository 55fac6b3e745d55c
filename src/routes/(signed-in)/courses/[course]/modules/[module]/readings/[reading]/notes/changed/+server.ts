/* Whether notes have changed, for pages whose line to the stream is down. */
import { json } from '@sveltejs/kit';
import { changedFor } from '$lib/annotations/listening.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, now }, params }) => {
	const address = { moduleSlug: params.module, readingSlug: params.reading };
	const changed = await changedFor(actor, address, now);
	return json({ changed }, { headers: { 'cache-control': 'private, no-store' } });
};
