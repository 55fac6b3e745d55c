import { courseFor } from '$lib/courses/courses.server';
import { gradebookCsv } from '$lib/gradebook/csv.server';
import { gradebookFilter } from '$lib/gradebook/gradebook';
import type { RequestHandler } from './$types';
import { getLocale } from '$lib/paraglide/runtime';

export const GET: RequestHandler = async ({ locals: { actor, now }, url }) => {
	const { slug } = await courseFor(actor);
	const table = await gradebookCsv(actor, gradebookFilter(url.searchParams), getLocale(), now);
	return new Response(table, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${slug}-gradebook.csv"`,
			'cache-control': 'private, no-store'
		}
	});
};
