/*
 * What is selected in the student's words, by pointer or by keys: words, sentences, whole fields.
 * The words of a field are those of `[data-field]`; offsets are UTF-16 units.
 */
import { offsetIn, rangeOf, textOf } from '$lib/annotations/passage';
import { growTo, spansOf, stepTo, type Span } from '$lib/annotations/steps';
import type { Locale } from '$lib/i18n/local-text';
import type { Unit } from './keys';
import { snapped } from './pins';

export interface Passage {
	field: string;
	start: number;
	end: number;
	words: string;
}

export class Passages {
	readonly #lang: Locale;
	/** Holds the text. */
	root: HTMLElement | undefined = $state();
	chosen: Passage | null = $state(null);

	constructor(lang: Locale) {
		this.#lang = lang;
	}

	/** What is selected by whatever means. */
	read(): void {
		const selection = document.getSelection();
		if (!selection || selection.rangeCount === 0 || selection.isCollapsed) {
			// A press on the button that comments on it takes the selection away.
			if (!document.activeElement?.closest('[data-passage]')) this.chosen = null;
			return;
		}
		const range = selection.getRangeAt(0);
		const words = this.#fields().find((field) => range.intersectsNode(field));
		if (!words) return;
		this.chosen = this.#passage(
			words,
			offsetIn(words, range.startContainer, range.startOffset),
			offsetIn(words, range.endContainer, range.endOffset)
		);
	}

	/** The next unit, or the one before; over the edge of a field into the next one. */
	move(unit: Unit, to: 1 | -1): void {
		const fields = this.#fields();
		const here = fields.findIndex((field) => field.dataset.field === this.chosen?.field);
		const words = fields[here];
		const at: Span | null = this.chosen && [this.chosen.start, this.chosen.end];
		const span = words && unit !== 'field' ? stepTo(this.#spans(words, unit), at, to) : null;
		if (words && span) return this.#select(words, span);
		const next = here < 0 ? fields.at(to === 1 ? 0 : -1) : fields[here + to];
		if (!next) return;
		const first = unit === 'field' ? null : stepTo(this.#spans(next, unit), null, to);
		this.#select(next, first ?? [0, next.textContent.length]);
	}

	grow(unit: 'sentence' | 'word', to: 1 | -1): void {
		const { chosen } = this;
		const words = this.#fields().find((field) => field.dataset.field === chosen?.field);
		const span =
			words && chosen && growTo(this.#spans(words, unit), [chosen.start, chosen.end], to);
		if (words && span) this.#select(words, span);
	}

	letGo(): void {
		this.chosen = null;
		document.getSelection()?.removeAllRanges();
	}

	/** The part of the text that is selected, or else the first one in sight. */
	part(): string | null {
		const fields = this.#fields();
		const inSight =
			fields.find((field) => field.dataset.field === this.chosen?.field) ??
			fields.find((field) => field.getBoundingClientRect().bottom > 0);
		const field = inSight?.dataset.field ?? null;
		return field?.replace(/:(claim|warrant)$/, '') ?? null;
	}

	#fields(): HTMLElement[] {
		return [...(this.root?.querySelectorAll<HTMLElement>('[data-field]') ?? [])];
	}

	#spans(words: HTMLElement, unit: 'sentence' | 'word'): Span[] {
		return spansOf(words.textContent, this.#lang, unit);
	}

	#passage(words: HTMLElement, start: number, end: number): Passage | null {
		const text = words.textContent;
		const place = snapped(text, start, end);
		const field = words.dataset.field ?? '';
		return place && { field, ...place, words: text.slice(place.start, place.end) };
	}

	#select(words: HTMLElement, [start, end]: Span): void {
		const range = rangeOf(textOf(words), start, end);
		if (!range) return;
		this.chosen = this.#passage(words, start, end);
		const { startContainer, startOffset, endContainer, endOffset } = range;
		document.getSelection()?.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
		startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
	}
}
