import { writeFormat } from '$lib/debates/own-formats/format-file.server';
import { formatFor } from '$lib/debates/own-formats/formats.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { body, ref } = await formatFor(locals.actor, params.format);
	return new Response(writeFormat(body), {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': `attachment; filename="debate-format-${ref}.json"`,
			'cache-control': 'private, no-store'
		}
	});
};
