/*
 * One sheet while it is being written: it saves itself, keeps what was not sent, and knows which
 * criterion the number keys speak to.
 */
import { Autosave, postAction, type Draft, type Sent } from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import type { KeptSheet, OtherMarker } from './marking.server';
import { fieldsOf, levelField, missingIn, writtenIn, type SheetWriting } from './review';
import { partsOf } from '$lib/positions/position';
import type { SheetPage } from './sheet.server';

/** What the actions of the page hand back. */
export interface SheetAnswer {
	form?: FormState;
	version?: number;
	kept?: KeptSheet;
	other?: OtherMarker | null;
}

export class Marking {
	readonly autosave: Autosave;
	readonly #page: SheetPage;
	/** Where saves are posted to. */
	readonly #action: string;
	conflict: KeptSheet | null = $state(null);
	other: OtherMarker | null = $state(null);
	problem = $state('');
	left: Draft | null = $state(null);
	/** The place of the criterion that the number keys set. */
	current = $state(0);

	constructor(page: SheetPage, answer: SheetAnswer | null, action: string) {
		this.#page = page;
		this.#action = action;
		this.other = page.other;
		this.conflict = answer?.kept ?? null;
		const values = answer?.form?.values ?? {};
		const typed = Object.keys(values).length > 0;
		const written = typed ? this.#writtenIn(values) : page.sheet;
		this.autosave = new Autosave({
			key: page.draftKey,
			base: String(answer?.version ?? page.sheet.version),
			fields: this.#fieldsOf(written),
			send: (fields, base) => this.#send(fields, base)
		});
		this.current = this.#firstOpen();
	}

	get written(): SheetWriting {
		return this.#writtenIn(this.autosave.fields);
	}

	/** At the start of the page: what a tab that died left behind. */
	takeUp(isFresh: boolean): void {
		const draft = this.autosave.leftBehind();
		if (draft && isFresh && draft.base === this.autosave.base) this.take(draft);
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

	keepMine(): void {
		const kept = this.conflict;
		this.conflict = null;
		this.problem = '';
		if (kept) this.autosave.continueFrom(String(kept.version));
	}

	/** A number key: the level of that place, counted from 1; then on to the next criterion. */
	setLevel(nth: number): void {
		const criterion = this.#page.rubric.criteria[this.current];
		const level = criterion?.levels[nth - 1];
		if (!criterion || !level) return;
		this.autosave.fields[levelField(criterion.key)] = String(level.points);
		this.autosave.typed();
		this.move(1);
	}

	move(by: 1 | -1): void {
		const last = this.#page.rubric.criteria.length - 1;
		this.current = Math.min(last, Math.max(0, this.current + by));
	}

	#firstOpen(): number {
		const { criteria } = this.#page.rubric;
		const [open] = missingIn(this.#page.rubric, this.written.levels);
		return open ? criteria.indexOf(open) : 0;
	}

	#fieldsOf(writing: SheetWriting) {
		const { rubric, version } = this.#page;
		return fieldsOf(writing, rubric.criteria, partsOf(version.body));
	}

	#writtenIn(values: Record<string, string | string[]>): SheetWriting {
		const { rubric, version } = this.#page;
		return writtenIn(values, rubric.criteria, partsOf(version.body));
	}

	async #send(fields: Record<string, string>, base: string): Promise<Sent> {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) if (value !== '') body.set(name, value);
		body.set('number', String(this.#page.version.number));
		body.set('version', base);
		const result = await postAction(this.#action, body);
		this.problem = '';
		const data = (result && 'data' in result ? result.data : undefined) as SheetAnswer | undefined;
		if (result?.type === 'success') {
			this.other = data?.other ?? null;
			return { kind: 'saved', base: String(data?.version) };
		}
		if (result?.type !== 'failure') return { kind: 'unreachable' };
		const { kept, form } = data ?? {};
		const isConflict = kept?.state !== 'released' && kept !== undefined;
		this.problem = form?.message ?? m.reviews_refused_replaced();
		if (isConflict) this.conflict = kept;
		return { kind: isConflict ? 'conflict' : 'refused' };
	}
}
