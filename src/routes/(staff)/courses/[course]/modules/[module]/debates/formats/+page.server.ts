import { formatsFor } from '$lib/debates/own-formats/formats.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => ({
	formats: await formatsFor(actor)
});
