/*
 * Coming into a course: by its code while joining is open, or by an invitation made out to one
 * address. Whoever has been removed comes back only through the staff.
 */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Actor, CourseRole, Person } from '$lib/access/actor';
import { authorize, personOf } from '$lib/access/refuse';
import { sendConfirmation } from '$lib/accounts/addresses.server';
import { isAllowed } from '$lib/accounts/limits.server';
import { readCourseToken } from '$lib/accounts/tokens.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { course, enrolment, invitation, user } from '$lib/server/db/schema';
import type { CourseSettings } from '$lib/server/db/schema/courses';
import { hasMailbox, isMailSent } from '$lib/server/mail';
import { readJoinCode } from './course';
import { enrol, holdCourse } from './enrolling.server';

/** What the person typed or followed. */
export interface Ticket {
	code: string;
	/** The secret of an invitation; it counts before the code. */
	invitation: string | null;
}

export type JoinRefusal =
	| 'no-such-code'
	| 'no-such-invitation'
	| 'other-address'
	| 'unverified-address'
	| 'closed'
	| 'archived'
	| 'removed'
	| 'wait';

export interface JoinOffer {
	title: LocalText;
	instructors: string[];
	role: CourseRole;
	classmatesSee: 'pseudonyms' | 'names';
	welcome: LocalText | null;
	/** The day on which what people wrote here is deleted; null: when the course is. */
	keptUntil: Date | null;
	timeZone: string;
}

export type JoinAnswer =
	| { ok: true; state: 'offered'; offer: JoinOffer }
	| { ok: true; state: 'member'; slug: string }
	| { ok: false; reason: JoinRefusal };

interface Door {
	courseId: string;
	slug: string;
	title: LocalText;
	settings: CourseSettings;
	retainUntil: Date | null;
	timeZone: string;
	role: CourseRole;
	sectionId: string | null;
	rosterId: string | null;
	invitationId: string | null;
}

/** What the page before joining says. Nothing about a course is told without its code. */
export async function joinOffer(actor: Actor, ticket: Ticket, now: Date): Promise<JoinAnswer> {
	const person = personOf(actor);
	if (!(await mayTry(person.id, ticket, now))) return { ok: false, reason: 'wait' };
	const door = await doorFor(actor, ticket, now, db());
	if ('reason' in door) return { ok: false, reason: door.reason };
	const place = await placeOf(door.courseId, person.id, db());
	if (place === 'active') return { ok: true, state: 'member', slug: door.slug };
	if (place === 'removed') return { ok: false, reason: 'removed' };
	const instructors = await db()
		.select({ name: user.name })
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(enrolment.courseId, door.courseId),
				eq(enrolment.role, 'instructor'),
				eq(enrolment.state, 'active')
			)
		)
		.orderBy(asc(enrolment.joinedAt));
	return {
		ok: true,
		state: 'offered',
		offer: {
			title: door.title,
			instructors: instructors.map((i) => i.name),
			role: door.role,
			...door.settings,
			keptUntil: door.retainUntil,
			timeZone: door.timeZone
		}
	};
}

export type Joined = { ok: true; slug: string } | { ok: false; reason: JoinRefusal };

/** Somebody who is in the course already is simply let in. */
export async function joinCourse(actor: Actor, ticket: Ticket, now: Date): Promise<Joined> {
	authorize(actor, 'account.change');
	const person = personOf(actor);
	if (!(await mayTry(person.id, ticket, now))) return { ok: false, reason: 'wait' };
	const joined = await transaction(async (tx): Promise<Joined> => {
		const seen = await doorFor(actor, ticket, now, tx);
		if ('reason' in seen) return { ok: false, reason: seen.reason };
		await holdCourse(tx, seen.courseId);
		// Once more, now that nothing about the course can change any longer.
		const door = await doorFor(actor, ticket, now, tx);
		if ('reason' in door) return { ok: false, reason: door.reason };
		const place = await placeOf(door.courseId, person.id, tx);
		if (place === 'removed') return { ok: false, reason: 'removed' };
		if (door.invitationId)
			await tx
				.update(invitation)
				.set({ state: 'accepted', acceptedAt: now })
				.where(and(eq(invitation.courseId, door.courseId), eq(invitation.id, door.invitationId)));
		if (place === null)
			await enrol(
				tx,
				{
					courseId: door.courseId,
					userId: person.id,
					role: door.role,
					sectionId: door.sectionId,
					rosterId: await freeRosterId(tx, door)
				},
				now
			);
		return { ok: true, slug: door.slug };
	});
	// Asked for by the button of a page that says so: the link comes back to it.
	if (!joined.ok && joined.reason === 'unverified-address')
		await sendConfirmation(person, pathOf(ticket), now);
	return joined;
}

/** The page that this ticket opens. */
function pathOf({ code, invitation }: Ticket): string {
	const query = invitation === null ? '' : `?invitation=${encodeURIComponent(invitation)}`;
	return `/courses/join/${encodeURIComponent(code)}${query}`;
}

/** With a mail server an address counts once it is confirmed; a school's accounts have none. */
function isUnconfirmed({ email, emailVerified }: Person): boolean {
	return isMailSent() && !emailVerified && hasMailbox(email);
}

/** The roster's number of the person, unless somebody got it since the invitation was sent. */
async function freeRosterId(
	tx: Transaction,
	{ courseId, rosterId }: Pick<Door, 'courseId' | 'rosterId'>
): Promise<string | null> {
	if (rosterId === null) return null;
	const taken = await tx
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.rosterId, rosterId)))
		.limit(1);
	return taken.length > 0 ? null : rosterId;
}

/** Codes are short enough to be typed, so they may not be tried without end. */
async function mayTry(personId: string, { invitation }: Ticket, now: Date): Promise<boolean> {
	return invitation !== null || isAllowed('join-code', personId, now);
}

async function placeOf(
	courseId: string,
	userId: string,
	on: Executor
): Promise<'active' | 'removed' | null> {
	const [row] = await on
		.select({ state: enrolment.state })
		.from(enrolment)
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.userId, userId)))
		.limit(1);
	return row?.state ?? null;
}

type NoDoor = { reason: JoinRefusal };

const doorColumns = {
	courseId: course.id,
	slug: course.slug,
	title: course.title,
	settings: course.settings,
	retainUntil: course.retainUntil,
	timeZone: course.timeZone,
	state: course.state
};

async function doorFor(
	actor: Actor,
	ticket: Ticket,
	now: Date,
	on: Executor
): Promise<Door | NoDoor> {
	return ticket.invitation !== null
		? doorByInvitation(actor, ticket.invitation, now, on)
		: doorByCode(actor, ticket.code, on);
}

async function doorByCode(actor: Actor, typed: string, on: Executor): Promise<Door | NoDoor> {
	const code = readJoinCode(typed);
	if (!code) return { reason: 'no-such-code' };
	const [found] = await on
		.select({ ...doorColumns, joinOpen: course.joinOpen })
		.from(course)
		.where(eq(course.joinCode, code))
		.limit(1);
	if (!found) return { reason: 'no-such-code' };
	const { state, joinOpen, ...door } = found;
	const place = await placeOf(door.courseId, personOf(actor).id, on);
	// Members who follow the link again are let in, whatever became of it.
	if (place !== 'active') {
		if (state === 'archived') return { reason: 'archived' };
		if (!joinOpen) return { reason: 'closed' };
		if (isUnconfirmed(personOf(actor))) return { reason: 'unverified-address' };
	}
	return { ...door, role: 'student', sectionId: null, rosterId: null, invitationId: null };
}

async function doorByInvitation(
	actor: Actor,
	token: string,
	now: Date,
	on: Executor
): Promise<Door | NoDoor> {
	const person = personOf(actor);
	const read = readCourseToken(token);
	if (!read) return { reason: 'no-such-invitation' };
	const [found] = await on
		.select({
			...doorColumns,
			role: invitation.role,
			sectionId: invitation.sectionId,
			rosterId: invitation.rosterId,
			invitationId: invitation.id,
			email: invitation.email,
			invitationState: invitation.state
		})
		.from(invitation)
		.innerJoin(course, eq(course.id, invitation.courseId))
		.where(
			and(
				eq(invitation.courseId, read.courseId),
				eq(invitation.tokenHash, read.hash),
				gt(invitation.expiresAt, now)
			)
		)
		.limit(1);
	if (!found) return { reason: 'no-such-invitation' };
	const { state, email, invitationState, ...door } = found;
	if (email !== person.email.toLowerCase()) return { reason: 'other-address' };
	if (isUnconfirmed(person)) return { reason: 'unverified-address' };
	const place = await placeOf(door.courseId, person.id, on);
	if (place !== 'active') {
		if (invitationState !== 'open') return { reason: 'no-such-invitation' };
		if (state === 'archived') return { reason: 'archived' };
	}
	return door;
}
