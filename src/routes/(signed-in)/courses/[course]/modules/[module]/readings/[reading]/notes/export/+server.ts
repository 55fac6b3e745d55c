/* The notes on a text as a file of Web Annotations. */
import { resolve } from '$app/paths';
import { annotationsFor, readWhose } from '$lib/annotations/web-annotations.server';
import { annotationType } from '$lib/annotations/web-annotation';
import { editionAsked, readVersion } from '$lib/readings/reading';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, locale, now }, params, url }) => {
	const { searchParams: asked } = url;
	const home = resolve('/(signed-in)/courses/[course]/modules/[module]/readings/[reading]', params);
	const collection = await annotationsFor(
		actor,
		{
			moduleSlug: params.module,
			readingSlug: params.reading,
			edition: editionAsked(asked.get('edition'), locale),
			version: readVersion(asked.get('version')),
			whose: readWhose(asked.get('whose'))
		},
		url.origin + home,
		locale,
		now
	);
	return new Response(JSON.stringify(collection, null, '\t'), {
		headers: {
			'content-type': annotationType,
			'content-disposition': `attachment; filename="notes-${params.reading}.jsonld"`,
			'cache-control': 'private, no-store'
		}
	});
};
