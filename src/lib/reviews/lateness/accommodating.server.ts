/*
 * More time for one person in everything of a course, and whether lateness costs them nothing. Why is
 * nowhere written. Dates count for what is handed in from then on; what lateness took off before comes
 * back as soon as it costs them nothing.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdPlace } from '$lib/courses/holding.server';
import { gradeSet } from '$lib/questions/grading.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { accommodation, enrolment, position, setSubmission } from '$lib/server/db/schema';
import { gradePositions } from '../grading.server';

export interface Accommodation {
	extraHours: number;
	isSpared: boolean;
}

export const noAccommodation: Accommodation = { extraHours: 0, isSpared: false };

function isTheirs(courseId: string, enrolmentId: string) {
	return and(eq(accommodation.courseId, courseId), eq(accommodation.enrolmentId, enrolmentId));
}

/** Needs `accommodation.grant`; null for whoever is no student here. */
export async function accommodationOf(
	actor: Actor,
	enrolmentId: string
): Promise<Accommodation | null> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'accommodation.grant', { courseId });
	const [row] = await db()
		.select({ extraHours: accommodation.extraHours, isSpared: accommodation.isSpared })
		.from(enrolment)
		.leftJoin(
			accommodation,
			and(
				eq(accommodation.courseId, enrolment.courseId),
				eq(accommodation.enrolmentId, enrolment.id)
			)
		)
		.where(isStudent(courseId, enrolmentId));
	return row ? { extraHours: row.extraHours ?? 0, isSpared: row.isSpared ?? false } : null;
}

function isStudent(courseId: string, enrolmentId: string) {
	return and(
		eq(enrolment.courseId, courseId),
		eq(enrolment.id, enrolmentId),
		eq(enrolment.role, 'student')
	);
}

/** Needs `accommodation.grant`; nothing granted ends it. 404 for whoever is no student here. */
export async function grantAccommodation(
	actor: Actor,
	enrolmentId: string,
	wanted: Accommodation,
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'accommodation.grant', { courseId });
	const grantedBy = personOf(actor).id;
	await transaction(async (tx) => {
		await holdPlace(tx, courseId, enrolmentId);
		const [student] = await tx
			.select({ id: enrolment.id })
			.from(enrolment)
			.where(isStudent(courseId, enrolmentId));
		if (!student) notFound();
		const [before = noAccommodation] = await tx
			.select({ extraHours: accommodation.extraHours, isSpared: accommodation.isSpared })
			.from(accommodation)
			.where(isTheirs(courseId, enrolmentId));
		const { extraHours, isSpared } = wanted;
		if (before.extraHours === extraHours && before.isSpared === isSpared) return;
		const isNothing = extraHours === 0 && !isSpared;
		const granted = { extraHours, isSpared, grantedBy, grantedAt: now };
		if (isNothing) await tx.delete(accommodation).where(isTheirs(courseId, enrolmentId));
		else
			await tx
				.insert(accommodation)
				.values({ courseId, enrolmentId, ...granted })
				.onConflictDoUpdate({
					target: [accommodation.courseId, accommodation.enrolmentId],
					set: granted
				});
		if (before.isSpared !== isSpared)
			await gradeAgain(tx, { courseId, enrolmentId }, grantedBy, now);
		await recordAct(
			actor,
			{
				act: isNothing ? 'accommodation.end' : 'accommodation.grant',
				subjectKind: 'enrolment',
				subjectId: enrolmentId
			},
			now,
			tx
		);
	});
}

/** Everything that the person handed in. */
async function gradeAgain(
	tx: Transaction,
	{ courseId, enrolmentId }: { courseId: string; enrolmentId: string },
	changedBy: string,
	now: Date
): Promise<void> {
	const sets = await tx
		.selectDistinct({ id: setSubmission.setId })
		.from(setSubmission)
		.where(and(eq(setSubmission.courseId, courseId), eq(setSubmission.enrolmentId, enrolmentId)));
	for (const { id } of sets)
		await gradeSet(tx, { courseId, id }, [enrolmentId], changedBy, now, 'late');
	const positions = await tx
		.select({ id: position.id, taskId: position.taskId })
		.from(position)
		.where(and(eq(position.courseId, courseId), eq(position.enrolmentId, enrolmentId)));
	for (const { id, taskId } of positions)
		await gradePositions(tx, { courseId, taskId }, [id], changedBy, now, 'late');
}
