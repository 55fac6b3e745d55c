/*
 * What is typed into the flow: written down at once, sent one after the other, and kept on the device
 * until the server has it. Each has a key of its own, so that it is written down once however often it
 * is sent. A page that is closed meanwhile leaves it to whichever is opened next.
 */
import { m } from '$lib/paraglide/messages';
import {
	draftOf,
	draftsToSend,
	dropDraft,
	formOf,
	keepDraft,
	postAction,
	type Post
} from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import { awaitDrafts, inStorage } from '$lib/forms/left-behind';

export interface Waiting {
	/** Of its draft. */
	key: string;
	body: string;
	post: Post;
	/** Why the server did not take it; null: it has not answered. */
	refused: string | null;
}

export interface Note {
	body: string;
	phase: string;
	answers: string;
	relation: string;
}

const keysOff = 'standpoint:flow-no-keys';
const pauses = [1000, 2000, 4000, 8000];

export class Noting {
	note: Note = $state({ body: '', phase: '', answers: '', relation: 'attacks' });
	waiting: Waiting[] = $state.raw([]);
	/** Nothing has been heard from the server since the newest attempt. */
	isOffline = $state(false);
	hasKeys = $state(true);
	/** Counts what the server has taken, for the live region. */
	done = $state(0);

	readonly #owner: string;
	/** The address of the flow. */
	readonly #address: string;
	/** Called when something was written down, so that the page looks at once. */
	readonly #told: () => void;
	#isSending = false;
	#tries = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(owner: string, address: string, note: Note, told: () => void) {
		this.#owner = owner;
		this.#address = address;
		this.#told = told;
		this.note = { ...note };
	}

	/** Takes up what was left on this device; returns how to end. */
	start(): () => void {
		this.hasKeys = inStorage((storage) => storage.getItem(keysOff)) === null;
		const release = awaitDrafts(this.#sentKey(''));
		this.waiting = draftsToSend()
			.filter(([key]) => key.startsWith(this.#sentKey('')))
			.sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))
			.map(([key, { fields, post }]) => ({ key, body: fields.body ?? '', post, refused: null }));
		const left = draftOf(this.#typedKey);
		if (left && this.note.body === '') this.note.body = left.fields.body ?? '';
		const online = () => void this.#send();
		addEventListener('online', online);
		void this.#send();
		return () => {
			release();
			clearTimeout(this.#timer);
			removeEventListener('online', online);
		};
	}

	switchKeys(isOn: boolean): void {
		this.hasKeys = isOn;
		inStorage((storage) => (isOn ? storage.removeItem(keysOff) : storage.setItem(keysOff, '1')));
	}

	/** Keeps what stands in the field, for a tab that dies. */
	typed(): void {
		const { body } = this.note;
		if (body.trim() === '') dropDraft(this.#typedKey);
		else keepDraft(this.#typedKey, { fields: { body }, base: '', at: this.#now() });
	}

	/** Writes down what stands in the field and empties it for the next one. */
	add(): void {
		const { body, phase, answers, relation } = this.note;
		if (body.trim() === '') return;
		const name = randomName();
		const key = this.#sentKey(name);
		const post: Post = {
			owner: this.#owner,
			action: `${this.#address}?/add`,
			entries: Object.entries({ body, phase, answers, relation, key: name }),
			kind: 'save'
		};
		keepDraft(key, { fields: { body }, base: '', at: this.#now(), post });
		dropDraft(this.#typedKey);
		this.waiting = [...this.waiting, { key, body, post, refused: null }];
		this.note.body = '';
		this.note.answers = '';
		void this.#send();
	}

	/** What the server did not take stands in the field again. */
	takeBack({ key, body, post }: Waiting): void {
		this.note.body = [this.note.body, body].filter((part) => part.trim() !== '').join('\n');
		this.note.phase = post.entries.find(([name]) => name === 'phase')?.[1] ?? this.note.phase;
		this.drop(key);
		this.typed();
	}

	drop(key: string): void {
		dropDraft(key);
		this.waiting = this.waiting.filter((one) => one.key !== key);
	}

	async #send(): Promise<void> {
		if (this.#isSending) return;
		clearTimeout(this.#timer);
		this.#isSending = true;
		for (;;) {
			const next = this.waiting.find(({ refused }) => refused === null);
			if (!next) break;
			const result = await postAction(next.post.action, formOf(next.post.entries));
			if (!result || result.type === 'error') {
				this.isOffline = true;
				this.#timer = setTimeout(() => void this.#send(), pauses[Math.min(this.#tries++, 3)]);
				break;
			}
			this.isOffline = false;
			this.#tries = 0;
			if (result.type === 'failure') {
				const form = result.data?.form as FormState | undefined;
				const [error] = Object.values(form?.errors ?? {});
				const refused = error ?? form?.message ?? m.flow_not_taken();
				this.waiting = this.waiting.map((one) =>
					one.key === next.key ? { ...one, refused } : one
				);
			} else {
				this.drop(next.key);
				this.done += 1;
				this.#told();
			}
		}
		this.#isSending = false;
	}

	get #typedKey(): string {
		return `${this.#owner}:flow-typed:${this.#address}`;
	}

	#sentKey(name: string): string {
		return `${this.#owner}:flow-sent:${this.#address}:${name}`;
	}

	#now(): string {
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, not state
		return new Date().toISOString();
	}
}

/** Without `crypto.randomUUID`, which is not there where the address is not encrypted. */
export function randomName(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
		byte.toString(16).padStart(2, '0')
	).join('');
}
