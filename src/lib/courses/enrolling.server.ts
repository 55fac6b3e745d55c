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
	/** The school's own number of the person; nobody else of the course has it. */
	rosterId?: string | null;
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
	const [id = ''] = await enrolAll(tx, place.courseId, [place], now);
	return id;
}

/** Rows that one statement inserts: engines bound the values that it may hold. */
const atOnce = 200;

/** The ids of the new enrolments, in order; all in one course, under the same terms as `enrol`. */
export async function enrolAll(
	tx: Transaction,
	courseId: string,
	places: Omit<Place, 'courseId'>[],
	now: Date
): Promise<string[]> {
	await holdCourse(tx, courseId);
	const others = await tx
		.select({ pseudonym: enrolment.pseudonym })
		.from(enrolment)
		.where(eq(enrolment.courseId, courseId));
	const taken = new Set(others.map((o) => o.pseudonym.en ?? ''));
	const fresh = places.map(({ userId, role, sectionId = null, rosterId = null }) => {
		const pseudonym = choosePseudonym(taken, random);
		taken.add(pseudonym.en);
		return { courseId, id: newId(), userId, role, sectionId, rosterId, pseudonym, joinedAt: now };
	});
	for (let at = 0; at < fresh.length; at += atOnce)
		await tx.insert(enrolment).values(fresh.slice(at, at + atOnce));
	return fresh.map(({ id }) => id);
}
