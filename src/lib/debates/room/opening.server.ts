/*
 * Opening a debate: the places that were set up become its first event. From then on events say who
 * stands where.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { transaction, type Transaction } from '$lib/server/db/client';
import { debate, debatePerson } from '$lib/server/db/schema';
import type { EventBody } from '../debate';
import { append, holdDebate } from './appending.server';
import { roomOf, type RoomName } from './cache.server';
import { debateHere, type DebateAddress } from './finding.server';
import { newPerson, seatOf } from './joining.server';
import type { Moved } from './moving.server';

/**
 * Needs `debate.chair`; staff who had no place in it become a chair. Refused as `twice` when it is
 * open already and as `ended` when it was called off. Whoever is absent has no place.
 */
export async function open(actor: Actor, address: DebateAddress, now: Date): Promise<Moved> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.chair', here.facts);
	const { enrolmentId } = membershipOf(actor);
	const { courseId, debate: row, rules } = here;
	const room = await roomOf({ courseId, debateId: row.id }, rules, row.seq);
	return transaction(async (tx): Promise<Moved> => {
		const held = (await holdDebate(tx, room)) ?? notFound();
		if (held.seq > 0) return { ok: false, reason: 'twice' };
		if (held.listed === 'cancelled') return { ok: false, reason: 'ended' };
		const people = await peopleIn(tx, room);
		let me = people.find((one) => one.enrolmentId === enrolmentId);
		if (!me) {
			const given = { number: held.people + 1, settings: rules.settings };
			me = (await newPerson(tx, room, enrolmentId, given, now)) ?? notFound();
			await tx.insert(debatePerson).values(me);
			people.push(me);
		}
		const seats = people.filter(({ isAbsent }) => !isAbsent).map(seatOf);
		const event: EventBody = { kind: 'opened', data: { mode: await modeOf(tx, room), seats } };
		const most = Math.max(held.people, ...people.map(({ number }) => number));
		const seq = await append(tx, held, [{ by: me.number, event }], now, { people: most });
		return { ok: true, seq, c: null };
	});
}

async function peopleIn(tx: Transaction, { courseId, debateId }: RoomName) {
	return tx
		.select()
		.from(debatePerson)
		.where(and(eq(debatePerson.courseId, courseId), eq(debatePerson.debateId, debateId)))
		.orderBy(asc(debatePerson.number));
}

async function modeOf(tx: Transaction, { courseId, debateId }: RoomName) {
	const [row] = await tx
		.select({ mode: debate.mode })
		.from(debate)
		.where(and(eq(debate.courseId, courseId), eq(debate.id, debateId)));
	return row?.mode ?? notFound();
}
