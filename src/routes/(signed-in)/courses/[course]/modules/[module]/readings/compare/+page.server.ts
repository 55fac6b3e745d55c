import { comparisonFor } from '$lib/annotations/comparing.server';
import { inLanguage } from '$lib/i18n/in-language';
import { editionAsked } from '$lib/readings/reading';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params, url }) => {
	const { searchParams: query } = url;
	const asked = query.get('edition');
	const unwanted = (query.get('not') ?? '').split(',').slice(0, 200);
	const wanted = {
		moduleSlug: params.module,
		a: query.get('a') || null,
		b: query.get('b') || null,
		edition: editionAsked(asked, locale),
		unwanted
	};
	const comparison = await comparisonFor(actor, wanted, now);
	return { asked, unwanted, comparison: inLanguage(comparison, locale) };
};
