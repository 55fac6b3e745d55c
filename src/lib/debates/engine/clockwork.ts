/* The chair's acts: phases, the clock, the mode, the coin, and taking an act back. Pure. */
import { isRunning, startedClock, waitingClock } from '../clock';
import type { ClockPoint, DebateState, PublicEvent, Rules } from '../debate';
import type { Stance } from '../format';
import type { Changes } from './change';
import { currentPhase, currentTurn, dueAfter, holdersOf, otherStance, phaseAt } from '../standing';
import { turnOver } from './words';

/** How many of the chair's acts can be taken back. */
const depth = 20;

function pointOf(state: DebateState): ClockPoint {
	const { phase, clock, dueAt, mode, stances, order, coin, turns } = state;
	const { floor, called, wordFrom, airtime, restated, endedAt } = state;
	const acts = { phase, clock, dueAt, mode, stances, order, coin, turns };
	return { ...acts, floor, called, wordFrom, airtime, restated, endedAt };
}

/** An act that the next move of a chair must have seen, and that can be taken back. */
function act(
	state: DebateState,
	{ seq }: Pick<PublicEvent, 'seq'>,
	changed: Partial<DebateState>
): Partial<DebateState> {
	const undo = [...state.undo.slice(1 - depth), { seq, before: pointOf(state) }];
	return { ...changed, chairSeq: seq, undo };
}

function stoppedPools({ pool }: Rules['format'], pools: DebateState['pools'], at: number) {
	if (!Object.values(pools).some(({ since }) => since !== null)) return pools;
	return Object.fromEntries(
		Object.entries(pools).map(([team, spent]) => [team, stopped(spent, at, pool)])
	);
}

function stopped(
	{ usedMs, since }: { usedMs: number; since: number | null },
	at: number,
	pool: number | null
) {
	const running = since === null ? 0 : Math.max(0, at - since);
	return { usedMs: Math.min((pool ?? 0) * 1000, usedMs + running), since: null };
}

function switchesUntil({ format }: Rules, index: number): number {
	return format.phases.slice(0, index + 1).filter(({ kind }) => kind === 'switch').length;
}

function turnedStances(stances: Record<string, Stance>): Record<string, Stance> {
	return Object.fromEntries(
		Object.entries(stances).map(([team, stance]) => [team, otherStance(stance)])
	);
}

export const clockwork: Changes = {
	phase(state, { index, dueAt }, event, rules) {
		const phase = phaseAt(rules, index);
		if (!phase) return;
		const over = turnOver(rules, state, event.at);
		const turns = switchesUntil(rules, index) - switchesUntil(rules, state.phase);
		const turn = {
			index,
			who: holdersOf(state, phase.who),
			beganAt: event.at,
			ms: 0,
			said: [],
			missed: false
		};
		return act(state, event, {
			airtime: over.airtime,
			wordFrom: 0,
			turns: [...over.turns, turn],
			phase: index,
			dueAt,
			clock: waitingClock(phase),
			pools: stoppedPools(rules.format, state.pools, event.at),
			stances: turns % 2 === 0 ? state.stances : turnedStances(state.stances),
			// Whoever waited for the floor waited for it in the phase that is over.
			floor: [],
			called: null,
			points: { offered: [], taken: null },
			restated: phase.kind === 'restate' ? { c: null, state: 'wanted' } : null
		});
	},
	started(state, _data, event, rules) {
		const turn = currentTurn(state);
		if (!turn || state.clock.startedAt !== null) return;
		const phase = currentPhase(rules, state);
		const holders = holdersOf(state, phase?.who ?? null);
		const isCalled =
			phase?.kind === 'speech' && state.called !== null && holders.includes(state.called);
		const who = isCalled ? holders.filter((one) => one === state.called) : holders;
		const known = turn.who.filter((one) => !who.includes(one) && one === state.called);
		return act(state, event, {
			clock: startedClock(state.clock, event.at),
			pools: stoppedPools(rules.format, state.pools, event.at),
			turns: [...state.turns.slice(0, -1), { ...turn, who: [...who, ...known] }]
		});
	},
	paused(state, _data, event) {
		if (!isRunning(state.clock)) return;
		return act(state, event, { clock: { ...state.clock, pausedAt: event.at } });
	},
	resumed(state, _data, event) {
		const { pausedAt, pausedMs } = state.clock;
		if (pausedAt === null) return;
		const stood = Math.max(0, event.at - pausedAt);
		return act(state, event, {
			clock: { ...state.clock, pausedAt: null, pausedMs: pausedMs + stood }
		});
	},
	adjusted(state, { ms }, event) {
		const { limit } = state.clock;
		if (limit === null) return;
		return act(state, event, { clock: { ...state.clock, limit: Math.max(0, limit + ms) } });
	},
	extended(state, { dueAt }, event) {
		const turn = currentTurn(state);
		if (!turn) return;
		return act(state, event, {
			dueAt,
			turns: [...state.turns.slice(0, -1), { ...turn, missed: false }]
		});
	},
	mode(state, { mode }, event, rules) {
		if (mode === state.mode) return;
		const phase = currentPhase(rules, state);
		return act(state, event, {
			mode,
			dueAt: mode === 'written' ? dueAfter(rules, phase, event.at) : null,
			clock: waitingClock(phase)
		});
	},
	ended(state, _data, event, rules) {
		if (state.endedAt !== null) return;
		const { clock } = state;
		return act(state, event, {
			...turnOver(rules, state, event.at),
			endedAt: event.at,
			clock: isRunning(clock) ? { ...clock, pausedAt: event.at } : clock,
			pools: stoppedPools(rules.format, state.pools, event.at),
			called: null,
			points: { offered: [], taken: null }
		});
	},
	/** What people did meanwhile stays: only a phase that never came takes with it what happened in it. */
	undone(state, { seq }, event) {
		const index = state.undo.findIndex((entry) => entry.seq >= seq);
		const before = state.undo[index]?.before;
		if (!before) return;
		const { turns, called, wordFrom, airtime, restated, floor, ...acts } = before;
		const isSamePhase = turns.length === state.turns.length;
		const queued = state.floor.filter((who) => !floor.includes(who));
		return {
			...acts,
			...(isSamePhase
				? { turns: unmissed(state, before) }
				: { turns, called, wordFrom, airtime, restated, floor: [...floor, ...queued] }),
			points: { offered: [], taken: null },
			undo: state.undo.slice(0, index),
			chairSeq: event.seq
		};
	},
	coin(state, { team, drawn }, event) {
		return act(state, event, { coin: { winner: team, drawn, picked: null, done: false } });
	},
	picked(state, { team, side, order }, _event, { format }) {
		const { coin } = state;
		const keys = format.teams.map(({ key }) => key);
		const other = keys.find((key) => key !== team);
		if (!coin || coin.done || other === undefined || !keys.includes(team)) return;
		const firstKey = format.phases.find(({ who }) => who !== null)?.who?.team ?? keys[0];
		const secondKey = keys.find((key) => key !== firstKey);
		const [first, second] = order === 'first' ? [team, other] : [other, team];
		return {
			coin: {
				...coin,
				picked: coin.picked ?? (side === null ? 'order' : 'side'),
				done: coin.picked !== null
			},
			...(side === null ? {} : { stances: { [team]: side, [other]: otherStance(side) } }),
			...(order === null || firstKey === undefined || secondKey === undefined
				? {}
				: { order: { [firstKey]: first, [secondKey]: second } })
		};
	},
	pool(state, { team, runs }, { at }, { format }) {
		const spent = state.pools[team] ?? { usedMs: 0, since: null };
		if (runs === (spent.since !== null)) return;
		const next = runs ? { ...spent, since: at } : stopped(spent, at, format.pool);
		return { pools: { ...state.pools, [team]: next } };
	},
	missed(state, { index }) {
		const turn = currentTurn(state);
		if (turn?.index !== index) return;
		return { turns: [...state.turns.slice(0, -1), { ...turn, missed: true }] };
	}
};

/** A deadline that was given longer and is not any more: the turn was missed again if it was before. */
function unmissed(state: DebateState, before: ClockPoint): DebateState['turns'] {
	const turn = currentTurn(state);
	const was = before.turns.at(-1);
	if (!turn || !was || turn.missed === was.missed || state.dueAt === before.dueAt)
		return state.turns;
	return [...state.turns.slice(0, -1), { ...turn, missed: was.missed }];
}
