/* What the forms of accounts may contain. Passwords never come back into a page: their fields begin with `password`. */
import { z } from 'zod';
import { choice, email, id, line } from '$lib/forms/fields.schema.server';
import { hasLostCharacters } from '$lib/forms/words';
import { locales } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { newsChoices } from './account';
import { longest, passwordFault, shortest } from './password';

/** An address that an account can have: the sign-in library is stricter than our forms. */
const ownEmail = () =>
	email().refine((s) => z.email().safeParse(s).success, { error: () => m.forms_not_an_email() });

/** A password as it was typed; only emptiness and damage are wrong with it. */
const password = () =>
	z
		.string({
			error: (issue) => (Array.isArray(issue.input) ? m.forms_sent_twice() : m.forms_missing())
		})
		.min(1, { error: () => m.forms_missing() })
		.max(1000, { error: () => m.forms_too_long({ most: longest }) })
		.refine((s) => !hasLostCharacters(s), { error: () => m.forms_lost_characters() });

const faults = {
	short: () => m.forms_too_short({ least: shortest }),
	long: () => m.forms_too_long({ most: longest }),
	plain: () => m.accounts_password_plain()
};

function checkPassword(
	chosen: string,
	address: string,
	path: string,
	context: z.RefinementCtx
): void {
	const fault = passwordFault(chosen, address);
	if (fault) context.addIssue({ code: 'custom', path: [path], message: faults[fault]() });
}

const next = () => z.preprocess((v) => (typeof v === 'string' ? v : ''), z.string());

export const signInSchema = z.object({ email: email(), password: password(), next: next() });

export const classSignInSchema = z.object({
	classCode: line({ most: 40 }),
	name: line({ most: 160 }),
	passwordCode: password(),
	next: next()
});

export const signUpSchema = z
	.object({ name: line({ most: 80 }), email: ownEmail(), password: password(), next: next() })
	.superRefine((form, context) => checkPassword(form.password, form.email, 'password', context));

export const setUpSchema = z
	.object({ name: line({ most: 80 }), email: ownEmail(), password: password() })
	.superRefine((form, context) => checkPassword(form.password, form.email, 'password', context));

export const forgotPasswordSchema = z.object({ email: email() });

export const resetPasswordSchema = z
	.object({ token: id(), password: password() })
	.superRefine((form, context) => checkPassword(form.password, '', 'password', context));

export const tokenSchema = z.object({ token: id() });

export const nameSchema = z.object({ name: line({ most: 80 }) });
export const languageSchema = z.object({ locale: choice(locales) });
export const addressSchema = z.object({ email: ownEmail(), passwordNow: password() });
export const newPasswordSchema = z
	.object({ passwordNow: password(), passwordNew: password() })
	.superRefine((form, context) => checkPassword(form.passwordNew, '', 'passwordNew', context));
export const sessionSchema = z.object({ session: id() });

export const siteRoleSchema = z.object({
	person: id(),
	role: choice(['none', 'teacher', 'administrator'])
});
export const outboxSchema = z.object({ mail: id() });

export const newsSchema = z.object({ news: choice(newsChoices) });
