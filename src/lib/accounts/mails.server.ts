/*
 * The mails of accounts, each in its recipient's language. No name stands in them: whoever signs up
 * with another's address chooses the name, and must not write to strangers through us.
 */
import type { Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Executor } from '$lib/server/db/client';
import { environment } from '$lib/server/env';
import { sendMail } from '$lib/server/mail';

export interface Recipient {
	email: string;
	locale: Locale;
}

const bodies = {
	confirm: m.mail_confirm,
	'known-address': m.mail_known_address,
	reset: m.mail_reset,
	'change-address': m.mail_change_address,
	'address-taken': m.mail_address_taken,
	'address-changed': m.mail_address_changed,
	'password-changed': m.mail_password_changed,
	erasing: m.mail_erasing,
	'not-erased': m.mail_not_erased
} as const;

/** @param path what the mail is about, on this site */
export async function mailAbout(
	kind: keyof typeof bodies,
	{ email, locale }: Recipient,
	path: string,
	now: Date,
	on?: Executor
): Promise<void> {
	const { origin } = environment();
	const words = bodies[kind]({ link: origin + path }, { locale });
	const body = `${words}\n\n${m.mail_foot({ origin }, { locale })}\n`;
	await sendMail({ to: email, subject: m.mail_subject_account({}, { locale }), body }, now, on);
}
