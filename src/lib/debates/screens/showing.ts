/*
 * What the screens of a debate show of its state: the phases as a row, the teams with who spoke and who
 * speaks next, and the one thing that the chair does next. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { isRunning } from '../clock';
import { decide } from '../decide';
import type { DebateState, Move, Person, Rules, Who } from '../debate';
import type { Phase, PhaseKind, Stance } from '../format';
import {
	currentPhase,
	holdersOf,
	isPresent,
	openKinds,
	peopleOf,
	phaseAt,
	speakingNow,
	teamHere,
	teamOfPhase
} from '../standing';

export interface Step {
	index: number;
	title: LocalText;
	state: 'done' | 'now' | 'coming';
	/** How wide it is in the row: minutes, or two for what has no clock. */
	weight: number;
	stance: Stance | null;
}

export function stepsOf(rules: Rules, state: DebateState): Step[] {
	const at = state.endedAt === null ? state.phase : rules.format.phases.length;
	return rules.format.phases.map((phase, index) => ({
		index,
		title: phase.title,
		state: index < at ? 'done' : index === at ? 'now' : 'coming',
		weight: Math.max(2, (phase.seconds ?? 0) / 60),
		stance: stanceOf(state, phase)
	}));
}

/** What is argued in a phase; null: by both sides, or by nobody. */
export function stanceOf(state: DebateState, phase: Phase | null): Stance | null {
	const team = teamOfPhase(state, phase);
	return phase?.kind === 'speech' && team !== null ? (state.stances[team] ?? null) : null;
}

export interface PlaceHere {
	title: LocalText | null;
	/** Null: nobody has the place. */
	who: Who | null;
	state: 'done' | 'speaking' | 'next' | 'waiting';
	doing: Doing | null;
}

/**
 * What somebody does beside having a speech: offers a point of information or is heard with one; asks or
 * answers in a cross-examination; asks or answers first in a crossfire.
 */
export type Doing = 'offers' | 'point' | 'asks' | 'answers' | 'asks-first' | 'answers-first';

export interface TeamHere {
	key: string;
	title: LocalText;
	stance: Stance;
	/** False while a coin has still to decide what it argues. */
	isSettled: boolean;
	/** Whether its title leaves open what it argues, which a coin or a change of sides decides. */
	saysStance: boolean;
	places: PlaceHere[];
}

export function doingOf(rules: Rules, state: DebateState, who: Who): Doing | null {
	const phase = currentPhase(rules, state);
	if (state.endedAt !== null || !phase) return null;
	if (state.points.taken === who) return 'point';
	if (state.points.offered.includes(who)) return 'offers';
	if (phase.kind !== 'cross' && phase.kind !== 'crossfire') return null;
	const isWho = holdersOf(state, phase.who).includes(who);
	if (!isWho && !holdersOf(state, phase.other).includes(who)) return null;
	if (phase.kind === 'cross') return isWho ? 'answers' : 'asks';
	return isWho ? 'asks-first' : 'answers-first';
}

/** How a toss stands while it is the phase; keys are teams, null what is open. */
export interface CoinHere {
	winner: string | null;
	drawn: boolean;
	/** Who picks now, and of what. */
	turn: string | null;
	of: 'both' | 'side' | 'order';
	pro: string | null;
	first: string | null;
}

export function coinOf(rules: Rules, state: DebateState): CoinHere | null {
	if (currentPhase(rules, state)?.kind !== 'coin') return null;
	const { format } = rules;
	const { coin } = state;
	const keys = format.teams.map(({ key }) => key);
	const picked = (what: 'side' | 'order') => coin !== null && (coin.done || coin.picked === what);
	const opens = format.phases.find(({ who }) => who !== null)?.who?.team;
	return {
		winner: coin?.winner ?? null,
		drawn: coin?.drawn ?? true,
		turn:
			coin === null || coin.done
				? null
				: coin.picked === null
					? coin.winner
					: (keys.find((key) => key !== coin.winner) ?? null),
		of: coin?.picked === 'side' ? 'order' : coin?.picked === 'order' ? 'side' : 'both',
		pro: picked('side') ? (keys.find((key) => state.stances[key] === 'for') ?? null) : null,
		first: picked('order') && opens !== undefined ? teamHere(state, opens) : null
	};
}

/** Phases in which somebody speaks from a place. */
const spokenFrom: readonly PhaseKind[] = [
	'speech',
	'cross',
	'crossfire',
	'restate',
	'spokesperson'
];

export function teamsOf(rules: Rules, state: DebateState): TeamHere[] {
	const { format } = rules;
	const speaking = speakingNow(rules, state);
	const next = nextSpeakers(rules, state);
	const stateOf = (who: Who, speaker: string | null, team: string): PlaceHere['state'] => {
		if (speaking.includes(who)) return 'speaking';
		if (next.includes(who)) return 'next';
		const own = format.phases.flatMap(({ kind, who: place }, index) =>
			place &&
			spokenFrom.includes(kind) &&
			teamHere(state, place.team) === team &&
			(place.speakers.length === 0 || (speaker !== null && place.speakers.includes(speaker)))
				? [index]
				: []
		);
		const isDone = own.length > 0 && own.every((i) => i < state.phase || state.endedAt !== null);
		return isDone ? 'done' : 'waiting';
	};
	const coin = coinOf(rules, state);
	const saysStance = format.phases.some(({ kind }) => kind === 'coin' || kind === 'switch');
	return format.teams.map(({ key, title, stance, speakers }) => {
		const people = peopleOf(state, key);
		const places = speakers.flatMap((speaker): PlaceHere[] => {
			const here = people.filter((person) => person.speaker === speaker.key);
			if (here.length === 0)
				return [{ title: speaker.title, who: null, state: 'waiting', doing: null }];
			return here.map(({ who }) => ({
				title: speaker.title,
				who,
				state: stateOf(who, speaker.key, key),
				doing: doingOf(rules, state, who)
			}));
		});
		const others = people
			.filter((person) => !speakers.some((speaker) => speaker.key === person.speaker))
			.map(({ who }): PlaceHere => ({
				title: null,
				who,
				state: stateOf(who, null, key),
				doing: doingOf(rules, state, who)
			}));
		return {
			key,
			title,
			stance: state.stances[key] ?? stance,
			isSettled: coin === null || coin.pro !== null,
			saysStance,
			// Nobody knows yet who has the places before the debate is open.
			places: state.openedAt === null ? [] : [...places, ...others]
		};
	});
}

/** Who speaks in the next phase that belongs to somebody; nobody when the floor comes first. */
export function nextSpeakers(rules: Rules, state: DebateState): Who[] {
	const coin = coinOf(rules, state);
	if (state.endedAt !== null || (coin && coin.first === null)) return [];
	const coming = rules.format.phases.slice(state.phase + 1);
	const next = coming.find(({ kind }) => kind !== 'vote' && kind !== 'coin' && kind !== 'switch');
	return next && spokenFrom.includes(next.kind) ? holdersOf(state, next.who) : [];
}

/** Whether people may ask for the floor, or wait for it. */
export function hasQueue(rules: Rules, state: DebateState): boolean {
	if (state.openedAt === null || state.endedAt !== null) return false;
	const kind = currentPhase(rules, state)?.kind;
	return state.floor.length > 0 || (kind !== undefined && openKinds.includes(kind));
}

export type NextStep =
	| { kind: 'open' }
	| { kind: 'toss' }
	/** The winner of the toss, or the other team after them, picks; a chair may enter it. */
	| { kind: 'pick' }
	/** The first word: `who` speaks, or nobody in particular. */
	| { kind: 'start'; who: Who[]; phase: Phase; move: Move }
	| { kind: 'resume'; move: Move }
	/** `closes`: a vote that ends with it. */
	| { kind: 'next'; phase: Phase; closes: boolean; isFirst: boolean; move: Move }
	| { kind: 'publish'; what: 'votes' | 'ballots'; move: Move }
	| { kind: 'end'; move: Move }
	| { kind: 'done' };

/** Phases that go by without a clock of their own, even where the format gives them minutes. */
const unspoken: readonly PhaseKind[] = ['vote', 'coin', 'choose', 'switch'];

export function nextStep(rules: Rules, state: DebateState): NextStep {
	const seen = state.chairSeq;
	const { votes, ballots } = publishable(rules, state);
	if (state.openedAt === null) return { kind: 'open' };
	if (state.endedAt !== null) {
		if (votes) return { kind: 'publish', what: 'votes', move: { kind: 'publish', what: 'votes' } };
		if (ballots)
			return { kind: 'publish', what: 'ballots', move: { kind: 'publish', what: 'ballots' } };
		return { kind: 'done' };
	}
	const phase = currentPhase(rules, state);
	if (phase?.kind === 'coin' && !state.coin) return { kind: 'toss' };
	if (phase?.kind === 'coin' && !state.coin?.done) return { kind: 'pick' };
	if (phase && state.mode === 'spoken' && !unspoken.includes(phase.kind)) {
		if (state.clock.startedAt === null && (phase.seconds !== null || phase.kind === 'speech'))
			return {
				kind: 'start',
				who: speakingNow(rules, state),
				phase,
				move: { kind: 'start', seen }
			};
		if (state.clock.startedAt !== null && !isRunning(state.clock))
			return { kind: 'resume', move: { kind: 'resume', seen } };
	}
	const next = phaseAt(rules, state.phase + 1);
	if (!next) return { kind: 'end', move: { kind: 'end', seen } };
	return {
		kind: 'next',
		phase: next,
		closes: phase?.kind === 'vote',
		isFirst: state.phase < 0,
		move: { kind: 'next', seen }
	};
}

/** What a chair may show now that was counted. */
export function publishable(
	rules: Rules,
	state: DebateState
): { votes: boolean; ballots: boolean } {
	const can = (what: 'votes' | 'ballots') =>
		decide(rules, state, 0, { kind: 'publish', what }, 0).ok;
	return { votes: can('votes'), ballots: can('ballots') };
}

export type TakenBack =
	| { kind: 'phase'; phase: Phase }
	| { kind: 'started' | 'paused' | 'resumed' | 'adjusted' | 'extended' | 'mode' | 'coin' | 'ended' }
	| { kind: 'other' };

/** What the chair's newest act was, by what it changed; null: there is nothing to take back. */
export function lastAct(rules: Rules, state: DebateState): TakenBack | null {
	const last = state.undo.at(-1);
	if (!last) return null;
	const { before } = last;
	const { clock } = state;
	if (before.endedAt !== state.endedAt) return { kind: 'ended' };
	const phase = currentPhase(rules, state);
	if (before.turns.length !== state.turns.length && phase) return { kind: 'phase', phase };
	if (before.mode !== state.mode) return { kind: 'mode' };
	if (before.clock.startedAt !== clock.startedAt) return { kind: 'started' };
	if (before.clock.limit !== clock.limit) return { kind: 'adjusted' };
	if (before.clock.pausedAt === null && clock.pausedAt !== null) return { kind: 'paused' };
	if (before.clock.pausedAt !== null && clock.pausedAt === null) return { kind: 'resumed' };
	if (before.dueAt !== state.dueAt) return { kind: 'extended' };
	if (before.coin !== state.coin) return { kind: 'coin' };
	return { kind: 'other' };
}

/**
 * Who the reader would be with their first move, for whom no event has said it yet: so that a page shows
 * what may be done before anybody has joined.
 */
export function withReader(
	state: DebateState,
	me: Who | null,
	role: 'chair' | 'audience'
): { state: DebateState; who: Who } {
	const known = me === null ? undefined : state.people[me];
	if (known && !known.gone) return { state, who: known.who };
	const who = me ?? Math.max(0, ...Object.keys(state.people).map(Number)) + 1;
	const guest: Person = {
		who,
		role,
		team: null,
		speaker: null,
		notes: false,
		muted: false,
		removed: false,
		gone: false
	};
	return { state: { ...state, people: { ...state.people, [who]: guest } }, who };
}

/** Everybody who is here, in the order of their numbers. */
export function presentIn(state: DebateState): Person[] {
	return Object.values(state.people)
		.filter(isPresent)
		.sort((a, b) => a.who - b.who);
}
