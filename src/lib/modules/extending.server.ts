/*
 * Other dates for one student, on a question set or on the position: the one place that writes
 * them. Dates only ever move later (deadline.ts).
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { db, transaction } from '$lib/server/db/client';
import { enrolment, extension } from '$lib/server/db/schema';
import type { Extension } from './deadline';

export interface Extended {
	kind: 'set' | 'position';
	/** The question set or the position task; the caller has found it in the actor's course. */
	id: string;
}

/** Without any date the extension ends. Needs `position.extend`; 404 for whoever is no student here. */
export async function extend(
	actor: Actor,
	subject: Extended,
	enrolmentId: string,
	{ dueAt, closesAt }: Extension,
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'position.extend', { courseId });
	const [student] = await db()
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.id, enrolmentId),
				eq(enrolment.role, 'student')
			)
		);
	if (!student) notFound();
	const key = { courseId, subjectKind: subject.kind, subjectId: subject.id, enrolmentId };
	const dates = { dueAt, closesAt, grantedBy: personOf(actor).id, grantedAt: now };
	await transaction(async (tx) => {
		if (dueAt === null && closesAt === null)
			await tx
				.delete(extension)
				.where(
					and(
						eq(extension.courseId, courseId),
						eq(extension.subjectKind, subject.kind),
						eq(extension.subjectId, subject.id),
						eq(extension.enrolmentId, enrolmentId)
					)
				);
		else
			await tx
				.insert(extension)
				.values({ ...key, ...dates })
				.onConflictDoUpdate({
					target: [
						extension.courseId,
						extension.subjectKind,
						extension.subjectId,
						extension.enrolmentId
					],
					set: dates
				});
		await recordAct(
			actor,
			{
				act: subject.kind === 'set' ? 'set.extend' : 'position.extend',
				subjectKind: 'enrolment',
				subjectId: enrolmentId,
				detail: { [subject.kind]: subject.id, dueAt: dueAt?.toISOString() ?? null }
			},
			now,
			tx
		);
	});
}
