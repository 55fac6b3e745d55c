/*
 * Handing in without a line: the form is kept on the device with the time at which the button was
 * pressed, and handed in by itself when there is a line again (`left-over.ts`). The server's receipt
 * decides; the device's time is shown to staff.
 */
import { draftOf, dropDraft, keepDraft, keepsDrafts } from './drafts.svelte';
import { leftOverEvent } from './left-behind';

export class HandIn {
	/** When the button was pressed, by the device's clock; null when nothing waits. */
	waitsSince: string | null = $state(null);

	readonly #key: string;
	readonly #owner: string;
	readonly #action: string;

	/**
	 * @param owner id of the person; nobody else sends it
	 * @param action whole address of the action
	 */
	constructor(owner: string, action: string) {
		this.#owner = owner;
		this.#action = action;
		this.#key = `${owner}:${action}:hand-in`;
	}

	/** Once the page stands: it may have been pressed before the tab was closed. */
	look(): void {
		this.waitsSince = draftOf(this.#key)?.at ?? null;
	}

	/** False when this device keeps nothing: then it has to be sent again by hand. */
	keep(form: FormData): boolean {
		if (!keepsDrafts()) return false;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, not state
		const at = new Date().toISOString();
		const entries: [string, string][] = [];
		for (const [name, value] of form) if (typeof value === 'string') entries.push([name, value]);
		entries.push(['device', at]);
		keepDraft(this.#key, {
			fields: {},
			base: '',
			at,
			post: { owner: this.#owner, action: this.#action, entries, kind: 'hand-in' }
		});
		this.look();
		window.dispatchEvent(new Event(leftOverEvent));
		return this.waitsSince !== null;
	}

	drop(): void {
		dropDraft(this.#key);
		this.waitsSince = null;
	}
}
