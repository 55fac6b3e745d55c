/*
 * Putting people on other places, before a room opens and in it. Whoever rearranges names what they
 * saw; when somebody was faster, nothing is done and they look again. In a room that is open a place
 * changes by an event, like everything in it.
 */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { stampOf } from '$lib/forms/stamp.server';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { debate, debatePerson, debateRound, enrolment } from '$lib/server/db/schema';
import type { Refusal } from '../debate';
import type { FormatBody } from '../format';
import { move, moveAsMachine } from '../room/moving.server';
import { newPerson } from '../room/joining.server';
import { placesOf, roundIn } from './planning.server';
import {
	absent,
	isSamePlace,
	moved,
	placeFrom,
	present,
	type Change,
	type Place,
	type Seated
} from './seating';
import { tellChanged } from './telling.server';

type Reader = Pick<Executor, 'select'>;

export type Placed =
	/** `people`: how many have another place. */
	| { ok: true; people: number }
	/** changed: somebody was faster · unknown: no such person or place · ended: the room is over */
	| { ok: false; reason: 'changed' | Refusal };

interface RoomRow {
	id: string;
	slug: string;
	state: 'planned' | 'open' | 'ended' | 'cancelled';
	format: FormatBody;
}

type SeatRow = Seated & { number: number };

/** What a change of places builds on: who has a place, and who is absent; the audience comes and goes. */
export function stampOfSeats(
	rooms: readonly { id: string; state: string }[],
	seats: readonly Seated[]
): string {
	return stampOf([
		rooms.map(({ id, state }) => [id, state]),
		seats
			.filter(({ role, isAbsent }) => role !== 'audience' || isAbsent)
			.map(({ debateId, enrolmentId, role, team, speaker, isAbsent }) => [
				debateId,
				enrolmentId,
				role,
				team,
				speaker,
				isAbsent
			])
			.map((one) => JSON.stringify(one))
			.sort()
	]);
}

export async function seatsOf(
	on: Reader,
	courseId: string,
	ids: readonly string[]
): Promise<SeatRow[]> {
	if (ids.length === 0) return [];
	return on
		.select({
			debateId: debatePerson.debateId,
			enrolmentId: debatePerson.enrolmentId,
			number: debatePerson.number,
			role: debatePerson.role,
			team: debatePerson.team,
			speaker: debatePerson.speaker,
			notes: debatePerson.takesNotes,
			why: debatePerson.why,
			isAbsent: debatePerson.isAbsent
		})
		.from(debatePerson)
		.where(and(eq(debatePerson.courseId, courseId), inArray(debatePerson.debateId, [...ids])))
		.orderBy(asc(debatePerson.debateId), asc(debatePerson.number));
}

export interface RoundAddress {
	moduleSlug: string;
	roundId: string;
}

interface Asked {
	/** Of the page. */
	stamp: string;
	enrolmentId: string;
}

/** @param given.place `7/speaker:for:1`: the slug of the room, then the place in it */
export function movePerson(
	actor: Actor,
	address: RoundAddress,
	given: Asked & { place: string },
	now: Date
): Promise<Placed> {
	const [slug = '', code = ''] = given.place.split('/');
	return rearranged(actor, address, given, now, (seats, rooms) => {
		const room = rooms.find((one) => one.slug === slug);
		const target = room && placeFrom(code, room.id);
		if (!target || !fits(room.format, target)) return null;
		return moved(seats, given.enrolmentId, target);
	});
}

/** Marks somebody absent and, in the same step, puts a stand-in on their place. */
export function markAbsent(
	actor: Actor,
	address: RoundAddress,
	given: Asked & { standIn: string | null },
	now: Date
): Promise<Placed> {
	return rearranged(actor, address, given, now, (seats) =>
		seats.some((seat) => seat.enrolmentId === given.enrolmentId)
			? absent(seats, given.enrolmentId, given.standIn)
			: null
	);
}

/** They came after all, and listen or have their place where nobody was put on it. */
export function markPresent(
	actor: Actor,
	address: RoundAddress,
	given: Asked,
	now: Date
): Promise<Placed> {
	return rearranged(actor, address, given, now, (seats) => present(seats, given.enrolmentId));
}

function fits({ teams }: FormatBody, { role, team, speaker }: Place): boolean {
	if (team === null) return role !== 'speaker' || teams.length === 0;
	const found = teams.find(({ key }) => key === team);
	return !!found && (speaker === null || found.speakers.some(({ key }) => key === speaker));
}

type Plan = (seats: SeatRow[], rooms: RoomRow[]) => Change[] | null;

/** A change that an event has to say, in a room that is open. */
interface Spoken {
	slug: string;
	debateId: string;
	number: number;
	/** No event has named them yet. */
	isNew: boolean;
	seat: Seated;
}

type Prepared = { ok: true; spoken: Spoken[]; people: number } | Extract<Placed, { ok: false }>;

async function rearranged(
	actor: Actor,
	{ moduleSlug, roundId }: RoundAddress,
	{ stamp }: Asked,
	now: Date,
	plan: Plan
): Promise<Placed> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.chair', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const prepared = await transaction(async (tx): Promise<Prepared> => {
		const round = await heldRound(tx, { courseId, moduleId }, roundId);
		const rooms = await tx
			.select({ id: debate.id, slug: debate.slug, state: debate.state, format: debate.format })
			.from(debate)
			.where(and(eq(debate.courseId, courseId), eq(debate.roundId, roundId)))
			.orderBy(asc(debate.order));
		const ids = rooms.map(({ id }) => id);
		const seats = await seatsOf(tx, courseId, ids);
		if (stampOfSeats(rooms, seats) !== stamp) return { ok: false, reason: 'changed' };
		const changes = plan(seats, rooms);
		if (changes === null) return { ok: false, reason: 'unknown' };
		const reason = await refusedFor(tx, actor, changes, rooms);
		if (reason) return { ok: false, reason };
		const before = await placesOf(tx, courseId, ids);
		const spoken: Spoken[] = [];
		for (const change of changes)
			spoken.push(...(await write(tx, courseId, change, rooms, seats, now)));
		if (round.toldAt !== null)
			await tellChanged(tx, { courseId, moduleSlug, roundId }, before, now);
		if (changes.length > 0)
			await recordAct(
				actor,
				{
					act: 'debate.rearrange',
					subjectKind: 'debateRound',
					subjectId: roundId,
					detail: { people: changes.length }
				},
				now,
				tx
			);
		return { ok: true, spoken, people: changes.length };
	});
	if (!prepared.ok) return prepared;
	for (const one of prepared.spoken) {
		const said = await say(actor, moduleSlug, courseId, one, now);
		if (said !== null) return { ok: false, reason: said };
	}
	return { ok: true, people: prepared.people };
}

/** One change of places in a round at a time. */
async function heldRound(
	tx: Transaction,
	at: { courseId: string; moduleId: string },
	roundId: string
) {
	await tx
		.update(debateRound)
		.set({ courseId: at.courseId })
		.where(and(eq(debateRound.courseId, at.courseId), eq(debateRound.id, roundId)));
	return roundIn(tx, at, roundId);
}

/** Every one of them has to be a student here whom the actor may see. */
async function refusedFor(
	tx: Transaction,
	actor: Actor,
	changes: readonly Change[],
	rooms: readonly RoomRow[]
): Promise<'unknown' | 'ended' | null> {
	if (changes.length === 0) return null;
	const { courseId } = membershipOf(actor);
	const ids = changes.map(({ enrolmentId }) => enrolmentId);
	const people = await tx
		.select({ id: enrolment.id, sectionId: enrolment.sectionId, role: enrolment.role })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				inArray(enrolment.id, ids),
				eq(enrolment.state, 'active')
			)
		);
	if (people.length < new Set(ids).size) return 'unknown';
	for (const { sectionId, role } of people) {
		authorize(actor, 'debate.chair', { courseId, sectionId });
		if (role === 'observer') return 'unknown';
	}
	const over = rooms.filter(({ state }) => state === 'ended' || state === 'cancelled');
	const touched = changes.flatMap(({ from, to }) => [from?.debateId, to.debateId]);
	return over.some(({ id }) => touched.includes(id)) ? 'ended' : null;
}

const isPerson = (courseId: string, debateId: string, enrolmentId: string) =>
	and(
		eq(debatePerson.courseId, courseId),
		eq(debatePerson.debateId, debateId),
		eq(debatePerson.enrolmentId, enrolmentId)
	);

/** Writes what a row says; what an event has to say is handed back. */
async function write(
	tx: Transaction,
	courseId: string,
	{ enrolmentId, from, to }: Change,
	rooms: readonly RoomRow[],
	seats: readonly SeatRow[],
	now: Date
): Promise<Spoken[]> {
	const roomOf = (id: string) => rooms.find((room) => room.id === id);
	const numberIn = (id: string) =>
		seats.find((seat) => seat.debateId === id && seat.enrolmentId === enrolmentId)?.number;
	const spoken: Spoken[] = [];
	const stays = from?.debateId === to.debateId;
	const left = from && !stays ? roomOf(from.debateId) : null;
	if (from && left?.state === 'open') {
		const seat: Seated = { ...from, role: 'audience', team: null, speaker: null, notes: false };
		const number = numberIn(left.id) ?? 0;
		spoken.push({ slug: left.slug, debateId: left.id, number, isNew: false, seat });
	} else if (left) await tx.delete(debatePerson).where(isPerson(courseId, left.id, enrolmentId));
	const room = roomOf(to.debateId);
	if (!room) return spoken;
	const known = numberIn(room.id);
	const number = known ?? (await enter(tx, courseId, room, enrolmentId, now));
	// Who is not there and was not there before is in no event, and gets into none.
	const isStillAway = to.isAbsent && (from?.isAbsent === true || (from && isSamePlace(from, to)));
	const isEvent = room.state === 'open' && !isStillAway;
	await tx
		.update(debatePerson)
		.set({
			role: to.role,
			team: to.team,
			speaker: to.speaker,
			takesNotes: to.notes,
			why: to.why,
			isAbsent: to.isAbsent
		})
		.where(isPerson(courseId, room.id, enrolmentId));
	if (isEvent)
		spoken.push({
			slug: room.slug,
			debateId: room.id,
			number,
			isNew: known === undefined || from?.isAbsent === true,
			seat: to
		});
	return spoken;
}

/** Somebody who was not in the room so far; returns their number in it. */
async function enter(
	tx: Transaction,
	courseId: string,
	room: RoomRow,
	enrolmentId: string,
	now: Date
): Promise<number> {
	const [row] = await tx
		.update(debate)
		.set({ people: sql`${debate.people} + 1` })
		.where(and(eq(debate.courseId, courseId), eq(debate.id, room.id)))
		.returning({ number: debate.people, settings: debate.settings });
	const given = row ?? notFound();
	const name = { courseId, debateId: room.id };
	const person = (await newPerson(tx, name, enrolmentId, given, now)) ?? notFound();
	await tx.insert(debatePerson).values(person);
	return given.number;
}

/** Null when it was said, or already is so. */
async function say(
	actor: Actor,
	moduleSlug: string,
	courseId: string,
	{ slug, debateId, number, isNew, seat }: Spoken,
	now: Date
): Promise<Refusal | null> {
	const { role, team, speaker, notes } = seat;
	const wanted = { kind: 'seat' as const, seat: { who: number, role, team, speaker, notes } };
	const address = { moduleSlug, debateSlug: slug };
	const done = isNew
		? await moveAsMachine(courseId, debateId, wanted, now)
		: await move(actor, address, wanted, {}, now);
	if (done.ok && seat.isAbsent) await stayAway(courseId, debateId, seat.enrolmentId);
	if (done.ok || done.reason === 'twice') return null;
	if (!isNew && done.reason === 'unknown')
		return say(actor, moduleSlug, courseId, { slug, debateId, number, isNew: true, seat }, now);
	return done.reason === 'empty' ? 'unknown' : done.reason;
}

/** An event gives a place to who is there; who gave theirs up because they are not stays absent. */
async function stayAway(courseId: string, debateId: string, enrolmentId: string): Promise<void> {
	await db()
		.update(debatePerson)
		.set({ isAbsent: true })
		.where(isPerson(courseId, debateId, enrolmentId));
}
