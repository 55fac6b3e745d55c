/*
 * Who is acting. An `Actor` is branded: only `identify()` and `actorFor()` in identify.server.ts
 * make one, so a server function that takes an actor cannot be called by anybody unidentified.
 */
import type { LocalText, Locale } from '$lib/i18n/local-text';

declare const identified: unique symbol;

export type SiteRole = 'none' | 'teacher' | 'administrator';
export type CourseRole = 'instructor' | 'assistant' | 'observer' | 'student';

export interface Person {
	id: string;
	name: string;
	email: string;
	emailVerified: boolean;
	siteRole: SiteRole;
	locale: Locale;
}

/** The actor's active place in the course of the address. */
export interface Membership {
	courseId: string;
	courseSlug: string;
	/** An archived course is read, not written. */
	courseState: 'active' | 'archived';
	enrolmentId: string;
	role: CourseRole;
	sectionId: string | null;
	/** An assistant who sees and marks only their own section. */
	ownSectionOnly: boolean;
	pseudonym: LocalText;
}

export interface Actor {
	readonly [identified]: true;
	readonly person: Person | null;
	readonly membership: Membership | null;
	/** Staff who look at the course as a student does: they read as one, and write nothing. */
	readonly seesAsStudent: boolean;
	/** The session behind the request, for "end other sessions"; null for background work. */
	readonly sessionId: string | null;
}

/** The role that counts for what is shown: staff who see as a student count as one. */
export function roleOf(actor: Actor): CourseRole | null {
	if (!actor.membership) return null;
	return actor.seesAsStudent ? 'student' : actor.membership.role;
}

export function isStaff(actor: Actor): boolean {
	const role = roleOf(actor);
	return role === 'instructor' || role === 'assistant';
}
