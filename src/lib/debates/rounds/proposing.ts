/*
 * Who debates with whom, on which side and in which place: rooms of like size, teams that differ by one
 * person at most, sides that take turns from debate to debate, and the wish of whoever sets it up. Every
 * place says why in a code. What somebody said in confidence moves them, and is named by no code: whoever
 * was drawn by it and whoever was drawn without it are told the same. Pure: chance comes from outside,
 * so that the same seed makes the same proposal.
 */
import type { Lot } from '$lib/modules/groups';
import type { Role } from '../debate';
import type { FormatBody, FormatTeam, Stance } from '../format';

/** Argue what one holds, deliberately the other side, or whatever comes. */
export const sideWishes = ['none', 'own', 'other'] as const;
export type SideWish = (typeof sideWishes)[number];

/** Sections spread over all rooms, or each in rooms of its own. */
export const sectionWays = ['mixed', 'apart'] as const;
export type SectionWay = (typeof sectionWays)[number];

export const mostRooms = 40;

export interface Candidate {
	id: string;
	sectionId: string | null;
	/** The side of this motion they hold or would rather argue. */
	leaning: Stance | null;
	/** They told it to nobody but the machine. */
	inConfidence: boolean;
	/** How often they argued each side in debates before. */
	argued: Record<Stance, number>;
	/** In how many debates they had a speech. */
	spoke: number;
}

/**
 * wish, other-side: what they hold, and what was wished for · turn: they argued the other side more
 * often · number: against the wish, for the sides to be even · drawn: by lot · rest: more people than
 * places, and they spoke before or the lot fell so · everybody: the format has one place for all ·
 * stand-in: for somebody absent · hand: staff put them there
 */
export const whys = [
	'wish',
	'other-side',
	'turn',
	'number',
	'drawn',
	'rest',
	'everybody',
	'stand-in',
	'hand'
] as const;
export type Why = (typeof whys)[number];

export interface ProposedSeat {
	id: string;
	/** From 0. */
	room: number;
	role: Role;
	team: string | null;
	speaker: string | null;
	notes: boolean;
	why: Why;
}

export interface RoomsWish {
	/** Null: as many as the people fill. */
	rooms: number | null;
	wish: SideWish;
	sections: SectionWay;
}

type Shape = Pick<FormatBody, 'teams' | 'result' | 'circle' | 'corners'>;

/** People for whom the teams of one room have places. */
export function placesIn({ teams }: Pick<FormatBody, 'teams'>): number {
	return teams.reduce((sum, { speakers }) => sum + speakers.length, 0);
}

/** In groups that write one text, everybody is of a team, also more people than speeches. */
function takesEverybody({ result, teams }: Shape): boolean {
	return result === 'statement' && teams.length > 0;
}

/** How many rooms so many people fill; one with an audience where its votes decide. */
export function usualRooms(people: number, format: Shape): number {
	const places = placesIn(format);
	if (places === 0 || format.result === 'movement') return 1;
	const rooms = takesEverybody(format) ? Math.round(people / places) : Math.floor(people / places);
	return Math.min(mostRooms, Math.max(1, rooms));
}

/** Everybody exactly once; nobody for nobody. */
export function propose(
	people: readonly Candidate[],
	format: Shape,
	wish: RoomsWish,
	lot: Lot
): ProposedSeat[] {
	if (people.length === 0) return [];
	const seats: ProposedSeat[] = [];
	let from = 0;
	for (const pool of poolsOf(people, format, wish, lot)) {
		seats.push(...inPool(pool.people, pool.rooms, from, format, wish.wish, lot));
		from += pool.rooms;
	}
	return seats;
}

interface Pool {
	people: Candidate[];
	rooms: number;
}

/** Never more rooms than there are people for one on each side. */
function roomsFor(people: number, format: Shape, wanted: number | null): number {
	const least = Math.max(1, format.teams.length);
	const most = Math.max(1, Math.floor(people / least));
	return Math.min(wanted ?? usualRooms(people, format), most, mostRooms);
}

/** Everybody together, or each section with rooms of its own in proportion to its people. */
function poolsOf(
	people: readonly Candidate[],
	format: Shape,
	{ rooms, sections }: RoomsWish,
	lot: Lot
): Pool[] {
	const everybody = byLot(people, ({ id }) => lot(`person:${id}`));
	const named = new Map<string, Candidate[]>();
	if (sections === 'apart')
		for (const person of everybody)
			if (person.sectionId !== null)
				named.set(person.sectionId, [...(named.get(person.sectionId) ?? []), person]);
	if (named.size < 2)
		return [{ people: everybody, rooms: roomsFor(everybody.length, format, rooms) }];
	const pools = [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
	for (const person of everybody)
		if (person.sectionId === null)
			pools.reduce((least, pool) => (pool.length < least.length ? pool : least)).push(person);
	return pools.map((own) => {
		const share =
			rooms === null ? null : Math.max(1, Math.round((rooms * own.length) / people.length));
		return { people: own, rooms: roomsFor(own.length, format, share) };
	});
}

interface Slot {
	room: number;
	team: FormatTeam;
}

function inPool(
	people: readonly Candidate[],
	rooms: number,
	from: number,
	format: Shape,
	wish: SideWish,
	lot: Lot
): ProposedSeat[] {
	if (format.teams.length === 0)
		return bySection(people, lot).map(({ id }, i) => ({
			...nowhere,
			id,
			room: from + (i % rooms),
			role: 'speaker',
			why: 'everybody'
		}));
	const capacity = takesEverybody(format) ? people.length : rooms * placesIn(format);
	const order = byLot(people, ({ id }) => lot(`place:${id}`)).sort((a, b) => a.spoke - b.spoke);
	const debating = order.slice(0, capacity);
	const slots = slotsFor(debating.length, rooms, format, lot);
	const seats = seated(debating, slots, wish, lot).map((seat) => ({
		...seat,
		room: seat.room + from
	}));
	return [...seats, ...resting(order.slice(capacity), rooms, from, format, lot)];
}

const nowhere = { team: null, speaker: null, notes: false } as const;

/** Rooms differ by one person at most, and so do the teams of a room. */
function slotsFor(people: number, rooms: number, { teams }: Shape, lot: Lot): Slot[] {
	const byRoom: Slot[][] = Array.from({ length: rooms }, (_, room) => {
		const size = Math.floor(people / rooms) + (room < people % rooms ? 1 : 0);
		// Who has one more changes from room to room, so that the sides come out even over all.
		const first = (room + Math.floor(lot('first') * teams.length)) % teams.length;
		return Array.from({ length: size }, (_, i) => ({
			room,
			team: teams[(i + first) % teams.length] as FormatTeam
		}));
	});
	// Room after room, a place at a time: neighbours in the line of people meet in different rooms.
	const longest = Math.max(...byRoom.map((slots) => slots.length));
	return Array.from({ length: longest }, (_, i) =>
		byRoom.flatMap((slots) => slots[i] ?? [])
	).flat();
}

function seated(
	people: readonly Candidate[],
	slots: readonly Slot[],
	wish: SideWish,
	lot: Lot
): ProposedSeat[] {
	const ranked = byLot(people, ({ id }) => lot(`side:${id}`)).sort(
		(a, b) => pull(b, wish) - pull(a, wish)
	);
	const forSlots = slots.filter(({ team }) => team.stance === 'for');
	const againstSlots = slots.filter(({ team }) => team.stance === 'against');
	const placed = [
		...dealt(ranked.slice(0, forSlots.length), forSlots, lot),
		...dealt(ranked.slice(forSlots.length), againstSlots, lot)
	];
	const teams = new Map<string, typeof placed>();
	for (const one of placed) {
		const key = `${one.slot.room}:${one.slot.team.key}`;
		teams.set(key, [...(teams.get(key) ?? []), one]);
	}
	return [...teams.values()].flatMap((team) =>
		// Whoever has spoken least speaks first.
		[...team]
			.sort((a, b) => a.person.spoke - b.person.spoke)
			.map(({ person, slot }, i): ProposedSeat => ({
				id: person.id,
				room: slot.room,
				role: 'speaker',
				team: slot.team.key,
				speaker: slot.team.speakers[i]?.key ?? null,
				notes: false,
				why: whyOf(person, slot.team.stance, wish)
			}))
	);
}

function dealt(people: readonly Candidate[], slots: readonly Slot[], lot: Lot) {
	return bySection(people, lot).flatMap((person, i) => {
		const slot = slots[i];
		return slot ? [{ person, slot }] : [];
	});
}

/** More for one side than for the other before: 2 and more outweigh a wish, 1 does not. */
function turnOf({ argued }: Candidate): number {
	return argued.against - argued.for;
}

function wishedOf({ leaning }: Candidate, wish: SideWish): Stance | null {
	if (wish === 'none' || leaning === null) return null;
	if (wish === 'own') return leaning;
	return leaning === 'for' ? 'against' : 'for';
}

/** Positive: rather for. */
export function pull(person: Candidate, wish: SideWish): number {
	const turn = turnOf(person);
	const wished = wishedOf(person, wish);
	const wishing = wished === null ? 0 : wished === 'for' ? 2 : -2;
	return Math.sign(turn) * (Math.abs(turn) > 1 ? 4 : 1) + wishing;
}

function whyOf(person: Candidate, stance: Stance, wish: SideWish): Why {
	const turn = turnOf(person);
	const isTurn = turn !== 0 && (turn > 0 ? 'for' : 'against') === stance;
	const wished = person.inConfidence ? null : wishedOf(person, wish);
	if (isTurn && Math.abs(turn) > 1) return 'turn';
	if (wished !== null) {
		if (wished !== stance) return 'number';
		return wish === 'own' ? 'wish' : 'other-side';
	}
	return isTurn ? 'turn' : 'drawn';
}

/** One judge for each room where judges decide, then one who writes the flow, then the audience. */
function resting(
	people: readonly Candidate[],
	rooms: number,
	from: number,
	{ result }: Shape,
	lot: Lot
): ProposedSeat[] {
	const hasJudges = result === 'ballot' || result === 'ranking';
	return bySection(people, lot).map(({ id }, i) => {
		const round = Math.floor(i / rooms);
		const isJudge = hasJudges && round === 0;
		return {
			...nowhere,
			id,
			room: from + (i % rooms),
			role: isJudge ? 'judge' : 'audience',
			notes: !isJudge && round === (hasJudges ? 1 : 0),
			why: 'rest'
		};
	});
}

/** One section after the other, each by lot: dealt out in turn they mix. */
function bySection(people: readonly Candidate[], lot: Lot): Candidate[] {
	return byLot(people, ({ id }) => lot(`deal:${id}`)).sort((a, b) =>
		(a.sectionId ?? '') < (b.sectionId ?? '') ? -1 : a.sectionId === b.sectionId ? 0 : 1
	);
}

function byLot<Item>(items: readonly Item[], lotOf: (item: Item) => number): Item[] {
	return items
		.map((item) => ({ item, lot: lotOf(item) }))
		.sort((a, b) => a.lot - b.lot)
		.map(({ item }) => item);
}
