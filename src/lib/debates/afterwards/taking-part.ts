/*
 * Points for taking part in a debate: what somebody did counts, never for which side or how well.
 * `worth` is shared evenly between the parts that a role had. Pure.
 */
import type { DebateState, Role, Rules, Who } from '../debate';
import { holdersOf } from '../standing';

/**
 * place: held a place to the end of it, as chair or listener · turns: spoke or wrote in a turn of
 * their own · ballot: judged · votes: voted whenever they could · reflection: handed it in
 */
export const parts = ['place', 'turns', 'ballot', 'votes', 'reflection'] as const;
export type Part = (typeof parts)[number];

export interface Deeds {
	role: Role;
	isAbsent: boolean;
	/** Turns that were theirs and came; and how many of them they took. */
	turns: { came: number; taken: number };
	/** The debate has judges' ballots. */
	asksBallot: boolean;
	gaveBallot: boolean;
	/** Moments at which they could have voted, and did. */
	votes: { asked: number; given: number };
	gaveReflection: boolean;
}

export interface TakingPart {
	parts: { part: Part; isDone: boolean }[];
	/** Null: absent, for staff to decide. */
	points: number | null;
}

export function takingPart(worth: number, deeds: Deeds): TakingPart {
	const { role, turns, votes } = deeds;
	const asked: { part: Part; isDone: boolean }[] = [
		role === 'speaker' && turns.came > 0
			? { part: 'turns', isDone: turns.taken > 0 }
			: role === 'judge' && deeds.asksBallot
				? { part: 'ballot', isDone: deeds.gaveBallot }
				: { part: 'place', isDone: true },
		...(votes.asked > 0 ? [{ part: 'votes' as const, isDone: votes.given >= votes.asked }] : []),
		{ part: 'reflection', isDone: deeds.gaveReflection }
	];
	if (deeds.isAbsent) return { parts: asked, points: null };
	const done = asked.filter(({ isDone }) => isDone).length;
	return { parts: asked, points: Math.round((100 * worth * done) / asked.length) / 100 };
}

/** Turns that came, and in which somebody had the word, wrote, or was timed. */
export function turnsOf({ format }: Rules, state: DebateState, who: Who): Deeds['turns'] {
	const own = state.turns.filter(({ index }) => {
		const phase = format.phases[index];
		const places = [phase?.who ?? null, phase?.other ?? null];
		return places.some((place) => holdersOf(state, place).includes(who));
	});
	const taken = own.filter(
		(turn) =>
			!turn.missed &&
			(turn.said.some(({ by }) => by === who) || (turn.ms > 0 && turn.who.includes(who)))
	);
	const spoke =
		(state.airtime[who] ?? 0) > 0 ||
		state.turns.some(({ said }) => said.some(({ by }) => by === who));
	return { came: own.length, taken: Math.max(taken.length, spoke ? 1 : 0) };
}
