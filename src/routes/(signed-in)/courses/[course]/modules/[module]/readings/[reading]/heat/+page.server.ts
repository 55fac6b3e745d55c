import { inLanguage } from '$lib/i18n/in-language';
import { heatFor } from '$lib/insights/heat.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params }) => {
	const address = { moduleSlug: params.module, readingSlug: params.reading };
	return { heat: inLanguage(await heatFor(actor, address, locale, now), locale) };
};
