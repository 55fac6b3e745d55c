/* The argument map in Argdown. */
import { argdownFor } from '$lib/debates/flow/exporting.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, locale, now }, params }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	return new Response(await argdownFor(actor, address, locale, now), {
		headers: {
			'content-type': 'text/vnd.argdown; charset=utf-8',
			'content-disposition': `attachment; filename="${params.debate}.argdown"`,
			'cache-control': 'private, no-store'
		}
	});
};
