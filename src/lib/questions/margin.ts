/*
 * The questions in the margin of a reading, asleep: they stand as the server drew them, forms that can
 * be filled in and sent. Their scripts would be a third of what the page loads, and whoever opens it
 * wants to read first. So they are fetched when the reader begins to move about the page, and take the
 * cards over when one of them is touched. Nothing that is typed meanwhile is lost (`cards.svelte.ts`).
 */
import { createRawSnippet, type Snippet } from 'svelte';
import { awaitDrafts, hasDrafts } from '$lib/forms/left-behind';
import type { Cards } from './cards.svelte';
import type { QuestionHere, SetHere } from './questions.server';
import type { Surroundings } from './surroundings';

export interface MarginHere {
	set: SetHere;
	/** Whose drafts may wait in this browser. */
	person: string;
	around: Surroundings;
	byParagraph: ReadonlyMap<string, QuestionHere[]>;
}

/** What draws them, on the server alone: in the browser they are drawn already. */
const drawing = import.meta.env.SSR
	? await Promise.all([import('svelte/server'), import('./cards.svelte')])
	: null;

const beginsToMove = ['pointerdown', 'wheel', 'keydown'];
const touches = ['pointerdown', 'focusin', 'input', 'change'];

export class Margin {
	/** The card at a paragraph. */
	readonly card: Snippet<[paragraph: string]>;

	#here: MarginHere;
	readonly #standing = new Map<Element, { paragraph: string; letGo?: () => void }>();
	#cards: Cards | null = null;
	#coming: Promise<typeof import('./cards.svelte')> | null = null;
	/** Its scripts could not be had: forms go the way they go without. */
	#isPlain = false;

	constructor(here: MarginHere) {
		this.#here = here;
		this.card = createRawSnippet((paragraph) => ({
			render: () => `<div>${this.#drawn(paragraph())}</div>`,
			setup: (element) => this.#stand(element, paragraph())
		}));
	}

	/** Begins when the page runs scripts; returns how to end. */
	begin(): () => void {
		const { person, around, set } = this.#here;
		const drafts = `${person}:${around.module}/questions/${around.set}:`;
		const letDraftsGo = awaitDrafts(drafts);
		const fetchSoon = () => {
			for (const event of beginsToMove) removeEventListener(event, fetchSoon);
			setTimeout(() => void this.#fetch().catch(() => undefined));
		};
		const wake = () => void this.#wake();
		if (set.isOpen) {
			for (const event of beginsToMove) addEventListener(event, fetchSoon, { passive: true });
			if (hasDrafts(drafts)) wake();
		}
		return () => {
			for (const event of beginsToMove) removeEventListener(event, fetchSoon);
			this.#cards?.end();
			letDraftsGo();
		};
	}

	/** The page has been told anew how things are. */
	renew(here: MarginHere): void {
		if (here === this.#here) return;
		this.#here = here;
		if (this.#cards) this.#cards.renew(here);
		else void this.#wake();
	}

	#drawn(paragraph: string): string {
		if (!drawing) return '';
		const [{ render }, { Cards, QuestionsBeside }] = drawing;
		this.#cards ??= new Cards(this.#here);
		return render(QuestionsBeside, { props: this.#cards.props(paragraph) }).body;
	}

	#fetch() {
		this.#coming ??= import('./cards.svelte').catch((cause: unknown) => {
			this.#coming = null;
			throw cause;
		});
		return this.#coming;
	}

	async #wake(): Promise<boolean> {
		const module = await this.#fetch().catch(() => null);
		if (!module) return false;
		if (this.#cards) return true;
		const cards = new module.Cards(this.#here);
		this.#cards = cards;
		// First what was left on this device: what is typed now is kept there too, and is not known yet.
		cards.begin();
		for (const [element, one] of this.#standing) one.letGo = cards.take(element, one.paragraph);
		return true;
	}

	#stand(element: Element, paragraph: string): () => void {
		const one: { paragraph: string; letGo?: () => void } = { paragraph };
		this.#standing.set(element, one);
		const wake = () => void this.#wake();
		const hold = (event: Event) => void this.#hold(event);
		if (this.#cards) one.letGo = this.#cards.take(element, paragraph);
		// Scripts fetched the page, and nobody has drawn this.
		else if (!element.hasChildNodes()) wake();
		else if (this.#here.set.isOpen)
			for (const event of touches) element.addEventListener(event, wake);
		element.addEventListener('submit', hold);
		return () => {
			this.#standing.delete(element);
			one.letGo?.();
		};
	}

	/** A form is sent before its scripts are there: they send it, or nobody can. */
	async #hold(event: Event): Promise<void> {
		if (this.#cards || this.#isPlain || !(event instanceof SubmitEvent)) return;
		const { submitter, target } = event;
		event.preventDefault();
		this.#isPlain = !(await this.#wake());
		if (submitter) submitter.click();
		else if (target instanceof HTMLFormElement) target.requestSubmit();
		this.#isPlain = false;
	}
}
