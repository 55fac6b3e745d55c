import type { Actor } from '$lib/access/actor';
import type { Appearance } from '$lib/ui/appearance';
import type { Locale } from '$lib/i18n/local-text';

declare global {
	namespace App {
		interface Error {
			message: string;
			/** What an error page says, when it knows more than the status; already in the reader's language. */
			detail?: string;
			/** Names a log line. */
			reference?: string;
		}
		interface Locals {
			actor: Actor;
			locale: Locale;
			appearance: Appearance;
			/** When the request came; every function that needs the time gets this. */
			now: Date;
		}
	}
}

export {};
