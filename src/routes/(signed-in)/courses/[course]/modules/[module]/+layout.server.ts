import { inLanguage } from '$lib/i18n/in-language';
import { moduleFor } from '$lib/modules/modules.server';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params }) => ({
	module: inLanguage(await moduleFor(locals.actor, params.module, locals.now), locals.locale)
});
