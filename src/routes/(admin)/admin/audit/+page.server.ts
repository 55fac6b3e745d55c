import { auditFilter } from '$lib/courses/audit';
import { siteAudit } from '$lib/courses/audit.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, url }) => {
	const filter = auditFilter(url.searchParams);
	return { filter, record: await siteAudit(actor, filter) };
};
