/*
 * The queue of submitted positions, as a marker sees it. While names are hidden, nothing that leaves
 * this file says who wrote a position or on which side; positions go by their place in the order of
 * first submission, which never changes.
 */
import { and, asc, eq, gt, inArray, sql, type Placeholder, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { personOf } from '$lib/access/refuse';
import { peopleShownTo, sectionsIn, seesEverybody } from '$lib/courses/people.server';
import { staffName, studentName } from '$lib/courses/wording';
import type { LocalText } from '$lib/i18n/local-text';
import { db, prepared, type Executor } from '$lib/server/db/client';
import { enrolment, position, positionVersion, review, user } from '$lib/server/db/schema';
import {
	hidesWriter,
	isAmong,
	isShown,
	standingOf,
	standings,
	type Queued,
	type QueueFilter,
	type Standing
} from './review';
import { firstSlot, taskToReview, type TaskToReview } from './sheets.server';

export const positionsOnPage = 50;

/** Who wrote it; null wherever that is hidden. */
export interface Writer {
	name: string;
	pseudonym: LocalText;
}

export interface QueuedPosition {
	id: string;
	/** Its place in the order of first submission, from 1. */
	place: number;
	/** The newest submitted version. */
	version: number;
	submittedAt: Date;
	lateMinutes: number;
	lateWaived: boolean;
	standing: Standing;
	/** Every criterion is judged, but the marker has not said that it is ready. */
	isMarked: boolean;
	/** Who saved last. */
	markedBy: string | null;
	writer: Writer | null;
}

export interface Queue {
	hidesNames: boolean;
	timeZone: string;
	positions: QueuedPosition[];
	/** How many each tab shows, within section, late and mine. */
	counts: Record<Standing | 'all', number>;
	page: number;
	pages: number;
	/** Ready, whatever the filter: what "release all" would release. */
	ready: number;
	/** Submitted at all. */
	submitted: number;
	/** The one to begin with, within section, late and mine: nobody has written on it. */
	nextUnmarked: string | null;
	mayRelease: boolean;
	sections: { id: string; name: string }[];
}

/** What the order and the filters look at; who wrote it and who marked it come for what is shown. */
export interface QueueRow extends Queued, Omit<QueuedPosition, 'markedBy' | 'writer'> {
	savedBy: string | null;
	hidesWriter: boolean;
}

const marker = alias(user, 'marker');

const inOrderOfFirst = prepared('positions_in_order_of_first', (db) =>
	db
		.select({ id: position.id })
		.from(position)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id),
				eq(positionVersion.number, 1)
			)
		)
		.where(
			and(
				eq(position.courseId, sql.placeholder('courseId')),
				eq(position.taskId, sql.placeholder('taskId'))
			)
		)
		.orderBy(asc(positionVersion.submittedAt), asc(position.id))
);

function queueQuery(
	on: Pick<Executor, 'select'>,
	courseId: string | Placeholder,
	taskId: string | Placeholder,
	shown: SQL | undefined
) {
	return on
		.select({
			id: position.id,
			positionState: position.state,
			sectionId: enrolment.sectionId,
			version: positionVersion.number,
			submittedAt: positionVersion.submittedAt,
			lateMinutes: positionVersion.lateMinutes,
			lateWaivedBy: positionVersion.lateWaivedBy,
			state: review.state,
			savedBy: review.savedBy
		})
		.from(position)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id),
				eq(positionVersion.number, position.submittedNumber)
			)
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.leftJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				eq(review.kind, firstSlot.kind),
				eq(review.slot, firstSlot.slot)
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0),
				eq(enrolment.state, 'active'),
				shown
			)
		)
		.orderBy(asc(positionVersion.submittedAt), asc(position.id));
}

const wholeQueue = prepared('review_queue', (db) =>
	queueQuery(db, sql.placeholder('courseId'), sql.placeholder('taskId'), undefined)
);

/** In the order of submission of their newest version; only of people the actor may see. */
export async function rowsFor(actor: Actor, task: TaskToReview): Promise<QueueRow[]> {
	const { courseId, taskId, hideWhileMarking } = task;
	const first = await inOrderOfFirst({ courseId, taskId });
	const places = new Map(first.map(({ id }, i) => [id, i + 1]));
	const rows = seesEverybody(actor)
		? await wholeQueue({ courseId, taskId })
		: await queueQuery(db(), courseId, taskId, peopleShownTo(actor));
	const self = personOf(actor).id;
	return rows.map((row) => ({
		id: row.id,
		sectionId: row.sectionId,
		version: row.version,
		submittedAt: row.submittedAt,
		lateMinutes: row.lateMinutes,
		lateWaived: row.lateWaivedBy !== null,
		place: places.get(row.id) ?? 0,
		standing: standingOf(row.positionState, row.state),
		isMarked: row.state === 'marked' && row.positionState === 'submitted',
		isMine: row.savedBy === self,
		savedBy: row.savedBy,
		hidesWriter: hidesWriter(hideWhileMarking, row.state)
	}));
}

/** Rows as pages show them: with who marked them and, where it is not hidden, who wrote them. */
async function withPeople(courseId: string, rows: QueueRow[]): Promise<QueuedPosition[]> {
	const ids = rows.filter((row) => row.savedBy !== null || !row.hidesWriter).map(({ id }) => id);
	const people = ids.length === 0 ? [] : await peopleBehind(courseId, ids);
	const byId = new Map(people.map((found) => [found.id, found]));
	return rows.map((row) => {
		const found = byId.get(row.id);
		return {
			id: row.id,
			place: row.place,
			version: row.version,
			submittedAt: row.submittedAt,
			lateMinutes: row.lateMinutes,
			lateWaived: row.lateWaived,
			standing: row.standing,
			isMarked: row.isMarked,
			markedBy: staffName(row.savedBy, found?.markedBy ?? null),
			writer:
				row.hidesWriter || !found
					? null
					: { name: studentName(found.name), pseudonym: found.pseudonym }
		};
	});
}

async function peopleBehind(courseId: string, positionIds: string[]) {
	return db()
		.select({
			id: position.id,
			name: user.name,
			pseudonym: enrolment.pseudonym,
			markedBy: marker.name
		})
		.from(position)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				eq(review.kind, firstSlot.kind),
				eq(review.slot, firstSlot.slot)
			)
		)
		.leftJoin(marker, eq(marker.id, review.savedBy))
		.where(and(eq(position.courseId, courseId), inArray(position.id, positionIds)));
}

/** The submitted positions of a module; needs `position.read`. */
export async function queueFor(
	actor: Actor,
	moduleSlug: string,
	filter: QueueFilter,
	wantedPage: number
): Promise<Queue> {
	const task = await taskToReview(actor, moduleSlug);
	const [rows, sections] = await Promise.all([rowsFor(actor, task), sectionsIn(actor)]);
	const among = rows.filter((row) => isAmong(filter, row));
	const shown = rows.filter((row) => isShown(filter, row));
	const pages = Math.max(1, Math.ceil(shown.length / positionsOnPage));
	const page = Math.min(Math.max(1, Math.trunc(wantedPage)), pages);
	const count = (standing: Standing) => among.filter((row) => row.standing === standing).length;
	const onPage = shown.slice((page - 1) * positionsOnPage, page * positionsOnPage);
	return {
		hidesNames: task.hideWhileMarking,
		timeZone: task.timeZone,
		positions: await withPeople(task.courseId, onPage),
		counts: {
			all: among.length,
			...(Object.fromEntries(standings.map((s) => [s, count(s)])) as Record<Standing, number>)
		},
		page,
		pages,
		ready: rows.filter((row) => row.standing === 'ready').length,
		submitted: rows.length,
		nextUnmarked: among.find((row) => row.standing === 'unmarked')?.id ?? null,
		mayRelease: may(actor, 'review.release', { courseId: task.courseId }),
		sections: sections.map(({ id, name }) => ({ id, name }))
	};
}

/** Where a position stands among those that a filter shows, or would stand. */
export interface Neighbours {
	previous: string | null;
	next: string | null;
	/** From 1; null when the filter does not show it. */
	at: number | null;
	of: number;
}

export function neighboursIn(
	rows: QueueRow[],
	filter: QueueFilter,
	positionId: string
): Neighbours {
	const here = rows.findIndex((row) => row.id === positionId);
	const ids = (part: QueueRow[]) => part.filter((row) => isShown(filter, row)).map((r) => r.id);
	const shown = ids(rows);
	const at = shown.indexOf(positionId);
	return {
		previous: ids(rows.slice(0, Math.max(0, here))).at(-1) ?? null,
		next: ids(rows.slice(here + 1))[0] ?? null,
		at: at < 0 ? null : at + 1,
		of: shown.length
	};
}

export async function neighboursFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	filter: QueueFilter
): Promise<Neighbours> {
	const task = await taskToReview(actor, moduleSlug);
	return neighboursIn(await rowsFor(actor, task), filter, positionId);
}
