import { timelineToEdit } from '$lib/readings/timeline-editing.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	events: await timelineToEdit(locals.actor, params.module)
});
