import { redirect } from '@sveltejs/kit';
import { takeOut } from '$lib/archive/exporting.server';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals: { actor, locale, now } }) => {
	const taken = await takeOut(actor, locale, now);
	if (!taken.ok) redirect(303, '/account/export?later');
	return new Response(taken.body, {
		headers: {
			'content-type': 'application/zip',
			'content-disposition': `attachment; filename="${taken.name}"`,
			'cache-control': 'private, no-store'
		}
	});
};

/** Whoever comes back to this address by the browser's own ways. */
export const GET: RequestHandler = () => redirect(303, '/account/export');
