/*
 * What the demo class debated: once in the room with votes before and after, once in writing and not
 * over yet, and one that is set up for next week.
 */
import type { Actor } from '$lib/access/actor';
import type { Locale } from '$lib/i18n/local-text';
import { saveReflection } from '$lib/debates/afterwards/reflections.server';
import { addCard } from '$lib/debates/boards/cards.server';
import {
	usualSettings,
	type DebateSettings,
	type Move,
	type Relation,
	type SaidAs
} from '$lib/debates/debate';
import type { Mode, Stance } from '$lib/debates/format';
import { debateHere, type DebateAddress } from '$lib/debates/room/finding.server';
import { move } from '$lib/debates/room/moving.server';
import { passagesFrom } from '$lib/debates/room/passages.server';
import { stateOf } from '$lib/debates/room/reading.server';
import type { WordsIn } from '$lib/debates/room/words.server';
import { motionsToDebate } from '$lib/debates/rounds/changing.server';
import { planRound } from '$lib/debates/rounds/planning.server';
import { roundFor } from '$lib/debates/rounds/rounds.server';
import { markAbsent, movePerson } from '$lib/debates/rounds/seating.server';
import { openRooms, tellRound } from '$lib/debates/rounds/starting.server';
import { castVote } from '$lib/debates/votes/votes.server';
import { sectionsIn } from '$lib/courses/people.server';
import type { CitableText } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import debatesFile from './debates.json';
import { demoClass, type DemoCitation } from './files';
import { actorOf, enrolmentOf, findPassage, momentOf, stop, type DemoPlace } from './work';

interface DemoWords {
	by: string;
	lang: Locale;
	body: string;
	passages: DemoCitation[];
}
interface DemoRound {
	/** Key in the pack. */
	motion: string;
	format: string;
	mode: Mode;
	title: string;
	planned: string;
	section: number;
}
interface Speech {
	seconds: number;
	arguments: string[];
}
interface DemoDebates {
	oxford: DemoRound & {
		starts: string;
		chair: string;
		teams: Record<string, string[]>;
		audience: string[];
		notes: string;
		votes: Record<'before' | 'after', Record<string, Stance | 'undecided'>>;
		reasons: Record<string, string>;
		speeches: Speech[];
		closings: Speech[];
		floor: { by: string; seconds: number }[];
		arguments: Record<string, DemoWords & { to?: string; relation?: Relation }>;
		reflections: Record<string, { at: string; lang: Locale; body: string }>;
	};
	written: DemoRound & {
		chair: string;
		opened: string;
		teams: Record<string, string[]>;
		cards: (Omit<DemoWords, 'body'> & {
			at: string;
			speech: boolean;
			claim: string;
			warrant: string;
		})[];
		turns: (DemoWords & { at: string; as: SaidAs })[];
	};
	planned: DemoRound & { starts: string };
}

const { oxford, written, planned } = debatesFile as unknown as DemoDebates;

export async function debateAsTheyDid(place: DemoPlace): Promise<void> {
	await debateInTheRoom(place);
	await debateInWriting(place);
	await setUp(place, planned, { startsAt: momentOf(planned.starts, place) });
}

interface SetUp {
	/** Where each is, by the code of the place; whoever is not named and in the section is absent. */
	seats?: { key: string; place: string }[];
	startsAt?: Date | null;
	settings?: Partial<DebateSettings>;
}

/** Plans a round, puts everybody where they were, and tells the class. */
async function setUp(place: DemoPlace, round: DemoRound, { seats, startsAt, settings }: SetUp) {
	const { moduleSlug } = place;
	const at = momentOf(round.planned, place);
	const instructor = await actorOf(place, 'instructor');
	const motions = await motionsToDebate(instructor, moduleSlug);
	const motion = motions[Number(round.motion.slice(1)) - 1] ?? stop(`no motion ${round.motion}`);
	const sections = await sectionsIn(instructor);
	const section = demoClass.sections[round.section];
	const made = await planRound(
		instructor,
		{
			moduleSlug,
			title: round.title,
			motionId: motion.id,
			format: round.format,
			mode: round.mode,
			startsAt: startsAt ?? null,
			sectionId: sections.find(({ name }) => name === section)?.id ?? null,
			groupId: null,
			rooms: seats ? 1 : null,
			wish: 'none',
			sections: 'mixed',
			settings: { ...usualSettings, ...settings },
			seed: round.title
		},
		at
	);
	if (!made.ok) stop(`the round “${round.title}”: ${made.reason}`);
	const address = { moduleSlug, roundId: made.roundId };
	const [debate] = made.debates;
	const room: DebateAddress = { moduleSlug, debateSlug: debate?.slug ?? '' };
	const stamp = async () => (await roundFor(instructor, address, at)).stamp;
	for (const seat of seats ?? []) {
		const enrolmentId = enrolmentOf(await actorOf(place, seat.key));
		const wanted = `${room.debateSlug}/${seat.place}`;
		const asked = { stamp: await stamp(), enrolmentId, place: wanted };
		const put = await movePerson(instructor, address, asked, at);
		if (!put.ok) stop(`the place of ${seat.key}: ${put.reason}`);
	}
	await tellRound(instructor, address, at);
	return { address, room, instructor };
}

/** Who sits where: the teams in the order of their speakers, then everybody else. */
function seatsOf(teams: Record<string, string[]>, others: { key: string; place: string }[] = []) {
	const speaking = Object.entries(teams).flatMap(([team, keys]) =>
		keys.map((key, i) => ({ key, place: `speaker:${team}:${i + 1}` }))
	);
	return [...others, ...speaking];
}

/** One debate, followed move by move. */
class Room {
	readonly #place: DemoPlace;
	readonly #address: DebateAddress;
	readonly #chair: Actor;
	readonly #texts = new Map<string, CitableText>();
	at: Date;

	constructor(place: DemoPlace, address: DebateAddress, chair: Actor, at: Date) {
		this.#place = place;
		this.#address = address;
		this.#chair = chair;
		this.at = at;
	}

	later(seconds: number): void {
		this.at = new Date(this.at.getTime() + seconds * 1000);
	}

	async state() {
		return stateOf(await debateHere(this.#chair, this.#address, this.at));
	}

	async move(actor: Actor, wanted: Move, words: WordsIn | null = null): Promise<number> {
		const done = await move(actor, this.#address, wanted, { words }, this.at);
		if (!done.ok) stop(`${wanted.kind} in ${this.#address.debateSlug}: ${done.reason}`);
		return done.c ?? 0;
	}

	async chair(kind: 'next' | 'start' | 'end'): Promise<void> {
		const { chairSeq: seen } = await this.state();
		await this.move(this.#chair, { kind, seen });
	}

	async next(): Promise<void> {
		this.later(15);
		await this.chair('next');
	}

	async words(actor: Actor, { lang, body, passages }: DemoWords): Promise<WordsIn> {
		return { lang, body, passages: await this.passages(actor, passages) };
	}

	async passages(actor: Actor, cited: DemoCitation[]): Promise<WordsIn['passages']> {
		const index = await readingIndex(actor, this.#place.moduleId);
		const chosen = [];
		for (const one of cited) chosen.push(await findPassage(actor, index, this.#texts, one));
		const here = await debateHere(actor, this.#address, this.at);
		const found = await passagesFrom(actor, here, chosen, this.at);
		return found.ok ? found.passages : stop(`a passage in a debate: ${found.reason}`);
	}
}

async function debateInTheRoom(place: DemoPlace): Promise<void> {
	const began = momentOf(oxford.starts, place);
	const { address, room, instructor } = await setUp(place, oxford, {
		seats: seatsOf(oxford.teams, [
			...oxford.audience.map((key) => ({ key, place: 'audience' })),
			{ key: oxford.notes, place: 'notes' }
		]),
		startsAt: began,
		settings: { worth: 5 }
	});
	const there = new Set([...Object.values(oxford.teams).flat(), ...oxford.audience]);
	for (const { enrolmentId } of await absentees(place, there)) {
		const { stamp } = await roundFor(instructor, address, began);
		const asked = { stamp, enrolmentId, standIn: null };
		const marked = await markAbsent(instructor, address, asked, began);
		if (!marked.ok) stop(`an absence: ${marked.reason}`);
	}
	const opened = await openRooms(instructor, address, null, began);
	if (!opened.ok) stop(`opening the debate: ${opened.reason}`);

	const here = new Room(place, room, instructor, began);
	const numbers = new Map<string, number>();
	const vote = async (moment: 'before' | 'after') => {
		await here.next();
		for (const [key, choice] of Object.entries(oxford.votes[moment])) {
			here.later(4);
			const actor = await actorOf(place, key);
			const reason = moment === 'after' ? (oxford.reasons[key] ?? '') : '';
			const lang = actor.person?.locale ?? 'en';
			const cast = await castVote(actor, room, { moment, choice, reason }, lang, here.at);
			if (!cast.ok) stop(`the vote of ${key}: ${cast.reason}`);
		}
	};
	const speak = async ({ seconds, arguments: said }: Speech) => {
		await here.next();
		here.later(20);
		await here.chair('start');
		const { phase } = await here.state();
		for (const [i, key] of said.entries()) {
			here.later(seconds / (said.length + 1));
			const argument = oxford.arguments[key] ?? stop(`no argument ${key}`);
			const actor = await actorOf(place, argument.by);
			const words = await here.words(actor, argument);
			const c = await here.move(actor, { kind: 'argue', c: 0, phase, row: i + 1 }, words);
			numbers.set(key, c);
			const to = numbers.get(argument.to ?? '');
			if (to !== undefined && argument.relation)
				await here.move(actor, { kind: 'link', c, to, relation: argument.relation });
		}
		here.later(seconds / (said.length + 1));
	};
	await vote('before');
	for (const speech of oxford.speeches) await speak(speech);
	await here.next();
	await here.chair('start');
	for (const { by, seconds } of oxford.floor) {
		const actor = await actorOf(place, by);
		here.later(10);
		await here.move(actor, { kind: 'ask-floor' });
		const { floor } = await here.state();
		await here.move(instructor, { kind: 'call', who: floor[0] ?? 0 });
		here.later(seconds);
		await here.move(actor, { kind: 'yield' });
	}
	for (const closing of oxford.closings) await speak(closing);
	await vote('after');
	await here.next();
	here.later(240);
	await here.chair('end');
	await here.move(instructor, { kind: 'publish', what: 'votes' });
	for (const [key, { at, lang, body }] of Object.entries(oxford.reflections)) {
		const actor = await actorOf(place, key);
		const when = momentOf(at, place);
		const kept = await saveReflection(actor, room, { body, version: 0 }, true, lang, when);
		if (!kept.ok) stop(`the reflection of ${key}: ${kept.reason}`);
	}
}

async function absentees(place: DemoPlace, there: ReadonlySet<string>) {
	const missing = demoClass.students.filter(
		({ key, section }) => section === oxford.section && !there.has(key)
	);
	const found = [];
	for (const { key } of missing)
		found.push({ enrolmentId: enrolmentOf(await actorOf(place, key)) });
	return found;
}

async function debateInWriting(place: DemoPlace): Promise<void> {
	const opened = momentOf(written.opened, place);
	const { address, room } = await setUp(place, written, {
		seats: seatsOf(written.teams),
		settings: { shows: 'pseudonyms', hours: 48 }
	});
	const chair = await actorOf(place, written.chair);
	const here = new Room(place, room, chair, opened);
	for (const { by, at, lang, speech, claim, warrant, passages } of written.cards) {
		const actor = await actorOf(place, by);
		const when = momentOf(at, place);
		const team = Object.entries(written.teams).find(([, keys]) => keys.includes(by));
		const phaseKey = speech && team ? `${team[0]}${team[1].indexOf(by) + 1}` : null;
		const words = { claim, warrant, lang, phaseKey };
		const cited = { ...words, passages: await here.passages(actor, passages) };
		const kept = await addCard(actor, room, cited, when);
		if (!kept.ok) stop(`a card of ${by}: ${kept.reason}`);
	}
	const open = await openRooms(chair, address, null, opened);
	if (!open.ok) stop(`opening the debate: ${open.reason}`);
	// The coin has been tossed: whoever won it picks, and then the others.
	const [one, other] = Object.entries(written.teams);
	const side = { by: one?.[1][0], move: { kind: 'pick', side: 'for', order: null } } as const;
	const order = { by: other?.[1][0], move: { kind: 'pick', side: null, order: 'second' } } as const;
	const isOnes = (await here.state()).coin?.winner === one?.[0];
	for (const { by, move } of isOnes ? [side, order] : [order, side]) {
		await here.move(await actorOf(place, by ?? ''), move);
		here.later(1800);
	}
	for (const turn of written.turns) {
		here.at = momentOf(turn.at, place);
		const actor = await actorOf(place, turn.by);
		const words = await here.words(actor, turn);
		await here.move(actor, { kind: 'say', as: turn.as, to: null, c: 0, letters: 0 }, words);
	}
	// Two questions were enough for them.
	await here.next();
}
