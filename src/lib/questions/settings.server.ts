/*
 * What staff set for a question set: due and closing dates, feedback at once, release of its marks,
 * more time for one student, and who has handed in.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { peopleShownTo } from '$lib/courses/people.server';
import { studentName } from '$lib/courses/wording';
import { extend } from '$lib/modules/extending.server';
import { db, transaction } from '$lib/server/db/client';
import { enrolment, extension, questionSet, setSubmission, user } from '$lib/server/db/schema';
import { gradeSet } from './grading.server';
import { findSet, type SetAddress } from './sets.server';

export interface StudentInSet {
	enrolmentId: string;
	name: string;
	submittedAt: Date | null;
	receipt: string | null;
	lateMinutes: number;
	lateWaived: boolean;
	/** The device's own clock when it was handed in without a line. */
	deviceAt: Date | null;
	isReopened: boolean;
	extension: { dueAt: Date | null; closesAt: Date | null } | null;
}

export interface SetSettings {
	dueAt: Date | null;
	closesAt: Date | null;
	feedbackAtOnce: boolean;
	releasedAt: Date | null;
	mayChange: boolean;
	mayExtend: boolean;
	mayRelease: boolean;
	mayWaive: boolean;
	students: StudentInSet[];
}

/** Null for whoever is not staff. */
export async function setSettingsFor(
	actor: Actor,
	address: SetAddress
): Promise<SetSettings | null> {
	const { courseId } = membershipOf(actor);
	if (!may(actor, 'answer.readAll', { courseId })) return null;
	const set = await findSet(actor, address);
	return {
		dueAt: set.dueAt,
		closesAt: set.closesAt,
		feedbackAtOnce: set.feedbackAtOnce,
		releasedAt: set.releasedAt,
		mayChange: may(actor, 'module.edit', { courseId }),
		mayExtend: may(actor, 'position.extend', { courseId }),
		mayRelease: may(actor, 'set.release', { courseId }),
		mayWaive: may(actor, 'lateness.waive', { courseId }),
		students: await studentsIn(actor, set.id)
	};
}

async function studentsIn(actor: Actor, setId: string): Promise<StudentInSet[]> {
	const rows = await db()
		.select({
			enrolmentId: enrolment.id,
			name: user.name,
			submittedAt: setSubmission.submittedAt,
			receipt: setSubmission.receipt,
			lateMinutes: setSubmission.lateMinutes,
			lateWaivedBy: setSubmission.lateWaivedBy,
			deviceAt: setSubmission.deviceAt,
			reopenedAt: setSubmission.reopenedAt,
			number: setSubmission.number,
			extendedBy: extension.grantedBy,
			dueAt: extension.dueAt,
			closesAt: extension.closesAt
		})
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			setSubmission,
			and(
				eq(setSubmission.courseId, enrolment.courseId),
				eq(setSubmission.enrolmentId, enrolment.id),
				eq(setSubmission.setId, setId)
			)
		)
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, enrolment.courseId),
				eq(extension.enrolmentId, enrolment.id),
				eq(extension.subjectKind, 'set'),
				eq(extension.subjectId, setId)
			)
		)
		.where(and(peopleShownTo(actor), eq(enrolment.role, 'student'), eq(enrolment.state, 'active')))
		.orderBy(asc(user.name), asc(enrolment.id), asc(setSubmission.number));
	const students = new Map<string, StudentInSet>();
	// The newest submission comes last and stays.
	for (const row of rows)
		students.set(row.enrolmentId, {
			enrolmentId: row.enrolmentId,
			name: studentName(row.name),
			submittedAt: row.submittedAt,
			receipt: row.receipt,
			lateMinutes: row.lateMinutes ?? 0,
			lateWaived: row.lateWaivedBy !== null,
			deviceAt: row.deviceAt,
			isReopened: row.reopenedAt !== null,
			extension: row.extendedBy === null ? null : { dueAt: row.dueAt, closesAt: row.closesAt }
		});
	return [...students.values()];
}

export type SetChanged = { ok: true } | { ok: false; reason: 'closes-before-due' };

/** Needs `module.edit`. */
export async function changeSet(
	actor: Actor,
	address: SetAddress,
	wanted: { dueAt: Date | null; closesAt: Date | null; feedbackAtOnce: boolean },
	now: Date
): Promise<SetChanged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const set = await findSet(actor, address);
	const { dueAt, closesAt, feedbackAtOnce } = wanted;
	if (dueAt && closesAt && closesAt < dueAt) return { ok: false, reason: 'closes-before-due' };
	return transaction(async (tx): Promise<SetChanged> => {
		await tx
			.update(questionSet)
			.set({ dueAt, closesAt, feedbackAtOnce })
			.where(and(eq(questionSet.courseId, courseId), eq(questionSet.id, set.id)));
		await recordAct(
			actor,
			{
				act: 'set.change',
				subjectKind: 'set',
				subjectId: set.id,
				detail: {
					dueAt: dueAt?.toISOString() ?? null,
					closesAt: closesAt?.toISOString() ?? null,
					feedbackAtOnce
				}
			},
			now,
			tx
		);
		return { ok: true };
	});
}

/**
 * Shows the marks of the set to the students who handed it in; whoever does so later sees theirs at
 * once. Needs `set.release`. A second release changes nothing.
 */
export async function releaseSet(actor: Actor, address: SetAddress, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'set.release', { courseId });
	const set = await findSet(actor, address);
	await transaction(async (tx) => {
		if (set.releasedAt === null)
			await tx
				.update(questionSet)
				.set({ releasedAt: now })
				.where(and(eq(questionSet.courseId, courseId), eq(questionSet.id, set.id)));
		await gradeSet(tx, set, null, personOf(actor).id, now);
		await recordAct(actor, { act: 'set.release', subjectKind: 'set', subjectId: set.id }, now, tx);
	});
}

/** Gives one student other dates; without both the extension ends. Needs `position.extend`. */
export async function extendSet(
	actor: Actor,
	address: SetAddress,
	wanted: { enrolmentId: string; dueAt: Date | null; closesAt: Date | null },
	now: Date
): Promise<void> {
	const { id } = await findSet(actor, address);
	const { enrolmentId, ...dates } = wanted;
	await extend(actor, { kind: 'set', id }, enrolmentId, dates, now);
}
