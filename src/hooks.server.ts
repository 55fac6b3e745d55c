/*
 * Every request, in this order: log line → language → body limit → who it is → whether the folder lets
 * them in.
 * No rules of the product here.
 */
import {
	error,
	isHttpError,
	isRedirect,
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
import { saidOf } from '$lib/access/refuse';
import '$lib/accounts/passwords.server';
import { sessionEndedPage } from '$lib/accounts/session-ended.server';
import { enqueueTidying } from '$lib/accounts/tidying.server';
import { unavailablePage, wantsData } from '$lib/forms/kept.server';
import { enqueueCatchingUp } from '$lib/annotations/indexing.server';
import { enqueueErasing } from '$lib/archive/sweeping.server';
import { limitBody } from '$lib/forms/limit.server';
import { directionOf } from '$lib/i18n/local-text';
import { enqueueSweep } from '$lib/notices/sweeping.server';
import { m } from '$lib/paraglide/messages';
import { paraglideMiddleware } from '$lib/paraglide/server';
import { closeDatabase } from '$lib/server/db/client';
import { troubleOf, type Trouble } from '$lib/server/db/refusal';
import { environment } from '$lib/server/env';
import { startJobs, stopJobs } from '$lib/server/jobs';
import { log } from '$lib/server/log';
import { appearanceCookie, readAppearance } from '$lib/ui/appearance';

export const init: ServerInit = async () => {
	if (building) return;
	const now = new Date();
	await enqueueTidying(now, now);
	await enqueueSweep(now, now);
	await enqueueErasing(now, now);
	await enqueueCatchingUp(now);
	startJobs();
	// Typed as `unknown`: the event is not awaited by Node, but by our own server.
	const close: () => unknown = async () => {
		await stopJobs();
		await closeDatabase();
	};
	process.on('sveltekit:shutdown', close);
};

/** Joins the line of a request with the line of what went wrong in it. */
function referenceOf({ locals }: RequestEvent): string {
	return (locals.reference ??= crypto.randomUUID().slice(0, 8));
}

/** One line for what failed; `trouble` when it was the database that could not. */
function noteFailure(
	event: RequestEvent,
	cause: unknown,
	status: number,
	trouble: Trouble | null
): string {
	const reference = referenceOf(event);
	if (trouble) event.locals.trouble = trouble;
	const told = {
		reference,
		route: event.route.id,
		status,
		trouble: trouble ?? undefined,
		err: cause
	};
	log.error(told, 'request failed');
	return reference;
}

/**
 * One line for each request: the route and never the address, which names people. Files of the
 * build do not come this way, and the watcher that asks every few seconds is kept quiet.
 */
const logged: Handle = async ({ event, resolve }) => {
	if (event.isSubRequest) return resolve(event);
	const started = performance.now();
	const line = (status: number) => {
		const { reference } = event.locals;
		const ms = Math.round(performance.now() - started);
		const told = { method: event.request.method, route: event.route.id, status, ms, reference };
		log[event.route.id === '/(machine)/healthz' ? 'debug' : 'info'](told, 'request');
	};
	try {
		const response = await resolve(event);
		line(response.status);
		return response;
	} catch (cause) {
		if (!isRedirect(cause) && !isHttpError(cause)) referenceOf(event);
		line(isRedirect(cause) || isHttpError(cause) ? cause.status : 500);
		throw cause;
	}
};

/**
 * An error thrown in a hook gets Kit's last-resort page. So refusals made here are drawn by a page
 * whose load does nothing but fail: one look, whatever does not exist or may not be known of.
 */
async function refused(event: RequestEvent, status: 404 | 413): Promise<Response> {
	if (event.isDataRequest || event.isSubRequest || wantsData(event.request))
		error(status, { message: status === 404 ? 'not found' : 'too large', ...saidOf(status) });
	const at = encodeURIComponent(event.url.pathname + event.url.search);
	return event.fetch(`/refused/${status}?at=${at}`, { headers: { accept: 'text/html' } });
}

const localize: Handle = ({ event, resolve }) =>
	paraglideMiddleware(event.request, ({ request, locale }) => {
		event.request = request;
		event.locals.locale = locale;
		event.locals.now = new Date();
		const look = (event.locals.appearance = readAppearance(event.cookies.get(appearanceCookie)));
		const words = { lang: locale, dir: directionOf(locale), ...look };
		const scripts: string[] = [];
		return resolve(event, {
			preload: ({ type, path }) => {
				if (type === 'js') scripts.push(path);
				return type === 'css';
			},
			transformPageChunk: ({ html }) => framed(html, words, scripts)
		});
	});

/**
 * The words of `<html>`, and the scripts at the page's end: were they announced in its head, they
 * would take the line from the styles and the text.
 */
function framed(html: string, words: Record<string, string>, scripts: string[]): string {
	const head = html.indexOf('<head>');
	const end = html.lastIndexOf('</body>');
	if (head < 0 || end < 0) return html;
	const frame = html
		.slice(0, head)
		.replace(/%(\w+)%/g, (sign, name: string) => words[name] ?? sign);
	const links = scripts.map((path) => `<link rel="modulepreload" href="${path}">`).join('');
	return frame + html.slice(head, end) + links + html.slice(end);
}

/**
 * A database that is busy, full or away is no fault of the request: the answer says so, with 503,
 * and gives back what was sent. Wherever it failed: in a hook, in an action or in a load.
 */
const spared: Handle = async ({ event, resolve }) => {
	try {
		const response = await resolve(event);
		return event.locals.trouble && !event.isDataRequest ? await unavailablePage(event) : response;
	} catch (cause) {
		const trouble = troubleOf(cause);
		if (!trouble || event.isSubRequest) throw cause;
		noteFailure(event, cause, 503, trouble);
		return unavailablePage(event);
	}
};

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
	return response;
};

export const handle = sequence(logged, localize, spared, bounded, identified, gated);

export const handleError: HandleServerError = ({ error: cause, event, status, message }) => {
	const said = { message, ...saidOf(status) };
	if (status === 404) return said;
	const trouble = troubleOf(cause);
	const reference = noteFailure(event, cause, trouble ? 503 : status, trouble);
	return trouble
		? { ...said, reference, detail: m.forms_unavailable_page() }
		: { ...said, reference };
};
