/*
 * Telling open pages what happens in a debate, as it happens: the same bytes for everybody, one ear on
 * the bus for each debate. Whoever comes back says which event they know and gets what came since;
 * what does not fit is answered with `reload`. Whether they still may look is asked now and then.
 */
import type { Actor } from '$lib/access/actor';
import { isRefusal, membershipOf, personOf } from '$lib/access/refuse';
import { subscribe } from '$lib/live/bus.server';
import { beat, openLine } from '$lib/live/lines.server';
import { moduleFor } from '$lib/modules/modules.server';
import { log } from '$lib/server/log';
import type { Told } from '../debate';
import { topicOf } from './appending.server';
import type { Hearer, Room } from './cache.server';
import { debateHere, type DebateAddress } from './finding.server';
import { roomHere, type RoomHere } from './reading.server';
import { screenFor, type ScreenAddress, type ScreenHere } from './screen-links.server';

/** The event that a page knows: of its last line, else of its address; null when that is no number. */
export function knownSeq(request: Request, url: URL): number | null {
	const said = request.headers.get('last-event-id') || url.searchParams.get('after') || '0';
	return /^\d{1,9}$/.test(said) ? Number(said) : null;
}

export interface Answered {
	/** Milliseconds of the server's clock. */
	now: number;
	told: Told[];
	/** What the page knows is not of this debate. */
	reload?: true;
}

/** For pages whose line is down, and to measure the clock with. */
export async function answerAfter(here: RoomHere, after: number | null): Promise<Answered> {
	const room = await roomHere(here);
	const isKnown = after !== null && after <= room.seq;
	const told = isKnown ? room.told.slice(after) : [];
	return { now: Date.now(), told, ...(isKnown ? {} : { reload: true }) };
}

/** Needs `debate.read`; null when the person has as many lines as they may. */
export async function followDebate(
	actor: Actor,
	address: DebateAddress,
	after: number | null,
	again: (now: Date) => Promise<Actor>,
	now: Date
): Promise<ReadableStream<Uint8Array> | null> {
	const here = await debateHere(actor, address, now);
	const { enrolmentId } = membershipOf(actor);
	const isStill = async () => {
		const at = new Date();
		const reader = await again(at);
		if (reader.membership?.enrolmentId !== enrolmentId) return false;
		await moduleFor(reader, address.moduleSlug, at);
		return true;
	};
	return followRoom(await roomHere(here), { holder: personOf(actor).id, isStill }, after);
}

/** As many as a hall may have open by one link. */
const mostOfLink = 50;

/**
 * The same for the screen of a room, by its link or for a member.
 * @param here what `screenFor` found
 */
export async function followScreen(
	actor: Actor,
	here: ScreenHere,
	address: ScreenAddress,
	key: string | null,
	after: number | null,
	again: (now: Date) => Promise<Actor>
): Promise<ReadableStream<Uint8Array> | null> {
	const { linkId } = here;
	const isStill = async () => {
		const at = new Date();
		const found = await screenFor(await again(at), address, key, at);
		return found?.linkId === linkId;
	};
	const looker =
		linkId === null
			? { holder: personOf(actor).id, isStill }
			: { holder: `screen:${linkId}`, isStill, most: mostOfLink };
	return followRoom(await roomHere(here), looker, after);
}

export interface Looker {
	/** Whose lines are counted together. */
	holder: string;
	/** Whether they may look by now; a refusal that is thrown counts as no. */
	isStill(): Promise<boolean>;
	/** Lines at once, when more than a person's. */
	most?: number;
}

export function followRoom(
	room: Room,
	{ holder, isStill, most }: Looker,
	after: number | null
): ReadableStream<Uint8Array> | null {
	return openLine(
		holder,
		(line) => {
			if (after === null || after > room.seq) line.say(`event: reload\ndata: ${room.seq}\n\n`);
			else if (after < room.seq) line.say(room.linesAfter(after));
			const hearer: Hearer = { hear: line.say };
			enter(room, hearer);
			const look = async () => {
				try {
					if (await isStill()) return line.say(beat());
				} catch (cause) {
					if (!isRefusal(cause)) log.warn({ err: cause }, 'a stream of a debate ended');
				}
				line.end();
			};
			return { beat: () => void look(), leave: () => leave(room, hearer) };
		},
		most
	);
}

/** One ear for all of a room. */
const ears = new WeakMap<Room, () => void>();

function enter(room: Room, hearer: Hearer): void {
	room.hearers.add(hearer);
	if (ears.has(room)) return;
	const hear = (seq: number | null) => {
		if (seq === null || seq > room.seq) void bringUp(room);
	};
	ears.set(room, subscribe(topicOf(room.debateId), hear));
	// What came between reading the room and hearing of it.
	void bringUp(room);
}

function leave(room: Room, hearer: Hearer): void {
	room.hearers.delete(hearer);
	if (room.hearers.size > 0) return;
	ears.get(room)?.();
	ears.delete(room);
}

const retryPause = 1000;

async function bringUp(room: Room): Promise<void> {
	try {
		await room.catchUp();
	} catch (cause) {
		log.warn({ err: cause }, 'a debate could not be read');
		setTimeout(() => {
			if (room.hearers.size > 0) void bringUp(room);
		}, retryPause).unref();
	}
}
