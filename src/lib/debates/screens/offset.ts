/*
 * How far the server's clock is ahead of this page's own count of milliseconds (`performance.now()`,
 * which no change of the device's clock moves). Asked several times; the answer that came back soonest
 * says it best, and by how much it can be wrong at most: half of its way there and back. Pure.
 */

/** One question and its answer: milliseconds of the page, and `now` of the server. */
export interface Sample {
	sentAt: number;
	now: number;
	receivedAt: number;
}

export interface Offset {
	/** To be added to the page's milliseconds. */
	ms: number;
	/** Wrong by this at most. */
	error: number;
}

/** Null for an answer that says nothing: not a number, or there before it was asked for. */
export function offsetOf({ sentAt, now, receivedAt }: Sample): Offset | null {
	const error = (receivedAt - sentAt) / 2;
	const ms = now - (sentAt + receivedAt) / 2;
	return Number.isFinite(ms) && error >= 0 ? { ms, error } : null;
}

/** The best of several answers; null without any. */
export function bestOf(samples: readonly Sample[]): Offset | null {
	return samples
		.map(offsetOf)
		.reduce<Offset | null>(
			(best, found) => (found && (!best || found.error < best.error) ? found : best),
			null
		);
}

/**
 * What holds after measuring again. Two measurements that cannot both be right mean that the count stood
 * still in between, while the device slept: then the new one is.
 */
export function settled(old: Offset | null, found: Offset | null): Offset | null {
	if (!old || !found) return found ?? old;
	const agree = Math.abs(old.ms - found.ms) <= old.error + found.error;
	return agree && old.error < found.error ? old : found;
}
