/*
 * A debate as pages get it: the same told events as its stream, so that whoever comes late has all of
 * it at once, and what the reader may do in it.
 */
import type { Actor } from '$lib/access/actor';
import { may, type Permission } from '$lib/access/permissions';
import type { LocalText } from '$lib/i18n/local-text';
import type { MotionBody } from '$lib/positions/position';
import type { DebateState, Rules, Told } from '../debate';
import { roomOf, type Room } from './cache.server';
import { debateHere, type DebateAddress, type DebateHere, type MyPlace } from './finding.server';
import type { ScreenHere } from './screen-links.server';

export interface Live {
	/** Milliseconds of the server's clock. */
	now: number;
	told: Told[];
	rules: Rules;
	/** The reader's number; null: not of the debate. */
	me: number | null;
	place: MyPlace | null;
	may: MayHere;
	slug: string;
	room: string;
	moduleSlug: string;
	courseSlug: string;
	timeZone: string;
	motion: MotionBody;
	title: LocalText;
	formatKey: string;
	mode: DebateHere['debate']['mode'];
	state: DebateHere['debate']['state'];
	startsAt: Date | null;
	openedAt: Date | null;
	endedAt: Date | null;
}

/** By permission; on a screen nobody may anything. */
export interface MayHere {
	chair: boolean;
	judge: boolean;
	take: boolean;
	/** Of one's own side; staff see every board. */
	board: boolean;
	prepare: boolean;
	vote: boolean;
	reflect: boolean;
	figures: boolean;
	plan: boolean;
	/** Writes the flow. */
	notes: boolean;
}

/** A debate that was found, by an actor or by the link of a screen. */
export type RoomHere = Pick<DebateHere, 'courseId' | 'debate' | 'rules'>;

/** Brought up to what the caller has seen of it. */
export function roomHere({ courseId, debate, rules }: RoomHere): Promise<Room> {
	return roomOf({ courseId, debateId: debate.id }, rules, debate.seq);
}

/** Events after `seq`, with the words and names they need; the same for everybody. */
export async function toldAfter(here: RoomHere, seq: number): Promise<Told[]> {
	return (await roomHere(here)).told.slice(Math.max(0, seq));
}

/** What a debate has come to; shared, not to be changed. */
export async function stateOf(here: RoomHere): Promise<DebateState> {
	return (await roomHere(here)).state;
}

/** Needs `debate.read`. */
export async function liveFor(actor: Actor, address: DebateAddress, now: Date): Promise<Live> {
	return liveOf(actor, await debateHere(actor, address, now), now);
}

/** Of a debate that the actor has been allowed to see. */
export async function liveOf(actor: Actor, here: DebateHere, now: Date): Promise<Live> {
	const { facts, me } = here;
	const onTeam = me?.team != null;
	const can = (permission: Permission) => may(actor, permission, { ...facts, onTeam });
	const isStaff = can('debate.figures');
	return {
		...facesOf(here),
		now: now.getTime(),
		told: await toldAfter(here, 0),
		me: me?.number ?? null,
		place: me,
		may: {
			chair: can('debate.chair'),
			judge: can('debate.judge'),
			take: can('debate.take'),
			board: can('debate.board'),
			prepare: can('debate.prepare'),
			vote: can('debate.vote'),
			reflect: can('debate.reflect'),
			figures: isStaff,
			plan: can('debate.plan'),
			notes: can('debate.take') && (isStaff || onTeam || me?.takesNotes === true)
		}
	};
}

const nothing: MayHere = {
	chair: false,
	judge: false,
	take: false,
	board: false,
	prepare: false,
	vote: false,
	reflect: false,
	figures: false,
	plan: false,
	notes: false
};

/** For the screen of a room, which nobody does anything with: also by a link, see `screenFor`. */
export async function liveOnScreen(here: ScreenHere, now: Date): Promise<Live> {
	const told = await toldAfter(here, 0);
	return { ...facesOf(here), now: now.getTime(), told, me: null, place: null, may: nothing };
}

/** What a page says of a debate beside its events. */
function facesOf(here: Omit<ScreenHere, 'linkId'>) {
	const { debate, motion, rules, courseSlug, moduleSlug, timeZone } = here;
	const { slug, room, formatKey, mode, state, startsAt, openedAt, endedAt } = debate;
	return {
		rules,
		slug,
		room,
		moduleSlug,
		courseSlug,
		timeZone,
		motion,
		title: motion.text,
		formatKey,
		mode,
		state,
		startsAt,
		openedAt,
		endedAt
	};
}
