/*
 * What is typed into a long form is saved as it is typed, and kept in the browser until the server
 * has it: through a lost connection, a closed tab and a dead battery. Drafts are kept per person
 * and form; a switch on the device keeps none, and signing out forgets all of them.
 */
import { deserialize } from '$app/forms';
import { hasDrafts, inStorage, isAwaited, leftOverEvent, prefix } from './left-behind';
import type { ActionResult } from '@sveltejs/kit';

const noDrafts = 'standpoint:keep-no-drafts';

export type Fields = Record<string, string>;

export interface Draft {
	fields: Fields;
	/** What it was built on: the version, or the versions, that the page had. */
	base: string;
	/** When it was typed, by the clock of the device. */
	at: string;
	/** How to send it when its page is not open any more (`left-over.ts`). */
	post?: Post;
}

/** A form as it will be posted. */
export interface Post {
	/** Whose it is: nobody else who signs in on this device sends it. */
	owner: string;
	action: string;
	entries: [name: string, value: string][];
	/** Handing in goes last, after what is to be handed in. */
	kind: 'save' | 'hand-in';
}

export function keepsDrafts(): boolean {
	return inStorage((storage) => storage.getItem(noDrafts)) === null;
}

/** Turning it off forgets what is kept. */
export function setKeepsDrafts(keeps: boolean): void {
	if (keeps) inStorage((storage) => storage.removeItem(noDrafts));
	else {
		inStorage((storage) => storage.setItem(noDrafts, '1'));
		forgetDrafts();
	}
}

/** At sign-out: the next person at this device finds nothing. */
export function forgetDrafts(): void {
	inStorage((storage) => {
		for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
	});
}

export function draftOf(key: string): Draft | null {
	return inStorage((storage) => {
		const kept = storage.getItem(prefix + key);
		return kept ? (JSON.parse(kept) as Draft) : null;
	});
}

/** Every draft on this device that can be sent without its page, by its key. */
export function draftsToSend(): [key: string, draft: Draft & { post: Post }][] {
	const found = inStorage((storage) =>
		Object.keys(storage).flatMap((name) => {
			const key = name.startsWith(prefix) ? name.slice(prefix.length) : null;
			const draft = key === null ? null : draftOf(key);
			return key !== null && draft?.post ? [[key, { ...draft, post: draft.post }] as const] : [];
		})
	);
	return (found ?? []).map(([key, draft]) => [key, draft]);
}

/** Keys whose page is open in this window, with the form that sends them itself. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const attended = new Map<string, Autosave>();

export function isAttended(key: string): boolean {
	return attended.has(key) || isAwaited(key);
}

export function keepDraft(key: string, draft: Draft): void {
	if (keepsDrafts()) inStorage((storage) => storage.setItem(prefix + key, JSON.stringify(draft)));
}

export function dropDraft(key: string): void {
	inStorage((storage) => storage.removeItem(prefix + key));
}

/** The body of a form with these entries. */
export function formOf(entries: Post['entries']): FormData {
	const body = new FormData();
	for (const [name, value] of entries) body.append(name, value);
	return body;
}

/** Posts to an action without touching the page; null when the server could not be reached. */
export async function postAction(action: string, body: FormData): Promise<ActionResult | null> {
	try {
		const response = await fetch(action, {
			method: 'POST',
			headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
			body
		});
		// The site cannot store anything just now: as if it could not be reached.
		if (response.status === 503) return null;
		return deserialize(await response.text());
	} catch {
		return null;
	}
}

export type Sent =
	/** `base`: what the next save builds on. */
	| { kind: 'saved'; base: string }
	/** Somebody saved in between: nothing more is sent until the person has chosen. */
	| { kind: 'conflict' }
	/** Not taken, for a reason that the page says; sent again after the next change. */
	| { kind: 'refused' }
	| { kind: 'unreachable' };

interface Given {
	/** Names person and form. */
	key: string;
	base: string;
	fields: Fields;
	/** The fields hold words that the server refused or never had. */
	isUnsaved?: boolean;
	/** Somebody saved in between: nothing is sent until the person has chosen. */
	isStopped?: boolean;
	send: (fields: Fields, base: string) => Promise<Sent>;
	/** What `send` would post, for when the page is closed before the line is back. */
	post?: (fields: Fields, base: string, at: string) => Post;
}

const pause = 1200;
const retry = 8000;

/** One form that saves itself. The page binds its fields and calls `typed()` after each change. */
export class Autosave {
	fields: Fields = $state({});
	base = $state('');
	/** `draft`: typed, not sent yet. */
	state: 'saved' | 'saving' | 'offline' | 'failed' | 'draft' = $state('saved');
	isStopped = $state(false);

	readonly #key: string;
	readonly #send: Given['send'];
	readonly #post: Given['post'];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#sending: Promise<void> | null = null;
	/** Counts changes, so that an answer knows whether it is about the newest words. */
	#changes = 0;

	constructor({ key, base, fields, isUnsaved = false, isStopped = false, send, post }: Given) {
		this.state = isUnsaved ? 'failed' : 'saved';
		this.isStopped = isStopped;
		this.#key = key;
		this.#send = send;
		this.#post = post;
		this.base = base;
		this.fields = fields;
	}

	/** What a tab that died left behind, if the server does not have it. */
	leftBehind(): Draft | null {
		attended.set(this.#key, this);
		const draft = draftOf(this.#key);
		if (!draft) return null;
		const isKnown = Object.entries(draft.fields).every(([name, v]) => this.fields[name] === v);
		if (isKnown) dropDraft(this.#key);
		return isKnown ? null : draft;
	}

	typed(): void {
		this.#changes++;
		if (this.state !== 'saving') this.state = this.state === 'offline' ? 'offline' : 'draft';
		const fields = { ...this.fields };
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, not state
		const at = new Date().toISOString();
		const post = this.#post?.(fields, this.base, at);
		keepDraft(this.#key, { fields, base: this.base, at, ...(post ? { post } : {}) });
		this.#schedule(pause);
	}

	/** Sends what is typed now. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		await this.settled();
		if (this.isStopped || this.state === 'saved') return;
		this.#sending = this.#sendNow();
		await this.#sending;
		this.#sending = null;
	}

	/** Stops sending and waits for what is under way: before the form itself is sent. */
	async settled(): Promise<void> {
		clearTimeout(this.#timer);
		await this.#sending;
	}

	/** Its page is closed: what the server does not have by now is sent as a left-over. */
	async leave(): Promise<void> {
		await this.flush();
		clearTimeout(this.#timer);
		// Drawn anew, the page attends to it still.
		if (attended.get(this.#key) !== this) return;
		attended.delete(this.#key);
		if (draftOf(this.#key)?.post) window.dispatchEvent(new Event(leftOverEvent));
	}

	/** The words are with the server, or are not wanted any more. */
	forget(): void {
		clearTimeout(this.#timer);
		dropDraft(this.#key);
		this.state = 'saved';
	}

	/** The form itself was sent, and came back: with its words kept, or not. */
	answered(base: string | null, isStopped: boolean): void {
		if (base !== null) this.base = base;
		this.isStopped = isStopped;
		this.state = base === null || isStopped ? 'failed' : 'saved';
		if (this.state === 'saved') dropDraft(this.#key);
	}

	/** After a conflict: these words build on what was saved in between. */
	continueFrom(base: string): void {
		this.base = base;
		this.isStopped = false;
		this.typed();
	}

	#schedule(after: number): void {
		clearTimeout(this.#timer);
		if (!this.isStopped) this.#timer = setTimeout(() => void this.flush(), after);
	}

	async #sendNow(): Promise<void> {
		const changes = this.#changes;
		this.state = 'saving';
		const sent = await this.#send({ ...this.fields }, this.base);
		const isNewest = changes === this.#changes;
		if (sent.kind === 'saved') {
			this.base = sent.base;
			this.state = isNewest ? 'saved' : 'draft';
			if (isNewest) dropDraft(this.#key);
			else this.#schedule(pause);
			// What was handed in without a line waits for this.
			if (isNewest && hasDrafts()) window.dispatchEvent(new Event(leftOverEvent));
			return;
		}
		this.state = sent.kind === 'unreachable' ? 'offline' : 'failed';
		this.isStopped = sent.kind === 'conflict';
		if (sent.kind === 'unreachable') this.#schedule(retry);
	}
}
