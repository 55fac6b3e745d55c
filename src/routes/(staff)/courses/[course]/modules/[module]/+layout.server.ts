import { moduleFor } from '$lib/modules/modules.server';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params }) => ({
	module: await moduleFor(locals.actor, params.module, locals.now)
});
