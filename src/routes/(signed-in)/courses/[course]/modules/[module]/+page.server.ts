import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { pathFor } from '$lib/progress/progress.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { actor, locale, now } = locals;
	const { courseId, enrolmentId } = membershipOf(actor);
	return {
		path: await pathFor(actor, params.module, locale, now),
		isWalking: may(actor, 'position.write', { courseId, enrolmentId }),
		seesNotes: may(actor, 'module.staffNotes', { courseId })
	};
};
