/*
 * How the clock is written: minutes and seconds that are left, or that went by; after the end they
 * count up with a plus sign. Every text changes at a whole second of the clock. Pure.
 */
import { elapsedOf, isRunning, leftOf } from '../clock';
import type { Clock } from '../debate';

const second = 1000;

/** `4:07`, `1:02:30`; whole seconds. */
export function minutesText(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / second));
	const two = (n: number) => String(n).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	const rest = two(seconds % 60);
	return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export interface Face {
	text: string;
	/** What the digits count. */
	counts: 'left' | 'over' | 'spent';
}

/** What the clock shows: 0:00 is the moment at which the time is over. */
export function faceOf(clock: Clock, now: number): Face {
	const left = leftOf(clock, now);
	if (left === null)
		return { text: minutesText(whole(elapsedOf(clock, now), 'down')), counts: 'spent' };
	if (left > 0 || clock.startedAt === null)
		return { text: minutesText(whole(left, 'up')), counts: 'left' };
	const over = whole(-left, 'down');
	return over === 0
		? { text: '0:00', counts: 'over' }
		: { text: `+${minutesText(over)}`, counts: 'over' };
}

function whole(ms: number, to: 'up' | 'down'): number {
	return (to === 'up' ? Math.ceil(ms / second) : Math.floor(ms / second)) * second;
}

/** Milliseconds until the text is another one; null while the clock stands still. */
export function untilChange(clock: Clock, now: number): number | null {
	if (!isRunning(clock)) return null;
	const elapsed = elapsedOf(clock, now);
	const past = clock.limit === null ? elapsed : elapsed - clock.limit;
	const rest = ((past % second) + second) % second;
	return second - rest;
}

/** The moment by the server's time at which the time is over; null: untimed, or it stands still. */
export function endsAt(clock: Clock, now: number): number | null {
	const left = leftOf(clock, now);
	return left === null || !isRunning(clock) ? null : now + left;
}
