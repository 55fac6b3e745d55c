/*
 * Debates as this process knows them: events read once, the state reduced as they come, what is told
 * put together and serialised once for everybody who listens. The database is asked what is newer
 * than what is known here; nothing is told that was not committed. Words are carried by the newest
 * event that brought them, and go as soon as they are hidden or erased.
 */
import { and, asc, between, eq, gt, inArray, sql } from 'drizzle-orm';
import type { LocalText } from '$lib/i18n/local-text';
import { db, prepared, type Transaction } from '$lib/server/db/client';
import { contribution, debateEvent, debatePerson } from '$lib/server/db/schema';
import type { DebateState, EventBody, PublicEvent, Rules, Told, Who, Words } from '../debate';
import { emptyState, reduce } from '../reduce';

/** Of debates that nobody listens to; the longest untouched go first. */
const mostEvents = 40_000;
const everything = { least: 0, most: 2 ** 31 - 1 };

const eventColumns = {
	seq: debateEvent.seq,
	kind: debateEvent.kind,
	at: debateEvent.at,
	by: debateEvent.by,
	data: debateEvent.data
};

const eventsAfter = prepared('debate_events_after', (db) =>
	db
		.select(eventColumns)
		.from(debateEvent)
		.where(
			and(
				eq(debateEvent.courseId, sql.placeholder('courseId')),
				eq(debateEvent.debateId, sql.placeholder('debateId')),
				gt(debateEvent.seq, sql.placeholder('seq'))
			)
		)
		.orderBy(asc(debateEvent.seq))
);

const wordsBetween = prepared('debate_words_between', (db) =>
	db
		.select({
			number: contribution.number,
			body: contribution.body,
			lang: contribution.lang,
			passages: contribution.passages,
			version: contribution.version,
			hiddenAt: contribution.hiddenAt,
			erasedAt: contribution.erasedAt
		})
		.from(contribution)
		.where(
			and(
				eq(contribution.courseId, sql.placeholder('courseId')),
				eq(contribution.debateId, sql.placeholder('debateId')),
				between(contribution.number, sql.placeholder('least'), sql.placeholder('most'))
			)
		)
);

const namesBetween = prepared('debate_names_between', (db) =>
	db
		.select({ number: debatePerson.number, shownAs: debatePerson.shownAs })
		.from(debatePerson)
		.where(
			and(
				eq(debatePerson.courseId, sql.placeholder('courseId')),
				eq(debatePerson.debateId, sql.placeholder('debateId')),
				between(debatePerson.number, sql.placeholder('least'), sql.placeholder('most'))
			)
		)
);

interface EventRow {
	seq: number;
	kind: EventBody['kind'];
	at: Date;
	by: number;
	data: EventBody['data'];
}

/** The kind says what shape the data has: moving.server.ts wrote both. */
export function eventOf({ at, ...row }: EventRow): PublicEvent {
	return { ...row, at: at.getTime() } as PublicEvent;
}

/** The contribution whose words an event brings. */
function bringsWords(event: PublicEvent): number | null {
	switch (event.kind) {
		case 'said':
		case 'argued':
		case 'reworded':
		case 'drafted':
		case 'shown':
			return event.data.c;
		default:
			return null;
	}
}

/** Contributions whose words may be others since an event. */
function touchedBy(event: PublicEvent): number[] | 'all' {
	if (event.kind === 'erased') return 'all';
	if (event.kind === 'hidden') return [event.data.c];
	const c = bringsWords(event);
	return c === null ? [] : [c];
}

/** People who are called by a name from an event on. */
function namedBy(event: PublicEvent): Who[] {
	if (event.kind === 'opened') return event.data.seats.map(({ who }) => who);
	if (event.kind === 'seated' || event.kind === 'erased') return [event.data.who];
	return [];
}

const encoder = new TextEncoder();

/** Somebody who hears what comes. */
export interface Hearer {
	hear(lines: Uint8Array): void;
}

/** What a debate came to, and the moment of its newest event. */
export interface Standing {
	seq: number;
	state: DebateState;
	/** Of the newest event, in milliseconds. */
	at: number;
}

export interface RoomName {
	courseId: string;
	debateId: string;
}

export class Room implements Standing {
	readonly courseId: string;
	readonly debateId: string;
	rules: Rules;
	seq = 0;
	state: DebateState = emptyState();
	at = 0;
	/** In order, from seq 1 on. */
	readonly told: Told[] = [];
	readonly hearers = new Set<Hearer>();
	readonly #words = new Map<number, Words>();
	readonly #names = new Map<Who, LocalText>();
	/** By contribution: the event that carries its words. */
	readonly #carriers = new Map<number, number>();
	/** By event, made when somebody needs them. */
	readonly #lines: (Uint8Array | undefined)[] = [];
	#reading: Promise<void> | null = null;

	constructor({ courseId, debateId }: RoomName, rules: Rules) {
		this.courseId = courseId;
		this.debateId = debateId;
		this.rules = rules;
	}

	/** Settings may change while a debate is held. */
	follow(rules: Rules): void {
		const isSame = JSON.stringify(this.rules.settings) === JSON.stringify(rules.settings);
		this.rules = rules;
		if (!isSame) this.state = this.told.reduce((state, e) => reduce(rules, state, e), emptyState());
	}

	/** Reads what is newer, until event `least` is known; by itself whatever there is. */
	async catchUp(least = Infinity): Promise<void> {
		while (this.#reading) await this.#reading;
		if (this.seq >= least) return;
		this.#reading = this.#read();
		try {
			await this.#reading;
		} finally {
			this.#reading = null;
		}
	}

	async #read(): Promise<void> {
		const { courseId, debateId } = this;
		const rows = await eventsAfter({ courseId, debateId, seq: this.seq });
		if (rows.length === 0) return;
		const events = rows.map(eventOf);
		const touched = events.map(touchedBy);
		const all = this.seq === 0 || touched.includes('all');
		// After the events: what was hidden in between is not told, what was reworded is told early.
		const [words, people] = await Promise.all([
			this.#between(wordsBetween, all ? 'all' : touched.flatMap((c) => c as number[])),
			this.#between(namesBetween, this.seq === 0 ? 'all' : events.flatMap(namedBy))
		]);
		for (const { number, hiddenAt, erasedAt, ...said } of words)
			if (hiddenAt || erasedAt) this.#words.delete(number);
			else this.#words.set(number, said);
		for (const event of events) if (event.kind === 'erased') this.#names.delete(event.data.who);
		for (const { number, shownAs } of people) this.#names.set(number, shownAs);
		this.#take(events);
	}

	async #between<Row>(
		read: (params: Record<string, unknown>) => Promise<Row[]>,
		numbers: number[] | 'all'
	): Promise<Row[]> {
		if (numbers.length === 0) return [];
		const { courseId, debateId } = this;
		const range =
			numbers === 'all' ? everything : { least: Math.min(...numbers), most: Math.max(...numbers) };
		return read({ courseId, debateId, ...range });
	}

	/** At once, so that nobody who begins to listen misses an event or hears it twice. */
	#take(events: PublicEvent[]): void {
		const from = this.seq;
		const stale = new Set<number>();
		let isAll = false;
		for (const event of events) {
			if (event.seq !== this.seq + 1) break;
			this.seq = event.seq;
			this.at = event.at;
			this.state = reduce(this.rules, this.state, event);
			this.told.push(event);
			const touched = touchedBy(event);
			if (touched === 'all') isAll = true;
			else for (const c of touched) stale.add(this.#carriers.get(c) ?? event.seq);
			const c = bringsWords(event);
			if (c !== null) this.#carriers.set(c, event.seq);
			if (c !== null || namedBy(event).length > 0) stale.add(event.seq);
		}
		if (isAll) for (let seq = 1; seq <= this.seq; seq++) this.#retell(seq);
		else for (const seq of stale) this.#retell(seq);
		if (this.hearers.size === 0 || this.seq === from) return;
		const lines = this.linesAfter(from);
		for (const hearer of [...this.hearers]) hearer.hear(lines);
	}

	/** Joins the words and names that an event carries by now. */
	#retell(seq: number): void {
		const before = this.told[seq - 1];
		if (!before) return;
		const { words: _words, names: _names, ...event } = before;
		const bare: PublicEvent = event;
		const told: Told = bare;
		const c = bringsWords(bare);
		const words = c !== null && this.#carriers.get(c) === seq ? this.#words.get(c) : undefined;
		if (c !== null && words) told.words = { [c]: words };
		const names = namedBy(bare).flatMap((who) => {
			const name = bare.kind === 'erased' ? undefined : this.#names.get(who);
			return name ? [[who, name] as const] : [];
		});
		if (names.length > 0) told.names = Object.fromEntries(names);
		this.told[seq - 1] = told;
		this.#lines[seq - 1] = undefined;
	}

	/** What a stream says of the events after `seq`. */
	linesAfter(seq: number): Uint8Array {
		const lines = this.told.slice(seq).map((told) => this.#line(told));
		return lines.length === 1 && lines[0] ? lines[0] : new Uint8Array(Buffer.concat(lines));
	}

	#line(told: Told): Uint8Array {
		return (this.#lines[told.seq - 1] ??= encoder.encode(
			`id: ${told.seq}\ndata: ${JSON.stringify(told)}\n\n`
		));
	}
}

/** In the order in which they were last asked for. */
const rooms = new Map<string, Room>();

/** @param least the newest event that the caller knows of */
export async function roomOf(name: RoomName, rules: Rules, least: number): Promise<Room> {
	let room = rooms.get(name.debateId);
	if (room) room.follow(rules);
	else room = new Room(name, rules);
	rooms.delete(name.debateId);
	rooms.set(name.debateId, room);
	await room.catchUp(least);
	forgetOldest(room);
	return room;
}

/** Those that nobody listens to and nobody asked for lately are read again when they are needed. */
function forgetOldest(asked: Room): void {
	let kept = 0;
	for (const room of rooms.values()) kept += room.seq;
	for (const [id, room] of rooms) {
		if (kept <= mostEvents) return;
		if (room === asked || room.hearers.size > 0) continue;
		rooms.delete(id);
		kept -= room.seq;
	}
}

/** How several debates stand, by id: as they are known here, or out of their events, read at once. */
export async function statesOf(
	courseId: string,
	debates: { debateId: string; rules: Rules; seq: number }[]
): Promise<Map<string, DebateState>> {
	const states = new Map<string, DebateState>();
	for (const { debateId, seq } of debates) {
		const room = rooms.get(debateId);
		if (room && room.seq >= seq) states.set(debateId, room.state);
	}
	const unknown = debates.filter(({ debateId }) => !states.has(debateId));
	if (unknown.length === 0) return states;
	const ids = unknown.map(({ debateId }) => debateId);
	const rows = await db()
		.select({ ...eventColumns, debateId: debateEvent.debateId })
		.from(debateEvent)
		.where(and(eq(debateEvent.courseId, courseId), inArray(debateEvent.debateId, ids)))
		.orderBy(asc(debateEvent.debateId), asc(debateEvent.seq));
	for (const { debateId, rules } of unknown) {
		const events = rows.filter((row) => row.debateId === debateId);
		states.set(
			debateId,
			events.reduce((state, row) => reduce(rules, state, eventOf(row)), emptyState())
		);
	}
	return states;
}

/**
 * How a debate stands for whoever has taken its row until the transaction ends: what is known here,
 * and what others have added since.
 */
export async function standingIn(tx: Transaction, room: Room, seq: number): Promise<Standing> {
	const known: Standing = { seq: room.seq, state: room.state, at: room.at };
	if (known.seq === seq) return known;
	const rows = await tx
		.select(eventColumns)
		.from(debateEvent)
		.where(
			and(
				eq(debateEvent.courseId, room.courseId),
				eq(debateEvent.debateId, room.debateId),
				gt(debateEvent.seq, known.seq)
			)
		)
		.orderBy(asc(debateEvent.seq));
	return rows.map(eventOf).reduce<Standing>(
		({ state }, event) => ({
			seq: event.seq,
			state: reduce(room.rules, state, event),
			at: event.at
		}),
		known
	);
}
