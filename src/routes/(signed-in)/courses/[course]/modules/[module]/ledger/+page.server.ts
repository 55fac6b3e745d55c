import { readFilter } from '$lib/annotations/ledger';
import { ledgerFor } from '$lib/annotations/ledger.server';
import { inLanguage } from '$lib/i18n/in-language';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params, url }) => {
	const filter = readFilter(url.searchParams);
	const edition = { kind: 'study', lang: locale } as const;
	const ledger = await ledgerFor(actor, params.module, { filter, edition }, now);
	return { filter, ledger: inLanguage(ledger, locale) };
};
