import { courseFrame } from '$lib/modules/modules.server';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }) => ({
	course: await courseFrame(locals.actor, locals.now)
});
