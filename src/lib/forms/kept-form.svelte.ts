/*
 * One form that saves itself while it is written, under a version: what another tab has saved in the
 * meantime, why something was refused, and what a tab that died left behind.
 */
import { Autosave, postAction, type Draft, type Sent } from './drafts.svelte';
import type { FormState } from './form';

/** What the actions of its page hand back. */
export interface KeptAnswer<Kept> {
	form?: FormState;
	version?: number;
	/** Saved elsewhere, while this was written. */
	kept?: Kept;
}

interface Given<Kept> {
	draftKey: string;
	/** Of what is kept. */
	version: number;
	/** Every field by its name: as it was typed and came back, or else (`null`) as it is kept. */
	fieldsOf: (typed: FormState['values'] | null) => Record<string, string>;
	answer: KeptAnswer<Kept> | null;
	action: string;
	/** What to say of a refusal that gives no reason. */
	refused: () => string;
}

export class KeptForm<Kept extends { version: number }> {
	readonly autosave: Autosave;
	conflict: Kept | null = $state(null);
	problem = $state('');
	left: Draft | null = $state(null);
	readonly names: readonly string[];

	constructor({ draftKey, version, fieldsOf, answer, action, refused }: Given<Kept>) {
		this.conflict = answer?.kept ?? null;
		const typed = answer?.form?.values ?? {};
		const isTyped = Object.keys(typed).length > 0;
		const fields = fieldsOf(isTyped ? typed : null);
		this.names = Object.keys(fields);
		this.autosave = new Autosave({
			key: draftKey,
			base: String(answer?.version ?? version),
			fields,
			isUnsaved: isTyped && answer?.version === undefined,
			isStopped: this.conflict !== null,
			send: (typed, base) => this.#send(action, typed, base, refused)
		});
	}

	/** At the start of the page: what a tab that died left behind. */
	takeUp(isFresh: boolean): void {
		const draft = this.autosave.leftBehind();
		if (draft && isFresh && draft.base === this.autosave.base) this.take(draft);
		else this.left = draft;
	}

	take(draft: Draft): void {
		const kept = Object.entries(draft.fields).filter(([name]) => this.names.includes(name));
		this.autosave.fields = { ...this.autosave.fields, ...Object.fromEntries(kept) };
		this.left = null;
		this.autosave.typed();
	}

	drop(): void {
		this.autosave.forget();
		this.left = null;
	}

	keepMine(): void {
		const kept = this.conflict;
		this.conflict = null;
		this.problem = '';
		if (kept) this.autosave.continueFrom(String(kept.version));
	}

	async #send(
		action: string,
		fields: Record<string, string>,
		base: string,
		refused: () => string
	): Promise<Sent> {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) if (value !== '') body.set(name, value);
		body.set('version', base);
		const result = await postAction(action, body);
		this.problem = '';
		const data = (result && 'data' in result ? result.data : undefined) as
			KeptAnswer<Kept> | undefined;
		if (result?.type === 'success') return { kind: 'saved', base: String(data?.version) };
		if (result?.type !== 'failure') return { kind: 'unreachable' };
		this.problem = data?.form?.message ?? refused();
		if (data?.kept) this.conflict = data.kept;
		return { kind: data?.kept ? 'conflict' : 'refused' };
	}
}
