/* The argument map in the Argument Interchange Format. */
import { aifFor } from '$lib/debates/flow/exporting.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, locale, now }, params }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	return new Response(await aifFor(actor, address, locale, now), {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': `attachment; filename="${params.debate}.aif.json"`,
			'cache-control': 'private, no-store'
		}
	});
};
