/*
 * From a draft to debates that run: the class is told, rooms are opened, one or all, a room is added,
 * and what does not take place is called off.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { transaction, type Transaction } from '$lib/server/db/client';
import { debate, debateRound } from '$lib/server/db/schema';
import { open } from '../room/opening.server';
import { addRooms, roundIn } from './planning.server';
import { mostRooms } from './proposing';
import type { RoundAddress } from './seating.server';
import { tellPlanned } from './telling.server';

async function toPlan(actor: Actor, { moduleSlug }: RoundAddress, now: Date) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	return { courseId, moduleId };
}

function itsRound(courseId: string, roundId: string) {
	return and(eq(debateRound.courseId, courseId), eq(debateRound.id, roundId));
}

function act(name: string, roundId: string, detail: Record<string, unknown> = {}) {
	return { act: name, subjectKind: 'debateRound', subjectId: roundId, detail };
}

/** The class sees the round from now on, and everybody with a place is told. Once. */
export async function tellRound(actor: Actor, address: RoundAddress, now: Date): Promise<number> {
	const at = await toPlan(actor, address, now);
	return transaction(async (tx) => {
		await holdClass(tx, at.courseId);
		const told = await markTold(tx, at, address, now);
		if (told > 0) await recordAct(actor, act('debate.tell', address.roundId), now, tx);
		return told;
	});
}

async function markTold(
	tx: Transaction,
	at: { courseId: string; moduleId: string },
	{ moduleSlug, roundId }: RoundAddress,
	now: Date
): Promise<number> {
	const round = await roundIn(tx, at, roundId);
	if (round.toldAt !== null) return 0;
	await tx.update(debateRound).set({ toldAt: now }).where(itsRound(at.courseId, roundId));
	return tellPlanned(tx, { courseId: at.courseId, moduleSlug, roundId }, now);
}

export type RoomsOpened =
	{ ok: true; opened: number } | { ok: false; reason: 'nobody' | 'open-already' | 'cancelled' };

/**
 * Opens one room by its slug, or all that are planned; whoever opens one has its chair. Needs
 * `debate.chair`.
 */
export async function openRooms(
	actor: Actor,
	address: RoundAddress,
	slug: string | null,
	now: Date
): Promise<RoomsOpened> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.chair', { courseId });
	const { id: moduleId } = await moduleFor(actor, address.moduleSlug, now);
	const rooms = await transaction(async (tx) => {
		const round = await roundIn(tx, { courseId, moduleId }, address.roundId);
		if (round.sectionId !== null)
			authorize(actor, 'debate.chair', { courseId, sectionId: round.sectionId });
		await markTold(tx, { courseId, moduleId }, address, now);
		return tx
			.select({ slug: debate.slug, state: debate.state, people: debate.people })
			.from(debate)
			.where(and(eq(debate.courseId, courseId), eq(debate.roundId, address.roundId)))
			.orderBy(asc(debate.order));
	});
	const wanted = slug === null ? rooms : rooms.filter((room) => room.slug === slug);
	if (wanted.length === 0) notFound();
	if (wanted.every(({ state }) => state === 'cancelled')) return { ok: false, reason: 'cancelled' };
	if (!wanted.some(({ state }) => state === 'planned'))
		return { ok: false, reason: 'open-already' };
	if (slug !== null && wanted.every(({ people }) => people === 0))
		return { ok: false, reason: 'nobody' };
	let opened = 0;
	for (const room of wanted) {
		if (room.state !== 'planned' || room.people === 0) continue;
		const debateSlug = room.slug;
		const done = await open(actor, { moduleSlug: address.moduleSlug, debateSlug }, now);
		if (done.ok) opened++;
	}
	if (opened === 0) return { ok: false, reason: 'open-already' };
	await recordAct(actor, act('debate.open', address.roundId, { rooms: opened }), now);
	return { ok: true, opened };
}

export type RoomAdded = { ok: true } | { ok: false; reason: 'too-many' };

/** One more room, as the others are and without anybody yet. */
export async function addRoom(actor: Actor, address: RoundAddress, now: Date): Promise<RoomAdded> {
	const at = await toPlan(actor, address, now);
	return transaction(async (tx): Promise<RoomAdded> => {
		await holdClass(tx, at.courseId);
		await roundIn(tx, at, address.roundId);
		const rooms = await tx
			.select()
			.from(debate)
			.where(and(eq(debate.courseId, at.courseId), eq(debate.roundId, address.roundId)))
			.orderBy(asc(debate.order));
		const [first] = rooms;
		const last = rooms.at(-1);
		if (!first || !last) notFound();
		if (rooms.length >= mostRooms) return { ok: false, reason: 'too-many' };
		const name = { key: first.formatKey, id: first.formatId, version: first.formatVersion };
		const from = last.order + 1;
		const made = { ...first, name };
		await addRooms(tx, at, made, { from, to: from + 1 }, now);
		if (first.room === '')
			await tx
				.update(debate)
				.set({ room: m.rounds_room({ n: 1 }) })
				.where(and(eq(debate.courseId, at.courseId), eq(debate.id, first.id)));
		await recordAct(actor, act('debate.addRoom', address.roundId), now, tx);
		return { ok: true };
	});
}

/**
 * Calls off what has not begun: one room by its slug, or all. A draft is forgotten as a whole.
 * `isGone`: nothing is left of the round.
 */
export async function cancelRooms(
	actor: Actor,
	address: RoundAddress,
	slug: string | null,
	now: Date
): Promise<{ ok: true; isGone: boolean } | { ok: false; reason: 'begun' }> {
	const at = await toPlan(actor, address, now);
	const { courseId } = at;
	return transaction(async (tx) => {
		await holdClass(tx, courseId);
		const round = await roundIn(tx, at, address.roundId);
		if (slug === null && round.toldAt === null) {
			await tx.delete(debateRound).where(itsRound(courseId, address.roundId));
			await recordAct(actor, act('debate.forget', address.roundId), now, tx);
			return { ok: true as const, isGone: true };
		}
		const cancelled = await tx
			.update(debate)
			.set({ state: 'cancelled' })
			.where(
				and(
					eq(debate.courseId, courseId),
					eq(debate.roundId, address.roundId),
					eq(debate.state, 'planned'),
					eq(debate.seq, 0),
					slug === null ? undefined : eq(debate.slug, slug)
				)
			)
			.returning({ id: debate.id });
		if (cancelled.length === 0) return { ok: false as const, reason: 'begun' as const };
		await recordAct(
			actor,
			act('debate.cancel', address.roundId, { rooms: cancelled.length }),
			now,
			tx
		);
		return { ok: true as const, isGone: false };
	});
}
