/* For whoever watches the site: 200 when the database answers. */
import { text } from '@sveltejs/kit';
import { isDatabaseThere } from '$lib/accounts/site.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async () => {
	const there = await isDatabaseThere();
	return text(there ? 'ok\n' : 'the database does not answer\n', {
		status: there ? 200 : 503,
		headers: { 'cache-control': 'no-store' }
	});
};
