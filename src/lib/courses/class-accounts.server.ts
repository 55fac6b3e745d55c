/*
 * Accounts without an e-mail address that this course made: the code of the class, one account at a
 * time (a roster makes many), and the names that staff keep. Their codes are in slips.server.ts.
 */
import { and, asc, eq, isNotNull, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { createManagedAccounts } from '$lib/accounts/managed.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { account, course, enrolment, managedAccount, section, user } from '$lib/server/db/schema';
import { recordAct } from './acts.server';
import { makeJoinCode, showJoinCode } from './course';
import { enrol, holdCourse, random } from './enrolling.server';
import { requireSection } from './people.server';
import { chooseSignInName, showSignInName, type SignInNameFault } from './sign-in-name';

export interface ClassAccount {
	enrolmentId: string;
	name: string;
	/** What they type to sign in. */
	signInName: string;
	rosterId: string | null;
	sectionName: string | null;
	/** A slip has been made. */
	hasCode: boolean;
}

export interface ClassAccounts {
	/** As people type it; null until the first account is made. */
	classCode: string | null;
	accounts: ClassAccount[];
}

/** Those who are in the course, by name; needs `people.manage`. */
export async function classAccountsIn(actor: Actor): Promise<ClassAccounts> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const rows = await db()
		.select({
			enrolmentId: enrolment.id,
			name: user.name,
			signInName: managedAccount.signInName,
			rosterId: enrolment.rosterId,
			sectionName: section.name,
			password: account.password
		})
		.from(managedAccount)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, courseId), eq(enrolment.userId, managedAccount.userId))
		)
		.innerJoin(user, eq(user.id, managedAccount.userId))
		.innerJoin(account, and(eq(account.userId, user.id), eq(account.providerId, 'credential')))
		.leftJoin(section, and(eq(section.courseId, courseId), eq(section.id, enrolment.sectionId)))
		.where(and(eq(managedAccount.courseId, courseId), eq(enrolment.state, 'active')))
		.orderBy(asc(user.name), asc(enrolment.id));
	return {
		classCode: await classCodeOf(courseId, db()),
		accounts: rows.map(({ password, ...row }) => ({
			...row,
			signInName: showSignInName(row),
			hasCode: password !== null
		}))
	};
}

/** For the list of people: null for whoever may not manage them, and while there is none. */
export async function classCodeFor(actor: Actor): Promise<string | null> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.see', { courseId });
	return classCodeOf(courseId, db());
}

async function classCodeOf(courseId: string, on: Executor): Promise<string | null> {
	const [found] = await on
		.select({ code: course.classCode })
		.from(course)
		.where(eq(course.id, courseId))
		.limit(1);
	return found?.code ? showJoinCode(found.code) : null;
}

/** The folded names of the class, also of those who were removed: they may come back. */
export async function signInNamesOf(tx: Executor, courseId: string): Promise<Map<string, string>> {
	const rows = await tx
		.select({ userId: managedAccount.userId, signInName: managedAccount.signInName })
		.from(managedAccount)
		.where(eq(managedAccount.courseId, courseId));
	return new Map(rows.map(({ userId, signInName }) => [userId, signInName]));
}

/** The first account of a course brings the code of its class. */
export async function needClassCode(tx: Transaction, courseId: string): Promise<void> {
	if ((await classCodeOf(courseId, tx)) === null) await setClassCode(tx, courseId);
}

async function setClassCode(tx: Transaction, courseId: string): Promise<void> {
	let code = makeJoinCode(random);
	const isTaken = async () =>
		(await tx.select({ id: course.id }).from(course).where(eq(course.classCode, code)).limit(1))
			.length > 0;
	while (await isTaken()) code = makeJoinCode(random);
	await tx.update(course).set({ classCode: code }).where(eq(course.id, courseId));
}

/** Slips that are printed name the earlier one, which leads nowhere from now on. */
export async function renewClassCode(actor: Actor, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	await transaction(async (tx) => {
		await holdCourse(tx, courseId);
		const [has] = await tx
			.select({ id: course.id })
			.from(course)
			.where(and(eq(course.id, courseId), isNotNull(course.classCode)))
			.limit(1);
		if (!has) notFound();
		await setClassCode(tx, courseId);
		await recordAct(
			actor,
			{ act: 'course.renewClassCode', subjectKind: 'course', subjectId: courseId },
			now,
			tx
		);
	});
}

export type ClassAccountMade =
	{ ok: true; enrolmentId: string } | { ok: false; reason: SignInNameFault | 'roster-taken' };

export async function makeClassAccount(
	actor: Actor,
	wanted: { name: string; rosterId: string | null; sectionId: string | null },
	now: Date
): Promise<ClassAccountMade> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const { name, rosterId, sectionId } = wanted;
	const maker = personOf(actor);
	return transaction(async (tx): Promise<ClassAccountMade> => {
		await holdCourse(tx, courseId);
		await requireSection(tx, courseId, sectionId);
		if (await isRosterIdTaken(tx, courseId, rosterId, ''))
			return { ok: false, reason: 'roster-taken' };
		const names = await signInNamesOf(tx, courseId);
		const chosen = chooseSignInName({ name, rosterId }, new Set(names.values()));
		if (!chosen.ok) return chosen;
		await needClassCode(tx, courseId);
		const [userId = ''] = await createManagedAccounts(
			tx,
			[{ name, signInName: chosen.signInName }],
			{ courseId, madeBy: maker.id, locale: maker.locale },
			now
		);
		const enrolmentId = await enrol(
			tx,
			{ courseId, userId, role: 'student', sectionId, rosterId },
			now
		);
		await recordAct(
			actor,
			{ act: 'account.make', subjectKind: 'enrolment', subjectId: enrolmentId },
			now,
			tx
		);
		return { ok: true, enrolmentId };
	});
}

/** Whether somebody else of the course, removed or not, has this number. */
async function isRosterIdTaken(
	tx: Transaction,
	courseId: string,
	rosterId: string | null,
	except: string
): Promise<boolean> {
	if (rosterId === null) return false;
	const [taken] = await tx
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.rosterId, rosterId),
				ne(enrolment.id, except)
			)
		)
		.limit(1);
	return taken !== undefined;
}

export type DetailsChanged = { ok: true } | Extract<ClassAccountMade, { ok: false }>;

/** The roll number of anybody, and the name of those whose account this course made. */
export async function changeDetails(
	actor: Actor,
	enrolmentId: string,
	wanted: { name: string | null; rosterId: string | null },
	now: Date
): Promise<DetailsChanged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	return transaction(async (tx): Promise<DetailsChanged> => {
		await holdCourse(tx, courseId);
		const [found] = await tx
			.select({ userId: enrolment.userId, rosterId: enrolment.rosterId, name: user.name })
			.from(enrolment)
			.innerJoin(user, eq(user.id, enrolment.userId))
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)))
			.limit(1);
		if (!found) notFound();
		const { rosterId } = wanted;
		if (await isRosterIdTaken(tx, courseId, rosterId, enrolmentId))
			return { ok: false, reason: 'roster-taken' };
		const names = await signInNamesOf(tx, courseId);
		const isManaged = names.has(found.userId);
		const name = isManaged ? (wanted.name ?? found.name) : found.name;
		if (isManaged && (name !== found.name || rosterId !== found.rosterId)) {
			names.delete(found.userId);
			const chosen = chooseSignInName({ name, rosterId }, new Set(names.values()));
			if (!chosen.ok) return chosen;
			await nameManaged(tx, courseId, found.userId, { name, signInName: chosen.signInName }, now);
		}
		await tx
			.update(enrolment)
			.set({ rosterId })
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
		await recordAct(
			actor,
			{ act: 'people.details', subjectKind: 'enrolment', subjectId: enrolmentId },
			now,
			tx
		);
		return { ok: true };
	});
}

/** Only somebody whose account this course made; the caller has looked. */
export async function nameManaged(
	tx: Transaction,
	courseId: string,
	userId: string,
	{ name, signInName }: { name: string; signInName: string },
	now: Date
): Promise<void> {
	await tx.update(user).set({ name, updatedAt: now }).where(eq(user.id, userId));
	await tx
		.update(managedAccount)
		.set({ signInName })
		.where(and(eq(managedAccount.courseId, courseId), eq(managedAccount.userId, userId)));
}
