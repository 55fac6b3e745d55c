/*
 * Carries erasures out: of a person, course by course and then the account; of a course, feature by
 * feature. Each step is a transaction that does no harm when it is run again, so that a process that
 * dies in between leaves nothing but the rest to do. What is done is written down as ids alone, in
 * the database and beside it, so that it is done again after a restore.
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, gt, inArray, isNull, like, ne } from 'drizzle-orm';
import {
	eraseAccount,
	former,
	opaqueId,
	type Extent,
	type LeftPlace
} from '$lib/accounts/leaving.server';
import { eraseBeyondCourses } from '$lib/courses/leaving.server';
import { db, scrub, transaction } from '$lib/server/db/client';
import {
	course,
	enrolment,
	erasure,
	managedAccount,
	position,
	setSubmission,
	user
} from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { forgetOldMail, isMailSent } from '$lib/server/mail';
import { everyLeaving } from './leaving.server';

export interface Erased {
	subjectKind: 'person' | 'course';
	subjectId: string;
}

/** Until when the work of this former member may be kept; null when the id says nothing of the kind. */
function keptUntilOf(userId: string): Date | null {
	const at = /^erased:(\d+):/.exec(userId)?.[1];
	return at === undefined ? null : new Date(Number(at));
}

/**
 * Takes a person out of every course and deletes the account. Nothing is asked any more: who may,
 * and whether a course would be left without anybody, has been settled before.
 */
export async function erasePerson(userId: string, now: Date): Promise<void> {
	const [own] = await db()
		.select({ name: user.name, email: user.email, isConfirmed: user.emailVerified })
		.from(user)
		.where(eq(user.id, userId));
	const places = await db()
		.select({
			courseId: enrolment.courseId,
			enrolmentId: enrolment.id,
			retainUntil: course.retainUntil
		})
		.from(enrolment)
		.innerJoin(course, eq(course.id, enrolment.courseId))
		.where(eq(enrolment.userId, userId));
	for (const { courseId, enrolmentId, retainUntil } of places) {
		const keptUntil = retainUntil && retainUntil > now ? retainUntil : null;
		const keepsWork = keptUntil !== null && (await hasHandedIn(courseId, enrolmentId));
		await leaveCourse({
			courseId,
			enrolmentId,
			userId,
			name: own?.name ?? '',
			email: own?.email ?? '',
			keepsWork,
			opaque: opaqueId(keepsWork ? keptUntil : null)
		});
	}
	const enrolmentIds = places.map((place) => place.enrolmentId);
	const person = {
		userId,
		email: own?.email ?? '',
		ownsAddress: own !== undefined && (own.isConfirmed || !isMailSent()),
		enrolmentIds,
		opaque: opaqueId()
	};
	await transaction(async (tx) => {
		await eraseBeyondCourses(tx, person);
		await eraseAccount(tx, person);
	});
	await forgetOldMail(now);
}

async function leaveCourse(place: LeftPlace): Promise<void> {
	await transaction(async (tx) => {
		for (const { erase } of everyLeaving) await erase(tx, place);
	});
}

/** Whether there is anything that the course may keep. */
async function hasHandedIn(courseId: string, enrolmentId: string): Promise<boolean> {
	const [set] = await db()
		.select({ id: setSubmission.id })
		.from(setSubmission)
		.where(and(eq(setSubmission.courseId, courseId), eq(setSubmission.enrolmentId, enrolmentId)))
		.limit(1);
	if (set) return true;
	const [submitted] = await db()
		.select({ id: position.id })
		.from(position)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.enrolmentId, enrolmentId),
				gt(position.submittedNumber, 0)
			)
		)
		.limit(1);
	return submitted !== undefined;
}

/** Deletes kept work whose day has come; answers how many former members that were. */
export async function letGo(now: Date): Promise<number> {
	const kept = await db()
		.select({
			courseId: enrolment.courseId,
			enrolmentId: enrolment.id,
			userId: enrolment.userId
		})
		.from(enrolment)
		.where(like(enrolment.userId, `${former}%`));
	const over = kept.filter(({ userId }) => {
		const until = keptUntilOf(userId);
		return until !== null && until <= now;
	});
	for (const place of over)
		await leaveCourse({ ...place, name: '', email: '', keepsWork: false, opaque: opaqueId() });
	if (over.length > 0) await scrub();
	return over.length;
}

/**
 * Empties a course of what people wrote, or of everything. Accounts that a school made for it and
 * that have no other course go with it; their ids are the answer.
 */
export async function emptyCourse(courseId: string, extent: Extent, now: Date): Promise<string[]> {
	const leftBehind = await managedOnlyIn(courseId);
	for (const userId of leftBehind) {
		await erasePerson(userId, now);
		await writeDown({ subjectKind: 'person', subjectId: userId }, now);
	}
	for (const { purge } of everyLeaving)
		await transaction(async (tx) => {
			await purge(tx, courseId, extent);
		});
	return leftBehind;
}

async function managedOnlyIn(courseId: string): Promise<string[]> {
	const made = await db()
		.select({ userId: managedAccount.userId })
		.from(managedAccount)
		.innerJoin(user, eq(user.id, managedAccount.userId))
		.where(and(eq(managedAccount.courseId, courseId), eq(user.siteRole, 'none')));
	if (made.length === 0) return [];
	const ids = made.map((row) => row.userId);
	const elsewhere = await db()
		.select({ userId: enrolment.userId })
		.from(enrolment)
		.where(and(inArray(enrolment.userId, ids), ne(enrolment.courseId, courseId)));
	const busy = new Set(elsewhere.map((row) => row.userId));
	return ids.filter((id) => !busy.has(id));
}

/** One line beside the database, on the disk before this returns: restoring reads it. */
async function writeDown(done: Erased, now: Date): Promise<void> {
	const line = JSON.stringify({ ...done, at: now.toISOString() });
	const { dataDir } = environment();
	await mkdir(dataDir, { recursive: true });
	const file = await open(join(dataDir, 'erasures.log'), 'a', 0o600);
	try {
		await file.appendFile(`${line}\n`);
		await file.sync();
	} finally {
		await file.close();
	}
}

/** The end of an erasure: no trace in the log of the database, a line beside it, and the row closed. */
export async function finishErasure(done: Erased, now: Date): Promise<void> {
	await scrub();
	await writeDown(done, now);
	await db()
		.update(erasure)
		.set({ doneAt: now })
		.where(
			and(
				eq(erasure.subjectKind, done.subjectKind),
				eq(erasure.subjectId, done.subjectId),
				isNull(erasure.cancelledAt),
				isNull(erasure.doneAt)
			)
		);
}

/**
 * After a restore: what had been erased since the copy was made is erased again. Answers how many of
 * them the copy still held; a second run finds none.
 */
export async function eraseAgain(done: readonly Erased[], now: Date): Promise<number> {
	let again = 0;
	for (const { subjectKind, subjectId } of done)
		if (await isStillThere({ subjectKind, subjectId })) {
			if (subjectKind === 'person') await erasePerson(subjectId, now);
			else await emptyCourse(subjectId, 'all', now);
			again += 1;
		}
	if (again > 0) await scrub();
	return again;
}

async function isStillThere({ subjectKind, subjectId }: Erased): Promise<boolean> {
	if (subjectKind === 'course') {
		const [found] = await db()
			.select({ id: course.id })
			.from(course)
			.where(eq(course.id, subjectId));
		return found !== undefined;
	}
	const [account] = await db().select({ id: user.id }).from(user).where(eq(user.id, subjectId));
	const [place] = await db()
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(eq(enrolment.userId, subjectId))
		.limit(1);
	return account !== undefined || place !== undefined;
}
