/* For whoever watches the site: 200 when the database answers, 503 with the kind of trouble otherwise. */
import { json } from '@sveltejs/kit';
import { health } from '$lib/server/health';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async () => {
	const found = await health();
	return json(found, { status: found.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } });
};
