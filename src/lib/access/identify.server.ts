/*
 * Makes actors, and nothing else does. A request costs one prepared lookup for the session and the
 * place in the course of the address; without a cookie it costs none. The sign-in
 * library's own lookup is some forty times slower, so its cookie is verified here: it is
 * `token.base64(HMAC-SHA256(secret, token))`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { environment } from '$lib/server/env';
import { db, prepared } from '$lib/server/db/client';
import { troubleOf } from '$lib/server/db/refusal';
import { course, enrolment, session, user } from '$lib/server/db/schema';
import type { Actor, Membership, Person } from './actor';

export const sessionDays = 7;
const day = 24 * 60 * 60 * 1000;

const membershipColumns = {
	courseId: course.id,
	courseSlug: course.slug,
	courseState: course.state,
	enrolmentId: enrolment.id,
	role: enrolment.role,
	sectionId: enrolment.sectionId,
	ownSectionOnly: enrolment.ownSectionOnly,
	pseudonym: enrolment.pseudonym
};

/** `slug`: the course of the address; an empty one for none. */
const sessionByToken = prepared('session_by_token', (db) =>
	db
		.select({
			sessionId: session.id,
			expiresAt: session.expiresAt,
			updatedAt: session.updatedAt,
			id: user.id,
			name: user.name,
			email: user.email,
			emailVerified: user.emailVerified,
			siteRole: user.siteRole,
			locale: user.locale,
			membership: membershipColumns
		})
		.from(session)
		.innerJoin(user, eq(user.id, session.userId))
		.leftJoin(course, eq(course.slug, sql.placeholder('slug')))
		.leftJoin(
			enrolment,
			and(
				eq(enrolment.courseId, course.id),
				eq(enrolment.userId, user.id),
				eq(enrolment.state, 'active')
			)
		)
		.where(eq(session.token, sql.placeholder('token')))
		.limit(1)
);

const membershipBySlug = prepared('membership_by_slug', (db) =>
	db
		.select(membershipColumns)
		.from(course)
		.innerJoin(enrolment, eq(enrolment.courseId, course.id))
		.where(
			and(
				eq(course.slug, sql.placeholder('slug')),
				eq(enrolment.userId, sql.placeholder('userId')),
				eq(enrolment.state, 'active')
			)
		)
		.limit(1)
);

/**
 * Both names the sign-in library uses. The one of https counts first: only https can set it, while
 * the other may be left from another port of the machine, or planted by a neighbouring site.
 */
export const sessionCookieNames = [
	'__Secure-better-auth.session_token',
	'better-auth.session_token'
] as const;

/** The session token of a signed cookie value, or null when the signature does not hold. */
export function tokenOf(cookie: string | undefined, secret: string): string | null {
	if (!cookie) return null;
	const dot = cookie.lastIndexOf('.');
	if (dot < 1) return null;
	const token = cookie.slice(0, dot);
	const given = Buffer.from(cookie.slice(dot + 1), 'base64');
	const right = createHmac('sha256', secret).update(token).digest();
	return given.length === right.length && timingSafeEqual(given, right) ? token : null;
}

export interface Identified {
	actor: Actor;
	/** The session was prolonged: the cookie should be set again. */
	prolonged: boolean;
}

/**
 * @param cookie the signed session cookie, if any
 * @param courseSlug the course of the address, if any
 * @param seesAsStudent slug of the course that the person asked to see as a student
 */
export async function identify(
	cookie: string | undefined,
	courseSlug: string | undefined,
	seesAsStudent: string | undefined,
	now: Date
): Promise<Identified> {
	const token = tokenOf(cookie, cookie ? environment().secret : '');
	const found = token ? (await sessionByToken({ token, slug: courseSlug ?? '' }))[0] : undefined;
	if (!found || found.expiresAt <= now) return { actor: visitor(), prolonged: false };

	const { sessionId, expiresAt: _expiresAt, updatedAt, membership, ...person } = found;
	const prolonged = now.getTime() - updatedAt.getTime() > day && (await prolong(sessionId, now));

	// Every column is there when the person is in the course; without, some are not.
	const isMember = membership.enrolmentId !== null;
	const place = isMember ? (membership as Membership) : null;
	return { actor: actorOf(person, place, sessionId, seesAsStudent), prolonged };
}

/** Who somebody is by now, for a request that lasts: their session and their place may have ended. */
export async function identifyAgain(
	cookies: { get(name: string): string | undefined },
	courseSlug: string,
	now: Date
): Promise<Actor> {
	const cookie = sessionCookieNames.map((name) => cookies.get(name)).find((one) => one);
	const { actor } = await identify(cookie, courseSlug, cookies.get('see-as-student'), now);
	return actor;
}

/** A full or locked database must not keep anybody from reading: the next visit prolongs it. */
async function prolong(sessionId: string, now: Date): Promise<boolean> {
	try {
		await db()
			.update(session)
			.set({ updatedAt: now, expiresAt: new Date(now.getTime() + sessionDays * day) })
			.where(eq(session.id, sessionId));
		return true;
	} catch (cause) {
		if (troubleOf(cause)) return false;
		throw cause;
	}
}

/** For background work and commands: the person as they are in a course, or null when they are not. */
export async function actorFor(userId: string, courseSlug: string | null): Promise<Actor | null> {
	const [person] = await db()
		.select({
			id: user.id,
			name: user.name,
			email: user.email,
			emailVerified: user.emailVerified,
			siteRole: user.siteRole,
			locale: user.locale
		})
		.from(user)
		.where(eq(user.id, userId))
		.limit(1);
	if (!person) return null;
	if (courseSlug === null) return actorOf(person, null, null, undefined);
	const [membership] = await membershipBySlug({ slug: courseSlug, userId });
	return membership ? actorOf(person, membership, null, undefined) : null;
}

export function visitor(): Actor {
	return {
		person: null,
		membership: null,
		seesAsStudent: false,
		sessionId: null
	} as unknown as Actor;
}

function actorOf(
	person: Person,
	membership: Membership | null,
	sessionId: string | null,
	seesAsStudent: string | undefined
): Actor {
	const isRealStaff = membership?.role === 'instructor' || membership?.role === 'assistant';
	return {
		person,
		membership,
		sessionId,
		seesAsStudent: isRealStaff && seesAsStudent === membership.courseSlug
	} as unknown as Actor;
}
