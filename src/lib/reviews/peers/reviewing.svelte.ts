/* One review by a peer while it is being written: it saves itself and keeps what was not sent. */
import { Autosave, postAction, type Draft, type Sent } from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import { peerFieldsOf, peerWrittenIn } from './peer';
import type { PeerReviewPage } from './reading.server';
import type { KeptPeer } from './writing.server';

/** What the actions of the page hand back. */
export interface PeerAnswer {
	form?: FormState;
	version?: number;
	kept?: KeptPeer;
}

type Writing = Extract<PeerReviewPage, { as: 'reviewer' }>;

export class Reviewing {
	readonly autosave: Autosave;
	conflict: KeptPeer | null = $state(null);
	problem = $state('');
	left: Draft | null = $state(null);
	readonly #names: string[];

	constructor(page: Writing, answer: PeerAnswer | null, action: string) {
		const { criteria } = page.rubric;
		this.conflict = answer?.kept ?? null;
		const values = answer?.form?.values ?? {};
		const isTyped = Object.keys(values).length > 0;
		const fields = peerFieldsOf(isTyped ? peerWrittenIn(values, criteria) : page.writing, criteria);
		this.#names = Object.keys(fields);
		this.autosave = new Autosave({
			key: page.draftKey,
			base: String(answer?.version ?? page.version),
			fields,
			isUnsaved: isTyped && answer?.version === undefined,
			isStopped: this.conflict !== null,
			send: (typed, base) => this.#send(action, typed, base)
		});
	}

	/** At the start of the page: what a tab that died left behind. */
	takeUp(isFresh: boolean): void {
		const draft = this.autosave.leftBehind();
		if (draft && isFresh && draft.base === this.autosave.base) this.take(draft);
		else this.left = draft;
	}

	take(draft: Draft): void {
		const kept = Object.entries(draft.fields).filter(([name]) => this.#names.includes(name));
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

	async #send(action: string, fields: Record<string, string>, base: string): Promise<Sent> {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) if (value !== '') body.set(name, value);
		body.set('version', base);
		const result = await postAction(action, body);
		this.problem = '';
		const data = (result && 'data' in result ? result.data : undefined) as PeerAnswer | undefined;
		if (result?.type === 'success') return { kind: 'saved', base: String(data?.version) };
		if (result?.type !== 'failure') return { kind: 'unreachable' };
		this.problem = data?.form?.message ?? m.peers_refused_closed();
		if (data?.kept) this.conflict = data.kept;
		return { kind: data?.kept ? 'conflict' : 'refused' };
	}
}
