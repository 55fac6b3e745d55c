/*
 * The people of a course and their sections. Whoever is removed keeps their place and their work,
 * and can be restored; a course never loses its last instructor.
 */
import { and, asc, count, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Actor, CourseRole } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import {
	db,
	isUniqueViolation,
	prepared,
	shared,
	transaction,
	type Transaction
} from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { enrolment, managedAccount, section, session, user } from '$lib/server/db/schema';
import { hasMailbox } from '$lib/server/mail';
import { recordAct } from './acts.server';
import { holdCourse } from './enrolling.server';
import { findsPerson, type PeopleFilter } from './people';
import { studentName } from './wording';

export interface PersonHere {
	enrolmentId: string;
	userId: string;
	name: string;
	/** Null for an account that a school made without one. */
	email: string | null;
	/** The account was made by this course, whose staff make its codes and keep its name. */
	isManaged: boolean;
	/** The school's own number of the person. */
	rosterId: string | null;
	role: CourseRole;
	sectionId: string | null;
	sectionName: string | null;
	ownSectionOnly: boolean;
	state: 'active' | 'removed';
	joinedAt: Date;
	/** The actor's own line. */
	isSelf: boolean;
}

/** Staff of the whole course: for them `peopleShownTo` leaves nobody out. */
export function seesEverybody(actor: Actor): boolean {
	const { role, ownSectionOnly } = membershipOf(actor);
	return role !== 'assistant' || !ownSectionOnly;
}

/** Which people the actor may see, as SQL: the same rule as `people.see` holds for one person. */
export function peopleShownTo(actor: Actor): SQL | undefined {
	const { courseId, sectionId } = membershipOf(actor);
	const inCourse = eq(enrolment.courseId, courseId);
	if (seesEverybody(actor)) return inCourse;
	return and(inCourse, eq(enrolment.sectionId, sectionId ?? ''));
}

const personColumns = {
	enrolmentId: enrolment.id,
	userId: enrolment.userId,
	name: user.name,
	email: user.email,
	managedId: managedAccount.userId,
	rosterId: enrolment.rosterId,
	role: enrolment.role,
	sectionId: enrolment.sectionId,
	sectionName: section.name,
	ownSectionOnly: enrolment.ownSectionOnly,
	state: enrolment.state,
	joinedAt: enrolment.joinedAt
};

type PersonRow = Omit<PersonHere, 'name' | 'email' | 'isManaged' | 'isSelf'> & {
	/** Null for a former student whose work the course still keeps. */
	name: string | null;
	email: string | null;
	managedId: string | null;
};

function personHere({ managedId, ...row }: PersonRow, own: string): PersonHere {
	return {
		...row,
		name: studentName(row.name),
		email: row.email !== null && hasMailbox(row.email) ? row.email : null,
		isManaged: managedId !== null,
		isSelf: row.enrolmentId === own
	};
}

/** The account that this course made for the person, if it did. */
const ofThisCourse = and(
	eq(managedAccount.courseId, enrolment.courseId),
	eq(managedAccount.userId, enrolment.userId)
);

/** By name; needs `people.see`. */
export async function peopleIn(actor: Actor, filter: PeopleFilter): Promise<PersonHere[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'people.see', { courseId });
	const conditions = [peopleShownTo(actor), eq(enrolment.state, filter.state)];
	if (filter.role) conditions.push(eq(enrolment.role, filter.role));
	if (filter.sectionId) conditions.push(eq(enrolment.sectionId, filter.sectionId));
	const rows = await db()
		.select(personColumns)
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(managedAccount, ofThisCourse)
		.leftJoin(
			section,
			and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
		)
		.where(and(...conditions))
		.orderBy(asc(user.name), asc(enrolment.id));
	return rows
		.map((row) => personHere(row, enrolmentId))
		.filter((person) => findsPerson(filter.search, person));
}

/** One of them; 404 for whoever the actor may not see. */
export async function personIn(actor: Actor, enrolmentId: string): Promise<PersonHere> {
	const { courseId, enrolmentId: own } = membershipOf(actor);
	authorize(actor, 'people.see', { courseId });
	const [found] = await db()
		.select(personColumns)
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(managedAccount, ofThisCourse)
		.leftJoin(
			section,
			and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
		)
		.where(and(peopleShownTo(actor), eq(enrolment.id, enrolmentId)))
		.limit(1);
	return found ? personHere(found, own) : notFound();
}

export interface SectionHere {
	id: string;
	name: string;
	students: number;
}

const sectionsOfCourse = shared('sections_of_course', [section], (db) =>
	db
		.select({ id: section.id, name: section.name })
		.from(section)
		.where(eq(section.courseId, sql.placeholder('courseId')))
		.orderBy(asc(section.name))
);

const studentsBySection = prepared('students_by_section', (db) =>
	db
		.select({ sectionId: enrolment.sectionId, n: count() })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, sql.placeholder('courseId')),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		)
		.groupBy(enrolment.sectionId)
);

/** All sections by name; needs `people.see`. */
export async function sectionsIn(actor: Actor): Promise<SectionHere[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.see', { courseId });
	const rows = await sectionsOfCourse({ courseId });
	const students = await studentsBySection({ courseId });
	return rows
		.filter((row) => may(actor, 'people.see', { courseId, sectionId: row.id }))
		.map((row) => ({ ...row, students: students.find((s) => s.sectionId === row.id)?.n ?? 0 }));
}

export type SectionNamed = { ok: true } | { ok: false; reason: 'name-taken' };

export async function makeSection(actor: Actor, name: string, now: Date): Promise<SectionNamed> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const id = newId();
	return named(async () => {
		await db().insert(section).values({ courseId, id, name, createdAt: now });
		await recordAct(actor, { act: 'section.make', subjectKind: 'section', subjectId: id }, now);
	});
}

export async function renameSection(
	actor: Actor,
	sectionId: string,
	name: string,
	now: Date
): Promise<SectionNamed> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	return named(async () => {
		const changed = await db()
			.update(section)
			.set({ name })
			.where(and(eq(section.courseId, courseId), eq(section.id, sectionId)))
			.returning({ id: section.id });
		if (changed.length === 0) notFound();
		await recordAct(
			actor,
			{ act: 'section.rename', subjectKind: 'section', subjectId: sectionId },
			now
		);
	});
}

async function named(write: () => Promise<void>): Promise<SectionNamed> {
	try {
		await write();
		return { ok: true };
	} catch (cause) {
		if (isUniqueViolation(cause)) return { ok: false, reason: 'name-taken' };
		throw cause;
	}
}

/** Moves several people; null takes them out of their section. Returns how many were moved. */
export async function moveToSection(
	actor: Actor,
	enrolmentIds: string[],
	sectionId: string | null,
	now: Date
): Promise<number> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	if (enrolmentIds.length === 0) return 0;
	return transaction(async (tx) => {
		await requireSection(tx, courseId, sectionId);
		const moved = await tx
			.update(enrolment)
			.set({ sectionId })
			.where(and(eq(enrolment.courseId, courseId), inArray(enrolment.id, enrolmentIds)))
			.returning({ id: enrolment.id });
		// All or none: an id that is not of this course was not on the page.
		if (moved.length < new Set(enrolmentIds).size) notFound();
		for (const { id } of moved)
			await recordAct(
				actor,
				{ act: 'people.move', subjectKind: 'enrolment', subjectId: id, detail: { sectionId } },
				now,
				tx
			);
		return moved.length;
	});
}

export type PlaceChanged = { ok: true } | { ok: false; reason: 'last-instructor' };

/** Role, section, and whether an assistant is limited to it. */
export async function changePlace(
	actor: Actor,
	enrolmentId: string,
	wanted: { role: CourseRole; sectionId: string | null; ownSectionOnly: boolean },
	now: Date
): Promise<PlaceChanged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const ownSectionOnly = wanted.role === 'assistant' && wanted.ownSectionOnly;
	return transaction(async (tx): Promise<PlaceChanged> => {
		await holdCourse(tx, courseId);
		await requireSection(tx, courseId, wanted.sectionId);
		if (wanted.role !== 'instructor' && (await isLastInstructor(tx, courseId, enrolmentId)))
			return { ok: false, reason: 'last-instructor' };
		await setPlace(tx, courseId, enrolmentId, {
			role: wanted.role,
			sectionId: wanted.sectionId,
			ownSectionOnly
		});
		await recordAct(
			actor,
			{
				act: 'people.change',
				subjectKind: 'enrolment',
				subjectId: enrolmentId,
				detail: { role: wanted.role, sectionId: wanted.sectionId, ownSectionOnly }
			},
			now,
			tx
		);
		return { ok: true };
	});
}

/** They lose access at once; what they handed in stays. */
export async function removePerson(
	actor: Actor,
	enrolmentId: string,
	now: Date
): Promise<PlaceChanged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	return transaction(async (tx): Promise<PlaceChanged> => {
		await holdCourse(tx, courseId);
		if (await isLastInstructor(tx, courseId, enrolmentId))
			return { ok: false, reason: 'last-instructor' };
		await setPlace(tx, courseId, enrolmentId, { state: 'removed', removedAt: now });
		await endSessionsOutside(tx, courseId, enrolmentId);
		await recordAct(
			actor,
			{ act: 'people.remove', subjectKind: 'enrolment', subjectId: enrolmentId },
			now,
			tx
		);
		return { ok: true };
	});
}

/**
 * Whose account this course made and who is in no course any more, can sign in no more until
 * restored: the account and the work stay, the sessions end.
 */
async function endSessionsOutside(
	tx: Transaction,
	courseId: string,
	enrolmentId: string
): Promise<void> {
	const [person] = await tx
		.select({ userId: managedAccount.userId })
		.from(managedAccount)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, courseId), eq(enrolment.userId, managedAccount.userId))
		)
		.where(and(eq(managedAccount.courseId, courseId), eq(enrolment.id, enrolmentId)))
		.limit(1);
	if (!person) return;
	const still = await tx
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(and(eq(enrolment.userId, person.userId), eq(enrolment.state, 'active')))
		.limit(1);
	if (still.length === 0) await tx.delete(session).where(eq(session.userId, person.userId));
}

/** Back in the role, section and name they had. */
export async function restorePerson(actor: Actor, enrolmentId: string, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	await transaction(async (tx) => {
		await setPlace(tx, courseId, enrolmentId, { state: 'active', removedAt: null });
		await recordAct(
			actor,
			{ act: 'people.restore', subjectKind: 'enrolment', subjectId: enrolmentId },
			now,
			tx
		);
	});
}

async function setPlace(
	tx: Transaction,
	courseId: string,
	enrolmentId: string,
	values: Partial<typeof enrolment.$inferInsert>
): Promise<void> {
	const changed = await tx
		.update(enrolment)
		.set(values)
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)))
		.returning({ id: enrolment.id });
	if (changed.length === 0) notFound();
}

async function isLastInstructor(
	tx: Transaction,
	courseId: string,
	enrolmentId: string
): Promise<boolean> {
	const instructors = await tx
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.role, 'instructor'),
				eq(enrolment.state, 'active')
			)
		);
	return instructors.length === 1 && instructors[0]?.id === enrolmentId;
}

/** A section of another course is not there. */
export async function requireSection(
	tx: Transaction,
	courseId: string,
	sectionId: string | null
): Promise<void> {
	if (sectionId === null) return;
	const [found] = await tx
		.select({ id: section.id })
		.from(section)
		.where(and(eq(section.courseId, courseId), eq(section.id, sectionId)))
		.limit(1);
	if (!found) notFound();
}
