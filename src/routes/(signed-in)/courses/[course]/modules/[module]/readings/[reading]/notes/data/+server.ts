/* The notes on a text as data, for the page that shows them beside it. */
import { json } from '@sveltejs/kit';
import { notesFor } from '$lib/annotations/seeing.server';
import { editionAsked, readVersion } from '$lib/readings/reading';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { actor, locale, now }, params, url }) => {
	const { searchParams: asked } = url;
	const notes = await notesFor(
		actor,
		{
			moduleSlug: params.module,
			readingSlug: params.reading,
			edition: editionAsked(asked.get('edition'), locale),
			version: readVersion(asked.get('version'))
		},
		now
	);
	return json(notes, { headers: { 'cache-control': 'private, no-store' } });
};
