/* Refusals of accounts as sentences, once for every page. */
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';

type Refusal =
	| 'wrong'
	| 'wrong-or-unconfirmed'
	| 'wrong-in-class'
	| 'wait'
	| 'wrong-password'
	| 'link-over'
	| 'address-taken'
	| 'same'
	| 'slip-over'
	| 'last-administrator'
	| 'no-server'
	| 'body-gone';

const sentences: Record<Refusal, (minutes: number) => string> = {
	wrong: () => m.accounts_wrong(),
	'wrong-or-unconfirmed': () => m.accounts_wrong_or_unconfirmed(),
	'wrong-in-class': () => m.accounts_class_wrong(),
	wait: (minutes) => m.accounts_wait({ minutes }),
	'wrong-password': () => m.accounts_wrong_password(),
	'link-over': () => m.accounts_link_over(),
	'address-taken': () => m.accounts_address_taken(),
	same: () => m.accounts_address_same(),
	'slip-over': () => m.accounts_slip_over(),
	'last-administrator': () => m.accounts_last_administrator(),
	'no-server': () => m.accounts_outbox_no_server(),
	'body-gone': () => m.accounts_outbox_body_gone()
};

export function refusalOf(refused: { reason: Refusal; minutes?: number }): string {
	return sentences[refused.reason](refused.minutes ?? 1);
}

/** The status that says the same: too many tries, a thing that moved on, or plainly wrong. */
export function statusOf({ reason }: { reason: Refusal }): number {
	if (reason === 'wait') return 429;
	return reason === 'link-over' || reason === 'slip-over' || reason === 'address-taken' ? 409 : 400;
}

/** The message beside one field instead of above the form. */
export function besideField(form: FormState, field: string, message: string): FormState {
	return { ...form, errors: { ...form.errors, [field]: message } };
}

const done = {
	name: () => m.accounts_name_changed(),
	address: () => m.accounts_address_changed(),
	'address-mailed': () => m.accounts_address_mailed(),
	confirm: () => m.accounts_confirm_sent(),
	password: () => m.accounts_password_changed(),
	session: () => m.accounts_session_ended(),
	sessions: () => m.accounts_sessions_ended(),
	news: () => m.accounts_mail_notices_saved(),
	role: () => m.accounts_role_changed(),
	'mail-queued': () => m.accounts_outbox_queued(),
	'body-forgotten': () => m.accounts_outbox_forgotten(),
	'test-mail': () => m.accounts_test_mail_done()
} as const;

/** What the page says when it worked. */
export function saidOf(what: keyof typeof done): string {
	return done[what]();
}
