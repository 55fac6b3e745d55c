import { notFound } from '$lib/access/refuse';
import { writeRubric } from '$lib/reviews/rubric-file.server';
import { rubricToEdit } from '$lib/reviews/rubrics.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { body } = await rubricToEdit(locals.actor, params.module);
	return new Response(writeRubric(body ?? notFound()), {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': `attachment; filename="${params.module}-rubric.json"`,
			'cache-control': 'private, no-store'
		}
	});
};
