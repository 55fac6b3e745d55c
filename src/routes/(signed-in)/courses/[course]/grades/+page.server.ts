import { ownGradesFor } from '$lib/gradebook/own-grades.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ownGradesFor(locals.actor, locals.now);
