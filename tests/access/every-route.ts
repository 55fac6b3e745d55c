/*
 * Every function that a request can reach, found by looking: the loads, actions and verbs of all
 * route modules; and what one of them answers to somebody, after the gate and without any help of
 * the layouts, so that each lock is tried by itself.
 */
import { isActionFailure, isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import { gate } from '$lib/access/gate';
import type { Actor } from '$lib/access/actor';
import { now } from './world';

type Call = (event: RequestEvent) => unknown;
export type Kind = 'layout' | 'load' | 'action' | 'verb';

export interface RouteFunction {
	/** Such as `/(staff)/courses/[course]/people ?/move`. */
	name: string;
	routeId: string;
	kind: Kind;
	/** The action's name or the verb. */
	part: string;
	call: Call;
}

type Module = { load?: Call; actions?: Record<string, Call> } & Record<string, unknown>;

const files = import.meta.glob<Module>([
	'/src/routes/**/+page.server.ts',
	'/src/routes/**/+layout.server.ts',
	'/src/routes/**/+server.ts'
]);
const pages = import.meta.glob(['/src/routes/**/+page.svelte', '/src/routes/**/+page.server.ts']);
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'fallback'];

export function routeIdOf(file: string): string {
	return file.replace(/^\/src\/routes/, '').replace(/\/\+[^/]*$/, '') || '/';
}

/** Of everything that answers at an address, with server code or without. */
export function everyRouteId(): string[] {
	return [...new Set([...Object.keys(files), ...Object.keys(pages)].map(routeIdOf))].sort();
}

export async function everyFunction(): Promise<RouteFunction[]> {
	const found: RouteFunction[] = [];
	for (const [file, load] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
		const module = await load();
		const routeId = routeIdOf(file);
		const add = (kind: Kind, part: string, call: Call) => {
			const name =
				kind === 'action'
					? `${routeId} ?/${part}`
					: `${routeId} ${kind === 'verb' ? part : kind === 'layout' ? '(layout)' : '(page)'}`;
			found.push({ name, routeId, kind, part, call });
		};
		if (module.load) add(file.includes('+layout') ? 'layout' : 'load', 'load', module.load);
		for (const [part, call] of Object.entries(module.actions ?? {})) add('action', part, call);
		for (const verb of verbs) {
			const call = module[verb];
			if (typeof call === 'function') add('verb', verb, call as Call);
		}
	}
	return found;
}

export type Fields = Record<string, string | File | (string | File)[]>;

export interface Asked {
	params: Record<string, string>;
	query?: Record<string, string>;
	/** Absent: nothing is posted. */
	form?: Fields;
	locale?: 'en' | 'ur';
}

export type Answer =
	| { refused: 'sign-in' | 401 | 403 | 404 }
	| { refused: null; status: number; location?: string; given: unknown };

/** The address as the browser shows it. */
export function addressOf(routeId: string, params: Record<string, string>): string {
	const path = routeId
		.split('/')
		.filter((piece) => !/^\(.*\)$/.test(piece))
		.map((piece) => piece.replace(/^\[(.+)\]$/, (_, name: string) => params[name] ?? ''))
		.join('/');
	return path || '/';
}

export async function ask(
	{ routeId, kind, part, call }: RouteFunction,
	person: Actor,
	asked: Asked
): Promise<Answer> {
	// Only an address with a course in it is asked from a place in that course.
	const actor = routeId.includes('[course]')
		? person
		: { ...person, membership: null, seesAsStudent: false };
	// The root layout stands around every page, also around those of errors.
	if (routeId !== '/') {
		const atTheGate = gate(actor, routeId);
		if (atTheGate === 'sign-in') return { refused: 'sign-in' };
		if (atTheGate === 'not-found') return { refused: 404 };
	}
	try {
		const given = await call(eventFor(routeId, kind, part, actor, asked));
		if (given instanceof Response) {
			const { status } = given;
			if (status === 401 || status === 403 || status === 404) return { refused: status };
			// A stream has no end; that it began is the answer.
			const isStream = given.headers.get('content-type')?.startsWith('text/event-stream');
			if (isStream) await given.body?.cancel();
			return { refused: null, status, given: isStream ? '' : await given.text() };
		}
		if (isActionFailure(given)) return { refused: null, status: given.status, given: given.data };
		return { refused: null, status: 200, given };
	} catch (cause) {
		if (isRedirect(cause)) {
			const { status, location } = cause;
			if (/^\/sign-in($|\?next=)/.test(location)) return { refused: 'sign-in' };
			return { refused: null, status, location, given: null };
		}
		if (!isHttpError(cause)) throw cause;
		const { status } = cause;
		if (status === 401 || status === 403 || status === 404) return { refused: status };
		return { refused: null, status, given: cause.body };
	}
}

function eventFor(
	routeId: string,
	kind: Kind,
	part: string,
	actor: Actor,
	{ params, query = {}, form, locale = 'en' }: Asked
): RequestEvent {
	const url = new URL(addressOf(routeId, params), 'http://localhost:3000');
	if (kind === 'action' && part !== 'default') url.search = `?/${part}`;
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	const sent = Object.entries(form ?? {}).flatMap(([name, value]) =>
		[value].flat().map((one) => [name, one] as const)
	);
	const hasFiles = sent.some(([, one]) => one instanceof File);
	const body = hasFiles ? new FormData() : new URLSearchParams();
	for (const [name, one] of sent) (body as FormData).append(name, one);
	const method = kind === 'action' ? 'POST' : kind === 'verb' ? part : 'GET';
	const carries = method !== 'GET' && method !== 'HEAD';
	const event = {
		url,
		params,
		route: { id: routeId },
		request: new Request(url, { method, ...(carries ? { body } : {}) }),
		locals: {
			actor,
			locale,
			now,
			appearance: { theme: 'auto', text: 'm', measure: 'normal', notes: 'all', keys: 'on' }
		},
		cookies: {
			get: () => undefined,
			getAll: () => [],
			set: () => undefined,
			delete: () => undefined,
			serialize: () => ''
		},
		parent: () => parentOf(routeId, kind, actor, { params, query, locale }),
		getClientAddress: () => '192.0.2.7',
		setHeaders: () => undefined,
		depends: () => undefined,
		untrack: (work: () => unknown) => work(),
		fetch: () => {
			throw new Error('A load must not fetch.');
		},
		isDataRequest: false,
		isSubRequest: false,
		platform: undefined
	};
	return event as unknown as RequestEvent;
}

/** What the layouts above give, from the outside in. */
async function parentOf(
	routeId: string,
	kind: Kind,
	actor: Actor,
	asked: Asked
): Promise<Record<string, unknown>> {
	let data = {};
	for (const [file, load] of Object.entries(files)) {
		const above = routeIdOf(file);
		const isAbove = above === '/' || routeId === above || routeId.startsWith(`${above}/`);
		if (!file.includes('+layout') || !isAbove || (kind === 'layout' && above === routeId)) continue;
		const module = await load();
		const given = await module.load?.(eventFor(above, 'layout', 'load', actor, asked));
		data = { ...data, ...(given as object) };
	}
	return data;
}
