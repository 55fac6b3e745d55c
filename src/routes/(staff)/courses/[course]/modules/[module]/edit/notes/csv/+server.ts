/* Every note of a module that is not private, as a table. */
import { notesCsv } from '$lib/annotations/notes-csv.server';
import { courseFor } from '$lib/courses/courses.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, locale, now }, params }) => {
	const { slug, timeZone } = await courseFor(actor);
	const table = await notesCsv(actor, params.module, { locale, timeZone }, now);
	return new Response(table, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${slug}-${params.module}-notes.csv"`,
			'cache-control': 'private, no-store'
		}
	});
};
