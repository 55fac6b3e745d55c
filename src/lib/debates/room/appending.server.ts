/*
 * The log of a debate, which only grows: whoever adds to it takes the debate's row first, so that
 * everybody's events stand in one line without a gap, and what the row says for lists follows.
 */
import { and, eq } from 'drizzle-orm';
import { publish } from '$lib/live/bus.server';
import type { Transaction } from '$lib/server/db/client';
import { debate, debateEvent } from '$lib/server/db/schema';
import type { DebateState, EventBody, PublicEvent, Who } from '../debate';
import { reduce } from '../reduce';
import { machine } from '../standing';
import { freezeVotes } from '../votes/counting.server';
import { followUps } from '../written/going-on';
import { attendAfter } from '../written/scheduling.server';
import { drawnTeam } from './drawing.server';
import { standingIn, type Room, type RoomName, type Standing } from './cache.server';

export function topicOf(debateId: string): string {
	return `debate:${debateId}`;
}

export interface Held extends Standing {
	room: Room;
	/** Numbers given so far. */
	people: number;
	contributions: number;
	listed: 'planned' | 'open' | 'ended' | 'cancelled';
}

function itsRow({ courseId, debateId }: RoomName) {
	return and(eq(debate.courseId, courseId), eq(debate.id, debateId));
}

/** Takes the debate until the transaction ends; null when it is gone. */
export async function holdDebate(tx: Transaction, room: Room): Promise<Held | null> {
	const [row] = await tx
		.update(debate)
		.set({ courseId: room.courseId })
		.where(itsRow(room))
		.returning({
			seq: debate.seq,
			people: debate.people,
			contributions: debate.contributions,
			listed: debate.state
		});
	return row ? { ...row, ...(await standingIn(tx, room, row.seq)), room } : null;
}

export interface Addition {
	by: Who;
	event: EventBody;
	/** What the browser called the move. */
	key?: string | null;
}

interface Foreseen extends Standing {
	events: PublicEvent[];
}

/** What a debate is like with events that are not written yet; none is before another one's time. */
export function foreseen(held: Held, additions: readonly Addition[], now: Date): Foreseen {
	let { seq, state, at } = held;
	const events = additions.map(({ by, event }): PublicEvent => {
		seq++;
		at = Math.max(now.getTime(), at);
		const next: PublicEvent = { ...event, seq, at, by };
		state = reduce(held.room.rules, state, next);
		return next;
	});
	return { seq, state, at, events };
}

/** With what follows by itself at once: a written turn that was given makes room for the next. */
function withFollowing(held: Held, additions: readonly Addition[], now: Date): Addition[] {
	const { rules } = held.room;
	const last = additions.at(-1);
	if (!last) return [];
	const { state, at } = foreseen(held, additions, now);
	const following = followUps(rules, state, last.event.kind, at, () => drawnTeam(rules));
	return [...additions, ...following.map((event) => ({ by: machine, event }))];
}

/**
 * Writes events, what follows from them by itself, and what the debate's row says of them; whoever
 * listens hears when it is committed.
 * @returns the newest seq
 */
export async function append(
	tx: Transaction,
	held: Held,
	added: readonly Addition[],
	now: Date,
	given: { people?: number; contributions?: number } = {}
): Promise<number> {
	const { courseId, debateId } = held.room;
	const additions = withFollowing(held, added, now);
	const { seq, state, events } = foreseen(held, additions, now);
	await tx.insert(debateEvent).values(
		events.map(({ seq, kind, at, by, data }, i) => ({
			courseId,
			debateId,
			seq,
			kind,
			at: new Date(at),
			by,
			data,
			key: additions[i]?.key ?? null
		}))
	);
	await tx
		.update(debate)
		.set({ seq, ...given, ...listed(state) })
		.where(itsRow(held.room));
	const isCounted = events.some(({ kind, data }) => kind === 'published' && data.what === 'votes');
	if (isCounted) await freezeVotes(tx, held.room);
	const kinds = events.map(({ kind }) => kind);
	await attendAfter(tx, held.room, { state, kinds }, now);
	publish(topicOf(debateId), seq);
	return seq;
}

/** What lists say of a debate without reading its events. */
function listed({ mode, openedAt, endedAt }: DebateState) {
	return {
		mode,
		state: endedAt === null ? ('open' as const) : ('ended' as const),
		openedAt: openedAt === null ? null : new Date(openedAt),
		endedAt: endedAt === null ? null : new Date(endedAt)
	};
}
