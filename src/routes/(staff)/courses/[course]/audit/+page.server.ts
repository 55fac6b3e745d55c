import { auditFilter } from '$lib/courses/audit';
import { auditIn } from '$lib/courses/audit.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, url }) => {
	const filter = auditFilter(url.searchParams);
	return { filter, record: await auditIn(actor, filter) };
};
