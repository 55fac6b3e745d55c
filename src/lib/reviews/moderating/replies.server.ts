/* What the page of a settlement is told when it was not taken: said once, with every typed word. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import { levelField, scoreOf, type RubricBody } from '../review';
import { settleRefusal } from './names';
import type { SettleRefusal } from './settling.server';

export interface SettleRefused {
	form: FormState;
	/** What the next one builds on. */
	version?: number;
}

export function refuseSettling(
	form: FormState,
	refused: SettleRefusal,
	rubric: RubricBody
): ActionFailure<SettleRefused> {
	const said = (message: string): FormState => ({ ...form, message, tone: 'alert' });
	switch (refused.reason) {
		case 'conflict': {
			const { savedBy, levels, version } = refused.kept;
			const name = savedBy ?? m.moderating_somebody();
			const points = scoreOf(rubric, levels);
			return fail(409, { form: said(m.moderating_conflict({ name, points })), version });
		}
		case 'released':
			return fail(409, { form: said(m.moderating_released()) });
		case 'incomplete': {
			const errors = Object.fromEntries(
				refused.missing.map((key) => [levelField(key), m.reviews_missing_one()])
			);
			return fail(400, { form: { ...said(m.moderating_incomplete()), errors } });
		}
		default:
			return fail(409, { form: said(settleRefusal[refused.reason]()) });
	}
}
