/*
 * The ways through a course, as its bar shows them: who sees which, and which of them one is on.
 * Pure; the labels are the page's business.
 */
import type { CourseRole } from '$lib/access/actor';

export const places = [
	'course',
	'path',
	'readings',
	'questions',
	'stance',
	'position',
	'search',
	'grades',
	'review',
	'gradebook',
	'class',
	'module-settings',
	'people',
	'settings'
] as const;
export type Place = (typeof places)[number];

/** Where each lies: below the module, or below the course. */
const below: Record<Place, { in: 'course' | 'module'; path: string }> = {
	course: { in: 'course', path: '' },
	path: { in: 'module', path: '' },
	readings: { in: 'module', path: '/readings' },
	questions: { in: 'module', path: '/questions' },
	stance: { in: 'module', path: '/stance' },
	position: { in: 'module', path: '/position' },
	search: { in: 'module', path: '/search' },
	grades: { in: 'course', path: '/grades' },
	review: { in: 'module', path: '/review' },
	gradebook: { in: 'course', path: '/gradebook' },
	class: { in: 'module', path: '/insights' },
	'module-settings': { in: 'module', path: '/edit' },
	people: { in: 'course', path: '/people' },
	settings: { in: 'course', path: '/settings' }
};

const shown: Record<CourseRole, readonly Place[]> = {
	student: ['course', 'path', 'readings', 'questions', 'stance', 'position', 'grades', 'search'],
	observer: ['course', 'path', 'readings', 'questions', 'stance', 'search'],
	assistant: [
		'course',
		'path',
		'readings',
		'questions',
		'review',
		'gradebook',
		'class',
		'people',
		'search'
	],
	instructor: [
		'course',
		'path',
		'readings',
		'questions',
		'review',
		'gradebook',
		'class',
		'module-settings',
		'people',
		'settings',
		'search'
	]
};

export interface Way {
	place: Place;
	/** Below the address of the course. */
	path: string;
	current: boolean;
}

/**
 * @param module slug of the module one is in, or of the only one; null leaves its ways out
 * @param routeId of the page, such as `/(staff)/courses/[course]/people`
 */
export function waysThrough(
	role: CourseRole,
	module: string | null,
	routeId: string | null
): Way[] {
	const here = (routeId ?? '').replace(/\/\([a-z-]+\)/g, '').replace('/courses/[course]', '');
	return shown[role].flatMap((place) => {
		const { in: home, path } = below[place];
		if (home === 'module' && module === null) return [];
		const route = (home === 'module' ? '/modules/[module]' : '') + path;
		const exact = place === 'course' || place === 'path';
		return [
			{
				place,
				path: (home === 'module' ? `/modules/${module}` : '') + path,
				current: here === route || (!exact && here.startsWith(`${route}/`))
			}
		];
	});
}
