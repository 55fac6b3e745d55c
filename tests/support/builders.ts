/*
 * A small cast for tests on a real database: people, a course, and actors in it. People are put
 * into the tables directly; whoever signs in by a form is tested elsewhere.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor, CourseRole, SiteRole } from '$lib/access/actor';
import { actorFor } from '$lib/access/identify.server';
import { foundCourse } from '$lib/courses/courses.server';
import { enrol } from '$lib/courses/enrolling.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { enrolment, section, user } from '$lib/server/db/schema';

/** The first Monday of term, at nine in Karachi. */
export const termStart = new Date('2026-11-02T04:00:00Z');

export interface BuiltCourse {
	courseId: string;
	slug: string;
	/** Who opened it. */
	instructor: Actor;
}

let people = 0;

/** A person with an account and nothing else; their e-mail is verified. */
export async function aPerson(
	given: { name?: string; email?: string; siteRole?: SiteRole; emailVerified?: boolean } = {}
): Promise<Actor> {
	people++;
	const id = newId();
	await db()
		.insert(user)
		.values({
			id,
			name: given.name ?? `Person ${people}`,
			email: given.email ?? `person-${people}-${id.slice(-6)}@example.org`,
			emailVerified: given.emailVerified ?? true,
			siteRole: given.siteRole ?? 'none',
			createdAt: termStart,
			updatedAt: termStart
		});
	return made(await actorFor(id, null));
}

export function aTeacher(given: { name?: string; email?: string } = {}): Promise<Actor> {
	return aPerson({ ...given, siteRole: 'teacher' });
}

/** An empty course; a module comes with `openCourseFromPack`. */
export async function aCourse(
	given: { title?: LocalText; timeZone?: string; teacher?: Actor } = {}
): Promise<BuiltCourse> {
	const teacher = given.teacher ?? (await aTeacher());
	const title = given.title ?? { en: 'State and Society', ur: 'ریاست اور معاشرہ' };
	const timeZone = given.timeZone ?? 'Asia/Karachi';
	const founded = await transaction((tx) =>
		foundCourse(tx, teacher, { title, timeZone }, termStart)
	);
	return {
		courseId: founded.courseId,
		slug: founded.slug,
		instructor: await actorOf(teacher, founded)
	};
}

/** The person as they are in the course now (roles and sections may have changed since). */
export async function actorOf(person: Actor | string, course: { slug: string }): Promise<Actor> {
	const id = typeof person === 'string' ? person : person.person?.id;
	return made(await actorFor(id ?? '', course.slug));
}

interface GivenMember {
	name?: string;
	email?: string;
	sectionId?: string;
	ownSectionOnly?: boolean;
}

export async function aMember(
	course: { courseId: string; slug: string },
	role: CourseRole,
	given: GivenMember = {}
): Promise<Actor> {
	const { person } = await aPerson(given);
	const userId = person?.id ?? '';
	const { courseId } = course;
	await transaction(async (tx) => {
		const id = await enrol(
			tx,
			{ courseId, userId, role, sectionId: given.sectionId ?? null },
			termStart
		);
		if (given.ownSectionOnly)
			await tx
				.update(enrolment)
				.set({ ownSectionOnly: true })
				.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, id)));
	});
	return actorOf(userId, course);
}

type In = { courseId: string; slug: string };

export const aStudent = (course: In, given?: GivenMember) => aMember(course, 'student', given);
export const anAssistant = (course: In, given?: GivenMember) => aMember(course, 'assistant', given);
export const anObserver = (course: In, given?: GivenMember) => aMember(course, 'observer', given);
export const anInstructor = (course: In, given?: GivenMember) =>
	aMember(course, 'instructor', given);

/** The section's id. */
export async function aSection(course: { courseId: string }, name = 'Section A'): Promise<string> {
	const id = newId();
	await db().insert(section).values({ courseId: course.courseId, id, name, createdAt: termStart });
	return id;
}

/** The same staff member, looking at the course as a student does. */
export function seeingAsStudent(actor: Actor): Actor {
	return { ...actor, seesAsStudent: true };
}

function made(actor: Actor | null): Actor {
	if (!actor) throw new Error('The builders made a person who is not there.');
	return actor;
}
