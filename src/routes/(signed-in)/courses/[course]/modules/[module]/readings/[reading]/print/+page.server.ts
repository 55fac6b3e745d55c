import { printedReading } from '$lib/annotations/printing.server';
import { readWhose } from '$lib/annotations/web-annotations.server';
import { editionAsked, readVersion } from '$lib/readings/reading';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params, url }) => {
	const { searchParams: asked } = url;
	const wanted = {
		moduleSlug: params.module,
		readingSlug: params.reading,
		edition: editionAsked(asked.get('edition'), locale),
		version: readVersion(asked.get('version')),
		whose: readWhose(asked.get('whose'))
	};
	return { printed: await printedReading(actor, wanted, now) };
};
