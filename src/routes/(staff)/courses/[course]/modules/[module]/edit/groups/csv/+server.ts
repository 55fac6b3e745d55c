import { courseFor } from '$lib/courses/courses.server';
import { groupsCsv } from '$lib/modules/groups-csv.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, now }, params }) => {
	const table = await groupsCsv(actor, params.module, now);
	const { slug } = await courseFor(actor);
	return new Response(table, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${slug}-groups.csv"`,
			'cache-control': 'private, no-store'
		}
	});
};
