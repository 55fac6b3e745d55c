/*
 * The end of a course: the day on which what people wrote in it goes, and deleting it at once. What
 * would be lost is counted before. A course that is being deleted can be reached by nobody from the
 * first moment; the rest is done in steps that a dying process leaves to the next.
 */
import { and, count, countDistinct, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, scrub, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	answer,
	auditEvent,
	course,
	courseModule,
	enrolment,
	erasure,
	grade,
	managedAccount,
	notice,
	position,
	positionVersion,
	review,
	setSubmission
} from '$lib/server/db/schema';
import { enqueue } from '$lib/server/jobs';
import { emptyCourse, finishErasure } from './erasing.server';
import { isSame } from './requesting.server';

export const endJob = 'archive.end';

export interface CourseEnd {
	title: LocalText;
	state: 'active' | 'archived';
	archivedAt: Date | null;
	retainUntil: Date | null;
	timeZone: string;
}

/** For the page about the end of a course; needs `course.archive`. */
export async function courseEnd(actor: Actor): Promise<CourseEnd> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.archive', { courseId });
	const [found] = await db()
		.select({
			title: course.title,
			state: course.state,
			archivedAt: course.archivedAt,
			retainUntil: course.retainUntil,
			timeZone: course.timeZone
		})
		.from(course)
		.where(eq(course.id, courseId));
	return found ?? notFound();
}

export interface WouldBeLost {
	students: number;
	staff: number;
	modules: number;
	answers: number;
	submissions: number;
	positions: number;
	versions: number;
	reviews: number;
	grades: number;
	/** Accounts that the school made for this course. */
	managed: number;
}

/** Numbers alone; needs `course.purge`. */
export async function wouldBeLost(actor: Actor): Promise<WouldBeLost> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.purge', { courseId });
	return countsOf(courseId);
}

async function countsOf(courseId: string): Promise<WouldBeLost> {
	const tables = {
		modules: courseModule,
		answers: answer,
		submissions: setSubmission,
		versions: positionVersion,
		reviews: review,
		managed: managedAccount
	} as const;
	const counted: Record<string, number> = {};
	for (const [name, table] of Object.entries(tables)) {
		const [row] = await db().select({ n: count() }).from(table).where(eq(table.courseId, courseId));
		counted[name] = row?.n ?? 0;
	}
	const [people] = await db()
		.select({
			students: sql<
				number | string
			>`sum(case when ${enrolment.role} = 'student' then 1 else 0 end)`,
			all: count()
		})
		.from(enrolment)
		.where(eq(enrolment.courseId, courseId));
	const [submitted] = await db()
		.select({ n: count() })
		.from(position)
		.where(and(eq(position.courseId, courseId), gt(position.submittedNumber, 0)));
	const [grades] = await db()
		.select({ n: countDistinct(grade.enrolmentId) })
		.from(grade)
		.where(eq(grade.courseId, courseId));
	const students = Number(people?.students ?? 0);
	return {
		students,
		staff: (people?.all ?? 0) - students,
		modules: counted.modules ?? 0,
		answers: counted.answers ?? 0,
		submissions: counted.submissions ?? 0,
		positions: submitted?.n ?? 0,
		versions: counted.versions ?? 0,
		reviews: counted.reviews ?? 0,
		grades: grades?.n ?? 0,
		managed: counted.managed ?? 0
	};
}

export type RetentionSet = { ok: true } | { ok: false; reason: 'past' };

/** The day from which on nothing that people wrote is kept; null: until the course is deleted. */
export async function keepUntil(
	actor: Actor,
	retainUntil: Date | null,
	now: Date
): Promise<RetentionSet> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.archive', { courseId });
	if (retainUntil && retainUntil <= now) return { ok: false, reason: 'past' };
	await transaction(async (tx) => {
		await tx.update(course).set({ retainUntil }).where(eq(course.id, courseId));
		const detail = { until: retainUntil?.toISOString() ?? null };
		const act = { act: 'course.keepUntil', subjectKind: 'course', subjectId: courseId };
		await recordAct(actor, { ...act, detail }, now, tx);
	});
	return { ok: true };
}

/** On its day: what people wrote goes, texts and questions stay, and the course is put away. */
export async function forgetPeople(courseId: string, now: Date): Promise<void> {
	const [found] = await db()
		.select({ retainUntil: course.retainUntil })
		.from(course)
		.where(eq(course.id, courseId));
	// Moved or taken back in the meantime, or done already.
	if (!found?.retainUntil || found.retainUntil > now) return;
	const lost = await countsOf(courseId);
	// From here on nobody writes into it.
	await db()
		.update(course)
		.set({ state: 'archived', archivedAt: now, joinOpen: false })
		.where(eq(course.id, courseId));
	await emptyCourse(courseId, 'people', now);
	await scrub();
	await transaction(async (tx) => {
		const instructors = await tx
			.select({ id: enrolment.id })
			.from(enrolment)
			.where(eq(enrolment.courseId, courseId));
		if (instructors.length > 0)
			await tx.insert(notice).values(
				instructors.map(({ id: enrolmentId }) => ({
					courseId,
					id: newId(),
					enrolmentId,
					kind: 'course.forgotten',
					payload: {},
					at: now
				}))
			);
		await tx.insert(auditEvent).values({
			courseId,
			id: newId(),
			actorId: null,
			act: 'course.forget',
			subjectKind: 'course',
			subjectId: courseId,
			detail: { ...lost },
			at: now
		});
		// Whoever brings the course back sets a new day.
		await tx.update(course).set({ retainUntil: null }).where(eq(course.id, courseId));
	});
}

export type Purged = { ok: true } | { ok: false; reason: 'not-the-name' };

/**
 * Deletes a course with everything in it, once its name was typed in either language. Members cannot
 * reach it from the first step on.
 */
export async function purgeCourse(actor: Actor, typedName: string, now: Date): Promise<Purged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.purge', { courseId });
	const { title } = await courseEnd(actor);
	if (![title.en, title.ur].some((name) => name !== undefined && isSame(typedName, name)))
		return { ok: false, reason: 'not-the-name' };
	const lost = await countsOf(courseId);
	const id = newId();
	await transaction(async (tx) => {
		await tx
			.update(course)
			.set({ state: 'archived', archivedAt: now, joinOpen: false, joinCode: null, classCode: null })
			.where(eq(course.id, courseId));
		await tx
			.update(enrolment)
			.set({ state: 'removed', removedAt: now })
			.where(eq(enrolment.courseId, courseId));
		await tx
			.insert(erasure)
			.values({ id, subjectKind: 'course', subjectId: courseId, requestedAt: now, dueAt: now });
		await tx.insert(auditEvent).values({
			courseId: '',
			id: newId(),
			actorId: personOf(actor).id,
			act: 'course.purge',
			subjectKind: 'course',
			subjectId: courseId,
			detail: { ...lost },
			at: now
		});
		await enqueue(
			{ kind: endJob, key: `${endJob}:${id}`, payload: { erasure: id }, runAt: now },
			now,
			tx
		);
	});
	await finishPurge(courseId, now);
	return { ok: true };
}

/** What remains of a course that is being deleted; does no harm when nothing does. */
export async function finishPurge(courseId: string, now: Date): Promise<void> {
	await emptyCourse(courseId, 'all', now);
	await finishErasure({ subjectKind: 'course', subjectId: courseId }, now);
}
