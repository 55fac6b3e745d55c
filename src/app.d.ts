import type { Actor } from '$lib/access/actor';
import type { Appearance } from '$lib/ui/appearance';
import type { Locale } from '$lib/i18n/local-text';
import type { Trouble } from '$lib/server/db/refusal';

declare global {
	namespace App {
		interface Error {
			message: string;
			/** Its heading, when it is more than the status says. */
			title?: string;
			/** What an error page says, when it knows more than the status; already in the reader's language. */
			detail?: string;
			/** What its status says, in the reader's language. */
			said?: { title: string; text: string };
			/** Names a log line. */
			reference?: string;
		}
		interface Locals {
			actor: Actor;
			locale: Locale;
			appearance: Appearance;
			/** When the request came; every function that needs the time gets this. */
			now: Date;
			/** The database could not do its work for this request. */
			trouble?: Trouble;
			/** Names the log lines of a request that failed. */
			reference?: string;
		}
	}
}

export {};
