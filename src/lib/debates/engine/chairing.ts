/*
 * The chair's moves that carry what was seen: when another chair was quicker, the second one is told
 * and sees the debate as it is now. The coin and preparation time are here too. Pure.
 */
import { isRunning, poolLeft } from '../clock';
import type { EventBody, Refusal } from '../debate';
import { currentPhase, currentTurn, dueAfter, isChair, phaseAt, teamHere } from '../standing';
import type { Asked, Judge, Judges } from './change';

const longestAdjustment = 3_600_000;

type Act =
	| 'next'
	| 'go'
	| 'start'
	| 'pause'
	| 'resume'
	| 'adjust'
	| 'extend'
	| 'undo'
	| 'mode'
	| 'end'
	| 'toss';

/** Refuses whoever is no chair, and a chair who has not seen the newest act. */
function fresh<K extends Act>(judge: Judge<K>): Judge<K> {
	return (asked, move) => {
		if (!isChair(asked.state, asked.by)) return 'not-chair';
		const { seen } = move as { seen: number };
		if (!(seen >= asked.state.chairSeq)) return 'stale';
		return judge(asked, move);
	};
}

/** The clock is of what is spoken. */
function spoken<K extends Act>(judge: Judge<K>): Judge<K> {
	return fresh<K>((asked, move) => {
		if (asked.state.mode !== 'spoken' || asked.state.phase < 0) return 'not-now';
		return judge(asked, move);
	});
}

function coming({ rules, state, now }: Asked, index: number): EventBody | Refusal {
	const phase = phaseAt(rules, index);
	if (!phase) return 'unknown';
	// A vote whose figures were seen is not taken again.
	if (phase.kind === 'vote' && state.published.votes) return 'not-now';
	const dueAt = state.mode === 'written' ? dueAfter(rules, phase, now) : null;
	return { kind: 'phase', data: { index, dueAt } };
}

/** Whether anything was said in the phase, on the clock or in writing. */
function hasBegun({ state }: Asked): boolean {
	return state.clock.startedAt !== null || (currentTurn(state)?.said.length ?? 0) > 0;
}

export const chairing: Judges<Act | 'pick' | 'pool'> = {
	next: fresh((asked) => {
		const { rules, state } = asked;
		if (state.phase + 1 >= rules.format.phases.length) return 'last';
		return coming(asked, state.phase + 1);
	}),
	go: fresh((asked, { index }) => coming(asked, index)),
	start: spoken(({ state }) =>
		state.clock.startedAt === null ? { kind: 'started', data: {} } : 'twice'
	),
	pause: spoken(({ state: { clock } }) => {
		if (clock.startedAt === null) return 'not-now';
		return isRunning(clock) ? { kind: 'paused', data: {} } : 'twice';
	}),
	resume: spoken(({ state: { clock } }) => {
		if (clock.startedAt === null) return 'not-now';
		return clock.pausedAt === null ? 'twice' : { kind: 'resumed', data: {} };
	}),
	adjust: spoken(({ state: { clock } }, { ms }) => {
		if (!Number.isSafeInteger(ms) || ms === 0 || Math.abs(ms) > longestAdjustment) return 'unknown';
		if (clock.limit === null || clock.limit + ms < 0) return 'not-now';
		return { kind: 'adjusted', data: { ms } };
	}),
	extend: fresh(({ state, now }, { dueAt }) => {
		if (state.mode !== 'written' || state.phase < 0) return 'not-now';
		if (!Number.isSafeInteger(dueAt)) return 'unknown';
		return dueAt <= now ? 'too-late' : { kind: 'extended', data: { dueAt } };
	}),
	undo: fresh(({ rules, state }) => {
		const last = state.undo.at(-1);
		if (!last) return 'not-now';
		const { turns, phase } = last.before;
		// Words that were written in a phase are not undone with it.
		if (state.turns.slice(turns.length).some(({ said }) => said.length > 0)) return 'running';
		if (phase !== state.phase && phaseAt(rules, phase)?.kind === 'vote' && state.published.votes)
			return 'not-now';
		return { kind: 'undone', data: { seq: last.seq } };
	}),
	mode: fresh((asked, { mode }) => {
		if (mode === asked.state.mode) return 'twice';
		return hasBegun(asked) ? 'running' : { kind: 'mode', data: { mode } };
	}),
	end: fresh(() => ({ kind: 'ended', data: {} })),
	toss: fresh(({ rules, state }, { team, drawn }) => {
		const winner = team ?? drawn;
		if (currentPhase(rules, state)?.kind !== 'coin') return 'not-now';
		if (state.coin) return 'twice';
		if (winner === undefined || !rules.format.teams.some(({ key }) => key === winner))
			return 'unknown';
		return { kind: 'coin', data: { team: winner, drawn: team === null } };
	}),
	/** The winner picks a side or who speaks first; the other team picks the rest. */
	pick({ rules, state, by, person }, { side, order }) {
		const { coin } = state;
		if (currentPhase(rules, state)?.kind !== 'coin' || !coin) return 'not-now';
		const other = rules.format.teams.find(({ key }) => key !== coin.winner)?.key;
		if ((side === null) === (order === null) || other === undefined) return 'unknown';
		if (coin.done) return 'twice';
		const turn = coin.picked === null ? coin.winner : other;
		if (!isChair(state, by) && person?.team !== turn)
			return person?.team ? 'not-your-turn' : 'not-yours';
		if (coin.picked === (side === null ? 'order' : 'side')) return 'twice';
		return { kind: 'picked', data: { team: turn, side, order } };
	},
	pool({ rules, state, by, person, now }, { team, runs }) {
		const { format } = rules;
		const phase = currentPhase(rules, state);
		if (format.pool === null || state.mode !== 'spoken' || !phase) return 'not-now';
		if (!format.teams.some(({ key }) => key === team)) return 'unknown';
		if (!isChair(state, by) && person?.team !== team)
			return person?.team ? 'other-side' : 'not-yours';
		const isOn = (state.pools[team]?.since ?? null) !== null;
		if (runs === isOn) return 'twice';
		if (runs) {
			if (state.clock.startedAt !== null) return 'running';
			if (!phase.pools.some((key) => teamHere(state, key) === team)) return 'not-now';
			if (!poolLeft(format, state.pools, team, now)) return 'pool-empty';
		}
		return { kind: 'pool', data: { team, runs } };
	}
};
