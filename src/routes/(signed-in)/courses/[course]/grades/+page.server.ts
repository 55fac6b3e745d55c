import { ownGradesFor } from '$lib/reviews/grades.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ownGradesFor(locals.actor);
