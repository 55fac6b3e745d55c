/* One ballot while it is being written: it saves itself and keeps what was not sent. */
import type { FormState } from '$lib/forms/form';
import { KeptForm, type KeptAnswer } from '$lib/forms/kept-form.svelte';
import { m } from '$lib/paraglide/messages';
import type { FormatBody } from '../format';
import { fieldsOfBallot } from './ballot';
import type { BallotPage, KeptBallot } from './ballots.server';

/** What the actions of the page hand back. */
export type BallotAnswer = KeptAnswer<KeptBallot>;

export class Judging extends KeptForm<KeptBallot> {
	constructor(page: BallotPage, format: FormatBody, answer: BallotAnswer | null) {
		const kept = fieldsOfBallot(page.ballot, format, page.speeches);
		const asTyped = (typed: FormState['values']) =>
			Object.fromEntries(Object.keys(kept).map((name) => [name, textOf(typed[name])]));
		super({
			draftKey: page.draftKey,
			version: page.ballot.version,
			fieldsOf: (typed) => (typed ? asTyped(typed) : kept),
			answer,
			action: '?/save',
			refused: m.votes_ballot_refused_given
		});
	}

	/** Something was typed into the form. */
	read(form: HTMLFormElement): void {
		const typed = new FormData(form);
		const fields = { ...this.autosave.fields };
		for (const name of this.names) fields[name] = textOf(typed.get(name));
		this.autosave.fields = fields;
		this.autosave.typed();
	}
}

function textOf(value: unknown): string {
	const one: unknown = Array.isArray(value) ? value[0] : value;
	return typeof one === 'string' ? one : '';
}
