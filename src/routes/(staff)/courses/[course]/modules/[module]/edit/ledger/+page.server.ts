import { entriesToEdit } from '$lib/annotations/ledger-editing.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	entries: await entriesToEdit(locals.actor, params.module)
});
