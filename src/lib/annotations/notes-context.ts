/* What every note on a page needs to know of the page. Pure. */
import type { FormState } from '$lib/forms/form';
import type { Locale } from '$lib/i18n/local-text';
import type { NotesPage } from './paging.server';

/** What an action gave back. */
export interface NotesAnswer {
	form: FormState;
	/** What it was about. */
	ref?: string;
	/** What is kept, when somebody saved in between. */
	kept?: { version: number; body: string };
}

export type NotesAct =
	| 'write'
	| 'change'
	| 'remove'
	| 'resolve'
	| 'reply'
	| 'changeReply'
	| 'removeReply'
	| 'report'
	| 'hide'
	| 'show'
	| 'attach';

export interface NotesContext {
	notes: NotesPage;
	locale: Locale;
	timeZone: string;
	/** The address of an action, with what leads back to where one is. */
	at: (act: NotesAct, ref: string) => string;
	answer: NotesAnswer | null;
}
