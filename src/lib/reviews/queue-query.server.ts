/*
 * The queue as a query: every submitted position of a task by a student who is here, with the sheet
 * that the actor works on, whom it is given to, and every filter as a parameter. What is asked of it
 * is prepared once, whatever the filter.
 */
import { and, eq, gt, isNotNull, isNull, ne, notExists, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { seesEverybody } from '$lib/courses/people.server';
import type { Database } from '$lib/server/db/client';
import {
	enrolment,
	markerAllocation,
	position,
	positionVersion,
	review,
	secondMarking
} from '$lib/server/db/schema';
import type { MarkingPlan } from './allocating/plan';
import { openFor } from './marking.server';
import type { QueueFilter, Standing } from './queue';
import { agreedSlot, firstSlot, type TaskToReview } from './sheets.server';

const given = sql.placeholder;

/** The first marker's own sheet. */
const firstSheet = alias(review, 'first_sheet');
const agreedSheet = alias(review, 'agreed_sheet');
const firstVersion = alias(positionVersion, 'first_version');
/** What the actor is given. */
const own = alias(markerAllocation, 'own');
const first = alias(markerAllocation, 'first');
const second = alias(markerAllocation, 'second');
const named = alias(enrolment, 'named');

/** Everything that the conditions below look at. */
export interface QueueValues extends Record<string, unknown> {
	courseId: string;
	taskId: string;
}

/**
 * @param plan of the task: where everything is marked twice, no row says so beforehand
 * @param only the position with the number that is looked for; empty when none is
 */
export function queueValues(
	actor: Actor,
	{ courseId, taskId }: Pick<TaskToReview, 'courseId' | 'taskId'>,
	{ second }: Pick<MarkingPlan, 'second'>,
	filter: QueueFilter,
	only: string,
	now: Date
): QueueValues {
	const { enrolmentId, sectionId } = membershipOf(actor);
	const flag = (is: boolean) => (is ? 1 : 0);
	return {
		courseId,
		taskId,
		self: enrolmentId,
		user: personOf(actor).id,
		everybody: flag(seesEverybody(actor)),
		ownSection: sectionId ?? '',
		allTwice: flag(second === 'all'),
		openSince: new Date(now.getTime() - openFor),
		standing: filter.standing ?? '',
		late: flag(filter.late),
		mine: flag(filter.mine),
		given: flag(filter.given),
		section: filter.sectionId ?? '',
		marker: filter.markerId ?? '',
		second: flag(filter.second),
		differs: flag(filter.differs),
		only
	};
}

const wantsSecond = or(
	and(isNotNull(secondMarking.positionId), isNull(secondMarking.settled)),
	and(
		sql`${given('allTwice')} = 1`,
		isNull(secondMarking.positionId),
		sql`coalesce(${firstSheet.state}, '') not in ('ready', 'released')`
	)
);

const otherSheet = alias(review, 'other_sheet');
const ofItsVersion = sql`${otherSheet.courseId} = ${position.courseId}
	and ${otherSheet.positionId} = ${position.id}
	and ${otherSheet.positionNumber} = ${position.submittedNumber}
	and ${otherSheet.kind} = 'staff'`;
const amongSheets = sql`${review} as ${sql.identifier('other_sheet')}`;

/**
 * The slot in which the actor works. Of what is marked blind and not yet by them, none while others
 * are at it: nobody reads there who else marks it, or how far they are.
 */
const slot = sql`case when ${wantsSecond} then coalesce(
		${own.slot},
		(select min(${otherSheet.slot}) from ${amongSheets}
			where ${ofItsVersion} and ${otherSheet.savedBy} = ${given('user')}),
		(select max(${otherSheet.slot}) from ${amongSheets}
			where ${ofItsVersion} and ${otherSheet.slot} = 3 and ${otherSheet.state} <> 'moderation'),
		case when ${firstSheet.savedBy} is null or ${firstSheet.state} = 'moderation' then 1 else 0 end)
	else 1 end`;

const areBothBegun = sql`(select count(*) from ${amongSheets}
	where ${ofItsVersion} and ${otherSheet.savedBy} is not null) > 1`;

const standing = sql<Standing>`case
	when ${review.state} in ('ready', 'released') then ${review.state}
	when ${position.state} = 'returned' then 'returned'
	when ${review.state} is null and ${wantsSecond} and ${areBothBegun} then 'marking'
	when ${review.state} is null then 'unmarked'
	else ${review.state} end`;

/** As `peopleShownTo` says it. */
const isVisible = sql`(${given('everybody')} = 1 or ${enrolment.sectionId} = ${given('ownSection')})`;

const isMarkers = sql`(${given('marker')} = ''
	or (${given('marker')} = 'none' and ${first.enrolmentId} is null)
	or ${first.enrolmentId} = ${given('marker')}
	or ${second.enrolmentId} = ${given('marker')}
	or ${review.savedBy} in (select ${named.userId} from ${enrolment} as ${sql.identifier('named')}
		where ${named.courseId} = ${given('courseId')} and ${named.id} = ${given('marker')}))`;

/** Without the standing: by it, the tabs count. */
const isAmong = and(
	sql`(${given('late')} = 0 or (${positionVersion.lateMinutes} > 0 and ${positionVersion.lateWaivedBy} is null))`,
	sql`(${given('mine')} = 0 or ${review.savedBy} = ${given('user')})`,
	sql`(${given('given')} = 0 or ${own.slot} is not null)`,
	sql`(${given('section')} = '' or ${enrolment.sectionId} = ${given('section')})`,
	isMarkers,
	sql`(${given('second')} = 0 or ${wantsSecond})`,
	sql`(${given('differs')} = 0 or ${review.state} = 'moderation')`,
	sql`(${given('only')} = '' or ${position.id} = ${given('only')})`
) as SQL;

const isShown = and(
	isAmong,
	sql`(${given('standing')} = '' or ${standing} = ${given('standing')})`
) as SQL;

/** Somebody else has it before them. */
const isOpenElsewhere = and(
	ne(review.openedBy, given('user')),
	gt(review.openedAt, sql.param(given('openSince'), review.openedAt))
) as SQL;

/**
 * Nobody else has it open, and it does not wait for somebody else: what comes next of its own accord.
 * Who asks for a marker's positions by name goes through them.
 */
const isFree = and(
	sql`case when ${isOpenElsewhere} then 0 else 1 end = 1`,
	or(
		isNull(first.enrolmentId),
		isNotNull(own.slot),
		sql`${given('marker')} <> ''`,
		sql`${standing} not in ('unmarked', 'marking')`,
		and(sql`${given('second')} = 1`, isNull(second.enrolmentId))
	)
) as SQL;

/**
 * Every position of the queue, with what the filter makes of it: `among` without the standing, by
 * which the tabs count, `shown` with it, and `free` for whatever may come next of its own accord.
 */
export function queueIn(db: Pick<Database, 'select'>) {
	const agreed = db
		.select({ one: sql`1` })
		.from(agreedSheet)
		.where(
			and(
				eq(agreedSheet.courseId, position.courseId),
				eq(agreedSheet.positionId, position.id),
				eq(agreedSheet.positionNumber, position.submittedNumber),
				eq(agreedSheet.kind, 'agreed')
			)
		);
	const flag = (condition: SQL | undefined, name: string) =>
		sql<number>`case when ${condition} then 1 else 0 end`.mapWith(Number).as(name);
	const ofPosition = (table: typeof own | typeof first | typeof second) =>
		and(eq(table.courseId, position.courseId), eq(table.positionId, position.id));
	return (
		db
			.select({
				id: sql<string>`${position.id}`.as('position_id'),
				enrolmentId: position.enrolmentId,
				version: positionVersion.number,
				submittedAt: positionVersion.submittedAt,
				lateMinutes: positionVersion.lateMinutes,
				lateWaivedBy: positionVersion.lateWaivedBy,
				standing: standing.as('standing'),
				state: review.state,
				savedBy: review.savedBy,
				seenAt: review.seenAt,
				openedBy: sql<string | null>`case when ${isOpenElsewhere} then ${review.openedBy} end`.as(
					'open_elsewhere'
				),
				slot: sql<number>`${slot}`.mapWith(Number).as('own_slot'),
				isOwn: flag(isNotNull(own.slot), 'is_own'),
				firstId: sql<string | null>`${first.enrolmentId}`.as('first_id'),
				secondId: sql<string | null>`${second.enrolmentId}`.as('second_id'),
				wantsSecond: flag(wantsSecond, 'wants_second'),
				among: flag(isAmong, 'among'),
				shown: flag(isShown, 'shown'),
				free: flag(isFree, 'free')
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
				secondMarking,
				and(
					eq(secondMarking.courseId, position.courseId),
					eq(secondMarking.positionId, position.id),
					eq(secondMarking.positionNumber, position.submittedNumber)
				)
			)
			.leftJoin(
				firstSheet,
				and(
					eq(firstSheet.courseId, position.courseId),
					eq(firstSheet.positionId, position.id),
					eq(firstSheet.positionNumber, position.submittedNumber),
					eq(firstSheet.kind, firstSlot.kind),
					eq(firstSheet.slot, firstSlot.slot)
				)
			)
			.leftJoin(own, and(ofPosition(own), eq(own.enrolmentId, given('self'))))
			.leftJoin(first, and(ofPosition(first), eq(first.slot, 1)))
			.leftJoin(second, and(ofPosition(second), eq(second.slot, 2)))
			// What was agreed, else the sheet of the slot.
			.leftJoin(
				review,
				and(
					eq(review.courseId, position.courseId),
					eq(review.positionId, position.id),
					eq(review.positionNumber, position.submittedNumber),
					or(
						eq(review.kind, agreedSlot.kind),
						and(eq(review.kind, 'staff'), sql`${review.slot} = ${slot}`, notExists(agreed))
					)
				)
			)
			.where(
				and(
					eq(position.courseId, given('courseId')),
					eq(position.taskId, given('taskId')),
					gt(position.submittedNumber, 0),
					eq(enrolment.state, 'active'),
					isVisible
				)
			)
			.as('queue')
	);
}

/** Numbers by the order of first submission, also of those who have left: they never change. */
export function placesIn(db: Pick<Database, 'select'>) {
	return db
		.select({
			placedId: sql<string>`${position.id}`.as('placed_id'),
			place: sql<number>`row_number() over (order by ${firstVersion.submittedAt}, ${position.id})`
				.mapWith(Number)
				.as('place')
		})
		.from(position)
		.innerJoin(
			firstVersion,
			and(
				eq(firstVersion.courseId, position.courseId),
				eq(firstVersion.positionId, position.id),
				eq(firstVersion.number, 1)
			)
		)
		.where(and(eq(position.courseId, given('courseId')), eq(position.taskId, given('taskId'))))
		.as('places');
}
