/* The one place that sets cookies: the session, the language, and how pages look. */
import type { Cookies } from '@sveltejs/kit';
import { sessionCookieNames, sessionDays } from '$lib/access/identify.server';
import type { Locale } from '$lib/i18n/local-text';
import { cookieMaxAge, cookieName as localeCookie } from '$lib/paraglide/runtime';
import type { Client } from '$lib/server/auth';
import { environment } from '$lib/server/env';
import {
	appearanceCookie,
	appearanceFrom,
	writeAppearance,
	type Appearance
} from '$lib/ui/appearance';
import type { SignedIn } from './signing-in.server';

/** Signed in: the session is kept, and the person's own language unless this browser has one. */
export function keepSession(cookies: Cookies, { cookie, locale }: SignedIn): void {
	const { secure } = environment();
	cookies.set(sessionCookieNames[secure ? 0 : 1], cookie, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure,
		maxAge: sessionDays * 24 * 60 * 60
	});
	if (!cookies.get(localeCookie)) keepLocale(cookies, locale);
}

export function dropSession(cookies: Cookies): void {
	const { secure } = environment();
	for (const name of sessionCookieNames)
		if (cookies.get(name) !== undefined)
			cookies.delete(name, { path: '/', secure: secure || name.startsWith('__Secure-') });
	cookies.delete('see-as-student', { path: '/', secure });
}

export function keepLocale(cookies: Cookies, locale: Locale): void {
	cookies.set(localeCookie, locale, {
		path: '/',
		// The client's messages read it.
		httpOnly: false,
		sameSite: 'lax',
		secure: environment().secure,
		maxAge: cookieMaxAge
	});
}

/** Who asks, from the connection and never from what the browser says of itself. */
export function clientFrom(event: { getClientAddress: () => string; request: Request }): Client {
	return {
		address: event.getClientAddress(),
		userAgent: (event.request.headers.get('user-agent') ?? '').slice(0, 300)
	};
}

/** The chosen fields over what was kept; what is no known value counts as the standard one. */
export function keepAppearance(
	cookies: Cookies,
	kept: Appearance,
	fields: Record<string, unknown>
): void {
	const chosen: Record<string, unknown> = { ...kept };
	for (const key of Object.keys(kept)) if (key in fields) chosen[key] = fields[key];
	cookies.set(appearanceCookie, writeAppearance(appearanceFrom(chosen)), {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: environment().secure,
		maxAge: cookieMaxAge
	});
}
