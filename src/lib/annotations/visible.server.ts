/*
 * The rule of visibility.ts as SQL, and what it needs to know of whoever looks: their group and the
 * readings on which they have written their own notes. Every query that shows notes or replies to
 * anybody (pages, live, search, figures, exports) has `visibleTo` or `replyVisibleTo` in it.
 */
import { and, eq, inArray, isNotNull, isNull, ne, not, or, sql, type SQL } from 'drizzle-orm';
import { isStaff, roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { isHidden } from '$lib/courses/moderation.server';
import { nameOfGroup } from '$lib/modules/groups-words';
import { prepared } from '$lib/server/db/client';
import type { AnyColumn } from '$lib/server/db/dialect';
import {
	enrolment,
	groupMember,
	note,
	noteReply,
	noteRule,
	reading,
	readingGroup
} from '$lib/server/db/schema';
import { revealOf, usualReveal, type Reveal } from './note';
import type { Viewer, ViewerKind } from './visibility';

type Value = string | null | ReturnType<typeof sql.placeholder>;

/** A viewer as queries need them: with values, or with placeholders in a prepared query. */
export interface ViewerValues {
	kind: ViewerKind;
	enrolmentId: Value;
	sectionId: Value;
	groupId: Value;
	/** `every` and `none` are for prepared queries on one reading. */
	openIn: readonly string[] | 'every' | 'none';
}

export const placeholders = {
	enrolmentId: sql.placeholder('viewer'),
	sectionId: sql.placeholder('viewerSection'),
	groupId: sql.placeholder('viewerGroup')
} as const;

/** `seesNote` as SQL, for a `where` on the table of notes. */
export function visibleTo(viewer: ViewerValues): SQL {
	const own = isSame(note.enrolmentId, viewer.enrolmentId);
	const { kind } = viewer;
	const isFor =
		kind === 'observer'
			? eq(note.audience, 'class')
			: kind === 'student'
				? or(
						eq(note.audience, 'class'),
						and(eq(note.audience, 'group'), isSame(note.groupId, viewer.groupId))
					)
				: ne(note.audience, 'private');
	const others = and(isFor, wordsVisible(viewer, note, note.readingId));
	return sql`(${own} or (${others ?? sql`1 = 1`}))`;
}

/** `seesReply` as SQL, for a `where` on replies joined with their notes, which have their own. */
export function replyVisibleTo(viewer: ViewerValues): SQL {
	const own = isSame(noteReply.enrolmentId, viewer.enrolmentId);
	const others = wordsVisible(viewer, noteReply, note.readingId);
	return sql`(${own} or ${others})`;
}

/** A missing value is like none, as in `=`. */
function isSame(column: AnyColumn, value: Value): SQL {
	return sql`${column} = ${value}`;
}

interface WrittenColumns {
	courseId: AnyColumn;
	ref: AnyColumn;
	enrolmentId: AnyColumn;
	byStaff: AnyColumn;
}

function wordsVisible(viewer: ViewerValues, written: WrittenColumns, readingId: AnyColumn): SQL {
	const author = (condition: SQL | undefined) =>
		sql`exists (select 1 from ${enrolment} where ${and(
			eq(enrolment.courseId, written.courseId),
			eq(enrolment.id, written.enrolmentId),
			condition
		)})`;
	const stands = and(
		not(isHidden('note', written.courseId, written.ref)),
		not(author(ne(enrolment.state, 'active')))
	);
	const staff = eq(written.byStaff, true);
	switch (viewer.kind) {
		case 'staff':
			return sql`1 = 1`;
		case 'section':
			return sql`(${or(
				staff,
				isNull(written.enrolmentId),
				author(and(isNotNull(enrolment.sectionId), isSame(enrolment.sectionId, viewer.sectionId)))
			)})`;
		case 'observer':
			return sql`(${stands})`;
		case 'student': {
			const { openIn } = viewer;
			if (openIn === 'every') return sql`(${stands})`;
			const isShown =
				openIn === 'none' || openIn.length === 0
					? staff
					: or(staff, inArray(readingId, [...openIn]));
			return sql`(${and(isShown, stands)})`;
		}
	}
}

/** Own notes with words on each reading of a module, what its rule asks for, and the group. */
const standingInModule = prepared('notes_standing_in_module', (db) =>
	db
		.select({
			readingId: reading.id,
			after: noteRule.revealAfter,
			own: sql<number>`(select count(*) from ${note} where ${and(
				eq(note.courseId, reading.courseId),
				eq(note.enrolmentId, sql.placeholder('enrolmentId')),
				eq(note.readingId, reading.id),
				ne(note.body, ''),
				isNull(note.deletedAt)
			)})`.mapWith(Number),
			groupId: readingGroup.id,
			groupName: readingGroup.name,
			groupPosition: readingGroup.position
		})
		.from(reading)
		.leftJoin(
			noteRule,
			and(eq(noteRule.courseId, reading.courseId), eq(noteRule.readingId, reading.id))
		)
		.leftJoin(
			groupMember,
			and(
				eq(groupMember.courseId, reading.courseId),
				eq(groupMember.moduleId, reading.moduleId),
				eq(groupMember.enrolmentId, sql.placeholder('enrolmentId'))
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
				eq(reading.courseId, sql.placeholder('courseId')),
				eq(reading.moduleId, sql.placeholder('moduleId'))
			)
		)
);

/** The group that somebody's group notes in a module go to. */
export interface OwnGroup {
	id: string;
	name: string;
}

export interface Standing {
	viewer: Viewer;
	/** By reading. */
	reveal: ReadonlyMap<string, Reveal>;
	group: OwnGroup | null;
}

/** How the actor looks at the notes of a module; one query. */
export async function standingIn(actor: Actor, moduleId: string): Promise<Standing> {
	const { courseId, enrolmentId, sectionId } = membershipOf(actor);
	const rows = await standingInModule({ courseId, moduleId, enrolmentId });
	const kind = kindOf(actor);
	const reveal = new Map(
		rows.map((row): [string, Reveal] => {
			// Staff who see as a student read as one who has written nothing yet.
			const own = actor.seesAsStudent ? 0 : row.own;
			const asked = revealOf(row.after ?? usualReveal, own, kind === 'student');
			const isOpen = may(actor, 'note.readPeers', { courseId, committed: asked.isOpen });
			return [row.readingId, { ...asked, isOpen }];
		})
	);
	const [first] = rows;
	const group =
		first?.groupId != null && !actor.seesAsStudent
			? {
					id: first.groupId,
					name: nameOfGroup({ name: first.groupName ?? '', position: first.groupPosition ?? 1 })
				}
			: null;
	const viewer: Viewer = {
		kind,
		enrolmentId,
		sectionId,
		groupId: group?.id ?? null,
		openIn:
			kind === 'student' ? [...reveal].flatMap(([id, { isOpen }]) => (isOpen ? [id] : [])) : []
	};
	return { viewer, reveal, group };
}

export function kindOf(actor: Actor): ViewerKind {
	if (isStaff(actor)) {
		const { role, ownSectionOnly } = membershipOf(actor);
		return role === 'assistant' && ownSectionOnly ? 'section' : 'staff';
	}
	return roleOf(actor) === 'observer' ? 'observer' : 'student';
}

/** The ways to look at one reading: a prepared query is made for each. */
const looks = ['staff', 'section', 'observer', 'waiting', 'open'] as const;
export type Look = (typeof looks)[number];

export function forEachLook<Query>(make: (look: Look) => Query): Record<Look, Query> {
	return Object.fromEntries(looks.map((look) => [look, make(look)])) as Record<Look, Query>;
}

export function lookOf(viewer: Viewer, readingId: string): Look {
	if (viewer.kind !== 'student') return viewer.kind;
	return viewer.openIn.includes(readingId) ? 'open' : 'waiting';
}

export function valuesOf(look: Look): ViewerValues {
	const isStudent = look === 'open' || look === 'waiting';
	return {
		kind: isStudent ? 'student' : look,
		openIn: look === 'open' ? 'every' : 'none',
		...placeholders
	};
}

/** What the placeholders of a prepared query stand for. */
export function paramsOf({ enrolmentId, sectionId, groupId }: Viewer) {
	return { viewer: enrolmentId, viewerSection: sectionId, viewerGroup: groupId };
}
