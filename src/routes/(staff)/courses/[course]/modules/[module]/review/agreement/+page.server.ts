import { agreementFor } from '$lib/reviews/agreement/agreements.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	agreement: await agreementFor(actor, params.module)
});
