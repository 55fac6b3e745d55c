/*
 * Every request, in this order: language → body limit → who it is → whether the folder lets them in.
 * No rules of the product here.
 */
import {
	error,
	isHttpError,
	redirect,
	type Handle,
	type HandleServerError,
	type RequestEvent,
	type ServerInit
} from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { building } from '$app/environment';
import { gate } from '$lib/access/gate';
import { identify, sessionCookieNames, sessionDays } from '$lib/access/identify.server';
import { sessionEndedPage, wantsData } from '$lib/accounts/session-ended.server';
import { enqueueTidying } from '$lib/accounts/tidying.server';
import { limitBody } from '$lib/forms/limit.server';
import { directionOf } from '$lib/i18n/local-text';
import { paraglideMiddleware } from '$lib/paraglide/server';
import { closeDatabase } from '$lib/server/db/client';
import { environment } from '$lib/server/env';
import { startJobs } from '$lib/server/jobs';
import { log } from '$lib/server/log';
import { appearanceCookie, readAppearance } from '$lib/ui/appearance';

export const init: ServerInit = async () => {
	if (building) return;
	const now = new Date();
	await enqueueTidying(now, now);
	startJobs();
	process.on('sveltekit:shutdown', () => void closeDatabase());
};

/**
 * An error thrown in a hook gets Kit's last-resort page. So refusals made here are drawn by a page
 * whose load does nothing but fail: one look, whatever does not exist or may not be known of.
 */
async function refused(event: RequestEvent, status: 404 | 413): Promise<Response> {
	if (event.isDataRequest || event.isSubRequest || wantsData(event.request))
		error(status, { message: status === 404 ? 'not found' : 'too large' });
	const at = encodeURIComponent(event.url.pathname + event.url.search);
	return event.fetch(`/refused/${status}?at=${at}`, { headers: { accept: 'text/html' } });
}

const localize: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ request, locale }) => {
		event.request = request;
		event.locals.locale = locale;
		event.locals.now = new Date();
		const look = (event.locals.appearance = readAppearance(event.cookies.get(appearanceCookie)));
		return resolve(event, {
			transformPageChunk: ({ html }) =>
				html
					.replace('%lang%', locale)
					.replace('%dir%', directionOf(locale))
					.replace('%theme%', look.theme)
					.replace('%text%', look.text)
					.replace('%measure%', look.measure)
		});
	});

const bounded: Handle = async ({ event, resolve }) => {
	// PostgreSQL refuses this sign in any text, and no address of ours holds it.
	if (/%00/.test(event.url.pathname + event.url.search)) return refused(event, 404);
	try {
		event.request = await limitBody(event.request, event.route.id);
	} catch (cause) {
		if (isHttpError(cause, 413)) return refused(event, 413);
		throw cause;
	}
	return resolve(event);
};

const identified: Handle = async ({ event, resolve }) => {
	const name = sessionCookieNames.find((n) => event.cookies.get(n) !== undefined);
	const cookie = name && event.cookies.get(name);
	const { actor, prolonged } = await identify(
		cookie,
		event.params.course,
		event.cookies.get('see-as-student'),
		event.locals.now
	);
	event.locals.actor = actor;
	if (prolonged && name && cookie)
		event.cookies.set(name, cookie, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: environment().secure,
			maxAge: sessionDays * 24 * 60 * 60,
			encode: encodeURIComponent
		});
	return resolve(event);
};

const gated: Handle = async ({ event, resolve }) => {
	const answer = gate(event.locals.actor, event.route.id);
	if (answer === 'not-found') return refused(event, 404);
	if (answer === 'sign-in') {
		if (event.request.method === 'POST') return sessionEndedPage(event);
		const next = event.url.pathname + event.url.search;
		redirect(303, `/sign-in?next=${encodeURIComponent(next)}`);
	}
	const response = await resolve(event);
	response.headers.append('vary', 'Cookie, Accept-Language');
	response.headers.set('x-content-type-options', 'nosniff');
	response.headers.set('referrer-policy', 'same-origin');
	response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()');
	if (!response.headers.has('cache-control'))
		response.headers.set(
			'cache-control',
			event.locals.actor.person ? 'private, no-store' : 'no-cache'
		);
	if (environment().secure) response.headers.set('strict-transport-security', 'max-age=31536000');
	return response;
};

export const handle = sequence(localize, bounded, identified, gated);

export const handleError: HandleServerError = ({ error: cause, event, status, message }) => {
	if (status === 404) return { message };
	const reference = crypto.randomUUID().slice(0, 8);
	log.error({ reference, route: event.route.id, status, err: cause }, 'request failed');
	return { message, reference };
};
