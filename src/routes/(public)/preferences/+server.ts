/* Theme, text size, measure and language: kept in cookies, back to where one was. Posted to, never visited. */
import { redirect } from '@sveltejs/kit';
import { localPath } from '$lib/accounts/next';
import { chooseLanguage } from '$lib/accounts/profile.server';
import { keepAppearance, keepLocale } from '$lib/accounts/cookies.server';
import { fieldsOf } from '$lib/forms/read.server';
import { isLocale } from '$lib/i18n/local-text';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ request, cookies, locals }) => {
	// Of a field sent twice the first counts: the button that was pressed, before what it replaces.
	const fields: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(await fieldsOf(request)))
		fields[name] = Array.isArray(value) ? value[0] : value;
	keepAppearance(cookies, locals.appearance, fields);
	if (isLocale(fields.locale)) {
		keepLocale(cookies, fields.locale);
		await chooseLanguage(locals.actor, fields.locale, locals.now);
	}
	redirect(303, localPath(typeof fields.next === 'string' ? fields.next : '', '/'));
};

export const GET: RequestHandler = () => redirect(303, '/');
