/* A plain button without a line: what it would have sent is not kept, so that it says so. */
import type { SubmitFunction } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages';

/** For `use:enhance`: without a line the page stays as it is. */
export function unlessOffline(say: (text: string) => void): SubmitFunction {
	return () =>
		async ({ result, update }) => {
			const isOffline = result.type === 'error' && result.status === undefined;
			say(isOffline ? m.forms_not_sent() : '');
			if (!isOffline) await update({ reset: false });
		};
}
