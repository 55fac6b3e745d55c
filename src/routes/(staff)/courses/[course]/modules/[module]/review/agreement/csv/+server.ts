/* Figures of agreement, as a table. */
import { courseFor } from '$lib/courses/courses.server';
import { agreementCsv } from '$lib/reviews/agreement/agreement-csv.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, locale }, params }) => {
	const { slug } = await courseFor(actor);
	return new Response(await agreementCsv(actor, params.module, locale), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${slug}-${params.module}-agreement.csv"`,
			'cache-control': 'private, no-store'
		}
	});
};
