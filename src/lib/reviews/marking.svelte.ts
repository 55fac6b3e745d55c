/*
 * One sheet while it is being written: it saves itself, keeps what was not sent, knows which criterion
 * the number keys speak to, and holds the comments on passages.
 */
import { Autosave, postAction, type Draft, type Sent } from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import { partsOf, type PositionPart } from '$lib/positions/position';
import type { KeptSheet, OtherMarker } from './marking.server';
import { mostPins, pinsOf, readPins } from './pins';
import {
	fieldsOf,
	judgementOf,
	levelField,
	missingIn,
	notAssessed,
	outField,
	pointsOf,
	pointsTyped,
	takesNumber,
	writtenIn,
	type Criterion,
	type Pin,
	type SheetWriting
} from './review';
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
	/** The address of the sheet: a save that comes late still goes to its own position. */
	readonly #address: string;
	/** Of the filter, beginning with `&`, or empty. */
	readonly #query: string;
	conflict: KeptSheet | null = $state(null);
	other: OtherMarker | null = $state(null);
	problem = $state('');
	left: Draft | null = $state(null);
	/** The place of the criterion that the number keys set. */
	current = $state(0);
	/** The place of the one set last, which a half is added to. */
	#last = $state(0);
	/** The next digit names a criterion. */
	isJumping = $state(false);
	/** Comments of the bank that were put in and not sent yet. */
	used: string[] = $state([]);
	/** The comment bank is open. */
	isPicking = $state(false);
	/** The pin that is written on. */
	active: string | null = $state(null);
	/** Spoken where it is not seen. */
	said = $state('');

	constructor(page: SheetPage, answer: SheetAnswer | null, address: string, query: string) {
		this.#page = page;
		this.#address = address;
		this.#query = query;
		this.other = page.other;
		this.conflict = answer?.kept ?? null;
		this.autosave = new Autosave({
			key: page.draftKey,
			base: String(answer?.version ?? page.sheet.version),
			fields: this.#fieldsOf(answer?.form?.values ?? {}),
			send: (fields, base) => this.#send(fields, base)
		});
		this.current = this.#firstOpen();
	}

	get written(): SheetWriting {
		const { rubric, version } = this.#page;
		return writtenIn(this.autosave.fields, rubric.criteria, partsOf(version.body));
	}

	get pins(): Pin[] {
		return readPins(this.autosave.fields.pins ?? '');
	}

	/** At the start of the page: what a tab that died left behind. */
	takeUp(isFresh: boolean): void {
		const draft = this.autosave.leftBehind();
		if (draft && isFresh && draft.base === this.autosave.base) this.take(draft);
		else this.left = draft;
	}

	take(draft: Draft): void {
		this.autosave.fields = this.#fieldsOf(draft.fields);
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

	get criterion(): Criterion | undefined {
		return this.#page.rubric.criteria[this.current];
	}

	/** A number key: the level of that place, counted from 1; then on to the next criterion. */
	setLevel(nth: number): void {
		const level = this.criterion?.levels[nth - 1];
		if (level) this.#judge(String(level.points));
	}

	leaveOut(): void {
		if (this.#page.rubric.mayLeaveOut) this.#judge(notAssessed);
	}

	/** What was set last, up or down to the next number of points that its criterion takes. */
	step(by: 1 | -1): void {
		const { rubric } = this.#page;
		const criterion = rubric.criteria[this.#last];
		if (!criterion || !(rubric.halves || takesNumber(criterion))) return;
		const field = levelField(criterion.key);
		const now = pointsTyped(this.autosave.fields[field] ?? '');
		const taken = pointsOf(rubric, criterion);
		const next = taken[taken.indexOf(now ?? Number.NaN) + by];
		if (now === null || now === undefined || !taken.includes(now) || next === undefined) return;
		this.autosave.fields[field] = String(next);
		this.autosave.typed();
	}

	move(by: 1 | -1): void {
		this.jump(this.current + by);
	}

	jump(to: number): void {
		const last = this.#page.rubric.criteria.length - 1;
		this.current = Math.min(last, Math.max(0, to));
		this.isJumping = false;
	}

	/** A level was chosen by other means than a number key. */
	chose(at: number): void {
		this.#last = at;
		this.current = at;
	}

	/** The criterion set last. */
	get last(): Criterion | undefined {
		return this.#page.rubric.criteria[this.#last];
	}

	toFirstOpen(): void {
		this.current = this.#firstOpen();
	}

	/** @returns the new pin; null when there are too many */
	addPin(place: Pick<Pin, 'field' | 'start' | 'end'>, comment = ''): Pin | null {
		const same = this.pins.find(
			({ field, start, end }) => field === place.field && start === place.start && end === place.end
		);
		if (same) return same;
		if (this.pins.length >= mostPins) {
			this.problem = m.marking_pins_too_many({ most: mostPins });
			return null;
		}
		const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
		const id = `${Date.now().toString(36)}${drawn.toString(36)}`;
		const pin = { id, field: place.field, start: place.start, end: place.end, comment };
		this.#setPins([...this.pins, pin]);
		return pin;
	}

	changePin(id: string, comment: string): void {
		this.#setPins(this.pins.map((pin) => (pin.id === id ? { ...pin, comment } : pin)));
	}

	dropPin(id: string): void {
		this.#setPins(this.pins.filter((pin) => pin.id !== id));
	}

	/** The pin after the active one, in the order of the page. */
	nextPin(): Pin | undefined {
		const { body } = this.#page.version;
		const inOrder = partsOf(body).flatMap((part) => this.pinsOf(part));
		return inOrder[inOrder.findIndex(({ id }) => id === this.active) + 1] ?? inOrder[0];
	}

	pinsOf(part: PositionPart): Pin[] {
		return pinsOf(part, this.pins, this.#page.version.body);
	}

	/** Tells that the sheet is shown: what was fetched ahead did not. */
	async opened(): Promise<'same' | 'newer' | 'unknown'> {
		const body = new FormData();
		body.set('number', String(this.#page.version.number));
		const result = await postAction(`${this.#address}?/open`, body);
		if (result?.type !== 'success') return 'unknown';
		const opened = result.data as { other: OtherMarker | null; version: number; rubric: string };
		this.other = opened.other;
		const { sheet, stamp } = this.#page;
		return opened.version > sheet.version || opened.rubric !== stamp ? 'newer' : 'same';
	}

	/** The address of the next position that nobody else has open; null when the server does not say. */
	async next(): Promise<string | null> {
		const result = await postAction(`${this.#address}?/next${this.#query}`, new FormData());
		return result?.type === 'redirect' ? result.location : null;
	}

	/** What came back after the whole form was sent. */
	sent(used: readonly string[]): void {
		this.used = this.used.filter((id) => !used.includes(id));
	}

	#judge(value: string): void {
		const { criterion } = this;
		if (!criterion) return;
		this.autosave.fields[levelField(criterion.key)] = value;
		this.autosave.typed();
		this.#last = this.current;
		this.move(1);
	}

	#setPins(pins: Pin[]): void {
		this.autosave.fields.pins = JSON.stringify(pins);
		this.autosave.typed();
	}

	#firstOpen(): number {
		const { criteria } = this.#page.rubric;
		const [open] = missingIn(this.#page.rubric, this.written.levels);
		return open ? criteria.indexOf(open) : 0;
	}

	/** The sheet as it is kept, under what was typed; levels of another rubric are none. */
	#fieldsOf(typed: Record<string, string | string[]>): Record<string, string> {
		const { rubric, version, sheet, stamp } = this.#page;
		const fields = fieldsOf(sheet, rubric.criteria, partsOf(version.body));
		fields.rubric = stamp;
		if (Object.keys(typed).length === 0) return fields;
		const written = writtenIn(typed, rubric.criteria, partsOf(version.body));
		const isOther = typed.rubric !== undefined && typed.rubric !== stamp;
		for (const criterion of rubric.criteria) {
			const field = levelField(criterion.key);
			const isOut = typed[outField(criterion.key)] !== undefined;
			const value = isOut ? notAssessed : ([typed[field] ?? ''].flat()[0] ?? '');
			const fits = judgementOf(rubric, criterion, written.levels) !== undefined;
			fields[field] = !isOther && (fits || takesNumber(criterion)) ? value : '';
		}
		for (const [name, value] of Object.entries(fieldsOf(written, [], partsOf(version.body))))
			fields[name] = value;
		return fields;
	}

	async #send(fields: Record<string, string>, base: string): Promise<Sent> {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) if (value !== '') body.set(name, value);
		body.set('position', this.#page.positionId);
		body.set('number', String(this.#page.version.number));
		body.set('version', base);
		const used = [...this.used];
		for (const id of used) body.append('used', id);
		const result = await postAction(`${this.#address}?/save${this.#query}`, body);
		this.problem = '';
		const data = (result && 'data' in result ? result.data : undefined) as SheetAnswer | undefined;
		if (result?.type === 'success') {
			this.other = data?.other ?? null;
			this.sent(used);
			return { kind: 'saved', base: String(data?.version) };
		}
		if (result?.type === 'error' && isFinalAnswer(result.status ?? 0)) {
			this.problem = m.marking_refused_gone();
			return { kind: 'refused' };
		}
		if (result?.type !== 'failure') return { kind: 'unreachable' };
		const { kept, form } = data ?? {};
		const isConflict = kept?.state !== 'released' && kept !== undefined;
		this.problem =
			Object.values(form?.errors ?? {})[0] ?? form?.message ?? m.reviews_refused_replaced();
		if (isConflict) this.conflict = kept;
		return { kind: isConflict ? 'conflict' : 'refused' };
	}
}

/** Trying again would get the same answer. */
function isFinalAnswer(status: number): boolean {
	return status === 403 || status === 404 || status === 410;
}
