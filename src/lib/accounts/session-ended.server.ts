/*
 * A form came and its session has ended. Nothing typed may be lost: scripts get the failure that
 * SvelteKit's `enhance` understands, everybody else a page that holds the same fields, says "sign in
 * in another tab, then send again", and posts to the same address. Passwords are never repeated.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { stringify } from 'devalue';
import type { FormState } from '$lib/forms/form';
import { fieldsOf, typedValues } from '$lib/forms/read.server';
import { directionOf } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { withNext } from './next';

/** Longer than this, or of several lines: words that somebody wrote rather than a key of the page. */
const shortField = 40;

export async function sessionEndedPage(event: RequestEvent): Promise<Response> {
	const type = event.request.headers.get('content-type') ?? '';
	if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type))
		return Response.json(
			{ message: m.forms_session_ended() },
			{ status: 401, headers: { 'cache-control': 'private, no-store' } }
		);
	const fields = await fieldsOf(event.request);
	const values = typedValues(fields);
	return wantsData(event.request)
		? sessionEndedData(event, values)
		: sessionEndedHtml(event, values, filesIn(fields));
}

/** Scripts that ask for data rather than a page. */
export function wantsData(request: Request): boolean {
	if (request.headers.get('x-sveltekit-action')) return true;
	const accept = request.headers.get('accept') ?? '';
	return accept.includes('application/json') && !accept.includes('text/html');
}

/** The form's name is that of its action: `?/send` is `send`, an unnamed one is `form`. */
function formOf(event: RequestEvent, values: FormState['values']): FormState {
	const action = [...event.url.searchParams.keys()].find((key) => key.startsWith('/'));
	return {
		id: action ? action.slice(1) : 'form',
		values,
		errors: {},
		message: m.forms_session_ended(),
		tone: 'alert'
	};
}

function sessionEndedData(event: RequestEvent, values: FormState['values']): Response {
	const result = {
		type: 'failure',
		status: 401,
		data: stringify({ form: formOf(event, values), sessionEnded: true })
	};
	return Response.json(result, { status: 401, headers: { 'cache-control': 'private, no-store' } });
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

function field(name: string, value: string): string {
	// A browser drops the first line break inside a textarea.
	return value.length > shortField || value.includes('\n')
		? `<textarea name="${escape(name)}" dir="auto" rows="8" aria-label="${escape(m.accounts_ended_text())}">\n${escape(value)}</textarea>`
		: `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`;
}

function sessionEndedHtml(
	event: RequestEvent,
	values: FormState['values'],
	files: string[]
): Response {
	const { locale, appearance } = event.locals;
	const again = escape(event.url.pathname + event.url.search);
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
	const html = `<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}" data-theme="${appearance.theme}" data-text="${appearance.text}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escape(m.accounts_ended_title())} · ${escape(m.site_name())}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/session-ended.css">
</head>
<body>
<main>
<h1>${escape(m.accounts_ended_title())}</h1>
<p>${escape(m.forms_session_ended())}</p>
<p><a href="${escape(withNext('/sign-in', event.url.pathname))}" target="_blank">${escape(m.accounts_ended_sign_in())}</a></p>
<form method="post" action="${again}"${encoding}>
${inputs}
${uploads}
<button>${escape(m.forms_send_again())}</button>
</form>
</main>
</body>
</html>
`;
	return new Response(html, {
		status: 401,
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'cache-control': 'private, no-store',
			'content-security-policy':
				"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			'referrer-policy': 'same-origin',
			'x-content-type-options': 'nosniff'
		}
	});
}
