import { courseFor } from '$lib/courses/courses.server';
import { bankCsv } from '$lib/reviews/bank/bank-csv.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, locale }, params }) => {
	const { slug, timeZone } = await courseFor(actor);
	const table = await bankCsv(actor, params.module, locale, timeZone);
	return new Response(table, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${slug}-comments.csv"`,
			'cache-control': 'private, no-store'
		}
	});
};
