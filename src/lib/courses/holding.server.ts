/*
 * Who waits for whom. What one person does first in a course waits for itself; whoever changes what
 * the class works on waits for everybody's beginning work, and they for the change: so that nobody
 * answers words that are being replaced. Held until the transaction ends, on either engine.
 */
import { and, eq } from 'drizzle-orm';
import type { Transaction } from '$lib/server/db/client';
import { course, enrolment } from '$lib/server/db/schema';

/** One person's first answers, stances, drafts and submissions. */
export async function holdPlace(
	tx: Transaction,
	courseId: string,
	enrolmentId: string
): Promise<void> {
	await tx
		.update(enrolment)
		.set({ id: enrolmentId })
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
}

/** For authors: one after the other, and after every piece of work that is just being begun. */
export async function holdClass(tx: Transaction, courseId: string): Promise<void> {
	await tx.update(course).set({ id: courseId }).where(eq(course.id, courseId));
	await tx
		.update(enrolment)
		.set({ courseId })
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.role, 'student')));
}

/** For what nobody at all may be writing beside: the words that notes stand on. */
export async function holdEverybody(tx: Transaction, courseId: string): Promise<void> {
	await tx.update(course).set({ id: courseId }).where(eq(course.id, courseId));
	await tx.update(enrolment).set({ courseId }).where(eq(enrolment.courseId, courseId));
}
