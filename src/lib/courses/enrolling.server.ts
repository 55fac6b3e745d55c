/*
 * How a person comes to be in a course: one place that makes an enrolment, whichever way they came.
 */
import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { CourseRole } from '$lib/access/actor';
import type { Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course, enrolment } from '$lib/server/db/schema';
import type { Random } from './course';
import { choosePseudonym } from './pseudonym';

export const random: Random = (below) => randomInt(below);

export interface Place {
	courseId: string;
	userId: string;
	role: CourseRole;
	sectionId?: string | null;
}

/**
 * Waits until no other transaction changes who is in the course: pseudonyms stay unique and the
 * last instructor stays, also when two act at once.
 */
export async function holdCourse(tx: Transaction, courseId: string): Promise<void> {
	await tx.update(course).set({ id: courseId }).where(eq(course.id, courseId));
}

/** The new enrolment's id. The person must not have one in the course, removed or not. */
export async function enrol(tx: Transaction, place: Place, now: Date): Promise<string> {
	const { courseId } = place;
	await holdCourse(tx, courseId);
	const others = await tx
		.select({ pseudonym: enrolment.pseudonym })
		.from(enrolment)
		.where(eq(enrolment.courseId, courseId));
	const taken = new Set(others.map((o) => o.pseudonym.en ?? ''));
	const id = newId();
	await tx.insert(enrolment).values({
		courseId,
		id,
		userId: place.userId,
		role: place.role,
		sectionId: place.sectionId ?? null,
		pseudonym: choosePseudonym(taken, random),
		joinedAt: now
	});
	return id;
}
