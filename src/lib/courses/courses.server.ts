/*
 * Courses: opening one, the list of one's own, the course of the address and its settings.
 */
import { and, asc, count, desc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { isStaff, roleOf, type Actor, type CourseRole } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import {
	db,
	isUniqueViolation,
	shared,
	transaction,
	type Transaction
} from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course, courseModule, enrolment } from '$lib/server/db/schema';
import type { CourseSettings } from '$lib/server/db/schema/courses';
import { recordAct } from './acts.server';
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

export interface ListedCourse {
	slug: string;
	title: LocalText;
	state: 'active' | 'archived';
	role: CourseRole;
	/** How many students; staff only. */
	students: number | null;
	modules: number;
}

/** The courses the person is in, archived ones last, the latest joined first. */
export async function coursesOf(actor: Actor, now = new Date()): Promise<ListedCourse[]> {
	const person = personOf(actor);
	const rows = await db()
		.select({
			id: course.id,
			slug: course.slug,
			title: course.title,
			state: course.state,
			role: enrolment.role
		})
		.from(enrolment)
		.innerJoin(course, eq(course.id, enrolment.courseId))
		.where(and(eq(enrolment.userId, person.id), eq(enrolment.state, 'active')))
		.orderBy(asc(course.state), desc(enrolment.joinedAt));
	if (rows.length === 0) return [];
	const ids = rows.map((r) => r.id);
	const students = await db()
		.select({ courseId: enrolment.courseId, n: count() })
		.from(enrolment)
		.where(
			and(
				inArray(enrolment.courseId, ids),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		)
		.groupBy(enrolment.courseId);
	const modules = await db()
		.select({ courseId: courseModule.courseId, n: count() })
		.from(courseModule)
		.where(
			and(
				inArray(courseModule.courseId, ids),
				eq(courseModule.visible, true),
				or(isNull(courseModule.opensAt), lte(courseModule.opensAt, now))
			)
		)
		.groupBy(courseModule.courseId);
	return rows.map(({ id, ...row }) => ({
		...row,
		students:
			row.role === 'instructor' || row.role === 'assistant'
				? (students.find((s) => s.courseId === id)?.n ?? 0)
				: null,
		modules: modules.find((c) => c.courseId === id)?.n ?? 0
	}));
}

const courseById = shared('course_by_id', [course], (db) =>
	db
		.select({
			courseId: course.id,
			slug: course.slug,
			title: course.title,
			timeZone: course.timeZone,
			settings: course.settings,
			state: course.state
		})
		.from(course)
		.where(eq(course.id, sql.placeholder('courseId')))
		.limit(1)
);

export interface CourseHere {
	courseId: string;
	slug: string;
	title: LocalText;
	timeZone: string;
	settings: CourseSettings;
	state: 'active' | 'archived';
	/** The role that counts for what is shown. */
	role: CourseRole;
	isStaff: boolean;
	seesAsStudent: boolean;
}

/** The course of the address, for everybody who is in it. */
export async function courseFor(actor: Actor): Promise<CourseHere> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.read', { courseId });
	const [found] = await courseById({ courseId });
	const role = roleOf(actor);
	if (!found || !role) notFound();
	return { ...found, role, isStaff: isStaff(actor), seesAsStudent: actor.seesAsStudent };
}

export interface JoinLink {
	code: string | null;
	isOpen: boolean;
}

/** What the settings page shows beyond `courseFor`; needs `course.settings`. */
export async function joinLinkOf(actor: Actor): Promise<JoinLink> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.settings', { courseId });
	const [found] = await db()
		.select({ code: course.joinCode, isOpen: course.joinOpen })
		.from(course)
		.where(eq(course.id, courseId))
		.limit(1);
	return found ?? notFound();
}

export async function changeCourse(
	actor: Actor,
	wanted: {
		title: LocalText;
		timeZone: string;
		classmatesSee: CourseSettings['classmatesSee'];
		welcome: LocalText | null;
	},
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.settings', { courseId });
	const { title, timeZone, classmatesSee, welcome } = wanted;
	await transaction(async (tx) => {
		await tx
			.update(course)
			.set({
				title,
				timeZone,
				settings: { ...(await settingsIn(tx, courseId)), classmatesSee, welcome }
			})
			.where(eq(course.id, courseId));
		await recordAct(
			actor,
			{
				act: 'course.change',
				subjectKind: 'course',
				subjectId: courseId,
				detail: { classmatesSee, timeZone }
			},
			now,
			tx
		);
	});
}

/** The rules of talking with each other; null: as the site ships them. Needs `course.settings`. */
export async function changeConduct(
	actor: Actor,
	conduct: LocalText | null,
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.settings', { courseId });
	await transaction(async (tx) => {
		await tx
			.update(course)
			.set({ settings: { ...(await settingsIn(tx, courseId)), conduct } })
			.where(eq(course.id, courseId));
		const act = { act: 'course.conduct', subjectKind: 'course', subjectId: courseId };
		await recordAct(actor, act, now, tx);
	});
}

/** As they stand, held until the transaction ends: each form changes its own part of them. */
async function settingsIn(tx: Transaction, courseId: string): Promise<CourseSettings> {
	const [held] = await tx
		.update(course)
		.set({ id: courseId })
		.where(eq(course.id, courseId))
		.returning({ settings: course.settings });
	return held?.settings ?? notFound();
}

/** A new code; the old one and its link lead nowhere from now on. */
export async function replaceJoinCode(actor: Actor, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.settings', { courseId });
	for (let attempt = 1; ; attempt++)
		try {
			await db()
				.update(course)
				.set({ joinCode: makeJoinCode(random) })
				.where(eq(course.id, courseId));
			break;
		} catch (cause) {
			if (!isUniqueViolation(cause) || attempt > 3) throw cause;
		}
	await recordAct(
		actor,
		{ act: 'course.replaceCode', subjectKind: 'course', subjectId: courseId },
		now
	);
}

export async function openJoining(actor: Actor, isOpen: boolean, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.settings', { courseId });
	await db().update(course).set({ joinOpen: isOpen }).where(eq(course.id, courseId));
	await recordAct(
		actor,
		{ act: 'course.joining', subjectKind: 'course', subjectId: courseId, detail: { isOpen } },
		now
	);
}

/** Archived courses stand last in everybody's list and nobody can join them; all stays readable. */
export async function archiveCourse(actor: Actor, isArchived: boolean, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.archive', { courseId });
	await db()
		.update(course)
		.set(
			isArchived ? { state: 'archived', archivedAt: now } : { state: 'active', archivedAt: null }
		)
		.where(eq(course.id, courseId));
	await recordAct(
		actor,
		{ act: 'course.archive', subjectKind: 'course', subjectId: courseId, detail: { isArchived } },
		now
	);
}

/**
 * The cookie that switches how staff see the course; it names the one course it is for. Needs
 * `course.seeAsStudent`.
 */
export function viewCookie(actor: Actor, view: 'student' | 'own'): { name: string; value: string } {
	const { courseId, courseSlug } = membershipOf(actor);
	authorize(actor, 'course.seeAsStudent', { courseId });
	return { name: 'see-as-student', value: view === 'student' ? courseSlug : '' };
}
