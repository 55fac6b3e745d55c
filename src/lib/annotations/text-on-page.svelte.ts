/*
 * The text on the page as notes see it: its paragraphs and their words, what is selected in it by
 * pointer or by keys, and the way between a passage and the notes at it.
 */
import { tick } from 'svelte';
import { directionOf } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { makeAnchor } from '$lib/readings/anchor';
import type { Editing } from './editing.svelte';
import { commandOf, type Command } from './keys';
import { keepPlaces } from './margin';
import type { NoteHere } from './note';
import { paint, paintNothing } from './painting';
import { chosenIn, offsetIn, rangeOf, textOf, type Chosen, type TextOf } from './passage';
import type { ReadingNotes } from './reading-notes.svelte';
import { beginning, countIn, growTo, spansOf, stepTo, type Span, type Unit } from './steps';

export class TextOnPage {
	readonly notes: ReadingNotes;
	readonly #article: HTMLElement;
	/** Where the reader was before they went to a note. */
	#origin: { paragraph: string; chosen: Chosen | null } | null = null;
	/** What was selected was so by keys, so that nothing need stand beside it. */
	isByKeys = $state(false);

	readonly #texts = new WeakMap<Element, TextOf>();
	readonly #spans = new WeakMap<TextOf, Partial<Record<Unit, Span[]>>>();
	readonly #ranges = new WeakMap<NoteHere, StaticRange | null>();

	constructor(notes: ReadingNotes, article: HTMLElement) {
		this.notes = notes;
		this.#article = article;
	}

	/** When the text stands there. */
	begin(): () => void {
		// A press on the words moves the focus into the text, where the keys work.
		for (const words of this.#article.querySelectorAll<HTMLElement>('[data-words]'))
			words.tabIndex = -1;
		const letGo = keepPlaces(this.#article);
		return () => {
			letGo();
			paintNothing();
		};
	}

	get hasMargin(): boolean {
		return this.#article.querySelector('.noted') !== null;
	}

	#words(paragraph: string): Element | null {
		return document.getElementById(paragraph)?.querySelector('[data-words]') ?? null;
	}

	#text(paragraph: string): TextOf | null {
		const words = this.#words(paragraph);
		if (!words) return null;
		const text = this.#texts.get(words) ?? textOf(words);
		this.#texts.set(words, text);
		return text;
	}

	range({ paragraph, start, end }: { paragraph: string; start: number; end: number }) {
		const text = this.#text(paragraph);
		return text && rangeOf(text, start, end);
	}

	paintNotes(shown: readonly NoteHere[]): void {
		const ranges = { own: [] as StaticRange[], other: [] as StaticRange[] };
		for (const note of shown) {
			let range = this.#ranges.get(note);
			if (range === undefined) {
				range =
					note.paragraphId === null ? null : this.range({ ...note, paragraph: note.paragraphId });
				this.#ranges.set(note, range);
			}
			if (range) ranges[note.isOwn ? 'own' : 'other'].push(range);
		}
		paint('note-own', ranges.own);
		paint('note-other', ranges.other);
	}

	/** @param chosen what is written about, or would be */
	paintPlace(active: NoteHere | undefined, chosen: Chosen | null): void {
		const of = (range: StaticRange | null | undefined) => (range ? [range] : []);
		paint('note-active', of(active && this.#ranges.get(active)));
		paint('note-chosen', of(chosen && this.range(chosen)));
	}

	/** What the reader has selected by whatever means. */
	readSelection(): void {
		const selection = document.getSelection();
		const { notes } = this;
		if (!selection || selection.rangeCount === 0 || selection.isCollapsed) {
			if (!document.activeElement?.closest('[data-tools]')) notes.chosen = null;
			return;
		}
		const found = chosenIn(this.#article, selection.getRangeAt(0));
		if (!found) return;
		const { paragraph, start, end } = found.chosen;
		const was = notes.chosen;
		if (was?.paragraph === paragraph && was.start === start && was.end === end) return;
		this.isByKeys = false;
		notes.chosen = found.chosen;
		notes.isCut = found.isCut;
		if (found.isCut) notes.said = m.marks_cut();
	}

	#select(chosen: Chosen): void {
		const range = this.range(chosen);
		if (!range) return;
		this.isByKeys = true;
		this.notes.chosen = chosen;
		this.notes.isCut = false;
		document
			.getSelection()
			?.setBaseAndExtent(
				range.startContainer,
				range.startOffset,
				range.endContainer,
				range.endOffset
			);
	}

	#focus(paragraph: string): void {
		const place = document.getElementById(paragraph);
		place?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true });
		place?.scrollIntoView({ block: 'nearest' });
	}

	/** A press on marked words points at their note. */
	press(event: MouseEvent): void {
		if (event.target instanceof Element && event.target.closest('a, button')) return;
		if (document.getSelection()?.isCollapsed === false) return;
		const paragraph = this.paragraphAt(event.target);
		const at = paragraph === null ? null : this.#offsetAt(event, paragraph);
		const { notes } = this;
		const [found] =
			at === null || paragraph === null
				? []
				: notes
						.at(paragraph)
						.filter(({ start, end }) => start <= at && at < end)
						.sort((a, b) => a.end - a.start - (b.end - b.start));
		notes.active = found?.ref ?? null;
		if (!found) return;
		if (!notes.isWide) notes.sheet = paragraph;
		void tick().then(() => {
			document.getElementById(`note-${found.ref}`)?.scrollIntoView({ block: 'nearest' });
		});
	}

	#offsetAt({ clientX, clientY }: MouseEvent, paragraph: string): number | null {
		const words = this.#words(paragraph);
		if (!words || !('caretPositionFromPoint' in document)) return null;
		const caret = document.caretPositionFromPoint(clientX, clientY);
		return caret && words.contains(caret.offsetNode)
			? offsetIn(words, caret.offsetNode, caret.offset)
			: null;
	}

	paragraphAt(target: EventTarget | null): string | null {
		const place = target instanceof Element ? target.closest('[data-number]') : null;
		return place && this.#article.contains(place) ? place.id : null;
	}

	/** The whole paragraph, for who has selected nothing in it. */
	#whole(paragraph: string): Chosen | null {
		const text = this.#text(paragraph)?.text ?? '';
		const quote = makeAnchor(text, 0, text.length);
		return quote && { paragraph, start: quote.start, end: quote.end, exact: quote.exact };
	}

	/** From the text to the notes at this place. */
	async toNotes(paragraph: string): Promise<void> {
		const { notes } = this;
		const chosen = notes.chosen?.paragraph === paragraph ? notes.chosen : null;
		const there = notes.at(paragraph);
		const note =
			there.find(({ start, end }) => chosen && start < chosen.end && end > chosen.start) ??
			there[0];
		if (!note) {
			notes.said = m.marks_none_here();
			return;
		}
		this.#origin = { paragraph, chosen };
		notes.active = note.ref;
		if (!notes.isWide) notes.sheet = paragraph;
		await tick();
		document.getElementById(`note-${note.ref}`)?.focus();
	}

	/** Back to where the reader was, or to the words of a note. */
	async toText(note: NoteHere | undefined, isBack = false): Promise<void> {
		this.notes.sheet = null;
		await tick();
		const origin = isBack && this.#origin?.paragraph === note?.paragraphId ? this.#origin : null;
		const paragraph = origin?.paragraph ?? note?.paragraphId;
		if (!paragraph) return;
		this.#focus(paragraph);
		if (origin?.chosen) this.#select(origin.chosen);
		else if (!origin && note)
			this.#select({ paragraph, start: note.start, end: note.end, exact: note.exact });
	}

	/** Where the reader goes on after writing. */
	resume(chosen: Chosen): void {
		this.#focus(chosen.paragraph);
		if (this.isByKeys) this.#select(chosen);
		else this.clear();
	}

	/** Nothing is selected any more. */
	clear(): void {
		document.getSelection()?.removeAllRanges();
		this.notes.chosen = null;
	}

	key(event: KeyboardEvent): void {
		if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
		if (event.target.closest('input, textarea, select')) return;
		const { notes } = this;
		if (notes.editing && !notes.editing.isShown && this.#typeAhead(event, notes.editing)) return;
		const paragraph = this.paragraphAt(event.target);
		const card = event.target.closest('[data-cards] li');
		if (paragraph === null && !card) return;
		const isRtl = directionOf(notes.around.lang) === 'rtl';
		const isHere = paragraph !== null && notes.chosen?.paragraph === paragraph;
		const command = commandOf(event, isRtl, isHere);
		if (!command) return;
		if (card) {
			if (command.act !== 'notes' && command.act !== 'leave') return;
			event.preventDefault();
			const note = notes.here?.notes.find(({ ref }) => `note-${ref}` === card.id);
			void this.toText(note, true);
		} else if (paragraph !== null && this.obey(command, paragraph)) event.preventDefault();
	}

	/** Letters that come before the field does are words, not commands. */
	#typeAhead(event: KeyboardEvent, editing: Editing): boolean {
		if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
		event.preventDefault();
		editing.body += event.key;
		editing.keep();
		return true;
	}

	/** False when there is nothing to be done. */
	obey(command: Command, paragraph: string): boolean {
		const { notes } = this;
		const chosen = notes.chosen?.paragraph === paragraph ? notes.chosen : null;
		switch (command.act) {
			case 'paragraph':
				this.#toParagraph(paragraph, command.to);
				return true;
			case 'move':
				this.#move(paragraph, chosen, command.unit, command.to);
				return true;
			case 'grow':
				if (chosen) this.#grow(chosen, command.unit, command.to);
				return true;
			case 'notes':
				void this.toNotes(paragraph);
				return true;
			case 'help':
				notes.isHelp = true;
				return true;
			case 'leave':
				if (!chosen) return false;
				this.clear();
				return true;
			case 'note':
			case 'highlight': {
				const what = chosen ?? this.#whole(paragraph);
				if (!what || !notes.mayWrite) return false;
				if (command.act === 'note') notes.edit({ kind: 'write', chosen: what });
				else void notes.highlight(what);
				return true;
			}
			default:
				// The links of the toolbar know where they lead.
				if (!chosen) return false;
				document.querySelector<HTMLElement>(`[data-tools] [data-act="${command.act}"]`)?.click();
				return true;
		}
	}

	#next(paragraph: string, to: 1 | -1): string | undefined {
		const ids = Array.from(this.#article.querySelectorAll('[data-number]'), ({ id }) => id);
		return ids[ids.indexOf(paragraph) + to];
	}

	#toParagraph(paragraph: string, to: 1 | -1): void {
		const next = this.#next(paragraph, to);
		if (next === undefined) return;
		this.clear();
		this.#focus(next);
		const n = this.notes.at(next).length;
		const p = document.getElementById(next)?.dataset.number ?? '';
		this.notes.said = n > 0 ? m.marks_here({ n, p }) : '';
	}

	#spansIn(paragraph: string, unit: Unit): { text: string; spans: Span[] } {
		const text = this.#text(paragraph);
		if (!text) return { text: '', spans: [] };
		const known = this.#spans.get(text) ?? {};
		this.#spans.set(text, known);
		return {
			text: text.text,
			spans: (known[unit] ??= spansOf(text.text, this.notes.around.lang, unit))
		};
	}

	#move(paragraph: string, chosen: Chosen | null, unit: Unit, to: 1 | -1): void {
		let here = paragraph;
		let { text, spans } = this.#spansIn(here, unit);
		let span = stepTo(spans, chosen && [chosen.start, chosen.end], to);
		if (!span) {
			const next = this.#next(here, to);
			if (next === undefined) return;
			here = next;
			({ text, spans } = this.#spansIn(here, unit));
			span = stepTo(spans, null, to);
		}
		if (!span) return;
		const exact = text.slice(...span);
		this.#focus(here);
		this.#select({ paragraph: here, start: span[0], end: span[1], exact });
		const words = beginning(exact);
		this.notes.said =
			unit === 'word'
				? words
				: m.marks_said_sentence({ n: countIn(spans, span).first, of: spans.length, words });
	}

	#grow(chosen: Chosen, unit: Unit, to: 1 | -1): void {
		const { text, spans } = this.#spansIn(chosen.paragraph, unit);
		const span = growTo(spans, [chosen.start, chosen.end], to);
		if (!span) {
			this.notes.said = to === 1 ? m.marks_said_end() : this.notes.said;
			return;
		}
		const exact = text.slice(...span);
		this.#focus(chosen.paragraph);
		this.#select({ paragraph: chosen.paragraph, start: span[0], end: span[1], exact });
		const { touched } = countIn(this.#spansIn(chosen.paragraph, 'word').spans, span);
		this.notes.said = m.marks_said_words({ n: touched, words: beginning(exact) });
	}
}
