/*
 * One-time sign-in slips: for a student who cannot get mail, staff of their course make an address
 * that signs them in once. Each is recorded, and the student is told. A slip never opens an account
 * that may do more than a student: whoever is staff somewhere, or has a role on the site, gets none.
 */
import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import type { Client } from '$lib/server/auth';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { auditEvent, enrolment, notice, signInSlip, user } from '$lib/server/db/schema';
import { keepAccount } from './erasures.server';
import { openSession, type SignedIn } from './signing-in.server';
import { newCourseToken, readCourseToken } from './tokens.server';

const life = 24 * 60 * 60 * 1000;

export type MakingSlip =
	| {
			ok: true;
			/** The path that signs in once; shown now and never again. */
			path: string;
			expiresAt: Date;
	  }
	| { ok: false; reason: 'has-other-roles' };

/** @param enrolmentId the student's place in the actor's course */
export async function makeSlip(actor: Actor, enrolmentId: string, now: Date): Promise<MakingSlip> {
	const { courseId } = membershipOf(actor);
	const [student] = await db()
		.select({ userId: enrolment.userId, sectionId: enrolment.sectionId, role: enrolment.role })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.id, enrolmentId),
				eq(enrolment.state, 'active')
			)
		)
		.limit(1);
	authorize(actor, 'people.slip', { courseId, sectionId: student ? student.sectionId : undefined });
	if (!student) notFound();
	if (!(await isOnlyStudent(student.userId))) return { ok: false, reason: 'has-other-roles' };

	const { token, hash } = newCourseToken(courseId);
	const id = newId();
	const expiresAt = new Date(now.getTime() + life);
	const maker = personOf(actor);
	await transaction(async (tx) => {
		// A new slip makes earlier ones worthless.
		await tx
			.delete(signInSlip)
			.where(
				and(
					eq(signInSlip.courseId, courseId),
					eq(signInSlip.userId, student.userId),
					isNull(signInSlip.usedAt)
				)
			);
		await tx.insert(signInSlip).values({
			courseId,
			id,
			userId: student.userId,
			tokenHash: hash,
			madeBy: maker.id,
			createdAt: now,
			expiresAt
		});
		await tx.insert(auditEvent).values({
			id: newId(),
			courseId,
			actorId: maker.id,
			act: 'slip.made',
			subjectKind: 'enrolment',
			subjectId: enrolmentId,
			detail: { slip: id },
			at: now
		});
		await tx.insert(notice).values({
			courseId,
			id: newId(),
			enrolmentId,
			kind: 'slip_made',
			payload: { by: maker.name },
			at: now
		});
	});
	return { ok: true, path: `/sign-in/slip/${token}`, expiresAt };
}

/** Nobody's staff anywhere and without a role on the site. */
async function isOnlyStudent(userId: string, on: Executor = db()): Promise<boolean> {
	const [person] = await on
		.select({ siteRole: user.siteRole })
		.from(user)
		.where(eq(user.id, userId))
		.limit(1);
	const [staff] = await on
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.userId, userId),
				eq(enrolment.state, 'active'),
				inArray(enrolment.role, ['instructor', 'assistant', 'observer'])
			)
		)
		.limit(1);
	return person?.siteRole === 'none' && !staff;
}

/** The name on the slip, so that the person sees that it is theirs; null when it works no more. */
export async function slipName(_actor: Actor, token: string, now: Date): Promise<string | null> {
	const read = readCourseToken(token);
	if (!read) return null;
	const [slip] = await db()
		.select({ name: user.name })
		.from(signInSlip)
		.innerJoin(user, eq(user.id, signInSlip.userId))
		.where(isUsable(read, now))
		.limit(1);
	return slip?.name ?? null;
}

const isUsable = ({ courseId, hash }: { courseId: string; hash: string }, now: Date) =>
	and(
		eq(signInSlip.courseId, courseId),
		eq(signInSlip.tokenHash, hash),
		isNull(signInSlip.usedAt),
		gt(signInSlip.expiresAt, now)
	);

export type UsingSlip = ({ ok: true } & SignedIn) | { ok: false; reason: 'slip-over' };

/** Signs in once: of two at the same moment one gets in. */
export async function useSlip(
	_actor: Actor,
	token: string,
	client: Client,
	now: Date
): Promise<UsingSlip> {
	const read = readCourseToken(token);
	if (!read) return { ok: false, reason: 'slip-over' };
	return transaction(async (tx) => {
		const [slip] = await tx
			.update(signInSlip)
			.set({ usedAt: now })
			.where(isUsable(read, now))
			.returning();
		if (!slip) return { ok: false, reason: 'slip-over' };
		const [student] = await tx
			.select({ enrolmentId: enrolment.id, locale: user.locale })
			.from(enrolment)
			.innerJoin(user, eq(user.id, enrolment.userId))
			.where(
				and(
					eq(enrolment.courseId, slip.courseId),
					eq(enrolment.userId, slip.userId),
					eq(enrolment.role, 'student'),
					eq(enrolment.state, 'active')
				)
			)
			.limit(1);
		// Roles may have changed since the slip was made.
		if (!student || !(await isOnlyStudent(slip.userId, tx)))
			return { ok: false, reason: 'slip-over' };
		await tx.insert(auditEvent).values({
			id: newId(),
			courseId: slip.courseId,
			actorId: slip.userId,
			act: 'slip.used',
			subjectKind: 'enrolment',
			subjectId: student.enrolmentId,
			detail: { slip: slip.id },
			at: now
		});
		await tx.insert(notice).values({
			courseId: slip.courseId,
			id: newId(),
			enrolmentId: student.enrolmentId,
			kind: 'slip_used',
			payload: {},
			at: now
		});
		const cookie = await openSession(slip.userId, client, now, tx);
		const kept = await keepAccount(slip.userId, now, tx);
		return { ok: true, cookie, locale: student.locale, kept };
	});
}
