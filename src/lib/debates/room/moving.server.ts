/*
 * Making a move: the debate's row is taken, the state brought up to date, `decide` asked, and the
 * event, its words and what follows from it are written together, or nothing is. A move that is sent
 * again under the same key is answered as before and done once.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { prepared, transaction, type Transaction } from '$lib/server/db/client';
import { debate, debateEvent, debatePerson } from '$lib/server/db/schema';
import type { Move, Refusal, Who } from '../debate';
import { hidingTold } from '../conduct/telling.server';
import { decide } from '../decide';
import { append, foreseen, holdDebate, type Addition, type Held } from './appending.server';
import { roomOf, type Room } from './cache.server';
import { debateHere, type DebateAddress } from './finding.server';
import { keepSeat, newPerson, personIn, seatOf, type PersonRow } from './joining.server';
import { asStandsFor } from '../written/grace.server';
import { filled, keepHidden, keepWords, needsWords, type WordsIn } from './words.server';

export interface Given {
	/** Made by the browser, other for every move. */
	key?: string | null;
	words?: WordsIn | null;
	/** Why the chair hides something; for staff. */
	why?: string;
}

export type Moved =
	{ ok: true; seq: number; c: number | null } | { ok: false; reason: Refusal | 'empty' };

/** Needs `debate.take`; what else it needs, `decide` knows. Whoever was not of the debate joins. */
export async function move(
	actor: Actor,
	address: DebateAddress,
	wanted: Move,
	given: Given,
	now: Date
): Promise<Moved> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.take', here.facts);
	const { enrolmentId } = membershipOf(actor);
	const { courseId, debate: row, rules } = here;
	const room = await roomOf({ courseId, debateId: row.id }, rules, row.seq);
	return transaction(async (tx): Promise<Moved> => {
		const held = (await holdDebate(tx, room)) ?? notFound();
		if (held.listed === 'cancelled') return { ok: false, reason: 'ended' };
		if (held.seq === 0) return { ok: false, reason: 'not-opened' };
		const known = await personIn(tx, room, enrolmentId);
		const key = given.key && known ? `${known.number}.${given.key}` : null;
		const before = key ? await movedBefore(tx, room, key) : null;
		if (before) return before;
		const me = known ?? (await joining(tx, held, enrolmentId, now));
		const joined = seating(held, me);
		const done = await write(
			tx,
			held,
			joined,
			me,
			wanted,
			{ ...given, key: keyOf(me, given) },
			now
		);
		if (!done.ok) return done;
		const act = actOf(wanted);
		if (act) await recordAct(actor, { ...act, subjectKind: 'debate', subjectId: row.id }, now, tx);
		if (wanted.kind === 'hide') {
			const place = {
				courseId,
				debateId: row.id,
				moduleSlug: here.moduleSlug,
				debateSlug: row.slug
			};
			await hidingTold(tx, actor, place, wanted, now);
		}
		if (!known) await tx.insert(debatePerson).values(me);
		else if (joined.length > 0) await keepSeat(tx, room, seatOf(known));
		return done;
	});
}

function keyOf({ number }: PersonRow, { key }: Given): string | null {
	return key ? `${number}.${key}` : null;
}

/** What a chair does to people and their words is recorded, beside the log. */
function actOf(wanted: Move): { act: string; detail: Record<string, unknown> } | null {
	switch (wanted.kind) {
		case 'hide':
			return { act: wanted.on ? 'debate.hide' : 'debate.show', detail: { c: wanted.c } };
		case 'mute':
			return { act: wanted.on ? 'debate.mute' : 'debate.unmute', detail: { who: wanted.who } };
		case 'remove':
			return { act: wanted.on ? 'debate.remove' : 'debate.readmit', detail: { who: wanted.who } };
		default:
			return null;
	}
}

async function movedBefore(tx: Transaction, room: Room, key: string): Promise<Moved | null> {
	const [found] = await tx
		.select({ seq: debateEvent.seq, data: debateEvent.data })
		.from(debateEvent)
		.where(
			and(
				eq(debateEvent.courseId, room.courseId),
				eq(debateEvent.debateId, room.debateId),
				eq(debateEvent.key, key)
			)
		);
	return found ? { ok: true, seq: found.seq, c: contributionIn(found.data) } : null;
}

function contributionIn(data: object): number | null {
	return 'c' in data && typeof data.c === 'number' ? data.c : null;
}

async function joining(
	tx: Transaction,
	held: Held,
	enrolmentId: string,
	now: Date
): Promise<PersonRow> {
	const { settings } = held.room.rules;
	const number = held.people + 1;
	return (await newPerson(tx, held.room, enrolmentId, { number, settings }, now)) ?? notFound();
}

/** What says that somebody is here, for whom no event has said it yet or who has come back. */
function seating({ state }: Held, me: PersonRow): Addition[] {
	const there = state.people[me.number];
	if (there && !there.gone) return [];
	return [{ by: me.number, event: { kind: 'seated', data: seatOf(me) } }];
}

async function write(
	tx: Transaction,
	held: Held,
	joined: Addition[],
	me: PersonRow,
	wanted: Move,
	{ key, words, why }: Given,
	now: Date
): Promise<Moved> {
	const isWorded = needsWords(wanted);
	if (isWorded && (words?.body ?? '').trim() === '') return { ok: false, reason: 'empty' };
	const { rules, courseId } = held.room;
	const { state: stands, at: newest } = foreseen(held, joined, now);
	const at = Math.max(newest, now.getTime());
	const state = await asStandsFor(tx, courseId, me.enrolmentId, stands, at);
	const asked = filled(wanted, rules, state, held.contributions, words ?? null);
	const decided = decide(rules, state, me.number, asked, at);
	if (!decided.ok) return decided;
	const { event } = decided;
	const c = contributionIn(event.data);
	const isNew = c !== null && c > held.contributions;
	if (isWorded && words && c !== null) {
		const writer = { enrolmentId: me.enrolmentId, words, isNew };
		if (!(await keepWords(tx, held.room, event, writer, now)))
			return { ok: false, reason: 'stale' };
	}
	if (event.kind === 'seated') await keepSeat(tx, held.room, event.data);
	if (event.kind === 'hidden' || event.kind === 'shown')
		await keepHidden(tx, held.room, event, { by: me.enrolmentId, why: why ?? '' }, now);
	const additions = [...joined, { by: me.number, event, key: key ?? null }];
	const seq = await append(tx, held, additions, now, {
		people: Math.max(held.people, me.number),
		contributions: isNew ? c : held.contributions
	});
	return { ok: true, seq, c };
}

const rulesById = prepared('debate_rules_by_id', (db) =>
	db
		.select({ format: debate.format, settings: debate.settings, seq: debate.seq })
		.from(debate)
		.where(
			and(
				eq(debate.courseId, sql.placeholder('courseId')),
				eq(debate.id, sql.placeholder('debateId'))
			)
		)
		.limit(1)
);

/** The room of a debate that a job or an eraser has found; null when it is gone. */
export async function roomById(courseId: string, debateId: string): Promise<Room | null> {
	const [found] = await rulesById({ courseId, debateId });
	if (!found) return null;
	const { seq, ...rules } = found;
	return roomOf({ courseId, debateId }, rules, seq);
}

const machine: Who = 0;

/** What happens by itself: a phase whose time is over, a turn that was missed. */
export async function moveAsMachine(
	courseId: string,
	debateId: string,
	wanted: Move,
	now: Date
): Promise<Moved> {
	const room = await roomById(courseId, debateId);
	if (!room) return { ok: false, reason: 'unknown' };
	return transaction(async (tx): Promise<Moved> => {
		const held = await holdDebate(tx, room);
		if (!held || held.listed === 'cancelled') return { ok: false, reason: 'ended' };
		const at = Math.max(held.at, now.getTime());
		const decided = decide(room.rules, held.state, machine, wanted, at);
		if (!decided.ok) return decided;
		const { event } = decided;
		const seq = await append(tx, held, [{ by: machine, event }], now);
		return { ok: true, seq, c: contributionIn(event.data) };
	});
}
