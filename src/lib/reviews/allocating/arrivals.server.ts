/*
 * Positions that come in after the others were given out: they are given in the same way, by section
 * or evenly, when the queue is next read. What was given by hand or taken is no way to go on in.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { prepared, transaction } from '$lib/server/db/client';
import { markerAllocation, position } from '$lib/server/db/schema';
import type { TaskToReview } from '../sheets.server';
import { canMark, evenly, type Marker } from './allocation';
import { mostOften, write } from './allocations.server';
import {
	markersIn,
	positionsToGive,
	type Given,
	type SlotNumber,
	type StaffMarker
} from './positions-to-give.server';

const waysInForce = prepared('ways_in_force', (db) =>
	db
		.select({
			slot: markerAllocation.slot,
			way: markerAllocation.way,
			last: sql<unknown>`max(${markerAllocation.changedAt})`
		})
		.from(markerAllocation)
		.innerJoin(
			position,
			and(
				eq(position.courseId, markerAllocation.courseId),
				eq(position.id, markerAllocation.positionId)
			)
		)
		.where(
			and(
				eq(markerAllocation.courseId, sql.placeholder('courseId')),
				eq(position.taskId, sql.placeholder('taskId')),
				inArray(markerAllocation.way, ['section', 'even'])
			)
		)
		.groupBy(markerAllocation.slot, markerAllocation.way)
		.orderBy(sql`max(${markerAllocation.changedAt}) desc`)
);

/** How many nobody was given, and how many somebody was. */
export interface Missing {
	given: number;
	first: number;
	second: number;
}

/**
 * Gives out what nobody was given, where a way is in force; asking again changes nothing. Of a
 * course that was put away nothing is given out.
 * @returns whether anything was
 */
export async function giveArrivals(
	actor: Actor,
	task: TaskToReview,
	missing: Missing,
	now: Date
): Promise<boolean> {
	if (missing.given === 0 || missing.first + missing.second === 0) return false;
	const { courseId, taskId } = task;
	const { sectionId } = membershipOf(actor);
	if (!may(actor, 'review.write', { courseId, sectionId })) return false;
	const ways = await waysInForce({ courseId, taskId });
	let isGiven = false;
	for (const slot of [1, 2] as const) {
		const way = ways.find((row) => row.slot === slot)?.way;
		if (!way || missing[slot === 1 ? 'first' : 'second'] === 0) continue;
		if (await giveInSlot(task, slot, way, now)) isGiven = true;
	}
	return isGiven;
}

async function giveInSlot(
	task: TaskToReview,
	slot: SlotNumber,
	way: 'section' | 'even' | 'hand' | 'taken',
	now: Date
): Promise<boolean> {
	return transaction(async (tx) => {
		const { courseId } = task;
		const markers = await markersIn(tx, courseId);
		const all = await positionsToGive(tx, task, slot, markers);
		const open = all.filter((p) => p.givenTo === null && p.begunBy === null && !p.isReleased);
		if (open.length === 0) return false;
		const to = way === 'even' ? dealt(all, markers) : sectioned(all, open, markers);
		return (await write(tx, courseId, slot, open, to, { way, changedBy: null, now })) > 0;
	});
}

/** To those who were dealt to before; nothing that somebody has moves. */
function dealt(all: readonly Given[], markers: readonly StaffMarker[]): Map<string, string> {
	const ids = new Set(all.flatMap((p) => (p.way === 'even' ? [p.givenTo] : [])));
	const among = markers.filter(({ id }) => ids.has(id));
	return evenly(
		all.map((p) => ({ ...p, begunBy: p.begunBy ?? p.givenTo })),
		among
	);
}

function sectioned(
	all: readonly Given[],
	open: readonly Given[],
	markers: readonly StaffMarker[]
): Map<string, string> {
	const markerOf = (sectionId: string): Marker | undefined => {
		const id = mostOften(all.filter((p) => p.sectionId === sectionId && p.way === 'section'));
		return markers.find((marker) => marker.id === id);
	};
	return new Map(
		open.flatMap((p) => {
			const marker = p.sectionId === null ? undefined : markerOf(p.sectionId);
			return marker && canMark(marker, p) ? [[p.id, marker.id]] : [];
		})
	);
}
