/*
 * The joint text as one of its writers has it. What is typed is built on one wording; when somebody
 * else saves another meanwhile, both stand there until the writer has joined them. Nothing typed is lost:
 * it is kept on the device until it is saved.
 */
import { draftOf, dropDraft, keepDraft } from '$lib/forms/drafts.svelte';
import { isLocale, type Locale } from '$lib/i18n/local-text';
import type { Words } from '../debate';
import type { Following } from '../screens/following.svelte';

/** The newest wording; version 0 before there is one. */
export interface Newest {
	version: number;
	body: string;
	lang: Locale;
}

export function newestOf(
	statement: { c: number; version: number } | null,
	words: Record<number, Words>,
	locale: Locale
): Newest {
	const found = statement ? words[statement.c] : undefined;
	return {
		version: statement?.version ?? 0,
		body: found?.body ?? '',
		lang: found?.lang ?? locale
	};
}

export class JointText {
	body = $state('');
	lang: Locale = $state('en');
	/** The version that it was built on. */
	builtOn = $state(0);
	isSending = $state(false);
	/** What it was when it was built on; whoever typed nothing follows the others. */
	#base = $state('');

	readonly #following: Following;
	readonly #draft: string;

	constructor(following: Following, newest: Newest, home: string) {
		this.#following = following;
		this.#draft = `${home}:joint`;
		this.take(newest);
	}

	get isTyped(): boolean {
		return this.body !== this.#base;
	}

	/** Whether somebody saved another wording than the one that this was built on. */
	isBehind({ version }: Newest): boolean {
		return this.isTyped && version > this.builtOn;
	}

	/** Once the page stands: what was typed before and not saved. */
	attend(newest: Newest): void {
		const kept = draftOf(this.#draft);
		if (!kept?.fields.body || kept.fields.body === newest.body) return;
		this.body = kept.fields.body;
		if (isLocale(kept.fields.lang)) this.lang = kept.fields.lang;
		this.builtOn = Number(kept.base) || 0;
		this.#base = '';
	}

	/** What came back, sent without scripts. */
	typedBefore(body: string, newest: Newest): void {
		this.body = body;
		this.builtOn = newest.version;
	}

	/** Another wording is there: whoever typed nothing sees it, whoever typed keeps their own. */
	follow(newest: Newest): void {
		if (newest.version > this.builtOn && !this.isTyped) this.take(newest);
	}

	take({ version, body, lang }: Newest): void {
		this.body = body;
		this.#base = body;
		this.lang = lang;
		this.builtOn = version;
	}

	/** The drafts of whoever takes the other wording are given up by them, and only by them. */
	giveUp(newest: Newest): void {
		dropDraft(this.#draft);
		this.take(newest);
	}

	join(newest: Newest): void {
		this.body = `${newest.body}\n\n${this.body}`;
		this.builtOn = newest.version;
		this.typed();
	}

	typed(): void {
		const { body, lang } = this;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, not state
		const at = new Date().toISOString();
		keepDraft(this.#draft, { fields: { body, lang }, base: String(this.builtOn), at });
	}

	async save(builtOn: number): Promise<void> {
		if (this.isSending || this.body.trim() === '') return;
		this.isSending = true;
		const { body, lang } = this;
		const posted = await this.#following.post(
			{ kind: 'draft', c: 0, version: 0, builtOn },
			{ body, lang }
		);
		if (posted.kind === 'done') {
			dropDraft(this.#draft);
			if (this.body === body) this.#base = body;
			this.builtOn = builtOn + 1;
		}
		this.isSending = false;
	}
}
