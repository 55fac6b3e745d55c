/*
 * Makes actors, and nothing else does. A request costs one prepared lookup for the session and one
 * for the place in the course of the address; without a cookie it costs neither. The sign-in
 * library's own lookup is some forty times slower, so its cookie is verified here: it is
 * `token.base64(HMAC-SHA256(secret, token))`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { environment } from '$lib/server/env';
import { db, prepared } from '$lib/server/db/client';
import { course, enrolment, session, user } from '$lib/server/db/schema';
import type { Actor, Membership, Person } from './actor';

export const sessionDays = 7;
const day = 24 * 60 * 60 * 1000;

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
			locale: user.locale
		})
		.from(session)
		.innerJoin(user, eq(user.id, session.userId))
		.where(eq(session.token, sql.placeholder('token')))
		.limit(1)
);

const membershipBySlug = prepared('membership_by_slug', (db) =>
	db
		.select({
			courseId: course.id,
			courseSlug: course.slug,
			enrolmentId: enrolment.id,
			role: enrolment.role,
			sectionId: enrolment.sectionId,
			ownSectionOnly: enrolment.ownSectionOnly,
			pseudonym: enrolment.pseudonym
		})
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
	const found = token ? (await sessionByToken({ token }))[0] : undefined;
	if (!found || found.expiresAt <= now) return { actor: visitor(), prolonged: false };

	const { sessionId, expiresAt: _expiresAt, updatedAt, ...person } = found;
	const prolonged = now.getTime() - updatedAt.getTime() > day;
	if (prolonged)
		await db()
			.update(session)
			.set({ updatedAt: now, expiresAt: new Date(now.getTime() + sessionDays * day) })
			.where(eq(session.id, sessionId));

	const membership = courseSlug
		? ((await membershipBySlug({ slug: courseSlug, userId: person.id }))[0] ?? null)
		: null;
	return { actor: actorOf(person, membership, sessionId, seesAsStudent), prolonged };
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
