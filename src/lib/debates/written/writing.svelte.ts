/*
 * One turn being written in a browser. What is typed is kept on the device until the server has it;
 * it is sent under a key of its own, again and again while there is no line, and is said once. What
 * is refused, late, or of a turn that has passed keeps every word.
 */
import {
	draftOf,
	dropDraft,
	formOf,
	keepDraft,
	keepsDrafts,
	postAction
} from '$lib/forms/drafts.svelte';
import type { FormState } from '$lib/forms/form';
import { awaitDrafts, inStorage, leftOverEvent, prefix } from '$lib/forms/left-behind';
import { isLocale, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Passage, SaidAs } from '../debate';
import { lettersIn } from './letters';
import { eachOnce, passagesTyped } from './passages';

/** What is written, and in which turn. */
export interface Writable {
	as: SaidAs;
	/** The question that it answers. */
	to: number | null;
	/** Counts the phases that have come. */
	nth: number;
}

export interface WrittenBy {
	/** Whose drafts these are. */
	owner: string;
	/** The address of the debate. */
	home: string;
	locale: Locale;
	/** Called when the words have arrived. */
	onsent?: () => void;
}

interface Answer {
	form?: FormState;
	sessionEnded?: boolean;
}

const retries = [1000, 2000, 4000, 8000];

export function draftsOf({ owner, home }: Pick<WrittenBy, 'owner' | 'home'>): string {
	return `${owner}:${home}:turn:`;
}

const nameOf = ({ as, to, nth }: Writable) => `${nth}:${as}:${to ?? ''}`;

export class Writing {
	readonly about: Writable;
	body = $state('');
	lang: Locale = $state('en');
	passages: Passage[] = $state.raw([]);
	state: 'typing' | 'sending' | 'waiting' | 'refused' | 'sent' = $state('typing');
	/** Why it was not taken, in the server's words. */
	message: string | null = $state(null);
	/** Beside the fields of a passage. */
	errors: Record<string, string> = $state.raw({});
	/** Something is kept on this device. */
	isKept = $state(false);

	readonly #by: WrittenBy;
	readonly #draft: string;
	#key = '';
	#timer: ReturnType<typeof setTimeout> | undefined;
	#tries = 0;

	/** @param form what came back when it was sent without scripts */
	constructor(about: Writable, by: WrittenBy, form: FormState | null) {
		this.about = about;
		this.#by = by;
		this.#draft = draftsOf(by) + nameOf(about);
		this.lang = by.locale;
		this.#take(form);
	}

	get action(): string {
		return `${this.#by.home}?/move`;
	}

	get move(): string {
		const { as, to } = this.about;
		return JSON.stringify({ kind: 'say', as, to });
	}

	get letters(): number {
		return lettersIn(this.body);
	}

	#take(form: FormState | null): void {
		if (!form) return;
		const { body, lang, passages } = form.values;
		if (typeof body === 'string') this.body = body;
		if (isLocale(lang)) this.lang = lang;
		this.passages = passagesTyped(passages, this.passages);
		this.errors = form.errors;
		this.message = form.tone === 'alert' ? (form.message ?? null) : null;
		this.state = this.message === null ? 'typing' : 'refused';
	}

	/** Once the page stands: what a tab that died left behind; returns how to leave. */
	attend(): () => void {
		const done = awaitDrafts(draftsOf(this.#by));
		const kept = draftOf(this.#draft);
		this.#key = kept?.fields.key || newKey();
		if (kept && this.body === '') {
			this.body = kept.fields.body ?? '';
			if (isLocale(kept.fields.lang)) this.lang = kept.fields.lang;
			this.passages = passagesTyped(kept.fields.passages, this.passages);
			this.isKept = true;
		}
		if (kept?.post) void this.send();
		const online = () => {
			if (this.state === 'waiting') void this.send();
		};
		addEventListener('online', online);
		return () => {
			removeEventListener('online', online);
			clearTimeout(this.#timer);
			done();
			// From now on any page of the site sends it.
			if (this.state === 'waiting') window.dispatchEvent(new Event(leftOverEvent));
		};
	}

	typed(): void {
		if (this.state === 'sent') return;
		if (this.state !== 'sending') this.state = 'typing';
		clearTimeout(this.#timer);
		this.#keep(false);
	}

	/** @param isSent it waits for a line, and may go out from any page */
	#keep(isSent: boolean): void {
		if (this.#key === '') return;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, not state
		const at = new Date().toISOString();
		const { body, lang } = this;
		const passages = JSON.stringify(this.passages);
		const post = { owner: this.#by.owner, action: this.action, entries: this.#entries() };
		keepDraft(this.#draft, {
			fields: { body, lang, passages, key: this.#key },
			base: '',
			at,
			...(isSent ? { post: { ...post, kind: 'save' as const } } : {})
		});
		this.isKept = keepsDrafts();
	}

	#entries(): [string, string][] {
		return [
			['move', this.move],
			['key', this.#key],
			['body', this.body],
			['lang', this.lang],
			['passages', JSON.stringify(this.passages)]
		];
	}

	async send(): Promise<void> {
		clearTimeout(this.#timer);
		if (this.letters === 0) {
			this.message = m.written_empty();
			this.state = 'refused';
			return;
		}
		if (this.state === 'sending') return;
		this.state = 'sending';
		this.message = null;
		this.#keep(true);
		const result = await postAction(this.action, formOf(this.#entries()));
		// Only what says that it was done lets go of the words.
		if (result?.type === 'redirect' || (result?.type === 'success' && result.data?.moved))
			return this.#arrived();
		if (!result || (result.type === 'error' && (result.status ?? 500) >= 500)) {
			this.state = 'waiting';
			const pause = retries[Math.min(this.#tries++, retries.length - 1)];
			this.#timer = setTimeout(() => void this.send(), pause);
			return;
		}
		const { form } = (result.type === 'failure' ? (result.data ?? {}) : {}) as Answer;
		this.state = 'refused';
		this.message =
			form?.errors.body ?? form?.errors.passages ?? form?.message ?? m.written_failed();
		this.#keep(false);
	}

	#arrived(): void {
		dropDraft(this.#draft);
		this.#tries = 0;
		this.state = 'sent';
		this.body = '';
		this.passages = [];
		this.isKept = false;
		this.#by.onsent?.();
	}

	/** Where several words may be said in one phase: the next one. */
	again(): void {
		this.#key = newKey();
		this.message = null;
		this.state = 'typing';
	}

	cite(passages: readonly Passage[]): void {
		this.passages = eachOnce([...this.passages, ...passages]);
		this.typed();
	}

	drop(passage: Passage): void {
		this.passages = this.passages.filter((one) => one !== passage);
		this.typed();
	}

	/** By its numbers; answers whether it was found. */
	async citeNumbered(reading: string, paragraph: string, sentence: string): Promise<boolean> {
		const result = await postAction(
			`${this.#by.home}?/cite`,
			formOf([
				['reading', reading],
				['paragraph', paragraph],
				['sentence', sentence],
				['passages', JSON.stringify(this.passages)]
			])
		);
		const { form } = (result && 'data' in result ? (result.data ?? {}) : {}) as Answer;
		this.errors = form?.errors ?? {};
		if (result?.type !== 'success') {
			if (!form) this.errors = { reading: m.written_failed() };
			return false;
		}
		this.passages = passagesTyped(form?.values.passages, this.passages);
		this.typed();
		return true;
	}
}

/** What was written for other turns and never arrived. */
export interface Earlier {
	key: string;
	body: string;
	lang: Locale;
}

export function earlierDrafts(
	by: Pick<WrittenBy, 'owner' | 'home'>,
	current: readonly Writable[]
): Earlier[] {
	const begin = draftsOf(by);
	const names = current.map((one) => begin + nameOf(one));
	const keys = inStorage((storage) =>
		Object.keys(storage)
			.filter((name) => name.startsWith(prefix + begin))
			.map((name) => name.slice(prefix.length))
	);
	return (keys ?? [])
		.filter((key) => !names.includes(key))
		.flatMap((key) => {
			const draft = draftOf(key);
			const { body = '', lang } = draft?.fields ?? {};
			return draft && !draft.post && body.trim() !== ''
				? [{ key, body, lang: isLocale(lang) ? lang : 'en' }]
				: [];
		});
}

/** Without `crypto.randomUUID`, which is not there where the address is not encrypted. */
function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(12));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
