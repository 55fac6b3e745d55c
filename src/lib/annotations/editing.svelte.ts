/*
 * A note or a reply while it is written. What is typed is kept on this device until the server has
 * it; a new one carries a reference of its own, so that it may be sent twice and is one note.
 */
import { draftOf, dropDraft, keepDraft, type Fields, type Post } from '$lib/forms/drafts.svelte';
import { inStorage, prefix } from '$lib/forms/left-behind';
import type { Locale } from '$lib/i18n/local-text';
import { audiences, type Audience, type NoteHere, type ReplyHere } from './note';
import type { Chosen } from './passage';

export type Target =
	| { kind: 'write'; chosen: Chosen }
	| { kind: 'change'; note: NoteHere }
	| { kind: 'reply'; note: NoteHere }
	| { kind: 'changeReply'; note: NoteHere; reply: ReplyHere };

interface Given {
	/** Of the page of notes; actions are posted to it. */
	address: string;
	/** Whose drafts these are, on a device that several people may use. */
	person: string;
	versionId: string;
	/** Of the pages: what one writes in. */
	locale: Locale;
}

const audienceKey = 'standpoint:notes-for';

export function usualAudience(): Audience {
	const kept = inStorage((storage) => storage.getItem(audienceKey));
	return audiences.find((a) => a === kept) ?? 'class';
}

function newRef(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(12));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Editing {
	readonly target: Target;
	body = $state('');
	tags: string[] = $state([]);
	audience: Audience = $state('class');
	state: 'typing' | 'saving' | 'offline' | 'failed' = $state('typing');
	/** Why it was not taken, in the server's words. */
	message: string | null = $state(null);
	/** Somebody saved in between. */
	other: { body: string; version: number } | null = $state(null);

	/** The field is there; what is typed before is kept for it. */
	isShown = false;

	readonly #given: Given;
	readonly #key: string;
	#ref: string;
	#base: number;

	constructor(target: Target, given: Given) {
		this.target = target;
		this.#given = given;
		const note = 'note' in target ? target.note : null;
		const edited = target.kind === 'changeReply' ? target.reply : note;
		const isNew = target.kind === 'write' || target.kind === 'reply';
		this.#ref = isNew || !edited ? newRef() : edited.ref;
		this.#base = edited?.version ?? 0;
		this.#key = `${draftsOf(given)}${target.kind}:${
			target.kind === 'write' ? wordsOf(target.chosen) : (edited?.ref ?? '')
		}`;
		const kept = draftOf(this.#key)?.fields;
		this.body = kept?.body ?? (isNew ? '' : (edited?.body ?? ''));
		this.tags = kept?.tags?.split(' ').filter(Boolean) ?? [...(note?.tags ?? [])];
		this.audience =
			audiences.find((a) => a === kept?.audience) ??
			(target.kind === 'change' && note ? note.audience : usualAudience());
		if (isNew && kept?.ref) this.#ref = kept.ref;
	}

	/** Of the note, also of one that is only being written. */
	get noteRef(): string {
		return this.target.kind === 'write' ? this.#ref : this.target.note.ref;
	}

	get isReply(): boolean {
		return this.target.kind === 'reply' || this.target.kind === 'changeReply';
	}

	/** Where it stands on the page. */
	get paragraph(): string | null {
		return this.target.kind === 'write'
			? this.target.chosen.paragraph
			: this.target.note.paragraphId;
	}

	/** @param isSent it waits for a line, and may go out from any page */
	keep(isSent = false): void {
		const { target } = this;
		const fields: Fields = {
			kind: target.kind,
			ref: this.#ref,
			body: this.body,
			tags: this.tags.join(' '),
			audience: this.audience
		};
		if (target.kind === 'write')
			Object.assign(fields, {
				...target.chosen,
				start: String(target.chosen.start),
				end: String(target.chosen.end)
			});
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, not state
		const at = new Date().toISOString();
		const mayWait = isSent && (target.kind === 'write' || target.kind === 'reply');
		const post: { post?: Post } = mayWait
			? {
					post: {
						owner: this.#given.person,
						action: this.action,
						entries: this.entries(),
						kind: 'save'
					}
				}
			: {};
		keepDraft(this.#key, { fields, base: String(this.#base), at, ...post });
	}

	forget(): void {
		dropDraft(this.#key);
	}

	remember(): void {
		if (!this.isReply) inStorage((storage) => storage.setItem(audienceKey, this.audience));
	}

	get action(): string {
		return `${this.#given.address}?/${this.target.kind}`;
	}

	entries(): Post['entries'] {
		const { target } = this;
		const entries: Post['entries'] = [
			['ref', this.#ref],
			['body', this.body],
			['lang', this.#given.locale]
		];
		if (target.kind === 'reply') entries.push(['note', target.note.ref]);
		if (target.kind === 'change' || target.kind === 'changeReply')
			entries.push(['base', String(this.#base)]);
		if (target.kind === 'write') {
			const { paragraph, start, end, exact } = target.chosen;
			entries.push(
				['version', this.#given.versionId],
				['paragraph', paragraph],
				['start', String(start)],
				['end', String(end)],
				['exact', exact]
			);
		}
		if (!this.isReply)
			entries.push(
				['audience', this.audience],
				...this.tags.map((tag): [string, string] => ['tags', tag])
			);
		return entries;
	}

	/** After a conflict: these words go over those. */
	settle(): void {
		this.#base = this.other?.version ?? this.#base;
		this.other = null;
		this.state = 'typing';
	}
}

const draftsOf = ({ person, address }: Given) => `${person}:${address}:`;
const wordsOf = ({ paragraph, start, end }: Chosen) => `${paragraph}:${start}-${end}`;

/** What was begun on this text and is not with the server, as far as its place is still there. */
export function unfinished(given: Given, notes: readonly NoteHere[]): Target[] {
	const begin = prefix + draftsOf(given);
	const keys = inStorage((storage) => Object.keys(storage).filter((k) => k.startsWith(begin)));
	return (keys ?? []).flatMap((key): Target[] => {
		const fields = draftOf(key.slice(prefix.length))?.fields;
		const kind = fields?.kind;
		if (!fields || (fields.body ?? '') === '') return [];
		if (kind === 'write') {
			const { paragraph = '', exact = '' } = fields;
			const chosen = { paragraph, exact, start: Number(fields.start), end: Number(fields.end) };
			return [{ kind, chosen }];
		}
		const ref = key.slice(key.lastIndexOf(':') + 1);
		const note = notes.find((n) => n.ref === ref || n.replies.some((r) => r.ref === ref));
		const reply = note?.replies.find((r) => r.ref === ref);
		if (note && reply && kind === 'changeReply') return [{ kind, note, reply }];
		if (note && kind === 'change') return [{ kind, note }];
		return note && kind === 'reply' ? [{ kind, note }] : [];
	});
}
