/*
 * Courses: opening one, the list of one's own, and the course of the address.
 */
import type { Actor } from '$lib/access/actor';
import { authorize, personOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import type { Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course } from '$lib/server/db/schema';
import { makeCourseSlug, makeJoinCode } from './course';
import { enrol, random } from './enrolling.server';

export interface FoundedCourse {
	courseId: string;
	slug: string;
	enrolmentId: string;
}

/** Needs `course.open`. The actor becomes its instructor; the join link is open. */
export async function foundCourse(
	tx: Transaction,
	actor: Actor,
	wanted: { title: LocalText; timeZone: string },
	now: Date
): Promise<FoundedCourse> {
	authorize(actor, 'course.open');
	const person = personOf(actor);
	const courseId = newId();
	const slug = makeCourseSlug(wanted.title, random);
	await tx.insert(course).values({
		id: courseId,
		slug,
		title: wanted.title,
		timeZone: wanted.timeZone,
		joinCode: makeJoinCode(random),
		settings: { classmatesSee: 'pseudonyms', welcome: null },
		createdBy: person.id,
		createdAt: now
	});
	const enrolmentId = await enrol(tx, { courseId, userId: person.id, role: 'instructor' }, now);
	return { courseId, slug, enrolmentId };
}
