/*
 * Giving positions to markers: by section, evenly, by hand; taking them back. What somebody has begun
 * stays with them, and nobody marks a position twice.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { sectionsIn } from '$lib/courses/people.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { course, markerAllocation } from '$lib/server/db/schema';
import { taskToReview, type TaskToReview } from '../sheets.server';
import { bySection, canMark, evenly, type Marker } from './allocation';
import {
	loadsIn,
	markersIn,
	positionsToGive,
	slots,
	type Given,
	type SlotNumber,
	type StaffMarker
} from './positions-to-give.server';

export type Way = (typeof markerAllocation.$inferSelect)['way'];

/** What a marker has, by slot. */
export interface MarkerLoad {
	id: string;
	name: string;
	given: number;
	marked: number;
	left: number;
}

export interface Allocation {
	markers: { id: string; name: string }[];
	loads: { slot: SlotNumber; markers: MarkerLoad[]; notGiven: number }[];
	/** With whoever marks a section at the moment, or seems to be meant to. */
	sections: { id: string; name: string; students: number; marker: string | null }[];
}

/** Needs `review.plan`. */
export async function allocationFor(actor: Actor, moduleSlug: string): Promise<Allocation> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.plan', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	const markers = await markersIn(db(), courseId);
	const [loads, sections, ...lists] = await Promise.all([
		loadsIn(db(), task),
		sectionsIn(actor),
		...slots.map((slot) => positionsToGive(db(), task, slot, markers))
	]);
	const [first = []] = lists;
	return {
		markers: markers.map(({ id, name }) => ({ id, name })),
		loads: slots.map((slot, i) => ({
			slot,
			markers: markers.map(({ id, name }): MarkerLoad => {
				const row = loads.find((l) => l.enrolmentId === id && l.slot === slot);
				const { given = 0, marked = 0 } = row ?? {};
				return { id, name, given, marked, left: given - marked };
			}),
			notGiven: (lists[i] ?? []).filter((p) => p.givenTo === null && !p.isReleased).length
		})),
		sections: sections.map(({ id, name, students }) => ({
			id,
			name,
			students,
			marker:
				mostOften(first.filter((p) => p.sectionId === id && p.way === 'section')) ??
				markers.find((m) => m.sectionId === id)?.id ??
				null
		}))
	};
}

/** Whom most of them are given to. */
export function mostOften(positions: readonly Given[]): string | null {
	const times = new Map<string, number>();
	for (const { givenTo } of positions)
		if (givenTo !== null) times.set(givenTo, (times.get(givenTo) ?? 0) + 1);
	return [...times].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null;
}

/** Who may give out positions here, to whom; for forms. Needs `review.plan`. */
export async function markersToChoose(actor: Actor): Promise<{ id: string; name: string }[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.plan', { courseId });
	return (await markersIn(db(), courseId)).map(({ id, name }) => ({ id, name }));
}

export interface Gave {
	/** Positions that somebody else has now than before. */
	changed: number;
	/** That nobody of those chosen may mark. */
	left: number;
}

/**
 * Needs `review.plan`; 404 where nobody of those chosen is a marker here. Released positions stay as
 * they are.
 */
export async function giveEvenly(
	actor: Actor,
	moduleSlug: string,
	slot: SlotNumber,
	markerIds: readonly string[],
	now: Date
): Promise<Gave> {
	return give(actor, moduleSlug, slot, 'even', now, (positions, markers) => {
		const chosen = markers.filter(({ id }) => markerIds.includes(id));
		if (chosen.length === 0) notFound();
		return evenly(positions, chosen);
	});
}

/**
 * Needs `review.plan`.
 * @param markerOf section: the enrolment of its marker
 */
export async function giveBySection(
	actor: Actor,
	moduleSlug: string,
	slot: SlotNumber,
	markerOf: ReadonlyMap<string, string>,
	now: Date
): Promise<Gave> {
	return give(actor, moduleSlug, slot, 'section', now, (positions, markers) =>
		bySection(positions, chosenMarkers(markerOf, markers))
	);
}

export function chosenMarkers(
	markerOf: ReadonlyMap<string, string>,
	markers: readonly StaffMarker[]
): Map<string, Marker> {
	return new Map(
		[...markerOf].flatMap(([section, id]) => {
			const marker = markers.find((m) => m.id === id);
			return marker ? [[section, marker]] : [];
		})
	);
}

async function give(
	actor: Actor,
	moduleSlug: string,
	slot: SlotNumber,
	way: Way,
	now: Date,
	decide: (positions: Given[], markers: StaffMarker[]) => Map<string, string>
): Promise<Gave> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.plan', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	return transaction(async (tx): Promise<Gave> => {
		await holdAllocation(tx, courseId);
		const markers = await markersIn(tx, courseId);
		const all = await positionsToGive(tx, task, slot, markers);
		const positions = all.filter((p) => !p.isReleased);
		const to = decide(positions, markers);
		const changed = await write(tx, courseId, slot, positions, to, {
			way,
			changedBy: personOf(actor).id,
			now
		});
		const left = positions.filter((p) => !to.has(p.id)).length;
		await note(actor, task, { way, slot, positions: changed }, now, tx);
		return { changed, left };
	});
}

/** One allocation after the other. */
async function holdAllocation(tx: Transaction, courseId: string): Promise<void> {
	await tx.update(course).set({ id: courseId }).where(eq(course.id, courseId));
}

function note(
	actor: Actor,
	{ taskId }: TaskToReview,
	detail: Record<string, unknown>,
	now: Date,
	tx: Transaction
): Promise<void> {
	const act = { act: 'review.allocate', subjectKind: 'position-task', subjectId: taskId };
	return recordAct(actor, { ...act, detail }, now, tx);
}

/** Rows in one statement: far fewer values than either engine takes. */
const rowsAtOnce = 500;

/** Only what changes is written; how many that were. */
export async function write(
	tx: Transaction,
	courseId: string,
	slot: SlotNumber,
	positions: readonly Given[],
	to: ReadonlyMap<string, string>,
	{ way, changedBy, now }: { way: Way; changedBy: string | null; now: Date }
): Promise<number> {
	const changed = positions.filter(({ id, givenTo }) => (to.get(id) ?? givenTo) !== givenTo);
	// A way holds for those who join later: what stays with its marker is of that way too.
	const stays = positions.filter((p) => p.givenTo !== null && to.get(p.id) === p.givenTo);
	const renamed = way === 'hand' ? [] : stays.filter((p) => p.way !== way);
	const rows = [...changed, ...renamed].flatMap(({ id: positionId }) => {
		const enrolmentId = to.get(positionId);
		return enrolmentId === undefined
			? []
			: [{ courseId, positionId, slot, enrolmentId, way, changedBy, changedAt: now }];
	});
	for (let from = 0; from < rows.length; from += rowsAtOnce) {
		const part = rows.slice(from, from + rowsAtOnce);
		await tx.delete(markerAllocation).where(
			and(
				eq(markerAllocation.courseId, courseId),
				eq(markerAllocation.slot, slot),
				inArray(
					markerAllocation.positionId,
					part.map((row) => row.positionId)
				)
			)
		);
		await tx.insert(markerAllocation).values(part).onConflictDoNothing();
	}
	return changed.length;
}

export type HandRefusal = 'twice' | 'section' | 'begun' | 'released' | 'not-twice';

export interface GaveByHand {
	changed: number;
	/** Those that stayed as they were, by why. */
	left: Partial<Record<HandRefusal, number>>;
}

/**
 * Chosen positions to one marker. Needs `review.plan`; 404 for somebody who is no marker here.
 * Positions that have gone in the meantime are passed over.
 */
export async function giveByHand(
	actor: Actor,
	moduleSlug: string,
	slot: SlotNumber,
	positionIds: readonly string[],
	markerId: string,
	now: Date
): Promise<GaveByHand> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.plan', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	return transaction(async (tx): Promise<GaveByHand> => {
		await holdAllocation(tx, courseId);
		const markers = await markersIn(tx, courseId);
		const marker = markers.find(({ id }) => id === markerId) ?? notFound();
		const wanted = new Set(positionIds);
		const inSlot = await positionsToGive(tx, task, slot, markers);
		const chosen = inSlot.filter(({ id }) => wanted.has(id));
		const left: GaveByHand['left'] = {};
		const leave = (reason: HandRefusal) => {
			left[reason] = (left[reason] ?? 0) + 1;
		};
		const to = new Map<string, string>();
		for (const position of chosen) {
			if (position.isReleased) leave('released');
			else if (position.begunBy !== null && position.begunBy !== markerId) leave('begun');
			else if (position.others.includes(markerId)) leave('twice');
			else if (!canMark(marker, position)) leave('section');
			else to.set(position.id, markerId);
		}
		if (slot === 2) {
			const first = await positionsToGive(tx, task, 1, markers);
			const once = first.filter((p) => wanted.has(p.id) && !inSlot.some((q) => q.id === p.id));
			for (const { isReleased } of once) leave(isReleased ? 'released' : 'not-twice');
		}
		const by = { way: 'hand', changedBy: personOf(actor).id, now } as const;
		const changed = await write(tx, courseId, slot, chosen, to, by);
		await note(actor, task, { way: 'hand', slot, positions: changed }, now, tx);
		return { changed, left };
	});
}

/**
 * Nobody has them any more, but for those that somebody has begun. Needs `review.plan`.
 * @param which positions, or all of the slot
 */
export async function takeBack(
	actor: Actor,
	moduleSlug: string,
	slot: SlotNumber,
	which: readonly string[] | 'all',
	now: Date
): Promise<GaveByHand> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.plan', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	return transaction(async (tx): Promise<GaveByHand> => {
		await holdAllocation(tx, courseId);
		const markers = await markersIn(tx, courseId);
		const all = await positionsToGive(tx, task, slot, markers);
		const given = all.filter(
			(p) => p.givenTo !== null && (which === 'all' || which.includes(p.id))
		);
		const back = given.filter((p) => p.begunBy === null && !p.isReleased).map((p) => p.id);
		for (let from = 0; from < back.length; from += rowsAtOnce)
			await tx
				.delete(markerAllocation)
				.where(
					and(
						eq(markerAllocation.courseId, courseId),
						eq(markerAllocation.slot, slot),
						inArray(markerAllocation.positionId, back.slice(from, from + rowsAtOnce))
					)
				);
		const begun = given.length - back.length;
		await note(actor, task, { way: 'back', slot, positions: back.length }, now, tx);
		return { changed: back.length, left: begun > 0 ? { begun } : {} };
	});
}
