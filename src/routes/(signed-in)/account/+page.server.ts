import { redirect } from '@sveltejs/kit';
import {
	addressSchema,
	languageSchema,
	nameSchema,
	newPasswordSchema,
	newsSchema,
	sessionSchema
} from '$lib/accounts/account.schema.server';
import { changeAddress, sendOwnConfirmation } from '$lib/accounts/addresses.server';
import { keepLocale } from '$lib/accounts/cookies.server';
import { chooseNews, newsChoiceOf } from '$lib/accounts/news.server';
import { changePassword } from '$lib/accounts/passwords.server';
import {
	changeName,
	chooseLanguage,
	endOtherSessions,
	endSession,
	profileOf,
	sessionsOf
} from '$lib/accounts/profile.server';
import { signUpFacts } from '$lib/accounts/signing-up.server';
import { besideField, refusalOf, saidOf, statusOf } from '$lib/accounts/words';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now } }) => {
	return {
		...signUpFacts(actor),
		own: profileOf(actor),
		news: await newsChoiceOf(actor),
		sessions: await sessionsOf(actor, now)
	};
};

export const actions: Actions = {
	name: async ({ request, locals: { actor, now } }) => {
		const read = await readForm(request, nameSchema, 'name');
		if (!read.ok) return refuseForm(read.form);
		await changeName(actor, read.data.name, now);
		return acceptForm(read.form, saidOf('name'));
	},
	language: async ({ request, cookies, locals: { actor, now } }) => {
		const read = await readForm(request, languageSchema, 'language');
		if (!read.ok) return refuseForm(read.form);
		await chooseLanguage(actor, read.data.locale, now);
		keepLocale(cookies, read.data.locale);
		redirect(303, '/account');
	},
	news: async ({ request, locals: { actor, now } }) => {
		const read = await readForm(request, newsSchema, 'news');
		if (!read.ok) return refuseForm(read.form);
		await chooseNews(actor, read.data.news, now);
		return acceptForm(read.form, saidOf('news'));
	},
	address: async ({ request, locals: { actor, now } }) => {
		const read = await readForm(request, addressSchema, 'address');
		if (!read.ok) return refuseForm(read.form);
		const { email, passwordNow: password } = read.data;
		const done = await changeAddress(actor, { email, password }, now);
		if (done.ok) return acceptForm(read.form, saidOf(done.mailed ? 'address-mailed' : 'address'));
		const field = done.reason === 'wrong-password' ? 'passwordNow' : 'email';
		if (done.reason === 'wait') return refuseForm(read.form, refusalOf(done), statusOf(done));
		return refuseForm(besideField(read.form, field, refusalOf(done)), undefined, statusOf(done));
	},
	confirm: async ({ locals: { actor, now } }) => {
		await sendOwnConfirmation(actor, now);
		return acceptForm({ id: 'confirm', values: {}, errors: {} }, saidOf('confirm'));
	},
	password: async ({ request, locals: { actor, now } }) => {
		const read = await readForm(request, newPasswordSchema, 'password');
		if (!read.ok) return refuseForm(read.form);
		const done = await changePassword(actor, read.data, now);
		if (done.ok) return acceptForm(read.form, saidOf('password'));
		if (done.reason === 'wait') return refuseForm(read.form, refusalOf(done), statusOf(done));
		return refuseForm(besideField(read.form, 'passwordNow', refusalOf(done)));
	},
	session: async ({ request, locals: { actor } }) => {
		const read = await readForm(request, sessionSchema, 'session');
		if (!read.ok) return refuseForm(read.form);
		await endSession(actor, read.data.session);
		return acceptForm(read.form, saidOf('session'));
	},
	others: async ({ locals: { actor } }) => {
		await endOtherSessions(actor);
		return acceptForm({ id: 'session', values: {}, errors: {} }, saidOf('sessions'));
	}
};
