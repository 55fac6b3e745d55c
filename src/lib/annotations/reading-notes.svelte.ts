/*
 * The notes on the text of a page while it is read: fetched after the text has been shown, read again
 * when somebody writes one, shown as far as the reader wants them. What comes in while somebody reads
 * or writes a note waits until they are done, so that nothing moves under their eyes.
 */
import { formOf, postAction } from '$lib/forms/drafts.svelte';
import type { Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { groupedBy } from '$lib/readings/grouped';
import { Editing, unfinished, type Target } from './editing.svelte';
import type { NoteHere, NotesHere, Reveal, Tag } from './note';
import type { Chosen } from './passage';

export interface Around {
	/** Of the page of notes on this reading. */
	address: string;
	/** What names the edition and version that the page shows. */
	query: string;
	versionId: string;
	/** Of the text. */
	lang: Locale;
	/** Of the pages. */
	locale: Locale;
	timeZone: string;
	person: string;
	/** Address of the reading, to point at its words with. */
	reading: string;
	/** Where words of it are cited; null for who writes no position. */
	cite: string | null;
	reveal: Reveal;
	mayWrite: boolean;
}

const beat = 5000;
/** Without a sign for so long the page asks by itself. */
const silence = 30_000;

export class ReadingNotes {
	readonly around: Around;
	here: NotesHere | null = $state.raw(null);
	/** Newer than what is shown. */
	incoming: NotesHere | null = $state.raw(null);
	isLost = $state(false);
	showsOthers = $state(false);
	/** Only notes with this tag; empty: all. */
	tag = $state('');
	/** What is selected in the text. */
	chosen: Chosen | null = $state.raw(null);
	/** What was selected reached into the next paragraph. */
	isCut = $state(false);
	editing: Editing | null = $state.raw(null);
	/** The note that is pointed at. */
	active: string | null = $state(null);
	/** There is a margin; elsewhere notes open in a sheet. */
	isWide = $state(true);
	/** The paragraph whose notes stand in the sheet. */
	sheet: string | null = $state(null);
	isHelp = $state(false);
	/** For the one live region. */
	said = $state('');
	unfinished: Target[] = $state.raw([]);

	readonly shown: NoteHere[] = $derived(
		(this.here?.notes ?? []).filter(
			(note) =>
				(this.showsOthers || note.isOwn) && (this.tag === '' || note.tags.includes(this.tag))
		)
	);
	readonly #byParagraph = $derived(byParagraph(this.shown));

	/** What the page shows, and what made it read again last. */
	#changed: number | null = null;
	#told = 0;
	#asked = 0;
	#heard = 0;
	#soon: ReturnType<typeof setTimeout> | undefined;

	constructor(around: Around) {
		this.around = around;
	}

	showOthers(shows: boolean): void {
		this.showsOthers = shows;
	}

	get reveal(): Reveal {
		return this.here?.reveal ?? this.around.reveal;
	}

	get mayWrite(): boolean {
		return this.here?.mayWrite ?? this.around.mayWrite;
	}

	get tags(): Tag[] {
		return this.here?.tags ?? [];
	}

	at(paragraph: string): NoteHere[] {
		return this.#byParagraph.get(paragraph) ?? [];
	}

	/** Begins to follow what happens; returns how to end. */
	start(): () => void {
		void this.read(true).then(() => this.#takeUp());
		let source: EventSource | null = null;
		const heard = () => (this.#heard = performance.now());
		const listen = () => {
			const isWanted = document.visibilityState === 'visible';
			if (isWanted === (source !== null)) return;
			source?.close();
			source = null;
			if (!isWanted) return;
			heard();
			source = new EventSource(`${this.around.address}/live`);
			source.onopen = () => void this.#ask();
			source.addEventListener('beat', heard);
			source.onmessage = () => {
				heard();
				clearTimeout(this.#soon);
				this.#soon = setTimeout(() => void this.read(), 300);
			};
		};
		listen();
		const timer = setInterval(() => {
			if (source && performance.now() - this.#heard > silence) void this.#ask();
		}, beat);
		const online = () => {
			if (this.isLost) void this.read();
			if (this.editing?.state === 'offline') void this.save();
		};
		document.addEventListener('visibilitychange', listen);
		addEventListener('online', online);
		return () => {
			source?.close();
			clearInterval(timer);
			clearTimeout(this.#soon);
			document.removeEventListener('visibilitychange', listen);
			removeEventListener('online', online);
		};
	}

	/** @param isOwn it shows what the reader did just now, and waits for nothing */
	async read(isOwn = false): Promise<void> {
		const asked = ++this.#asked;
		const { address, query } = this.around;
		const response = await fetch(`${address}/data?${query}`).catch(() => null);
		const here = response?.ok ? ((await response.json()) as NotesHere) : null;
		if (asked !== this.#asked) return;
		this.isLost = here === null;
		if (!here) return;
		this.#changed = here.changed;
		if (isOwn || !this.#isBusy()) this.take(here);
		else this.incoming = here;
	}

	take(here: NotesHere | null): void {
		if (here) this.here = here;
		this.incoming = null;
	}

	/** What waited is shown once nobody reads or writes a note. */
	rest(): void {
		if (this.incoming && !this.#isBusy()) this.take(this.incoming);
	}

	edit(target: Target): void {
		this.editing?.keep();
		this.#open(new Editing(target, this.around));
	}

	/** Marks the words without a note; the editor opens when that does not work. */
	async highlight(chosen: Chosen): Promise<boolean> {
		const editing = new Editing({ kind: 'write', chosen }, this.around);
		editing.body = '';
		const isSaved = await this.save(editing);
		if (!isSaved) this.#open(editing);
		return isSaved;
	}

	/** What is written stays on this device, or is let go. */
	leave(isKept: boolean): void {
		if (isKept) this.editing?.keep();
		else this.editing?.forget();
		this.#close();
	}

	async save(editing = this.editing): Promise<boolean> {
		if (!editing || editing.state === 'saving') return false;
		editing.state = 'saving';
		editing.keep(true);
		const result = await postAction(editing.action, formOf(editing.entries()));
		if (result?.type === 'success') {
			editing.forget();
			editing.remember();
			await this.read(true);
			if (this.editing === editing) this.#close();
			this.active = editing.noteRef;
			this.said = m.marks_saved({ n: this.at(editing.paragraph ?? '').length });
			return true;
		}
		editing.state = result ? 'failed' : 'offline';
		if (!result) return false;
		// Refused, it is not sent again by itself.
		editing.keep();
		editing.message = result.type === 'failure' ? messageIn(result.data) : null;
		if (result.type === 'failure' && result.status === 409) await this.#conflict(editing);
		return false;
	}

	/** Something that needs no words: deleting, resolving. */
	async act(action: string, entries: [string, string][], said = ''): Promise<boolean> {
		const result = await postAction(`${this.around.address}?/${action}`, formOf(entries));
		const isDone = result?.type === 'success';
		await this.read(true);
		this.said = isDone
			? said
			: ((result?.type === 'failure' ? messageIn(result.data) : null) ?? m.marks_failed());
		return isDone;
	}

	#open(editing: Editing): void {
		this.editing = editing;
		if (!this.isWide) this.sheet = editing.paragraph;
	}

	#close(): void {
		// Whoever wrote goes on reading; whoever answered stands among the notes.
		if (this.editing?.target.kind === 'write') this.sheet = null;
		this.editing = null;
		this.#takeUp();
		this.take(this.incoming);
	}

	#takeUp(): void {
		this.unfinished = unfinished(this.around, this.here?.notes ?? []);
	}

	async #conflict(editing: Editing): Promise<void> {
		await this.read(true);
		const { target } = editing;
		if (target.kind === 'write' || target.kind === 'reply') return;
		const note = this.here?.notes.find((n) => n.ref === target.note.ref);
		editing.other =
			(target.kind === 'change' ? note : note?.replies.find((r) => r.ref === target.reply.ref)) ??
			null;
	}

	async #ask(): Promise<void> {
		const response = await fetch(`${this.around.address}/changed`).catch(() => null);
		if (!response?.ok) return;
		const { changed } = (await response.json()) as { changed: number };
		if (this.#changed === null || changed === this.#changed || changed === this.#told) return;
		this.#told = changed;
		await this.read();
	}

	#isBusy(): boolean {
		return (
			this.editing !== null ||
			this.sheet !== null ||
			Boolean(document.activeElement?.closest('[data-cards]'))
		);
	}
}

/** In the order of the text; those without words after the others. */
function byParagraph(notes: readonly NoteHere[]): ReadonlyMap<string | null, NoteHere[]> {
	const found = groupedBy(notes, (note) => note.paragraphId);
	const isBare = (note: NoteHere) => Number(note.body === '' && !note.isDeleted);
	for (const there of found.values())
		there.sort((a, b) => isBare(a) - isBare(b) || a.start - b.start);
	return found;
}

function messageIn(data: Record<string, unknown> | undefined): string | null {
	const form = data?.form as { message?: string; errors?: Record<string, string> } | undefined;
	return form?.message ?? Object.values(form?.errors ?? {})[0] ?? null;
}
