/*
 * What stands around every answer of the built server, whatever is asked: headers, where forms may
 * come from, how much they may hold, and addresses that nobody made.
 */
import { request as ask } from 'node:http';
import { account, expect, test } from './fixtures';

interface Answer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
}

/** A request as no browser sends it: with any origin, any length, in pieces. */
function send(
	url: string,
	{ headers = {}, pieces = [] }: { headers?: Record<string, string>; pieces?: string[] } = {}
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const method = pieces.length > 0 ? 'POST' : 'GET';
		const sent = ask(url, { method, headers: { accept: 'text/html', ...headers } }, (answer) => {
			let text = '';
			answer.setEncoding('utf8');
			answer.on('data', (chunk: string) => (text += chunk));
			answer.on('end', () => {
				resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
			});
			answer.on('error', reject);
		});
		let isAnswered = false;
		sent.on('response', () => (isAnswered = true));
		// The server need not wait for the end of what it has refused.
		sent.on('error', (cause) => !isAnswered && reject(cause));
		for (const piece of pieces) sent.write(piece);
		sent.end();
	});
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const origin = (url = '') => new URL(url).origin;

test('Every page says what it may load, and who may keep it', async ({ baseURL }) => {
	for (const path of ['/sign-in', '/no-such-page', '/']) {
		const { headers } = await send(`${baseURL}${path}`);
		const policy = String(headers['content-security-policy']);
		expect(policy, path).toMatch(/default-src 'self'/);
		expect(policy, path).toMatch(/script-src 'self' 'nonce-[^']+'(;|$)/);
		expect(policy, path).toMatch(/frame-ancestors 'none'/);
		expect(policy, path).toMatch(/form-action 'self'/);
		expect(policy, path).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
		expect(headers['x-content-type-options'], path).toBe('nosniff');
		expect(headers['referrer-policy'], path).toBe('same-origin');
		// Only an address that begins with https: may bind browsers to it.
		expect(headers['strict-transport-security'], path).toBeUndefined();
	}
});

test('The cookie of a session is for this site and for no script', async ({ baseURL }) => {
	const { email, password } = account('instructor');
	const fields = new URLSearchParams({ email, password, next: '' }).toString();
	const answer = await send(`${baseURL}/sign-in`, {
		headers: { ...form, origin: origin(baseURL) },
		pieces: [fields]
	});
	expect(answer.status).toBe(303);
	const cookies = [answer.headers['set-cookie'] ?? []].flat();
	const session = cookies.find((cookie) => cookie.includes('session_token=')) ?? '';
	expect(session).toMatch(/; HttpOnly(;|$)/);
	expect(session).toMatch(/; SameSite=Lax(;|$)/);
	// What a person is shown stays with them: no proxy and no other person's browser keeps it.
	const [cookie = ''] = session.split(';');
	const own = await send(`${baseURL}/courses`, { headers: { cookie } });
	expect(own.status).toBe(200);
	expect(own.headers['cache-control']).toBe('private, no-store');
});

test('A form counts only from here', async ({ baseURL }) => {
	const pieces = ['email=somebody%40example.org&password=x&next='];
	const elsewhere: Record<string, string>[] = [
		{},
		{ origin: 'https://elsewhere.example' },
		{ origin: 'null' }
	];
	for (const from of elsewhere) {
		const { status } = await send(`${baseURL}/sign-in`, { headers: { ...form, ...from }, pieces });
		expect(status, JSON.stringify(from)).toBe(403);
	}
	const own = { ...form, origin: origin(baseURL) };
	expect((await send(`${baseURL}/sign-in`, { headers: own, pieces })).status).toBe(400);
});

test('Ten megabytes are refused with a page, by their length and in pieces', async ({
	baseURL
}) => {
	const own = { ...form, origin: origin(baseURL) };
	const megabyte = 'a'.repeat(1024 * 1024);
	const pieces = Array.from({ length: 10 }, () => megabyte);
	const length = { 'content-length': String(10 * megabyte.length) };
	const announced = await send(`${baseURL}/sign-in`, { headers: { ...own, ...length }, pieces });
	const chunked = { 'transfer-encoding': 'chunked' };
	const streamed = await send(`${baseURL}/sign-in`, { headers: { ...own, ...chunked }, pieces });
	for (const { status, text } of [announced, streamed]) {
		expect(status).toBe(413);
		expect(text).toContain('<h1');
	}
	expect((await send(`${baseURL}/healthz`)).status).toBe(200);
});

test('An address that nobody made is not there', async ({ baseURL }) => {
	const addresses = [
		'/courses/%00',
		'/sign-in?next=%00',
		'/api/auth/sign-in/email',
		'/.env',
		'/_app/../package.json',
		'/courses/%2e%2e/admin'
	];
	for (const address of addresses) {
		const { status, text } = await send(`${baseURL}${address}`);
		expect([303, 404], address).toContain(status);
		expect(text, address).not.toContain('standpoint"');
	}
	for (const next of ['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example']) {
		const { headers } = await send(`${baseURL}/preferences`, {
			headers: { ...form, origin: origin(baseURL) },
			pieces: [new URLSearchParams({ theme: 'dark', next }).toString()]
		});
		expect(headers.location, next).toBe('/');
	}
});
