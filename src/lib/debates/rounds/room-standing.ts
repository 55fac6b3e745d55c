/*
 * How a room stands, in what somebody who watches several rooms needs: the phase, its clock, and how
 * much longer than planned it has taken so far. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { elapsedOf, isRunning, leftOf } from '../clock';
import type { DebateState, Rules } from '../debate';
import { phaseAt } from '../standing';

export interface RoomStanding {
	phase: LocalText | null;
	/** From 0; −1 before the first. */
	index: number;
	phases: number;
	isEnded: boolean;
	clock: 'waiting' | 'running' | 'paused';
	/** Milliseconds; null: untimed. */
	left: number | null;
	/** Milliseconds of this phase. */
	elapsed: number;
	/** Milliseconds over time, of all phases so far. */
	over: number;
	/** Of a written turn. */
	dueAt: Date | null;
	mode: 'spoken' | 'written';
}

export function standingOf(rules: Rules, state: DebateState, now: number): RoomStanding {
	const { clock } = state;
	const before = state.turns.slice(0, -1).reduce((sum, { index, ms }) => {
		const seconds = phaseAt(rules, index)?.seconds;
		return sum + (seconds ? Math.max(0, ms - seconds * 1000) : 0);
	}, 0);
	const left = leftOf(clock, now);
	return {
		phase: phaseAt(rules, state.phase)?.title ?? null,
		index: state.phase,
		phases: rules.format.phases.length,
		isEnded: state.endedAt !== null,
		clock: isRunning(clock) ? 'running' : clock.startedAt === null ? 'waiting' : 'paused',
		left,
		elapsed: elapsedOf(clock, now),
		over: before + Math.max(0, -(left ?? 0)),
		dueAt: state.dueAt === null ? null : new Date(state.dueAt),
		mode: state.mode
	};
}
