/*
 * Who is of a debate: their number in it and what they are called there. Whoever makes a first move
 * joins by it, students as audience, staff as chair; staff bring in others.
 */
import { and, eq } from 'drizzle-orm';
import type { CourseRole } from '$lib/access/actor';
import type { LocalText } from '$lib/i18n/local-text';
import type { Transaction } from '$lib/server/db/client';
import { debatePerson, enrolment, user } from '$lib/server/db/schema';
import type { DebateSettings, Role, Seat } from '../debate';
import type { RoomName } from './cache.server';

export interface Nameable {
	name: string;
	pseudonym: LocalText;
	role: CourseRole;
}

/** What somebody is called in a debate, for everybody. Staff speak under their names. */
export function shownIn(
	{ shows }: Pick<DebateSettings, 'shows'>,
	{ name, pseudonym, role }: Nameable
): LocalText {
	const isStaff = role === 'instructor' || role === 'assistant';
	return shows === 'pseudonyms' && !isStaff ? pseudonym : { en: name, ur: name };
}

export type PersonRow = typeof debatePerson.$inferSelect;

/** Within the transaction that has taken the debate's row. */
export async function personIn(
	tx: Transaction,
	{ courseId, debateId }: RoomName,
	enrolmentId: string
): Promise<PersonRow | null> {
	const [row] = await tx
		.select()
		.from(debatePerson)
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.debateId, debateId),
				eq(debatePerson.enrolmentId, enrolmentId)
			)
		);
	return row ?? null;
}

/** A row for somebody who is not of the debate yet; not written. Null for who is not in the course. */
export async function newPerson(
	tx: Transaction,
	{ courseId, debateId }: RoomName,
	enrolmentId: string,
	{ number, settings }: { number: number; settings: DebateSettings },
	now: Date
): Promise<PersonRow | null> {
	const [found] = await tx
		.select({ name: user.name, pseudonym: enrolment.pseudonym, role: enrolment.role })
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.id, enrolmentId),
				eq(enrolment.state, 'active')
			)
		);
	if (!found) return null;
	const isStudent = found.role === 'student';
	return {
		courseId,
		debateId,
		number,
		enrolmentId,
		role: isStudent ? 'audience' : 'chair',
		team: null,
		speaker: null,
		takesNotes: false,
		why: '',
		isAbsent: false,
		shownAs: shownIn(settings, found),
		agreedAt: null,
		joinedAt: now
	};
}

/** The place that a row holds; whoever was not there on the day and comes after all listens. */
export function seatOf(row: PersonRow): Seat {
	const { number: who, role, team, speaker, takesNotes: notes } = row;
	return row.isAbsent
		? { who, role: absentRole(role), team: null, speaker: null, notes: false }
		: { who, role, team, speaker, notes };
}

function absentRole(role: Role): Role {
	return role === 'speaker' ? 'audience' : role;
}

/** Keeps the place that an event gave. */
export async function keepSeat(
	tx: Transaction,
	{ courseId, debateId }: RoomName,
	{ who, role, team, speaker, notes }: Seat
): Promise<void> {
	await tx
		.update(debatePerson)
		.set({ role, team, speaker, takesNotes: notes, isAbsent: false })
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.debateId, debateId),
				eq(debatePerson.number, who)
			)
		);
}
