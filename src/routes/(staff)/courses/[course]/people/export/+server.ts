import { courseFor } from '$lib/courses/courses.server';
import { peopleFilter } from '$lib/courses/people';
import { peopleCsv } from '$lib/courses/people-csv.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor }, url }) => {
	const { slug, timeZone } = await courseFor(actor);
	const table = await peopleCsv(actor, peopleFilter(url.searchParams), timeZone);
	return new Response(table, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${slug}-people.csv"`,
			'cache-control': 'private, no-store'
		}
	});
};
