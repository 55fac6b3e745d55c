/*
 * How access says no: 404 for what one may not know of, 403 for what one sees and may not do.
 */
import { error } from '@sveltejs/kit';
import type { Actor, Membership, Person } from './actor';
import { may, type Facts, type Permission } from './permissions';

export function notFound(): never {
	error(404, { message: 'not found' });
}

export function forbidden(): never {
	error(403, { message: 'forbidden' });
}

/** 404 for visitors and for people who are not in the course; 403 for members who may not. */
export function authorize(actor: Actor, permission: Permission, facts: Facts = {}): void {
	if (may(actor, permission, facts)) return;
	if (facts.courseId !== undefined && actor.membership?.courseId !== facts.courseId) notFound();
	forbidden();
}

/** The person behind the actor; 404 for a visitor, whom the gate has sent to sign in before. */
export function personOf(actor: Actor): Person {
	return actor.person ?? notFound();
}

/** The actor's place in the course of the address; 404 without one. */
export function membershipOf(actor: Actor): Membership {
	return actor.membership ?? notFound();
}
