/* What the gate answers, as a table: group × person; and that every route stands in a group. */
import { describe, expect, it } from 'vitest';
import type { Actor, CourseRole, SiteRole } from '$lib/access/actor';
import { gate, type GateAnswer } from '$lib/access/gate';
import { everyRouteId } from './every-route';

function actor(siteRole: SiteRole | null, role: CourseRole | null, seesAsStudent = false): Actor {
	return {
		person: siteRole && { id: 'p', name: 'P', email: 'p@example.org', siteRole },
		membership: role && { courseId: 'c', courseSlug: 'c', enrolmentId: 'e', role },
		seesAsStudent,
		sessionId: null
	} as unknown as Actor;
}

const people = {
	visitor: actor(null, null),
	stranger: actor('none', null),
	student: actor('none', 'student'),
	observer: actor('none', 'observer'),
	assistant: actor('none', 'assistant'),
	instructor: actor('teacher', 'instructor'),
	viewer: actor('teacher', 'instructor', true),
	administrator: actor('administrator', null)
};

const [yes, door, none]: GateAnswer[] = ['pass', 'sign-in', 'not-found'];
const order = Object.keys(people) as (keyof typeof people)[];
/** In the order of `people`. */
const table: Record<string, (GateAnswer | undefined)[]> = {
	'/(public)/sign-in': [yes, yes, yes, yes, yes, yes, yes, yes],
	'/(machine)/healthz': [yes, yes, yes, yes, yes, yes, yes, yes],
	'/(signed-in)/account': [door, yes, yes, yes, yes, yes, yes, yes],
	'/(signed-in)/courses/join/[code]': [door, yes, yes, yes, yes, yes, yes, yes],
	'/(signed-in)/courses/[course]': [door, none, yes, yes, yes, yes, yes, none],
	'/(signed-in)/courses/[course]/modules/[module]': [door, none, yes, yes, yes, yes, yes, none],
	'/(staff)/courses/[course]/people': [door, none, none, none, yes, yes, yes, none],
	'/(admin)/admin/people': [door, none, none, none, none, none, none, yes],
	'/(unknown)/anything': [none, none, none, none, none, none, none, none],
	'/courses/[course]/(staff)/people': [none, none, none, none, none, none, none, none],
	'/': [none, none, none, none, none, none, none, none]
};

describe('the gate', () => {
	it.each(Object.entries(table))('lets through to %s whom the table says', (routeId, answers) => {
		expect(order.map((who) => [who, gate(people[who], routeId)])).toEqual(
			order.map((who, i) => [who, answers[i]])
		);
	});

	it('knows no address without a route', () => {
		expect(gate(people.administrator, null)).toBe('not-found');
	});

	it('knows the group of every route that there is', () => {
		const ids = everyRouteId().filter((id) => id !== '/');
		expect(ids.length).toBeGreaterThan(30);
		const groups = /^\/\((public|signed-in|staff|admin|machine)\)(\/|$)/;
		expect(ids.filter((id) => !groups.test(id))).toEqual([]);
	});

	it('keeps staff pages inside courses: elsewhere nobody is staff', () => {
		const staff = everyRouteId().filter((id) => id.startsWith('/(staff)/'));
		expect(staff.filter((id) => !id.startsWith('/(staff)/courses/[course]'))).toEqual([]);
	});
});
