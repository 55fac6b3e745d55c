/*
 * The reading groups of a module as they stand: for staff with everybody in them, for students their
 * own. What anybody would rather argue is read nowhere here but to be counted.
 */
import { and, asc, count, eq, isNull, sql, type Placeholder } from 'drizzle-orm';
import { fewest } from '$lib/access/aggregate';
import { roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import { seesEverybody } from '$lib/courses/people.server';
import { studentName } from '$lib/courses/wording';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, prepared, type Executor } from '$lib/server/db/client';
import {
	enrolment,
	groupMember,
	moduleDocument,
	note,
	readingGroup,
	section,
	sidePreference,
	user
} from '$lib/server/db/schema';
import { mostDraws } from './groups';
import { nameOfGroup } from './groups-words';
import type { DocumentBodies } from './module';
import { moduleFor } from './modules.server';

type Reader = Pick<Executor, 'select'>;
export interface InModule {
	courseId: string;
	moduleId: string;
}

export async function inModule(actor: Actor, slug: string, now: Date): Promise<InModule> {
	const { id: moduleId } = await moduleFor(actor, slug, now);
	return { courseId: membershipOf(actor).courseId, moduleId };
}

/** Groups that are used, in order. */
export async function groupsThere(on: Reader, { courseId, moduleId }: InModule) {
	return on
		.select({
			id: readingGroup.id,
			name: readingGroup.name,
			position: readingGroup.position,
			sectionId: readingGroup.sectionId
		})
		.from(readingGroup)
		.where(
			and(
				eq(readingGroup.courseId, courseId),
				eq(readingGroup.moduleId, moduleId),
				isNull(readingGroup.retiredAt)
			)
		)
		.orderBy(asc(readingGroup.position), asc(readingGroup.id));
}

/** The students of the course by name, each with the group they are in, if they are in one. */
export async function studentsThere(on: Reader, { courseId, moduleId }: InModule) {
	return on
		.select({
			id: enrolment.id,
			name: user.name,
			sectionId: enrolment.sectionId,
			sectionName: section.name,
			groupId: readingGroup.id
		})
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			section,
			and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
		)
		.leftJoin(
			groupMember,
			and(
				eq(groupMember.courseId, enrolment.courseId),
				eq(groupMember.moduleId, moduleId),
				eq(groupMember.enrolmentId, enrolment.id)
			)
		)
		.leftJoin(
			readingGroup,
			and(
				eq(readingGroup.courseId, groupMember.courseId),
				eq(readingGroup.id, groupMember.groupId),
				isNull(readingGroup.retiredAt)
			)
		)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		)
		.orderBy(asc(user.name), asc(enrolment.id));
}

/** What the page shows of who is where: a change of all groups names the stamp it builds on. */
export function stampOfGroups(
	groups: readonly { id: string; name: string }[],
	students: readonly { id: string; groupId: string | null }[]
): string {
	return stampOf(
		groups.map(({ id, name }) => [
			id,
			name,
			students.flatMap((s) => (s.groupId === id ? [s.id] : [])).sort()
		])
	);
}

/** How groups of the module are made; without a row nobody is asked and nothing was drawn. */
export async function termsOfGroups(
	on: Reader,
	{ courseId, moduleId }: InModule
): Promise<DocumentBodies['groups']> {
	const [row] = await on
		.select({ body: moduleDocument.body })
		.from(moduleDocument)
		.where(
			and(
				eq(moduleDocument.courseId, courseId),
				eq(moduleDocument.moduleId, moduleId),
				eq(moduleDocument.key, 'groups')
			)
		);
	return (row?.body as DocumentBodies['groups'] | undefined) ?? { asksSide: false, draws: 0 };
}

export interface PersonInGroup {
	enrolmentId: string;
	name: string;
	section: string | null;
}

export interface GroupHere {
	id: string;
	name: string;
	/** As somebody wrote it; empty where the group goes by its number. */
	ownName: string;
	/** Where only people of one section belong. */
	section: string | null;
	people: PersonInGroup[];
	/** Group notes written in it. */
	notes: number;
}

export interface GroupsHere {
	groups: GroupHere[];
	without: PersonInGroup[];
	/** The class has people of more than one section. */
	hasSections: boolean;
	notes: number;
	asksSide: boolean;
	/** How many said which side they would rather argue; null while too few did. */
	answers: number | null;
	drawsLeft: number;
	stamp: string;
	mayManage: boolean;
}

/** Needs `group.see`; whoever sees one section sees the people of that one. */
export async function groupsFor(actor: Actor, slug: string, now: Date): Promise<GroupsHere> {
	const { courseId, sectionId } = membershipOf(actor);
	authorize(actor, 'group.see', { courseId });
	const at = await inModule(actor, slug, now);
	const [rows, students, notes, terms, [said]] = await Promise.all([
		groupsThere(db(), at),
		studentsThere(db(), at),
		notesByGroup(at),
		termsOfGroups(db(), at),
		answersIn(db(), at)
	]);
	const isSeen = (person: { sectionId: string | null }) =>
		seesEverybody(actor) || (sectionId !== null && person.sectionId === sectionId);
	const sections = new Map(students.map((s) => [s.sectionId, s.sectionName]));
	const peopleIn = (groupId: string | null) =>
		students
			.filter((s) => s.groupId === groupId && isSeen(s))
			.map((s): PersonInGroup => ({
				enrolmentId: s.id,
				name: studentName(s.name),
				section: s.sectionName
			}));
	const groups = rows.map((row): GroupHere => ({
		id: row.id,
		name: nameOfGroup(row),
		ownName: row.name,
		section: row.sectionId === null ? null : (sections.get(row.sectionId) ?? ''),
		people: peopleIn(row.id),
		notes: notes.get(row.id) ?? 0
	}));
	return {
		groups: seesEverybody(actor) ? groups : groups.filter((group) => group.people.length > 0),
		without: peopleIn(null),
		hasSections: sections.size > 1,
		notes: rows.reduce((sum, { id }) => sum + (notes.get(id) ?? 0), 0),
		asksSide: terms.asksSide,
		answers: said && said.n >= fewest ? said.n : null,
		drawsLeft: Math.max(0, mostDraws - terms.draws),
		stamp: stampOfGroups(rows, students),
		mayManage: may(actor, 'group.manage', { courseId })
	};
}

async function notesByGroup({ courseId, moduleId }: InModule): Promise<Map<string, number>> {
	const rows = await db()
		.select({ groupId: note.groupId, n: count() })
		.from(note)
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.moduleId, moduleId),
				eq(note.audience, 'group'),
				isNull(note.deletedAt)
			)
		)
		.groupBy(note.groupId);
	return new Map(rows.flatMap(({ groupId, n }) => (groupId === null ? [] : [[groupId, n]])));
}

/** How many students of the course have said which side they would rather argue. */
export function answersIn(on: Reader, { courseId, moduleId }: InModule) {
	return on
		.select({ n: count() })
		.from(sidePreference)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, sidePreference.courseId),
				eq(enrolment.id, sidePreference.enrolmentId),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		)
		.where(and(eq(sidePreference.courseId, courseId), eq(sidePreference.moduleId, moduleId)));
}

/** The group that is used and that somebody is in: one row, or none. */
function groupWith(
	on: Reader,
	who: Record<'courseId' | 'moduleId' | 'enrolmentId', string | Placeholder>
) {
	return on
		.select({ id: readingGroup.id, name: readingGroup.name, position: readingGroup.position })
		.from(groupMember)
		.innerJoin(
			readingGroup,
			and(
				eq(readingGroup.courseId, groupMember.courseId),
				eq(readingGroup.id, groupMember.groupId),
				isNull(readingGroup.retiredAt)
			)
		)
		.where(
			and(
				eq(groupMember.courseId, who.courseId),
				eq(groupMember.moduleId, who.moduleId),
				eq(groupMember.enrolmentId, who.enrolmentId)
			)
		);
}

/** For a write, which asks inside its transaction. */
export async function currentGroupOf(
	on: Reader,
	{ courseId, moduleId }: InModule,
	enrolmentId: string
): Promise<string | null> {
	const [found] = await groupWith(on, { courseId, moduleId, enrolmentId });
	return found?.id ?? null;
}

const ownGroup = prepared('own_group', (db) =>
	groupWith(db, {
		courseId: sql.placeholder('courseId'),
		moduleId: sql.placeholder('moduleId'),
		enrolmentId: sql.placeholder('enrolmentId')
	})
);

/** The group that the actor is in, if any; staff and observers are in none. */
export async function groupOf(
	actor: Actor,
	moduleId: string
): Promise<{ id: string; name: string } | null> {
	const { courseId, enrolmentId } = membershipOf(actor);
	if (roleOf(actor) !== 'student' || actor.seesAsStudent) return null;
	const [found] = await ownGroup({ courseId, moduleId, enrolmentId });
	return found ? { id: found.id, name: nameOfGroup(found) } : null;
}

export interface Groupmate {
	/** As classmates see each other in this course. */
	shownAs: LocalText;
	isOwn: boolean;
}

/** The actor's group with everybody in it, in an order that comes from the names alone. */
export async function groupFor(
	actor: Actor,
	slug: string,
	now: Date
): Promise<{ name: string; people: Groupmate[] } | null> {
	const { courseId, moduleId } = await inModule(actor, slug, now);
	const own = await groupOf(actor, moduleId);
	if (!own) return null;
	const [{ settings }, rows] = await Promise.all([
		courseFor(actor),
		db()
			.select({ id: enrolment.id, pseudonym: enrolment.pseudonym, name: user.name })
			.from(groupMember)
			.innerJoin(
				enrolment,
				and(eq(enrolment.courseId, groupMember.courseId), eq(enrolment.id, groupMember.enrolmentId))
			)
			.innerJoin(user, eq(user.id, enrolment.userId))
			.where(
				and(
					eq(groupMember.courseId, courseId),
					eq(groupMember.groupId, own.id),
					eq(enrolment.role, 'student'),
					eq(enrolment.state, 'active')
				)
			)
	]);
	const people = rows.map(({ id, pseudonym, name }): Groupmate => ({
		shownAs: settings.classmatesSee === 'names' ? { en: name, ur: name } : pseudonym,
		isOwn: id === membershipOf(actor).enrolmentId
	}));
	const word = ({ shownAs }: Groupmate) => shownAs.en ?? shownAs.ur ?? '';
	return { name: own.name, people: people.sort((a, b) => word(a).localeCompare(word(b), 'en')) };
}
