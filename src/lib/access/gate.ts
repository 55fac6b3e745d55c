/*
 * The folder is the policy: `(public)`, `(signed-in)`, `(staff)`, `(admin)`, `(machine)`. Anything
 * outside them does not exist. Pure, so that a test can walk every route through it.
 */
import type { Actor } from './actor';

export type GateAnswer = 'pass' | 'sign-in' | 'not-found';

export function gate(actor: Actor, routeId: string | null): GateAnswer {
	const group = routeId?.match(/^\/\(([a-z-]+)\)/)?.[1];
	// A course in the address is visible to its members only; joining it is the exception.
	const inCourse = routeId?.includes('/courses/[course]') ?? false;
	switch (group) {
		case 'public':
		case 'machine':
			return 'pass';
		case 'signed-in':
			if (!actor.person) return 'sign-in';
			return inCourse && !actor.membership ? 'not-found' : 'pass';
		case 'staff': {
			if (!actor.person) return 'sign-in';
			const role = actor.membership?.role;
			return role === 'instructor' || role === 'assistant' ? 'pass' : 'not-found';
		}
		case 'admin':
			if (!actor.person) return 'sign-in';
			return actor.person.siteRole === 'administrator' ? 'pass' : 'not-found';
		default:
			return 'not-found';
	}
}
