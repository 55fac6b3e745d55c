/* What there is to give, and to whom: what the ways of giving start from. */
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { staffName } from '$lib/courses/wording';
import type { Executor } from '$lib/server/db/client';
import {
	enrolment,
	markerAllocation,
	position,
	positionVersion,
	review,
	secondMarking,
	user
} from '$lib/server/db/schema';
import { secondReason } from '../moderating/second';
import type { TaskToReview } from '../sheets.server';
import type { Marker, ToGive } from './allocation';
import { planFor } from './plan.server';

type Reader = Pick<Executor, 'select'>;
type OfTask = Pick<TaskToReview, 'courseId' | 'taskId'>;

/** First and second markers are given out; whoever marks third is named where it is settled. */
export const slots = [1, 2] as const;
export type SlotNumber = (typeof slots)[number];

export interface StaffMarker extends Marker {
	userId: string | null;
	name: string;
	/** The section that is theirs, limited to it or not. */
	sectionId: string | null;
}

/** Who may mark here, by name. */
export async function markersIn(on: Reader, courseId: string): Promise<StaffMarker[]> {
	const rows = await on
		.select({
			id: enrolment.id,
			userId: enrolment.userId,
			name: user.name,
			role: enrolment.role,
			sectionId: enrolment.sectionId,
			ownSectionOnly: enrolment.ownSectionOnly
		})
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(enrolment.courseId, courseId),
				inArray(enrolment.role, ['instructor', 'assistant']),
				eq(enrolment.state, 'active')
			)
		)
		.orderBy(asc(user.name), asc(enrolment.id));
	return rows.map(({ role, ownSectionOnly, name, ...row }) => ({
		...row,
		name: staffName(row.id, name) ?? '',
		// Nobody has an empty section: an assistant limited to none sees nobody.
		onlySection: role === 'assistant' && ownSectionOnly ? (row.sectionId ?? '') : null
	}));
}

/** A position as the allocation sees it, whatever the slot. */
export interface Given extends ToGive {
	isReleased: boolean;
	/** How it was given. */
	way: string | null;
}

/**
 * The submitted positions of a task by students who are here, in the order of first submission; of
 * the second slot only those that are to be marked twice.
 */
export async function positionsToGive(
	on: Reader,
	{ courseId, taskId }: OfTask,
	slot: SlotNumber,
	markers: readonly StaffMarker[]
): Promise<Given[]> {
	const first = alias(positionVersion, 'first_version');
	const sheet = alias(review, 'sheet');
	const [plan, rows, given, sheets] = [
		await planFor(on, courseId, taskId),
		await on
			.select({
				id: position.id,
				sectionId: enrolment.sectionId,
				number: position.submittedNumber,
				reason: secondMarking.reason,
				settled: secondMarking.settled
			})
			.from(position)
			.innerJoin(
				first,
				and(
					eq(first.courseId, position.courseId),
					eq(first.positionId, position.id),
					eq(first.number, 1)
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
			.where(
				and(
					eq(position.courseId, courseId),
					eq(position.taskId, taskId),
					gt(position.submittedNumber, 0),
					eq(enrolment.state, 'active')
				)
			)
			.orderBy(asc(first.submittedAt), asc(position.id)),
		await on
			.select({
				positionId: markerAllocation.positionId,
				slot: markerAllocation.slot,
				enrolmentId: markerAllocation.enrolmentId,
				way: markerAllocation.way
			})
			.from(markerAllocation)
			.innerJoin(
				position,
				and(
					eq(position.courseId, markerAllocation.courseId),
					eq(position.id, markerAllocation.positionId)
				)
			)
			.where(and(eq(markerAllocation.courseId, courseId), eq(position.taskId, taskId))),
		await on
			.select({
				positionId: sheet.positionId,
				slot: sheet.slot,
				state: sheet.state,
				savedBy: sheet.savedBy
			})
			.from(sheet)
			.innerJoin(
				position,
				and(
					eq(position.courseId, sheet.courseId),
					eq(position.id, sheet.positionId),
					eq(position.submittedNumber, sheet.positionNumber)
				)
			)
			.where(
				and(
					eq(sheet.courseId, courseId),
					eq(position.taskId, taskId),
					eq(sheet.kind, 'staff'),
					gt(sheet.version, 0)
				)
			)
	] as const;
	const byUser = new Map(markers.flatMap((m) => (m.userId === null ? [] : [[m.userId, m.id]])));
	const grouped = <Row extends { positionId: string }>(list: readonly Row[]) => {
		const groups = new Map<string, Row[]>();
		for (const row of list)
			groups.set(row.positionId, [...(groups.get(row.positionId) ?? []), row]);
		return (id: string) => groups.get(id) ?? [];
	};
	const givenOf = grouped(given);
	const sheetsOf = grouped(sheets);
	return rows.flatMap(({ id, sectionId, reason, settled }): Given[] => {
		const isReleased = sheetsOf(id).some((s) => s.state === 'released');
		const isTwice = reason !== null || secondReason(plan, id, null) !== null;
		const here = givenOf(id).find((row) => row.slot === slot);
		if (slot === 2 && !here && (!isTwice || settled !== null || isReleased)) return [];
		const sheetHere = sheetsOf(id).find((s) => s.slot === slot);
		// It stays with whom it was given to, else with who began; whoever has left keeps nothing.
		const present = markers.find((m) => m.id === here?.enrolmentId)?.id;
		const begunBy = sheetHere ? (present ?? byUser.get(sheetHere.savedBy ?? '') ?? null) : null;
		const others = [
			...givenOf(id).flatMap((row) => (row.slot === slot ? [] : [row.enrolmentId])),
			...sheetsOf(id).flatMap((s) => {
				const by = s.slot === slot ? undefined : byUser.get(s.savedBy ?? '');
				return by === undefined ? [] : [by];
			})
		];
		return [
			{
				id,
				sectionId,
				givenTo: here?.enrolmentId ?? null,
				begunBy,
				others,
				isReleased,
				way: here?.way ?? null
			}
		];
	});
}

/** How many positions each marker has, by slot, and how many of them are marked. */
export async function loadsIn(
	on: Reader,
	{ courseId, taskId }: OfTask
): Promise<{ enrolmentId: string; slot: number; given: number; marked: number }[]> {
	const student = alias(enrolment, 'student');
	return on
		.select({
			enrolmentId: markerAllocation.enrolmentId,
			slot: markerAllocation.slot,
			given: sql<number>`count(*)`.mapWith(Number),
			marked:
				sql<number>`sum(case when ${review.state} in ('marked', 'moderation', 'ready', 'released') then 1 else 0 end)`.mapWith(
					Number
				)
		})
		.from(markerAllocation)
		.innerJoin(
			position,
			and(
				eq(position.courseId, markerAllocation.courseId),
				eq(position.id, markerAllocation.positionId)
			)
		)
		.innerJoin(
			student,
			and(eq(student.courseId, position.courseId), eq(student.id, position.enrolmentId))
		)
		.leftJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				eq(review.kind, 'staff'),
				eq(review.slot, markerAllocation.slot)
			)
		)
		.where(
			and(
				eq(markerAllocation.courseId, courseId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0),
				eq(student.state, 'active')
			)
		)
		.groupBy(markerAllocation.enrolmentId, markerAllocation.slot);
}
