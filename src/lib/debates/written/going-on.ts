/*
 * How a debate in writing goes on without anybody pressing anything: it begins as soon as it is open,
 * a coin is tossed at once, a turn that was given makes room for the next, a time that is over ends what nobody in particular had to write, and each question of
 * a cross-examination leaves time for its answer. Also where the machine moves to the next phase of a
 * spoken debate that was set up to go on. Who is called upon stands here too. Pure.
 */
import { elapsedOf } from '../clock';
import type { DebateState, EventBody, EventKind, Move, Rules, SaidAs, Who } from '../debate';
import { decide } from '../decide';
import type { Phase } from '../format';
import { reduce } from '../reduce';
import {
	awaited,
	currentPhase,
	currentTurn,
	holdersOf,
	isAgreed,
	isOpen,
	isPresent,
	machine
} from '../standing';

const hour = 3_600_000;

/** Whether all that a written phase asks for has been given, so that it need not wait for its end. */
export function goesOnNow(rules: Rules, state: DebateState): boolean {
	const phase = currentPhase(rules, state);
	const turn = currentTurn(state);
	if (!phase || !turn || !isOpen(state) || state.mode !== 'written') return false;
	if (turn.missed && rules.settings.whenMissed === 'skip') return true;
	switch (phase.kind) {
		case 'speech':
		case 'spokesperson':
			return turn.said.some(({ as }) => as === 'speech');
		case 'cross':
		case 'crossfire':
			return awaited(rules, state) === null;
		case 'restate':
			return state.restated?.state === 'accepted';
		case 'switch':
			return true;
		case 'coin':
			return state.coin?.done === true;
		case 'statement':
			return isAgreed(state);
		default:
			return false;
	}
}

/** What lets a phase be over at once; after anything else, as when a chair goes back, it stays. */
const givers: readonly EventKind[] = [
	'opened',
	'said',
	'accepted',
	'signed',
	'picked',
	'phase',
	'mode',
	'missed'
];

/** To the next phase, or to the end after the last one. */
export function onward({ format }: Rules, state: DebateState): Move {
	const seen = state.chairSeq;
	return state.phase + 1 < format.phases.length ? { kind: 'next', seen } : { kind: 'end', seen };
}

/** Milliseconds that each question and each answer has at least; the phase's time in equal parts. */
export function shareOf({ settings }: Rules, { written }: Phase): number {
	const hours = settings.hours ?? written.hours;
	return (hours * hour) / Math.max(1, 2 * written.exchanges);
}

function followUp(
	rules: Rules,
	state: DebateState,
	{ after, draw }: Following,
	now: number
): Move | null {
	if (!givers.includes(after)) return null;
	const begins = after === 'opened' && state.mode === 'written';
	if (begins || goesOnNow(rules, state)) return onward(rules, state);
	const phase = currentPhase(rules, state);
	if (phase?.kind === 'coin' && state.mode === 'written' && !state.coin) {
		const drawn = draw?.();
		return drawn === undefined ? null : { kind: 'toss', team: null, drawn, seen: state.chairSeq };
	}
	const isExchange = phase?.kind === 'cross' || phase?.kind === 'crossfire';
	if (after !== 'said' || !phase || !isExchange || state.dueAt === null) return null;
	if (state.mode !== 'written' || !awaited(rules, state)) return null;
	const dueAt = now + shareOf(rules, phase);
	return dueAt > state.dueAt ? { kind: 'extend', dueAt, seen: state.chairSeq } : null;
}

/** Phases that a debate may pass through at once. */
const mostAtOnce = 20;

interface Following {
	after: EventKind;
	/** Draws the team that a toss falls to. */
	draw: (() => string | undefined) | undefined;
}

/**
 * What the machine does at once after something that has happened, in the same breath.
 * @param state after it
 * @param draw draws the team that a toss falls to
 */
export function followUps(
	rules: Rules,
	state: DebateState,
	after: EventKind,
	now: number,
	draw?: () => string | undefined
): EventBody[] {
	const events: EventBody[] = [];
	let next = state;
	let last = after;
	while (events.length < mostAtOnce) {
		const wanted = followUp(rules, next, { after: last, draw }, now);
		const decided = wanted && decide(rules, next, machine, wanted, now);
		if (!decided?.ok) break;
		events.push(decided.event);
		last = decided.event.kind;
		next = reduce(rules, next, { ...decided.event, seq: next.seq + 1, at: now, by: machine });
	}
	return events;
}

/**
 * What the machine does when a time is over: a turn is missed, or what needed no one in particular
 * ends. Null: nothing, or not yet.
 * @param graceMs how much longer whoever's turn it is has, as agreed with staff
 */
export function whenOver(
	rules: Rules,
	state: DebateState,
	graceMs: number,
	now: number
): Move | null {
	const at = overAt(rules, state, graceMs);
	if (at === null || now <= at) return null;
	if (state.mode === 'spoken') return onward(rules, state);
	const isAwaited = awaited(rules, state) !== null || state.restated?.state === 'given';
	return isAwaited ? { kind: 'miss', index: state.phase } : onward(rules, state);
}

/** The moment after which `whenOver` has something to do. */
export function overAt(rules: Rules, state: DebateState, graceMs: number): number | null {
	const phase = currentPhase(rules, state);
	const turn = currentTurn(state);
	if (!phase || !turn || !isOpen(state)) return null;
	if (state.mode === 'written')
		return state.dueAt === null || turn.missed ? null : state.dueAt + graceMs;
	const { startedAt, pausedAt, pausedMs, limit } = state.clock;
	const isLast = state.phase + 1 >= rules.format.phases.length;
	if (!rules.settings.goesOn || isLast || limit === null || startedAt === null) return null;
	return pausedAt !== null && elapsedOf(state.clock, pausedAt) < limit
		? null
		: startedAt + pausedMs + limit;
}

/** What somebody is called upon to do in writing. */
export type CalledFor = SaidAs | 'accept' | 'statement' | 'vote' | 'choose';

export interface Call {
	as: CalledFor;
	/** The question to be answered. */
	to: number | null;
	who: Who[];
}

/** Whom a written phase waits for, and what for; null: nobody in particular, or nobody any more. */
export function calledUpon(rules: Rules, state: DebateState): Call | null {
	const phase = currentPhase(rules, state);
	if (!phase || !isOpen(state) || state.mode !== 'written') return null;
	const next = awaited(rules, state);
	if (next) return { as: next.as, to: next.to, who: next.who };
	const here = Object.values(state.people).filter(
		(person) => isPresent(person) && person.role !== 'chair' && person.role !== 'judge'
	);
	const all = (as: CalledFor, some: typeof here): Call => ({
		as,
		to: null,
		who: some.map(({ who }) => who)
	});
	switch (phase.kind) {
		case 'vote': {
			const isEverybody = rules.settings.voters === 'everybody';
			return all(
				'vote',
				here.filter(({ team }) => isEverybody || team === null)
			);
		}
		case 'choose':
			return all('choose', here);
		case 'restate':
			return state.restated?.state === 'given'
				? { as: 'accept', to: state.restated.c, who: holdersOf(state, phase.other) }
				: null;
		case 'discussion':
			return all(
				'floor',
				here.filter(({ team }) => team !== null)
			);
		case 'statement':
			return all(
				'statement',
				here.filter(
					({ team, who }) => team !== null && state.statement?.signed.includes(who) !== true
				)
			);
		case 'circle':
			return all(
				'floor',
				here.filter(({ who }) => state.circle.inner.includes(who))
			);
		case 'gather':
			return all(
				'floor',
				here.filter(({ who }) => state.corners[who] !== undefined)
			);
		default:
			return null;
	}
}
