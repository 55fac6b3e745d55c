/*
 * How access says no: 404 for what one may not know of, 403 for what one sees and may not do.
 */
import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages';
import type { Actor, Membership, Person } from './actor';
import { may, type Facts, type Permission } from './permissions';

const words: Record<number, { title: () => string; text: () => string }> = {
	401: { title: m.site_error_401_title, text: m.site_error_401_text },
	403: { title: m.site_error_403_title, text: m.site_error_403_text },
	404: { title: m.site_error_404_title, text: m.site_error_404_text },
	405: { title: m.site_error_404_title, text: m.site_error_404_text },
	409: { title: m.site_error_409_title, text: m.site_error_409_text },
	413: { title: m.site_error_413_title, text: m.site_error_413_text },
	429: { title: m.site_error_429_title, text: m.site_error_429_text }
};

/**
 * What a status says to the reader, in the reader's language. It goes along with the refusal: every
 * page would carry the words for all of them. Nothing for those whose words are on the error page.
 */
export function saidOf(status: number): Pick<App.Error, 'said'> {
	const here = words[status];
	return here ? { said: { title: here.title(), text: here.text() } } : {};
}

export function notFound(): never {
	error(404, { message: 'not found', ...saidOf(404) });
}

export function forbidden(): never {
	error(403, { message: 'forbidden', ...saidOf(403) });
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

/** Whether something failed because access said no, which is no failure of ours. */
export function isRefusal(cause: unknown): boolean {
	return typeof cause === 'object' && cause !== null && 'status' in cause;
}
