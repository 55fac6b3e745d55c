/*
 * One position being written in a browser: its fields, what is saved of them, and the second texts
 * that may turn up: one that was saved elsewhere in the meantime, one that a dead tab left behind.
 */
import type { SubmitFunction } from '@sveltejs/kit';
import { invalidateAll } from '$app/navigation';
import { HandIn } from '$lib/forms/hand-in.svelte';
import {
	Autosave,
	draftOf,
	formOf,
	postAction,
	type Draft,
	type Fields,
	type Sent
} from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import type { KeptDraft } from './drafting.server';
import { entriesOf, fieldsOf, writtenIn } from './fields';
import type { OwnPosition } from './positions.server';

/** What came back from an action, with the version that is kept now. */
export type EditorAnswer = {
	form?: FormState;
	version?: number;
	conflict?: KeptDraft;
	isSubmitted?: boolean;
} | null;

/** It came back, and its words were not kept. */
function isUnsaved(answer: EditorAnswer): boolean {
	return (
		answer?.form?.tone === 'alert' &&
		(answer.version === undefined || answer.conflict !== undefined)
	);
}

export class Editing {
	readonly autosave: Autosave;
	/** Saved elsewhere in the meantime. */
	conflict = $state<KeptDraft | null>(null);
	/** Left in this browser by a tab that died. */
	left = $state<Draft | null>(null);
	/** Why it was not saved. */
	problem = $state('');
	/** Submitted without a line; there once scripts run. */
	handIn = $state<HandIn | null>(null);
	readonly #cameBack: boolean;
	readonly #draftKey: string;
	readonly #owner: string;
	readonly #address: string;
	#hasWaited = false;

	/**
	 * @param owner the person, by id: nobody else sends what is left on this device
	 * @param address of the page, which may be another one by the time the last words are sent
	 */
	constructor(
		own: OwnPosition,
		answer: EditorAnswer,
		draftKey: string,
		owner: string,
		address: string
	) {
		this.#address = address;
		this.#draftKey = draftKey;
		this.#owner = owner;
		const values = answer?.form?.values ?? {};
		this.#cameBack = Object.keys(values).length > 0;
		this.conflict = answer?.conflict ?? null;
		this.autosave = new Autosave({
			key: draftKey,
			base: String(answer?.version ?? own.version),
			fields: fieldsOf(this.#cameBack ? writtenIn(values) : own),
			isUnsaved: isUnsaved(answer),
			isStopped: this.conflict !== null,
			send: (fields, base) => this.#send(fields, base),
			post: (fields, base, at) => ({
				owner,
				action: `${address}?/save`,
				entries: entriesOf(fields, base, at),
				kind: 'save'
			})
		});
	}

	async #send(fields: Fields, base: string): Promise<Sent> {
		// The device's own time matters only when the words had to wait.
		const waited = this.#hasWaited ? (draftOf(this.#draftKey)?.at ?? null) : null;
		const result = await postAction(
			`${this.#address}?/save`,
			formOf(entriesOf(fields, base, waited))
		);
		this.problem = '';
		this.#hasWaited = result?.type !== 'success' && result?.type !== 'failure';
		if (result?.type === 'success') return { kind: 'saved', base: String(result.data?.version) };
		if (result?.type !== 'failure') return { kind: 'unreachable' };
		const answer = result.data as EditorAnswer | undefined;
		this.problem = answer?.form?.message ?? '';
		this.conflict = answer?.conflict ?? null;
		return this.conflict ? { kind: 'conflict' } : { kind: 'refused' };
	}

	/** For `use:enhance`: every button of the form, after what is under way. */
	submitting: SubmitFunction = async ({ formData, action }) => {
		const { autosave } = this;
		await autosave.settled();
		formData.set('version', autosave.base);
		return async ({ result, update }) => {
			if (result.type === 'error') {
				autosave.typed();
				const isKept =
					result.status === undefined &&
					action.search === '?/submit' &&
					this.handIn?.keep(formData);
				this.problem = isKept ? '' : m.forms_offline();
				return;
			}
			this.handIn?.drop();
			if (result.type === 'redirect') autosave.forget();
			else {
				const answer = result.data as EditorAnswer | undefined;
				this.conflict = answer?.conflict ?? null;
				const version = answer?.version;
				autosave.answered(version === undefined ? null : String(version), this.conflict !== null);
			}
			await update({ reset: false, invalidateAll: action.search !== '?/save' });
			if (result.type === 'failure' && result.data?.isSubmitted) await invalidateAll();
		};
	};

	/** Once the page stands: words of a dead tab come back, or are offered where others were saved since. */
	lookForLeft(): void {
		this.handIn = new HandIn(this.#owner, `${this.#address}?/submit`);
		const draft = this.autosave.leftBehind();
		if (draft && draft.base === this.autosave.base && !this.#cameBack) this.take(draft);
		else this.left = draft;
	}

	take(draft: Draft): void {
		this.autosave.fields = { ...draft.fields };
		this.left = null;
		this.autosave.typed();
	}

	drop(): void {
		this.autosave.forget();
		this.left = null;
	}

	/** The words in the fields shall replace what was saved elsewhere. */
	keepMine(): void {
		const kept = this.conflict;
		this.conflict = null;
		if (kept) this.autosave.continueFrom(String(kept.version));
	}
}
