/*
 * Positions as people find them: a student their own, staff each submitted version. Sides stand
 * apart from the words, so that a review can leave them out.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import { isStaff, roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { studentName } from '$lib/courses/wording';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { closesFor, dueFor, isClosed, lateMinutes } from '$lib/modules/deadline';
import { documentFor } from '$lib/modules/modules.server';
import type { ReadingIndex } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { prepared } from '$lib/server/db/client';
import { enrolment, position, positionTask, positionVersion, user } from '$lib/server/db/schema';
import { compareVersions, type ComparedPart } from './comparing';
import { citationsIn, type CitedPassage } from './citing.server';
import {
	checklist,
	countCited,
	emptyBody,
	isCitedPart,
	type ChecklistItem,
	type PositionBody,
	type PositionState,
	type Side,
	type SideOrigin
} from './position';
import { taskFor, type TaskHere } from './task.server';

export interface TaskShown {
	moduleId: string;
	timeZone: string;
	motion: { text: LocalText; clarification: LocalText };
	/** The dates that count for the actor, an extension and an accommodation included. */
	dueAt: Date | null;
	closesAt: Date | null;
	isExtended: boolean;
	graceMinutes: number;
	isClosed: boolean;
	/** How late a first submission would be now. */
	lateMinutes: number;
}

export interface OwnPosition {
	state: PositionState;
	side: Side | null;
	sideOrigin: SideOrigin;
	body: PositionBody;
	lang: Locale;
	/** 0 before the first save. */
	version: number;
	savedAt: Date | null;
	citations: CitedPassage[];
	checklist: ChecklistItem[];
}

export interface ListedVersion {
	number: number;
	submittedAt: Date;
	receipt: string;
	lateMinutes: number;
	/** Staff let it pass. */
	lateWaived: boolean;
	words: number;
}

export interface SubmittedVersion extends ListedVersion {
	body: PositionBody;
	lang: Locale;
	citations: CitedPassage[];
	dueAt: Date | null;
	side: Side;
	sideOrigin: SideOrigin;
}

export interface PositionPage {
	task: TaskShown;
	/** What the page says where sides are assigned. */
	sidesNotice: LocalText | null;
	canWrite: boolean;
	canReview: boolean;
	canSetTask: boolean;
	/** Names the person and the task, for drafts kept in the browser. */
	draftKey: string;
	/** Null for people who take no position here (staff, observers). */
	own: OwnPosition | null;
	/** The newest first. */
	versions: ListedVersion[];
	/** The newest submitted version, whole. */
	submitted: SubmittedVersion | null;
}

const versionsOfPosition = prepared('versions_of_position', (db) =>
	db
		.select()
		.from(positionVersion)
		.where(
			and(
				eq(positionVersion.courseId, sql.placeholder('courseId')),
				eq(positionVersion.positionId, sql.placeholder('positionId'))
			)
		)
		.orderBy(asc(positionVersion.number))
);

type VersionRow = Awaited<ReturnType<typeof versionsOfPosition>>[number];

/** The task of a module and what the actor has made of it. */
export async function positionFor(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<PositionPage> {
	const task = await taskFor(actor, moduleSlug, now);
	const { own } = task;
	const { courseId, enrolmentId } = membershipOf(actor);
	const shown = {
		task: shownTask(task, now),
		canWrite: may(actor, 'position.write', { courseId, enrolmentId }),
		canReview: isStaff(actor),
		canSetTask: may(actor, 'module.edit', { courseId }),
		draftKey: `position/${enrolmentId}/${task.taskId}`
	};
	if (roleOf(actor) !== 'student')
		return { ...shown, sidesNotice: null, own: null, versions: [], submitted: null };
	const [index, notice, rows] = await Promise.all([
		readingIndex(actor, task.moduleId),
		own?.sideOrigin === 'assigned' ? documentFor(actor, moduleSlug, 'sides-notice') : null,
		own ? versionsOfPosition({ courseId: task.courseId, positionId: own.id }) : []
	]);
	const newest = rows.at(-1);
	return {
		...shown,
		sidesNotice: notice?.notice ?? null,
		own: await ownPosition(task, index),
		versions: rows.map(listed).reverse(),
		submitted: newest ? await submittedVersion(newest, index) : null
	};
}

/** Also for the page of one citation: what of the task is shown. */
export function shownTask(task: TaskHere, now: Date): TaskShown {
	const { moduleId, timeZone, motion, graceMinutes } = task;
	return {
		moduleId,
		timeZone,
		motion: { text: motion.text, clarification: motion.clarification },
		dueAt: dueFor(task),
		closesAt: closesFor(task),
		isExtended: task.extension !== null || task.extraHours > 0,
		graceMinutes,
		isClosed: isClosed(task, now),
		lateMinutes: lateMinutes(task, now)
	};
}

async function ownPosition(task: TaskHere, index: ReadingIndex): Promise<OwnPosition> {
	const { own } = task;
	const body = own?.body ?? emptyBody();
	const side = own?.side ?? null;
	const all = own ? await citationsIn(task.courseId, own.id, 0, index) : [];
	const citations = all.filter(({ part }) => isCitedPart(body, part));
	return {
		state: own?.state ?? 'draft',
		side,
		sideOrigin: own?.sideOrigin ?? 'own',
		body,
		lang: own?.lang ?? 'en',
		version: own?.version ?? 0,
		savedAt: own && own.version > 0 ? own.savedAt : null,
		citations,
		checklist: checklist(side, body, countCited(citations))
	};
}

function listed({ number, submittedAt, receipt, words, ...row }: VersionRow): ListedVersion {
	const { lateMinutes, lateWaivedBy } = row;
	return { number, submittedAt, receipt, lateMinutes, lateWaived: lateWaivedBy !== null, words };
}

async function submittedVersion(row: VersionRow, index: ReadingIndex): Promise<SubmittedVersion> {
	const { courseId, positionId, body, lang, dueAt, side, sideOrigin } = row;
	return {
		...listed(row),
		body,
		lang,
		dueAt,
		side,
		sideOrigin,
		citations: await citationsIn(courseId, positionId, row.number, index)
	};
}

export interface VersionPage {
	task: TaskShown;
	sidesNotice: LocalText | null;
	version: SubmittedVersion;
	/** What changed since the version before; null for the first. */
	compared: ComparedPart[] | null;
	/** The numbers of the versions before and after it. */
	previous: number | null;
	next: number | null;
}

/** One of the actor's own submitted versions; 404 when there is none of that number. */
export async function positionVersionFor(
	actor: Actor,
	moduleSlug: string,
	number: number,
	now: Date
): Promise<VersionPage> {
	const task = await taskFor(actor, moduleSlug, now);
	const own = task.own ?? notFound();
	authorize(actor, 'position.readOwn', { courseId: task.courseId, enrolmentId: own.enrolmentId });
	const [index, rows, notice] = await Promise.all([
		readingIndex(actor, task.moduleId),
		versionsOfPosition({ courseId: task.courseId, positionId: own.id }),
		documentFor(actor, moduleSlug, 'sides-notice')
	]);
	const row = rows.find((r) => r.number === number) ?? notFound();
	const before = rows.find((r) => r.number === number - 1);
	return {
		task: shownTask(task, now),
		sidesNotice: row.sideOrigin === 'assigned' ? (notice?.notice ?? null) : null,
		version: await submittedVersion(row, index),
		compared: before ? compareVersions(before.body, row.body) : null,
		previous: before ? before.number : null,
		next: rows.find((r) => r.number === number + 1)?.number ?? null
	};
}

const positionWithVersion = prepared('position_with_version', (db) =>
	db
		.select({
			moduleId: positionTask.moduleId,
			state: position.state,
			enrolmentId: position.enrolmentId,
			sectionId: enrolment.sectionId,
			name: user.name,
			pseudonym: enrolment.pseudonym,
			version: positionVersion
		})
		.from(positionVersion)
		.innerJoin(
			position,
			and(
				eq(position.courseId, positionVersion.courseId),
				eq(position.id, positionVersion.positionId)
			)
		)
		.innerJoin(
			positionTask,
			and(eq(positionTask.courseId, position.courseId), eq(positionTask.id, position.taskId))
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(positionVersion.courseId, sql.placeholder('courseId')),
				eq(positionVersion.positionId, sql.placeholder('positionId')),
				eq(positionVersion.number, sql.placeholder('number'))
			)
		)
		.limit(1)
);

/** A submitted version as staff get it: what may be hidden while marking stands apart. */
export interface VersionForStaff {
	positionId: string;
	moduleId: string;
	/** Of the position now, not of this version. */
	state: PositionState;
	text: Omit<SubmittedVersion, 'side' | 'sideOrigin'>;
	side: { side: Side; origin: SideOrigin };
	/** The device's own clock for one handed in without a line. */
	deviceAt: Date | null;
	writer: { enrolmentId: string; sectionId: string | null; name: string; pseudonym: LocalText };
}

/** Needs `position.read` for its writer's section; 404 otherwise, as for one that does not exist. */
export async function versionFor(
	actor: Actor,
	positionId: string,
	number: number
): Promise<VersionForStaff> {
	const { courseId } = membershipOf(actor);
	const [found] = await positionWithVersion({ courseId, positionId, number });
	if (!found) notFound();
	const { moduleId, state, enrolmentId, sectionId, name, pseudonym } = found;
	if (!may(actor, 'position.read', { courseId, enrolmentId, sectionId })) notFound();
	const index = await readingIndex(actor, moduleId);
	const { side, sideOrigin, ...text } = await submittedVersion(found.version, index);
	return {
		positionId,
		moduleId,
		state,
		text,
		side: { side, origin: sideOrigin },
		deviceAt: found.version.deviceAt,
		writer: { enrolmentId, sectionId, name: studentName(name), pseudonym }
	};
}

/** What changed from the version before to this one, for staff; null for the first. */
export async function changesFor(
	actor: Actor,
	positionId: string,
	number: number
): Promise<ComparedPart[] | null> {
	if (number < 2) return null;
	const [before, after] = await Promise.all([
		versionFor(actor, positionId, number - 1),
		versionFor(actor, positionId, number)
	]);
	return compareVersions(before.text.body, after.text.body);
}
