/* What a page is told when a save or a submission was not taken: said once, with every typed word. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import type { KeptDraft } from './drafting.server';
import { missingName } from './names';
import type { SubmitRefusal } from './submitting.server';

// A type, because SvelteKit joins the answers of a page's actions only of types.
export type Refused = {
	form: FormState;
	/** What the next save builds on. */
	version?: number;
	/** What somebody saved in between. */
	conflict?: KeptDraft;
	/** The page is out of date: nothing can be written any more. */
	isSubmitted?: boolean;
};

export function refuseDraft(form: FormState, refused: SubmitRefusal): ActionFailure<Refused> {
	const said = (message: string): FormState => ({ ...form, message, tone: 'alert' });
	switch (refused.reason) {
		case 'conflict': {
			const { kept } = refused;
			return fail(409, {
				form: said(m.positions_conflict()),
				version: kept.version,
				conflict: kept
			});
		}
		case 'submitted':
			return fail(409, { form: said(m.positions_refused_submitted()), isSubmitted: true });
		case 'closed':
			return fail(409, { form: said(m.positions_refused_closed()), version: refused.version });
		case 'incomplete': {
			const errors = Object.fromEntries(
				refused.missing.map((item) => [item.field, missingName(item)])
			);
			return fail(400, {
				form: { ...said(m.positions_not_whole()), errors },
				version: refused.version
			});
		}
	}
}
