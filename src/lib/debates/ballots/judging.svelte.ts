/* One ballot while it is being written: it saves itself and keeps what was not sent. */
import { Autosave, postAction, type Draft, type Sent } from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import type { FormatBody } from '../format';
import { fieldsOfBallot } from './ballot';
import type { BallotPage, KeptBallot } from './ballots.server';

/** What the actions of the page hand back. */
export interface BallotAnswer {
	form?: FormState;
	version?: number;
	kept?: KeptBallot;
}

export class Judging {
	readonly autosave: Autosave;
	conflict: KeptBallot | null = $state(null);
	problem = $state('');
	left: Draft | null = $state(null);
	readonly #names: string[];

	constructor(page: BallotPage, format: FormatBody, answer: BallotAnswer | null) {
		this.conflict = answer?.kept ?? null;
		const kept = fieldsOfBallot(page.ballot, format, page.speeches);
		this.#names = Object.keys(kept);
		const values = answer?.form?.values ?? {};
		const isTyped = Object.keys(values).length > 0;
		const fields = isTyped
			? Object.fromEntries(this.#names.map((name) => [name, textOf(values[name])]))
			: kept;
		this.autosave = new Autosave({
			key: page.draftKey,
			base: String(answer?.version ?? page.ballot.version),
			fields,
			isUnsaved: isTyped && answer?.version === undefined,
			isStopped: this.conflict !== null,
			send: (typed, base) => this.#send(typed, base)
		});
	}

	/** Something was typed into the form. */
	read(form: HTMLFormElement): void {
		const typed = new FormData(form);
		const fields = { ...this.autosave.fields };
		for (const name of this.#names) fields[name] = textOf(typed.get(name));
		this.autosave.fields = fields;
		this.autosave.typed();
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

	async #send(fields: Record<string, string>, base: string): Promise<Sent> {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) if (value !== '') body.set(name, value);
		body.set('version', base);
		const result = await postAction('?/save', body);
		this.problem = '';
		const data = (result && 'data' in result ? result.data : undefined) as BallotAnswer | undefined;
		if (result?.type === 'success') return { kind: 'saved', base: String(data?.version) };
		if (result?.type !== 'failure') return { kind: 'unreachable' };
		this.problem = data?.form?.message ?? m.votes_ballot_refused_given();
		if (data?.kept) this.conflict = data.kept;
		return { kind: data?.kept ? 'conflict' : 'refused' };
	}
}

function textOf(value: unknown): string {
	const one: unknown = Array.isArray(value) ? value[0] : value;
	return typeof one === 'string' ? one : '';
}
