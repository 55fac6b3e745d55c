import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { messagesFor } from '$lib/notices/messages.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => {
	const { courseId } = membershipOf(actor);
	return {
		messages: await messagesFor(actor),
		mayWrite: may(actor, 'class.message', { courseId })
	};
};
