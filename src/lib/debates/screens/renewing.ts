/*
 * A page that shows how a debate stands, and does not follow each move of it: while it is looked at it is
 * made anew when the debate goes on, opens, ends, or shows its result.
 */
import { invalidateAll } from '$app/navigation';
import type { EventKind } from '../debate';
import { lineTo } from './line';

const turning: readonly EventKind[] = ['opened', 'phase', 'undone', 'mode', 'ended', 'published'];

/** @returns how to stop */
export function renewing({ home, seq }: { home: string; seq: number }): () => void {
	const line = lineTo(`${home}/events`, null);
	const renew = () => void invalidateAll();
	let close: (() => void) | null = null;
	const listen = () => {
		if (document.visibilityState === 'visible')
			close ??= line.listen(seq, {
				opened: () => undefined,
				told: (told) => {
					if (told.some(({ kind }) => turning.includes(kind))) renew();
				},
				beat: () => undefined,
				reload: renew,
				closed: () => (close = null)
			});
		else {
			close?.();
			close = null;
		}
	};
	const shown = () => {
		const wasAway = close === null;
		listen();
		if (wasAway && close) renew();
	};
	listen();
	document.addEventListener('visibilitychange', shown);
	return () => {
		document.removeEventListener('visibilitychange', shown);
		close?.();
	};
}
