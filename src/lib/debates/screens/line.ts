/*
 * The line between a page and its debate: asking for what happened, being told of it, and posting moves.
 * Kept apart from what is made of it, so that tests can cut it.
 */
import { formOf, postAction } from '$lib/forms/drafts.svelte';
import type { Refusal, Told } from '../debate';

export interface Answer {
	/** The server's clock when it answered. */
	now: number;
	told: Told[];
	/** What the page knows is not of this debate. */
	reload?: true;
}

export interface Hears {
	/** The line stands, or stands again. */
	opened(): void;
	told(told: Told[]): void;
	/** A sign of life, with the server's clock if it said it. */
	beat(now: number | null): void;
	/** What the page knows does not fit. */
	reload(): void;
	/** The line broke and does not come back by itself. */
	closed(): void;
}

export type Posted =
	| { kind: 'done'; seq: number; c: number | null }
	| { kind: 'refused'; reason: Refusal | 'empty' | null; message: string | null }
	| { kind: 'unreachable' };

export interface Line {
	/** Null: not to be reached. `gone`: one may not look any more. */
	ask(after: number): Promise<Answer | 'gone' | null>;
	/** Returns how to stop listening. */
	listen(after: number, hears: Hears): () => void;
	post(entries: [string, string][]): Promise<Posted>;
}

/** What the answer to a posted move says beyond the house's forms. */
interface MoveAnswer {
	moved?: { seq: number; c: number | null };
	refused?: Refusal | 'empty';
	form?: { message?: string; errors?: Record<string, string> };
}

/**
 * @param events the address of the events, with its `key` if it needs one
 * @param action where moves are posted; null on a page that only looks on
 */
export function lineTo(events: string, action: string | null): Line {
	const at = (after: number) => `${events}${events.includes('?') ? '&' : '?'}after=${after}`;
	return {
		async ask(after) {
			const headers = { accept: 'application/json' };
			const response = await fetch(at(after), { headers, cache: 'no-store' }).catch(() => null);
			if (!response) return null;
			if ([401, 403, 404, 410].includes(response.status) || response.redirected) return 'gone';
			return response.ok ? ((await response.json().catch(() => null)) as Answer | null) : null;
		},
		listen(after, hears) {
			const source = new EventSource(at(after));
			source.onopen = () => hears.opened();
			source.onmessage = ({ data }: MessageEvent<string>) => {
				const told = JSON.parse(data) as Told | Told[];
				hears.told(Array.isArray(told) ? told : [told]);
			};
			source.addEventListener('reload', () => hears.reload());
			source.addEventListener('beat', ({ data }: MessageEvent<string>) => {
				const now = Number(data);
				hears.beat(now > 0 ? now : null);
			});
			source.onerror = () => {
				if (source.readyState === EventSource.CLOSED) hears.closed();
			};
			return () => source.close();
		},
		async post(entries) {
			if (action === null) return { kind: 'refused', reason: null, message: null };
			const result = await postAction(action, formOf(entries));
			if (!result || (result.type === 'error' && (result.status ?? 500) >= 500))
				return { kind: 'unreachable' };
			if (result.type === 'success' || result.type === 'redirect') {
				const data = (result.type === 'success' ? result.data : undefined) as
					MoveAnswer | undefined;
				return { kind: 'done', seq: data?.moved?.seq ?? 0, c: data?.moved?.c ?? null };
			}
			const data = (result.type === 'failure' ? result.data : undefined) as MoveAnswer | undefined;
			return {
				kind: 'refused',
				reason: data?.refused ?? null,
				message: data?.form?.message ?? Object.values(data?.form?.errors ?? {})[0] ?? null
			};
		}
	};
}
