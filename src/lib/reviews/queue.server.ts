/*
 * The queue of submitted positions, as a marker sees it: a page of it, and what stands around one
 * position. While names are hidden, nothing that leaves this file says who wrote a position or on
 * which side; positions go by their place in the order of first submission, which never changes.
 */
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { notFound } from '$lib/access/refuse';
import { sectionsIn } from '$lib/courses/people.server';
import { staffName, studentName } from '$lib/courses/wording';
import type { LocalText } from '$lib/i18n/local-text';
import { db, prepared } from '$lib/server/db/client';
import { enrolment, positionVersion, user } from '$lib/server/db/schema';
import { giveArrivals } from './allocating/arrivals.server';
import type { MarkingPlan } from './allocating/plan';
import { planFor } from './allocating/plan.server';
import { markersIn } from './allocating/positions-to-give.server';
import { mayFinish } from './marking.server';
import { positionsOnPage, standings, type QueueFilter, type Standing } from './queue';
import { placesIn, queueIn, queueValues, type QueueValues } from './queue-query.server';
import { hidesWriter } from './review';
import { taskToReview, type TaskToReview } from './sheets.server';

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
	/** Of the sheet that the actor works on. */
	standing: Standing;
	/** Who saved it last. */
	markedBy: string | null;
	/** Who else has it open. */
	openBy: string | null;
	/** Whom it is given to: the first and the second marker. */
	givenTo: [string | null, string | null];
	/** The slot in which the actor marks it, where it was given to them. */
	ownSlot: number | null;
	/** Is to be marked twice, and is not settled. */
	wantsSecond: boolean;
	/** When its student first opened what was returned or released. */
	seenAt: Date | null;
	writer: Writer | null;
}

export interface Queue {
	hidesNames: boolean;
	timeZone: string;
	positions: QueuedPosition[];
	/** How many each tab shows, within the rest of the filter. */
	counts: Record<Standing | 'all', number>;
	page: number;
	pages: number;
	/** Ready, whatever the filter: what "release all" would release. */
	ready: number;
	/** Submitted at all. */
	submitted: number;
	/** The one to begin with: nobody has written on it, has it open, or was given it instead. */
	nextUnmarked: string | null;
	mayRelease: boolean;
	/** Gives positions to markers, and says how all of them are marked. */
	mayPlan: boolean;
	/** Declares sheets ready. */
	mayFinish: boolean;
	/** Not in a course that was put away. */
	mayWrite: boolean;
	sections: { id: string; name: string }[];
	/** For those who give positions out; nobody for others. */
	markers: { id: string; name: string }[];
}

const countsInQueue = prepared('queue_counts', (db) => {
	const queue = queueIn(db);
	const sum = (of: typeof queue.among) => sql<number>`sum(${of})`.mapWith(Number);
	return db
		.select({
			standing: queue.standing,
			all: sql<number>`count(*)`.mapWith(Number),
			among: sum(queue.among),
			given: sql<number>`count(${queue.firstId})`.mapWith(Number),
			noSecond:
				sql<number>`sum(case when ${queue.wantsSecond} = 1 and ${queue.secondId} is null then 1 else 0 end)`.mapWith(
					Number
				)
		})
		.from(queue)
		.groupBy(sql`${queue.standing}`);
});

const saver = alias(user, 'saver');
const opener = alias(user, 'opener');
const firstUser = alias(user, 'first_user');
const secondUser = alias(user, 'second_user');
const firstPlace = alias(enrolment, 'first_place');
const secondPlace = alias(enrolment, 'second_place');

const pageOfQueue = prepared('queue_page', (db) => {
	const queue = queueIn(db);
	const page = db
		.select()
		.from(queue)
		.where(eq(queue.shown, 1))
		.orderBy(asc(queue.submittedAt), asc(queue.id))
		.limit(sql.placeholder('limit'))
		.offset(sql.placeholder('offset'))
		.as('page');
	const places = placesIn(db);
	const course = sql.placeholder('courseId');
	return (
		db
			.select({
				id: page.id,
				place: places.place,
				version: page.version,
				submittedAt: page.submittedAt,
				lateMinutes: page.lateMinutes,
				lateWaivedBy: page.lateWaivedBy,
				standing: page.standing,
				state: page.state,
				savedBy: page.savedBy,
				seenAt: page.seenAt,
				saver: saver.name,
				openedBy: page.openedBy,
				opener: opener.name,
				isOwn: page.isOwn,
				slot: page.slot,
				firstId: page.firstId,
				firstName: firstUser.name,
				secondId: page.secondId,
				secondName: secondUser.name,
				wantsSecond: page.wantsSecond,
				name: user.name,
				pseudonym: enrolment.pseudonym
			})
			.from(page)
			// To the left of it: an inner join may begin with every person of the course.
			.leftJoin(places, eq(places.placedId, page.id))
			.leftJoin(enrolment, and(eq(enrolment.courseId, course), eq(enrolment.id, page.enrolmentId)))
			.leftJoin(user, eq(user.id, enrolment.userId))
			.leftJoin(saver, eq(saver.id, page.savedBy))
			.leftJoin(opener, eq(opener.id, page.openedBy))
			.leftJoin(firstPlace, and(eq(firstPlace.courseId, course), eq(firstPlace.id, page.firstId)))
			.leftJoin(firstUser, eq(firstUser.id, firstPlace.userId))
			.leftJoin(
				secondPlace,
				and(eq(secondPlace.courseId, course), eq(secondPlace.id, page.secondId))
			)
			.leftJoin(secondUser, eq(secondUser.id, secondPlace.userId))
			.orderBy(asc(page.submittedAt), asc(page.id))
	);
});

const firstFree = prepared('queue_first_free', (db) => {
	const queue = queueIn(db);
	return db
		.select({ id: queue.id })
		.from(queue)
		.where(and(eq(queue.shown, 1), eq(queue.free, 1)))
		.orderBy(asc(queue.submittedAt), asc(queue.id))
		.limit(1);
});

const placed = prepared('queue_placed', (db) => {
	const places = placesIn(db);
	return db
		.select({ id: places.placedId })
		.from(places)
		.where(eq(places.place, sql.placeholder('place')));
});

const shownIds = prepared('queue_ids', (db) => {
	const queue = queueIn(db);
	return db
		.select({ id: queue.id })
		.from(queue)
		.where(eq(queue.shown, 1))
		.orderBy(asc(queue.submittedAt), asc(queue.id));
});

/** The values of every query of the queue, with the position that is looked for by its number. */
async function valuesFor(
	actor: Actor,
	task: TaskToReview,
	filter: QueueFilter,
	now: Date
): Promise<QueueValues & { plan: MarkingPlan }> {
	const { courseId, taskId } = task;
	const { place } = filter;
	const [plan, [found]] = await Promise.all([
		planFor(db(), courseId, taskId),
		place === null ? [] : placed({ courseId, taskId, place })
	]);
	const only = place === null ? '' : (found?.id ?? 'nowhere');
	return { ...queueValues(actor, task, plan, filter, only, now), plan };
}

/** The submitted positions of a module; needs `position.read`. */
export async function queueFor(
	actor: Actor,
	moduleSlug: string,
	filter: QueueFilter,
	wantedPage: number,
	now: Date
): Promise<Queue> {
	const task = await taskToReview(actor, moduleSlug);
	const { courseId, hideWhileMarking: hides } = task;
	const { plan, ...values } = await valuesFor(actor, task, filter, now);
	let rows = await countsInQueue(values);
	const missing = {
		given: sum(rows, 'given'),
		first: sum(rows, 'all') - sum(rows, 'given'),
		second: sum(rows, 'noSecond')
	};
	if (await giveArrivals(actor, task, missing, now)) rows = await countsInQueue(values);
	const counts = {
		all: sum(rows, 'among'),
		...(Object.fromEntries(
			standings.map((s) => [s, rows.find((row) => row.standing === s)?.among ?? 0])
		) as Record<Standing, number>)
	};
	const pages = Math.max(1, Math.ceil(counts[filter.standing ?? 'all'] / positionsOnPage));
	const page = Math.min(Math.max(1, Math.trunc(wantedPage)), pages);
	const on = { limit: positionsOnPage, offset: (page - 1) * positionsOnPage };
	const mayPlan = may(actor, 'review.plan', { courseId });
	const [positions, sections, [next], markers] = await Promise.all([
		pageOfQueue({ ...values, ...on }),
		sectionsIn(actor),
		firstFree({ ...values, standing: 'unmarked' }),
		mayPlan ? markersIn(db(), courseId) : []
	]);
	return {
		hidesNames: hides,
		timeZone: task.timeZone,
		positions: positions.map((row) => queued(row, hides, mayPlan)),
		counts,
		page,
		pages,
		ready: rows.find((row) => row.standing === 'ready')?.all ?? 0,
		submitted: sum(rows, 'all'),
		nextUnmarked: next?.id ?? null,
		mayRelease: may(actor, 'review.release', { courseId }),
		mayPlan,
		mayFinish: mayFinish(actor, { courseId }, plan),
		mayWrite: may(actor, 'review.write', { courseId }),
		sections: sections.map(({ id, name }) => ({ id, name })),
		markers: markers.map(({ id, name }) => ({ id, name }))
	};
}

function sum<Key extends string>(rows: Record<Key, number>[], of: Key): number {
	return rows.reduce((n, row) => n + row[of], 0);
}

type PageRow = Awaited<ReturnType<typeof pageOfQueue>>[number];

function queued(row: PageRow, hides: boolean, mayPlan: boolean): QueuedPosition {
	const { id, place, version, submittedAt, lateMinutes, standing, name, pseudonym } = row;
	const isOwn = (slot: number) => row.isOwn === 1 && row.slot === slot;
	// Of two who mark blind, neither reads who the other is.
	const giver = (slot: number, enrolmentId: string | null, to: string | null) =>
		mayPlan || row.wantsSecond === 0 || isOwn(slot) ? staffName(enrolmentId, to) : null;
	return {
		id,
		place,
		version,
		submittedAt,
		lateMinutes,
		lateWaived: row.lateWaivedBy !== null,
		standing,
		markedBy: staffName(row.savedBy, row.saver),
		openBy: staffName(row.openedBy, row.opener),
		givenTo: [giver(1, row.firstId, row.firstName), giver(2, row.secondId, row.secondName)],
		ownSlot: row.isOwn === 1 ? row.slot : null,
		wantsSecond: row.wantsSecond === 1,
		seenAt: row.seenAt,
		writer:
			hidesWriter(hides, row.state) || !pseudonym ? null : { name: studentName(name), pseudonym }
	};
}

/** Every position that a filter shows, on all its pages; needs `position.read`. */
export async function positionsShown(
	actor: Actor,
	moduleSlug: string,
	filter: QueueFilter,
	now: Date
): Promise<string[]> {
	const task = await taskToReview(actor, moduleSlug);
	const rows = await shownIds(await valuesFor(actor, task, filter, now));
	return rows.map((row) => row.id);
}

/** One position of the queue. */
export interface InQueue {
	id: string;
	place: number;
	version: number;
	submittedAt: Date;
}

const oneOfQueue = prepared('queue_one', (db) => {
	const queue = queueIn(db);
	const places = placesIn(db);
	return db
		.select({
			id: queue.id,
			place: places.place,
			version: queue.version,
			submittedAt: queue.submittedAt
		})
		.from(queue)
		.innerJoin(places, eq(places.placedId, queue.id))
		.where(eq(queue.id, sql.placeholder('here')));
});

/** Where a position stands among those that a filter shows, or would stand. */
export interface Neighbours {
	previous: string | null;
	/** The next that nobody else has open and that does not wait for somebody else. */
	next: string | null;
	/** From 1; null when the filter does not show it. */
	at: number | null;
	of: number;
}

const around = prepared('queue_around', (db) => {
	const queue = queueIn(db);
	return db
		.select({
			of: sql<number>`count(*)`.mapWith(Number),
			before: sql<number>`coalesce(sum(case when ${isBefore(queue)} then 1 else 0 end), 0)`.mapWith(
				Number
			),
			isHere:
				sql<number>`coalesce(sum(case when ${queue.id} = ${sql.placeholder('here')} then 1 else 0 end), 0)`.mapWith(
					Number
				)
		})
		.from(queue)
		.where(eq(queue.shown, 1));
});

type QueueRows = ReturnType<typeof queueIn>;

const at = sql.param(sql.placeholder('at'), positionVersion.submittedAt);

function isBefore({ submittedAt, id }: QueueRows) {
	const here = sql.placeholder('here');
	return sql`(${submittedAt} < ${at} or (${submittedAt} = ${at} and ${id} < ${here}))`;
}

function isAfter({ submittedAt, id }: QueueRows) {
	const here = sql.placeholder('here');
	return sql`(${submittedAt} > ${at} or (${submittedAt} = ${at} and ${id} > ${here}))`;
}

const previousInQueue = prepared('queue_previous', (db) => {
	const queue = queueIn(db);
	return db
		.select({ id: queue.id })
		.from(queue)
		.where(and(eq(queue.shown, 1), isBefore(queue)))
		.orderBy(desc(queue.submittedAt), desc(queue.id))
		.limit(1);
});

const nextInQueue = prepared('queue_next', (db) => {
	const queue = queueIn(db);
	return db
		.select({ id: queue.id })
		.from(queue)
		.where(and(eq(queue.shown, 1), eq(queue.free, 1), isAfter(queue)))
		.orderBy(asc(queue.submittedAt), asc(queue.id))
		.limit(1);
});

/** A position with what stands around it; 404 for one that is not in this module's queue. */
export async function placeFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	filter: QueueFilter,
	now: Date
): Promise<{ row: InQueue; neighbours: Neighbours }> {
	const task = await taskToReview(actor, moduleSlug);
	const values = await valuesFor(actor, task, filter, now);
	const [row] = await oneOfQueue({ ...values, here: positionId });
	if (!row) notFound();
	const here = { ...values, here: positionId, at: row.submittedAt };
	const [[counted], [previous], [next]] = await Promise.all([
		around(here),
		previousInQueue(here),
		nextInQueue(here)
	]);
	const { of = 0, before = 0, isHere = 0 } = counted ?? {};
	return {
		row,
		neighbours: {
			previous: previous?.id ?? null,
			next: next?.id ?? null,
			at: isHere > 0 ? before + 1 : null,
			of
		}
	};
}

export async function neighboursFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	filter: QueueFilter,
	now: Date
): Promise<Neighbours> {
	return (await placeFor(actor, moduleSlug, positionId, filter, now)).neighbours;
}

/** The next free one after a position, or the first of the filter when none is named. */
export async function nextFree(
	actor: Actor,
	moduleSlug: string,
	after: string | null,
	filter: QueueFilter,
	now: Date
): Promise<InQueue | null> {
	const task = await taskToReview(actor, moduleSlug);
	const values = await valuesFor(actor, task, filter, now);
	const [here] = after === null ? [] : await oneOfQueue({ ...values, here: after });
	const [found] = here
		? await nextInQueue({ ...values, here: here.id, at: here.submittedAt })
		: await firstFree(values);
	if (!found) return null;
	const [row] = await oneOfQueue({ ...values, here: found.id });
	return row ?? null;
}
