/*
 * In which slot somebody marks a version. The same question is asked when a sheet is read and, within
 * its transaction, when it is saved: what was free a moment ago may be another's by now.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, personOf } from '$lib/access/refuse';
import type { Executor } from '$lib/server/db/client';
import {
	markerAllocation,
	markingPlan,
	position,
	review,
	reviewHistory,
	secondMarking
} from '$lib/server/db/schema';
import { usualTerms } from '../allocating/plan';
import type { Subject } from '../sheets.server';
import { secondReason, slotOf, type Slot, type Slots } from './second';

type Reader = Pick<Executor, 'select'>;
type Version = Pick<Subject, 'courseId' | 'positionId' | 'number'>;

/** How one version is marked, whoever asks. */
export interface Marking {
	/** The sheets of its markers. */
	sheets: (Slots['sheets'][number] & { id: string })[];
	isAgreed: boolean;
	wanted: number;
	mayFollow: boolean;
	/** To whom slots are given, by slot. */
	given: Map<number, string>;
}

export async function markingOf(on: Reader, version: Version): Promise<Marking> {
	const { courseId, positionId, number } = version;
	const [rows, about] = await Promise.all([
		on
			.select({
				id: review.id,
				kind: review.kind,
				slot: review.slot,
				state: review.state,
				version: review.version
			})
			.from(review)
			.where(
				and(
					eq(review.courseId, courseId),
					eq(review.positionId, positionId),
					eq(review.positionNumber, number)
				)
			),
		on
			.select({
				second: markingPlan.second,
				samplePercent: markingPlan.samplePercent,
				passPercent: markingPlan.passPercent,
				edgePercent: markingPlan.edgePercent,
				seed: markingPlan.seed,
				reason: secondMarking.reason,
				settled: secondMarking.settled,
				slot: markerAllocation.slot,
				enrolmentId: markerAllocation.enrolmentId
			})
			.from(position)
			.leftJoin(
				markingPlan,
				and(eq(markingPlan.courseId, position.courseId), eq(markingPlan.taskId, position.taskId))
			)
			.leftJoin(
				secondMarking,
				and(
					eq(secondMarking.courseId, position.courseId),
					eq(secondMarking.positionId, position.id),
					eq(secondMarking.positionNumber, number)
				)
			)
			.leftJoin(
				markerAllocation,
				and(
					eq(markerAllocation.courseId, position.courseId),
					eq(markerAllocation.positionId, position.id)
				)
			)
			.where(and(eq(position.courseId, courseId), eq(position.id, positionId)))
	]);
	const plan = about[0];
	const sheets = rows
		.filter((row) => row.kind === 'staff')
		.map(({ id, slot, state, version }) => ({ id, slot, state, isBegun: version > 0 }));
	const terms = {
		second: plan?.second ?? usualTerms.second,
		samplePercent: plan?.samplePercent ?? 0,
		passPercent: plan?.passPercent ?? null,
		edgePercent: plan?.edgePercent ?? 0,
		seed: plan?.seed ?? ''
	};
	// Before anybody has marked, only the plan can say so; and what is ready or out is as it is.
	const isOver = sheets.some((s) => s.slot === 1 && ['ready', 'released'].includes(s.state));
	const isSecond =
		plan?.reason != null || (!isOver && secondReason(terms, positionId, null) !== null);
	const third = sheets.some((s) => s.slot === 3);
	return {
		sheets,
		// Of what is marked once more after it was settled, the agreed sheet waits.
		isAgreed: plan?.settled != null && rows.some((row) => row.kind === 'agreed'),
		wanted: isSecond ? (third ? 3 : 2) : 1,
		mayFollow: terms.second === 'some' && terms.passPercent !== null,
		given: new Map(
			about.flatMap(({ slot, enrolmentId }) =>
				slot === null || enrolmentId === null ? [] : [[slot, enrolmentId]]
			)
		)
	};
}

/** Where the actor reads and writes, and why not, if not. */
export async function slotFor(actor: Actor, version: Version, on: Reader): Promise<Slot> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const marking = await markingOf(on, version);
	const { sheets, isAgreed, wanted, mayFollow, given } = marking;
	const givenSlot = [...given].find(([, to]) => to === enrolmentId)?.[0] ?? null;
	const isAsked = (wanted > 1 || mayFollow) && !isAgreed && sheets.some((s) => s.isBegun);
	return slotOf({
		sheets,
		isAgreed,
		wanted,
		mayFollow,
		othersSlots: [...given].flatMap(([slot, to]) => (to === enrolmentId ? [] : [slot])),
		givenSlot,
		ownSlots: isAsked ? await slotsWrittenBy(on, personOf(actor).id, version) : [],
		oversees: may(actor, 'review.figures', { courseId })
	});
}

async function slotsWrittenBy(
	on: Reader,
	userId: string,
	{ courseId, positionId, number }: Version
): Promise<number[]> {
	const rows = await on
		.select({ slot: review.slot })
		.from(review)
		.innerJoin(
			reviewHistory,
			and(
				eq(reviewHistory.courseId, review.courseId),
				eq(reviewHistory.reviewId, review.id),
				eq(reviewHistory.savedBy, userId)
			)
		)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number),
				eq(review.kind, 'staff')
			)
		)
		.groupBy(review.slot);
	return rows.map((row) => row.slot).sort((a, b) => a - b);
}
