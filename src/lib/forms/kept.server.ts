/*
 * A form that cannot be taken just now comes back whole. Scripts get the failure that SvelteKit's
 * `enhance` understands, everybody else a page of plain HTML that holds the same fields and posts to
 * the same address: it needs neither the build nor the database. Passwords are never repeated.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { stringify } from 'devalue';
import { directionOf } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { FormState } from './form';
import { fieldsOf, typedValues } from './read.server';

/** Longer than this, or of several lines: words that somebody wrote rather than a key of the page. */
const shortField = 40;
const unstored = { 'cache-control': 'private, no-store' };

export interface Kept {
	status: 401 | 503;
	title: string;
	/** For who sent a form. */
	text: string;
	/** For who only wanted to see the page; without it the request is taken for a form. */
	pageText?: string;
	/** A way on, opened beside this page. */
	link?: { href: string; text: string };
	/** Goes with the failure that scripts get. */
	data?: Record<string, unknown>;
	headers?: Record<string, string>;
}

/** The answer that gives back what was sent. */
export async function keptPage(event: RequestEvent, kept: Kept): Promise<Response> {
	if (event.request.method !== 'POST' && kept.pageText !== undefined)
		return wantsData(event.request)
			? plainRefusal({ ...kept, text: kept.pageText })
			: page(
					event,
					kept,
					`<p><a href="${addressOf(event)}">${escape(m.forms_load_again())}</a></p>`
				);
	const type = event.request.headers.get('content-type') ?? '';
	if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type))
		return plainRefusal(kept);
	const isRead = event.request.bodyUsed;
	const fields = await fieldsOf(event.request).catch((cause: unknown) => {
		// Read to its end by somebody who kept nothing of it.
		if (isRead) return {};
		throw cause;
	});
	const values = typedValues(fields);
	return wantsData(event.request)
		? failure(event, kept, values)
		: page(event, kept, formOf(event, values, filesIn(fields)));
}

/** Scripts that ask for data rather than a page. */
export function wantsData(request: Request): boolean {
	if (request.headers.get('x-sveltekit-action')) return true;
	const accept = request.headers.get('accept') ?? '';
	return accept.includes('application/json') && !accept.includes('text/html');
}

function plainRefusal({ status, text, headers }: Kept): Response {
	return Response.json({ message: text }, { status, headers: { ...unstored, ...headers } });
}

/** The form's name is that of its action: `?/send` is `send`, an unnamed one is `form`. */
function failure(event: RequestEvent, kept: Kept, values: FormState['values']): Response {
	const action = [...event.url.searchParams.keys()].find((key) => key.startsWith('/'));
	const form: FormState = {
		id: action ? action.slice(1) : 'form',
		values,
		errors: {},
		message: kept.text,
		tone: 'alert'
	};
	const { status, headers } = kept;
	return Response.json(
		{ type: 'failure', status, data: stringify({ form, ...kept.data }) },
		{ status, headers: { ...unstored, ...headers } }
	);
}

function filesIn(fields: Record<string, unknown>): string[] {
	return Object.entries(fields)
		.filter(([, value]) => value instanceof File && value.name !== '')
		.map(([name]) => name);
}

function escape(text: string): string {
	return text.replace(
		/[&<>"']/g,
		(sign) =>
			({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign
	);
}

const addressOf = ({ url }: RequestEvent) => escape(url.pathname + url.search);

function field(name: string, value: string): string {
	// A browser drops the first line break inside a textarea.
	return value.length > shortField || value.includes('\n')
		? `<textarea name="${escape(name)}" dir="auto" rows="8" aria-label="${escape(m.accounts_ended_text())}">\n${escape(value)}</textarea>`
		: `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`;
}

function formOf(event: RequestEvent, values: FormState['values'], files: string[]): string {
	const inputs = Object.entries(values)
		.flatMap(([name, value]) => [value].flat().map((one) => field(name, one)))
		.join('\n');
	const uploads = files
		.map(
			(name) =>
				`<p><label>${escape(m.accounts_ended_file())} <input type="file" name="${escape(name)}"></label></p>`
		)
		.join('\n');
	const encoding = files.length > 0 ? ' enctype="multipart/form-data"' : '';
	return `<form method="post" action="${addressOf(event)}"${encoding}>
${inputs}
${uploads}
<button>${escape(m.forms_send_again())}</button>
</form>`;
}

function page(event: RequestEvent, kept: Kept, rest: string): Response {
	const { locale, appearance } = event.locals;
	const isForm = event.request.method === 'POST' || kept.pageText === undefined;
	const said = isForm ? kept.text : kept.pageText;
	const link = kept.link
		? `<p><a href="${escape(kept.link.href)}" target="_blank">${escape(kept.link.text)}</a></p>\n`
		: '';
	const html = `<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}" data-theme="${appearance.theme}" data-text="${appearance.text}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escape(kept.title)} · ${escape(m.site_name())}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/session-ended.css">
</head>
<body>
<main>
<h1>${escape(kept.title)}</h1>
<p>${escape(said ?? '')}</p>
${link}${rest}
</main>
</body>
</html>
`;
	return new Response(html, {
		status: kept.status,
		headers: {
			...unstored,
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy':
				"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			'referrer-policy': 'same-origin',
			'x-content-type-options': 'nosniff',
			...kept.headers
		}
	});
}

/** The database is busy, full or away: no fault of the request, and it may be sent again. */
export function unavailablePage(event: RequestEvent): Promise<Response> {
	return keptPage(event, {
		status: 503,
		title: m.forms_unavailable_title(),
		text: m.forms_unavailable_kept(),
		pageText: m.forms_unavailable_page(),
		headers: { 'retry-after': '10' }
	});
}
