import { messageFor } from '$lib/notices/messages.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	message: await messageFor(actor, params.message)
});
