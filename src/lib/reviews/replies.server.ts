/* What a page is told when a sheet was not taken: said once, with every typed word. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import type { KeptSheet, ReadyResult, SheetReturned } from './marking.server';
import { refusalName } from './names';
import { levelField } from './review';

export interface SheetRefused {
	form: FormState;
	/** What the next save builds on. */
	version?: number;
	/** What is kept instead. */
	kept?: KeptSheet;
}

type Refusal = Extract<ReadyResult | SheetReturned, { ok: false }>;

export function refuseSheet(form: FormState, refused: Refusal): ActionFailure<SheetRefused> {
	const said = (message: string): FormState => ({ ...form, message, tone: 'alert' });
	switch (refused.reason) {
		case 'conflict':
		case 'released':
		case 'returned': {
			const { kept, reason } = refused;
			return fail(409, { form: said(refusalName[reason]()), kept, version: kept.version });
		}
		case 'replaced':
		case 'withdrawn':
		case 'rubric':
		case 'settling':
		case 'taken':
		case 'not-first':
			return fail(409, { form: said(refusalName[refused.reason]()) });
		case 'incomplete': {
			const errors = Object.fromEntries(
				refused.missing.map((key) => [levelField(key), m.reviews_missing_one()])
			);
			const { version } = refused;
			return fail(400, { form: { ...said(m.reviews_refused_incomplete()), errors }, version });
		}
		case 'no-comment': {
			const { version } = refused;
			const errors = { overall: m.reviews_refused_no_comment() };
			return fail(400, { form: { ...said(m.reviews_refused_no_comment()), errors }, version });
		}
	}
}
