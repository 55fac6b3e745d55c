/*
 * Asking for an account to be erased, and taking it back. It waits seven days; signing in before
 * then keeps it. Accounts without an address are asked for by an instructor of the course that made
 * them. Nobody leaves a course without an instructor, or the site without an administrator.
 */
import { and, asc, count, eq, inArray, isNull, ne, notInArray } from 'drizzle-orm';
import type { Actor, CourseRole } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { erasureWaits, waitingErasureOf } from '$lib/accounts/erasures.server';
import { mailAbout } from '$lib/accounts/mails.server';
import { isOwnPassword, type OwnPassword } from '$lib/accounts/own-password.server';
import { recordAct } from '$lib/courses/acts.server';
import { holdCourse } from '$lib/courses/enrolling.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course, enrolment, erasure, managedAccount, session, user } from '$lib/server/db/schema';
import { enqueue } from '$lib/server/jobs';

export const eraseJob = 'archive.erase';

export interface CourseToLeave {
	slug: string;
	title: LocalText;
	role: CourseRole;
	timeZone: string;
	/** Until then graded work stays there without a name; null: all goes with the account. */
	keptUntil: Date | null;
}

export interface LeavingFacts {
	/** A school made the account: an instructor asks for it. */
	isManaged: boolean;
	/** Handed over or deleted first. */
	onlyInstructorOf: CourseToLeave[];
	isLastAdministrator: boolean;
	courses: CourseToLeave[];
	email: string;
}

/** What the page says before anything is asked. */
export async function leavingFacts(actor: Actor, now: Date): Promise<LeavingFacts> {
	const person = personOf(actor);
	const rows = await db()
		.select({
			courseId: course.id,
			slug: course.slug,
			title: course.title,
			role: enrolment.role,
			state: enrolment.state,
			timeZone: course.timeZone,
			retainUntil: course.retainUntil
		})
		.from(enrolment)
		.innerJoin(course, eq(course.id, enrolment.courseId))
		.where(eq(enrolment.userId, person.id))
		.orderBy(asc(course.state), asc(enrolment.joinedAt));
	const alone = await onlyInstructorIn(db(), person.id);
	const courses = rows.map(({ courseId, state, retainUntil, ...row }) => ({
		courseId,
		state,
		here: {
			...row,
			keptUntil: row.role === 'student' && retainUntil && retainUntil > now ? retainUntil : null
		}
	}));
	return {
		isManaged: await isManaged(db(), person.id),
		onlyInstructorOf: courses.filter((c) => alone.includes(c.courseId)).map((c) => c.here),
		isLastAdministrator: await isLastAdministrator(db(), person.id),
		courses: courses.filter((c) => c.state === 'active').map((c) => c.here),
		email: person.email
	};
}

async function isManaged(on: Executor, userId: string): Promise<boolean> {
	const [found] = await on
		.select({ userId: managedAccount.userId })
		.from(managedAccount)
		.where(eq(managedAccount.userId, userId))
		.limit(1);
	return found !== undefined;
}

/** Whoever is about to go counts no longer. */
function leavingSoon(on: Executor) {
	return on
		.select({ id: erasure.subjectId })
		.from(erasure)
		.where(
			and(eq(erasure.subjectKind, 'person'), isNull(erasure.cancelledAt), isNull(erasure.doneAt))
		);
}

/** Ids of the courses that would have no instructor without this person. */
export async function onlyInstructorIn(on: Executor, userId: string): Promise<string[]> {
	const instructs = and(eq(enrolment.role, 'instructor'), eq(enrolment.state, 'active'));
	const own = await on
		.select({ courseId: enrolment.courseId })
		.from(enrolment)
		.where(and(eq(enrolment.userId, userId), instructs));
	const ids = own.map((row) => row.courseId);
	if (ids.length === 0) return [];
	const others = await on
		.select({ courseId: enrolment.courseId })
		.from(enrolment)
		.where(
			and(
				inArray(enrolment.courseId, ids),
				instructs,
				ne(enrolment.userId, userId),
				notInArray(enrolment.userId, leavingSoon(on))
			)
		);
	const led = new Set(others.map((row) => row.courseId));
	return ids.filter((id) => !led.has(id));
}

export async function isLastAdministrator(on: Executor, userId: string): Promise<boolean> {
	const [own] = await on.select({ role: user.siteRole }).from(user).where(eq(user.id, userId));
	if (own?.role !== 'administrator') return false;
	const [others] = await on
		.select({ n: count() })
		.from(user)
		.where(
			and(
				eq(user.siteRole, 'administrator'),
				ne(user.id, userId),
				notInArray(user.id, leavingSoon(on))
			)
		);
	return !others?.n;
}

export type ErasureRefusal =
	'managed' | 'only-instructor' | 'last-administrator' | 'not-the-address' | 'wrong-password';

export type ErasureAsked =
	| { ok: true; dueAt: Date }
	| { ok: false; reason: ErasureRefusal }
	| Extract<OwnPassword, { reason: 'wait' }>;

/** Ends every session of the person, the actor's own too. */
export async function askForErasure(
	actor: Actor,
	given: { email: string; password: string },
	now: Date
): Promise<ErasureAsked> {
	authorize(actor, 'account.change');
	const person = personOf(actor);
	if (await isManaged(db(), person.id)) return { ok: false, reason: 'managed' };
	const own = await isOwnPassword(actor, given.password, now);
	if (!own.ok) return own;
	if (given.email !== person.email.toLowerCase()) return { ok: false, reason: 'not-the-address' };
	return transaction(async (tx): Promise<ErasureAsked> => {
		// Two instructors who leave at the same moment: the second one stays.
		for (const courseId of await coursesLedBy(tx, person.id)) await holdCourse(tx, courseId);
		if ((await onlyInstructorIn(tx, person.id)).length > 0)
			return { ok: false, reason: 'only-instructor' };
		if (await isLastAdministrator(tx, person.id))
			return { ok: false, reason: 'last-administrator' };
		const dueAt = await plan(tx, person.id, now);
		await mailAbout('erasing', person, '/sign-in', now, tx);
		return { ok: true, dueAt };
	});
}

async function coursesLedBy(on: Executor, userId: string): Promise<string[]> {
	const rows = await on
		.select({ courseId: enrolment.courseId })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.userId, userId),
				eq(enrolment.role, 'instructor'),
				eq(enrolment.state, 'active')
			)
		)
		.orderBy(asc(enrolment.courseId));
	return rows.map((row) => row.courseId);
}

/** Asked for twice, it stays with the first day. */
async function plan(tx: Transaction, userId: string, now: Date): Promise<Date> {
	await tx.delete(session).where(eq(session.userId, userId));
	const waiting = await waitingErasureOf(userId, tx);
	if (waiting) return waiting.dueAt;
	const id = newId();
	const dueAt = new Date(now.getTime() + erasureWaits);
	await tx
		.insert(erasure)
		.values({ id, subjectKind: 'person', subjectId: userId, requestedAt: now, dueAt });
	await enqueue(
		{ kind: eraseJob, key: `${eraseJob}:${id}`, payload: { erasure: id }, runAt: dueAt },
		now,
		tx
	);
	return dueAt;
}

export interface ManagedPerson {
	enrolmentId: string;
	name: string;
	waiting: Date | null;
}

/** Somebody whose account this course made; 404 for everybody else. Needs `people.erase`. */
export async function managedPersonIn(actor: Actor, enrolmentId: string): Promise<ManagedPerson> {
	const { userId, name } = await managedAt(actor, enrolmentId, db());
	const waiting = await waitingErasureOf(userId);
	return { enrolmentId, name, waiting: waiting?.dueAt ?? null };
}

/** Whether the account of this person is one that an instructor of the course erases. */
export async function isManagedHere(actor: Actor, enrolmentId: string): Promise<boolean> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.see', { courseId });
	return (await managedRow(courseId, enrolmentId, db())) !== null;
}

async function managedRow(courseId: string, enrolmentId: string, on: Executor) {
	const [found] = await on
		.select({ userId: user.id, name: user.name })
		.from(enrolment)
		.innerJoin(
			managedAccount,
			and(
				eq(managedAccount.courseId, enrolment.courseId),
				eq(managedAccount.userId, enrolment.userId)
			)
		)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.id, enrolmentId),
				eq(enrolment.role, 'student'),
				eq(user.siteRole, 'none')
			)
		)
		.limit(1);
	return found ?? null;
}

async function managedAt(actor: Actor, enrolmentId: string, on: Executor) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.erase', { courseId });
	return (await managedRow(courseId, enrolmentId, on)) ?? notFound();
}

export type ManagedErasure = { ok: true; dueAt: Date } | { ok: false; reason: 'not-the-name' };

/** @param typedName as on the page, so that it is not the wrong one */
export async function askForManagedErasure(
	actor: Actor,
	enrolmentId: string,
	typedName: string,
	now: Date
): Promise<ManagedErasure> {
	return transaction(async (tx): Promise<ManagedErasure> => {
		const { userId, name } = await managedAt(actor, enrolmentId, tx);
		if (!isSame(typedName, name)) return { ok: false, reason: 'not-the-name' };
		const dueAt = await plan(tx, userId, now);
		const act = { act: 'account.erase', subjectKind: 'enrolment', subjectId: enrolmentId };
		await recordAct(actor, act, now, tx);
		return { ok: true, dueAt };
	});
}

/** The same letters, whatever their case and the spaces around them. */
export function isSame(typed: string, name: string): boolean {
	const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
	return plain(typed) !== '' && plain(typed) === plain(name);
}

export async function keepManagedAccount(
	actor: Actor,
	enrolmentId: string,
	now: Date
): Promise<void> {
	await transaction(async (tx) => {
		const { userId } = await managedAt(actor, enrolmentId, tx);
		const waiting = await waitingErasureOf(userId, tx);
		if (!waiting) return;
		await tx.update(erasure).set({ cancelledAt: now }).where(eq(erasure.id, waiting.id));
		const act = { act: 'account.keep', subjectKind: 'enrolment', subjectId: enrolmentId };
		await recordAct(actor, act, now, tx);
	});
}
