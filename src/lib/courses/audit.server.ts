/*
 * The record of acts, read: of a course for its instructors, of the site for administrators. It holds
 * ids and numbers, and is shown with the names that these ids have today; whoever has erased their
 * account is a former person. A position is not named by its writer, for marking is blind.
 */
import { and, desc, eq, inArray, like, lt, or, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import {
	auditEvent,
	courseModule,
	enrolment,
	positionTask,
	questionSet,
	section,
	user
} from '$lib/server/db/schema';
import { areaOf, wordsOf, type Area, type AuditFilter, type Cursor } from './audit';

export interface RecordedAct {
	id: string;
	at: Date;
	act: string;
	area: Area | null;
	/** `site`: nobody did it, a date came. `former`: an account that is no more. */
	by: { name: string } | 'former' | 'site';
	/** Whom or what it was done to, where that has a name. */
	subject: { name: string } | { title: LocalText } | 'former' | null;
}

export interface AuditPage {
	acts: RecordedAct[];
	/** Where the next page begins; null on the last. */
	next: Cursor | null;
	/** Whoever has done something, by name; former people are left out. */
	people: { id: string; name: string }[];
}

const actsOnPage = 50;

/** Of the actor's course, the newest first; needs `course.audit`. */
export async function auditIn(actor: Actor, filter: AuditFilter): Promise<AuditPage> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.audit', { courseId });
	return pageOf(courseId, filter);
}

/** Acts upon the site itself; needs `site.administer`. */
export async function siteAudit(actor: Actor, filter: AuditFilter): Promise<AuditPage> {
	authorize(actor, 'site.administer');
	return pageOf('', filter);
}

async function pageOf(courseId: string, filter: AuditFilter): Promise<AuditPage> {
	const [rows, people] = await Promise.all([
		db()
			.select({
				id: auditEvent.id,
				at: auditEvent.at,
				act: auditEvent.act,
				actorId: auditEvent.actorId,
				actorName: user.name,
				subjectKind: auditEvent.subjectKind,
				subjectId: auditEvent.subjectId
			})
			.from(auditEvent)
			.leftJoin(user, eq(user.id, auditEvent.actorId))
			.where(and(eq(auditEvent.courseId, courseId), ...conditionsOf(filter)))
			.orderBy(desc(auditEvent.at), desc(auditEvent.id))
			.limit(actsOnPage + 1),
		db()
			.selectDistinct({ id: user.id, name: user.name })
			.from(auditEvent)
			.innerJoin(user, eq(user.id, auditEvent.actorId))
			.where(eq(auditEvent.courseId, courseId))
	]);
	const shown = rows.slice(0, actsOnPage);
	const last = shown.at(-1);
	const names = await namesOf(courseId, shown);
	return {
		acts: shown.map(({ actorId, actorName, subjectKind, subjectId, ...row }) => ({
			...row,
			area: areaOf(row.act),
			by: actorId === null ? 'site' : actorName === null ? 'former' : { name: actorName },
			subject:
				names.get(subjectId) ??
				(subjectKind === 'enrolment' || subjectKind === 'user' ? 'former' : null)
		})),
		next: rows.length > actsOnPage && last ? { at: last.at, id: last.id } : null,
		people: people.sort((a, b) => a.name.localeCompare(b.name))
	};
}

function conditionsOf({ person, area, before }: AuditFilter): (SQL | undefined)[] {
	return [
		person === null ? undefined : eq(auditEvent.actorId, person),
		area === null
			? undefined
			: or(...wordsOf(area).map((word) => like(auditEvent.act, `${word}.%`))),
		before === null
			? undefined
			: or(
					lt(auditEvent.at, before.at),
					and(eq(auditEvent.at, before.at), lt(auditEvent.id, before.id))
				)
	];
}

type Named = { name: string } | { title: LocalText };

/** One query for each kind of subject on the page. */
async function namesOf(
	courseId: string,
	rows: readonly { subjectKind: string; subjectId: string }[]
): Promise<Map<string, Named>> {
	const idsOf = (kind: string) => [
		...new Set(rows.flatMap((row) => (row.subjectKind === kind ? [row.subjectId] : [])))
	];
	const named = new Map<string, Named>();
	const look = async (
		kind: string,
		query: (ids: string[]) => Promise<({ id: string } & Named)[]>
	) => {
		const ids = idsOf(kind);
		if (ids.length === 0) return;
		for (const { id, ...name } of await query(ids)) named.set(id, name);
	};
	await Promise.all([
		look('user', (ids) =>
			db().select({ id: user.id, name: user.name }).from(user).where(inArray(user.id, ids))
		),
		look('enrolment', (ids) =>
			db()
				.select({ id: enrolment.id, name: user.name })
				.from(enrolment)
				.innerJoin(user, eq(user.id, enrolment.userId))
				.where(and(eq(enrolment.courseId, courseId), inArray(enrolment.id, ids)))
		),
		look('section', (ids) =>
			db()
				.select({ id: section.id, name: section.name })
				.from(section)
				.where(and(eq(section.courseId, courseId), inArray(section.id, ids)))
		),
		look('module', (ids) =>
			db()
				.select({ id: courseModule.id, title: courseModule.title })
				.from(courseModule)
				.where(and(eq(courseModule.courseId, courseId), inArray(courseModule.id, ids)))
		),
		look('set', (ids) =>
			db()
				.select({ id: questionSet.id, title: questionSet.title })
				.from(questionSet)
				.where(and(eq(questionSet.courseId, courseId), inArray(questionSet.id, ids)))
		),
		look('position-task', (ids) =>
			db()
				.select({ id: positionTask.id, title: courseModule.title })
				.from(positionTask)
				.innerJoin(
					courseModule,
					and(
						eq(courseModule.courseId, positionTask.courseId),
						eq(courseModule.id, positionTask.moduleId)
					)
				)
				.where(and(eq(positionTask.courseId, courseId), inArray(positionTask.id, ids)))
		)
	]);
	return named;
}
