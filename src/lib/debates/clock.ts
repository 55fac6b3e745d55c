/*
 * The one clock of a debate: what it shows at a moment by the server's time, and which bells and
 * signals belong to it. Nobody ticks anywhere: everything is worked out from when it was started, how
 * long it stood still, and now. Pure.
 */
import type { Clock, DebateState } from './debate';
import type { Bell, FormatBody, Phase } from './format';

export function startedClock(clock: Clock, at: number): Clock {
	return { ...clock, startedAt: at, pausedAt: null, pausedMs: 0 };
}

/** The clock of a phase that has come and whose first word has not been spoken. */
export function waitingClock(phase: Pick<Phase, 'seconds'> | null): Clock {
	const limit = phase?.seconds === null || !phase ? null : phase.seconds * 1000;
	return { startedAt: null, pausedAt: null, pausedMs: 0, limit };
}

export function isRunning(clock: Clock): boolean {
	return clock.startedAt !== null && clock.pausedAt === null;
}

/** Milliseconds spoken, pauses left out. */
export function elapsedOf(clock: Clock, now: number): number {
	if (clock.startedAt === null) return 0;
	return Math.max(0, (clock.pausedAt ?? now) - clock.startedAt - clock.pausedMs);
}

/** Milliseconds left; below zero in overtime; null: untimed. */
export function leftOf(clock: Clock, now: number): number | null {
	return clock.limit === null ? null : clock.limit - elapsedOf(clock, now);
}

export function overtimeOf(clock: Clock, now: number): number {
	return Math.max(0, -(leftOf(clock, now) ?? 0));
}

/** Milliseconds of preparation time that a team has left; null: the format has none. */
export function poolLeft(
	{ pool }: Pick<FormatBody, 'pool'>,
	pools: DebateState['pools'],
	team: string,
	now: number
): number | null {
	if (pool === null) return null;
	const { usedMs, since } = pools[team] ?? { usedMs: 0, since: null };
	const running = since === null ? 0 : Math.max(0, now - since);
	return Math.max(0, pool * 1000 - usedMs - running);
}

/**
 * Milliseconds on the clock at which something that the format puts at `seconds` happens: what belongs
 * to the end of a phase moves when the chair makes it longer or shorter.
 */
export function momentOf(phase: Phase, clock: Clock, seconds: number): number {
	if (phase.seconds === null || clock.limit === null || seconds * 2 <= phase.seconds)
		return seconds * 1000;
	return Math.max(0, seconds * 1000 + clock.limit - phase.seconds * 1000);
}

export function bellsOf(phase: Phase, clock: Clock): { at: number; times: Bell['times'] }[] {
	return phase.bells.map(({ at, times }) => ({ at: momentOf(phase, clock, at), times }));
}

/** Bells that became due after `since` and by `until`, both moments by the server's time. */
export function bellsBetween(phase: Phase, clock: Clock, since: number, until: number) {
	if (clock.startedAt === null) return [];
	const from = since < clock.startedAt ? -1 : elapsedOf(clock, since);
	const to = elapsedOf(clock, until);
	return bellsOf(phase, clock).filter(({ at }) => at > from && at <= to);
}

/** Whether points of information may be offered now; null: there are none in this phase. */
export function pointsAt(phase: Phase, clock: Clock, now: number): 'open' | 'protected' | null {
	if (!phase.points) return null;
	if (clock.startedAt === null) return 'protected';
	const elapsed = elapsedOf(clock, now);
	const from = momentOf(phase, clock, phase.points.from);
	const until = momentOf(phase, clock, phase.points.until);
	return elapsed >= from && elapsed < until ? 'open' : 'protected';
}

export interface Signals {
	clock: 'waiting' | 'running' | 'paused';
	points: 'open' | 'protected' | null;
	/** The last minute, or the last quarter of something shorter than four minutes, has begun. */
	ending: boolean;
	/** The time is over; nobody is cut off, and the clock counts up. */
	over: boolean;
	/** Bells that have rung so far. */
	rung: number;
}

/** What is shown beside the clock, silently, at this moment. */
export function signalsAt(phase: Phase | null, clock: Clock, now: number): Signals {
	const elapsed = elapsedOf(clock, now);
	const left = leftOf(clock, now);
	const started = clock.startedAt !== null;
	return {
		clock: !started ? 'waiting' : clock.pausedAt === null ? 'running' : 'paused',
		points: phase ? pointsAt(phase, clock, now) : null,
		ending:
			started && left !== null && left > 0 && left <= Math.min(60_000, (clock.limit ?? 0) / 4),
		over: started && left !== null && left <= 0,
		rung: phase && started ? bellsOf(phase, clock).filter(({ at }) => at <= elapsed).length : 0
	};
}
