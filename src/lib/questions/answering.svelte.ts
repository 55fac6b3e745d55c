/*
 * The answers of one set while they are being typed, for the list of questions and for the margin of
 * a reading alike. Each answer saves itself; drafts, switch and retries are those of `forms/drafts`.
 */
import { untrack } from 'svelte';
import { Autosave, draftOf, keepsDrafts, postAction, type Sent } from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import type { Feedback } from './feedback';
import type { AnswerValue } from './question';
import type { QuestionHere } from './questions.server';
import { entriesOf, typedBack, typedFrom, type TypedFields } from './typing';

interface Given {
	/** Of the set's page; actions are posted to it. */
	address: string;
	/** Whose drafts these are, on a device that several people may use. */
	person: string;
	questions: readonly QuestionHere[];
	/** A form that came back; what was typed into it stands before what is kept. */
	form: (Answered & { form?: FormState }) | null | undefined;
}

/** What the actions `save` and `check` hand to scripts. */
export interface Answered {
	form?: FormState;
	saved?: { key: string; version: number }[];
	savedAt?: Date;
	conflicts?: { key: string; value: AnswerValue; version: number }[];
	/** The question that was to be checked, and what was found. */
	checked?: string;
	feedback?: Feedback | null;
}

export class TypedAnswer {
	readonly key: string;
	/** The version of the question that the page shows. */
	readonly asked: number;
	readonly autosave: Autosave;
	savedAt: Date | null = $state(null);
	/** Why the last save was not taken. */
	refusal: string | null = $state(null);
	errors: Record<string, string> = $state({});
	/** Another tab or device saved this in between. */
	other: { fields: TypedFields; version: number } | null = $state(null);
	feedback: Feedback | null = $state(null);
	/** Scripts run and nothing has been saved by them yet: the state line says nothing. */
	hasTyped = $state(false);

	readonly #question: QuestionHere;
	readonly #address: string;
	readonly #draftKey: string;
	#hasWaited = false;

	constructor(question: QuestionHere, { address, person, form: back }: Given) {
		const form = back?.form ?? null;
		const conflict = back?.conflicts?.find((c) => c.key === question.key);
		this.#question = question;
		this.#address = address;
		this.#draftKey = `${person}:${address}:${question.key}`;
		this.key = question.key;
		this.asked = question.version;
		this.savedAt = question.answer?.savedAt ?? null;
		this.feedback = (back?.checked === question.key ? back.feedback : null) ?? question.feedback;
		const kept = typedFrom(question.asked, question.answer?.value ?? null);
		this.errors = Object.fromEntries(
			Object.entries(form?.errors ?? {}).filter(([field]) => field.startsWith(`${question.key}.`))
		);
		this.autosave = new Autosave({
			key: this.#draftKey,
			base: String(question.answer?.version ?? 0),
			fields:
				(form?.id === 'answers' ? typedBack(question.key, form.values, question.asked) : null) ??
				kept,
			send: (fields, base) => this.#send(fields, base),
			post: (fields, base, at) => ({
				owner: person,
				action: `${address}?/save`,
				entries: entriesOf(question.key, fields, base, at, question.version),
				kind: 'save'
			})
		});
		if (conflict) this.#conflictWith(typedFrom(question.asked, conflict.value), conflict.version);
	}

	get fields(): TypedFields {
		return this.autosave.fields;
	}

	type(changed: TypedFields): void {
		Object.assign(this.autosave.fields, changed);
		this.hasTyped = true;
		this.feedback = null;
		this.autosave.typed();
	}

	error(field: string): string | undefined {
		return this.errors[`${this.key}.${field}`];
	}

	/** Takes up what a tab that died or a lost connection left on this device. */
	takeUpDraft(): void {
		const draft = this.autosave.leftBehind();
		if (!draft) return;
		const kept = { fields: { ...this.autosave.fields }, version: Number(this.autosave.base) };
		this.autosave.fields = { ...this.autosave.fields, ...draft.fields };
		this.hasTyped = true;
		this.#hasWaited = true;
		if (draft.base === this.autosave.base) this.autosave.typed();
		else this.#conflictWith(kept.fields, kept.version);
	}

	keepMine(): void {
		const version = this.other?.version ?? 0;
		this.other = null;
		this.autosave.continueFrom(String(version));
	}

	keepOther(): void {
		if (!this.other) return;
		this.autosave.forget();
		this.autosave.fields = this.other.fields;
		this.autosave.base = String(this.other.version);
		this.autosave.isStopped = false;
		this.refusal = null;
		this.other = null;
	}

	/** Saves, then asks how far the answer is right. */
	async check(): Promise<void> {
		await this.autosave.settled();
		const body = this.#form(this.autosave.fields, this.autosave.base, null);
		body.set('check', this.key);
		const result = await postAction(`${this.#address}?/check`, body);
		const sent = this.#read(result);
		if (sent.kind !== 'saved') return;
		this.autosave.base = sent.base;
		this.autosave.forget();
		if (result?.type === 'success') this.feedback = (result.data as Answered).feedback ?? null;
	}

	async #send(fields: TypedFields, base: string): Promise<Sent> {
		// The device's own time matters only when the words had to wait.
		const draft = this.#hasWaited ? draftOf(this.#draftKey) : null;
		const body = this.#form(fields, base, draft?.at ?? null);
		const sent = this.#read(await postAction(`${this.#address}?/save`, body));
		this.#hasWaited = sent.kind === 'unreachable';
		return sent;
	}

	#form(fields: TypedFields, base: string, deviceAt: string | null): FormData {
		const body = new FormData();
		for (const [name, value] of entriesOf(this.key, fields, base, deviceAt, this.asked))
			body.append(name, value);
		return body;
	}

	#read(result: Awaited<ReturnType<typeof postAction>>): Sent {
		if (!result || result.type === 'error' || result.type === 'redirect') {
			return { kind: 'unreachable' };
		}
		const data = (result.data ?? {}) as Answered;
		this.errors = data.form?.errors ?? {};
		const saved = data.saved?.find((s) => s.key === this.key);
		if (saved) {
			this.refusal = null;
			this.savedAt = data.savedAt ?? this.savedAt;
			return { kind: 'saved', base: String(saved.version) };
		}
		this.refusal = data.form?.message ?? null;
		const conflict = data.conflicts?.find((c) => c.key === this.key);
		if (!conflict) return { kind: 'refused' };
		this.#conflictWith(typedFrom(this.#question.asked, conflict.value), conflict.version);
		return { kind: 'conflict' };
	}

	#conflictWith(fields: TypedFields, version: number): void {
		this.other = { fields, version };
		this.autosave.isStopped = true;
	}
}

export class Answering {
	readonly answers: TypedAnswer[];

	constructor(given: Given) {
		this.answers = given.questions.map((question) => new TypedAnswer(question, given));
	}

	answer(key: string): TypedAnswer | undefined {
		return this.answers.find((a) => a.key === key);
	}

	/** Begins when the page runs scripts; returns how to end. */
	begin(): () => void {
		// Only once: what an effect reads here would make it begin again at every letter typed.
		untrack(() => {
			for (const one of this.answers) one.takeUpDraft();
		});
		const flush = () => void this.flush();
		const flushWhenHidden = () => {
			if (document.visibilityState === 'hidden') flush();
		};
		window.addEventListener('online', flush);
		document.addEventListener('visibilitychange', flushWhenHidden);
		return () => {
			window.removeEventListener('online', flush);
			document.removeEventListener('visibilitychange', flushWhenHidden);
			for (const one of this.answers) void one.autosave.leave();
		};
	}

	/** Sends everything that is typed and not saved; true when nothing is left over. */
	async flush(): Promise<boolean> {
		await Promise.all(this.answers.map((one) => one.autosave.flush()));
		return this.answers.every((one) => one.autosave.state === 'saved' && one.other === null);
	}

	/** Nothing keeps it from being handed in but the line: the rest is kept on this device. */
	get waitsForLine(): boolean {
		const isFine = ({ autosave, other }: TypedAnswer) =>
			other === null && (autosave.state === 'saved' || autosave.state === 'offline');
		return keepsDrafts() && this.answers.every(isFine);
	}
}
