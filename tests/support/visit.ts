/*
 * Calls an action or a load as a request would, without a server: cookies that last from one visit
 * to the next, a client address, and the answer as a status with what came along.
 */
import { isActionFailure, isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import type { Actor } from '$lib/access/actor';
import { identify, sessionCookieNames } from '$lib/access/identify.server';
import type { FormState } from '$lib/forms/form';

export interface Answer {
	status: number;
	location?: string;
	form?: FormState;
	data?: Record<string, unknown>;
}

export interface Visit {
	path: string;
	form?: Record<string, string | string[]>;
	params?: Record<string, string>;
	now: Date;
	course?: string;
}

/** One browser: it keeps its cookies and comes from one address. */
export class Browser {
	readonly cookies = new Map<string, string>();

	constructor(
		readonly address = '192.0.2.1',
		readonly userAgent = 'Mozilla/5.0 (Windows NT 10.0) Firefox/130.0'
	) {}

	/** Who this browser is now. */
	async actor(now: Date, course?: string): Promise<Actor> {
		const name = sessionCookieNames.find((n) => this.cookies.has(n));
		const cookie = name && this.cookies.get(name);
		return (await identify(cookie, course, this.cookies.get('see-as-student'), now)).actor;
	}

	async event({ path, form, params = {}, now, course }: Visit): Promise<RequestEvent> {
		const url = new URL(path, 'http://localhost:3000');
		const body = new URLSearchParams();
		for (const [name, value] of Object.entries(form ?? {}))
			for (const one of [value].flat()) body.append(name, one);
		const request = new Request(url, {
			method: form ? 'POST' : 'GET',
			headers: { 'user-agent': this.userAgent, accept: 'text/html' },
			...(form ? { body } : {})
		});
		return {
			url,
			request,
			params,
			route: { id: null },
			locals: {
				actor: await this.actor(now, course),
				locale: 'en',
				now,
				appearance: { theme: 'auto', text: 'm', measure: 'normal', notes: 'all', keys: 'on' }
			},
			getClientAddress: () => this.address,
			setHeaders: () => undefined,
			cookies: {
				get: (name: string) => this.cookies.get(name),
				getAll: () => [...this.cookies].map(([name, value]) => ({ name, value })),
				set: (name: string, value: string) => void this.cookies.set(name, value),
				delete: (name: string) => void this.cookies.delete(name),
				serialize: () => ''
			}
		} as unknown as RequestEvent;
	}

	/** @param act an action or a load of a route module */
	async visit(act: unknown, visit: Visit): Promise<Answer> {
		const event = await this.event(visit);
		try {
			const data = (await (act as (event: RequestEvent) => unknown)(event)) as
				{ form?: FormState } | undefined;
			if (isActionFailure(data))
				return { status: data.status, form: (data.data as unknown as { form: FormState }).form };
			return { status: 200, form: data?.form, data: data as Record<string, unknown> };
		} catch (cause) {
			if (isRedirect(cause)) return { status: cause.status, location: cause.location };
			if (isHttpError(cause)) return { status: cause.status };
			throw cause;
		}
	}
}
