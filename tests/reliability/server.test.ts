/*
 * The built server itself: how it stops, whose word it takes for an address, which names it answers
 * to in a room, and what it writes into its log.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { BuiltServer, cookiesOf, sendForm } from '../support/built-server';

const folders: string[] = [];
const servers: BuiltServer[] = [];

function folder(): string {
	const made = mkdtempSync(join(tmpdir(), 'standpoint-server-'));
	folders.push(made);
	return made;
}

async function started(env: NodeJS.ProcessEnv = {}, args: string[] = []): Promise<BuiltServer> {
	const DATA_DIR = folder();
	const server = await BuiltServer.start('start', { ...env, DATA_DIR }, args);
	servers.push(server);
	return server;
}

afterEach(async () => {
	for (const server of servers.splice(0)) await server.kill();
	for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

/** The address is not in the list of those who may; nobody has an account here anyway. */
const nobody = { email: 'aisha.k@students.example.org', password: 'not the right one' };
const encoded = new URLSearchParams(nobody).toString();

/** A form whose second half is sent later, on a connection that the caller chose to keep open. */
function halfSent({ port, url }: BuiltServer): { rest(): Promise<IncomingMessage> } {
	const request: ClientRequest = ask({
		port,
		host: '127.0.0.1',
		path: '/sign-in',
		method: 'POST',
		headers: {
			origin: url,
			accept: 'text/html',
			'content-type': 'application/x-www-form-urlencoded',
			'content-length': Buffer.byteLength(encoded)
		}
	});
	request.write(encoded.slice(0, 10));
	const answer = once(request, 'response') as Promise<[IncomingMessage]>;
	answer.catch(() => undefined);
	return {
		async rest() {
			request.end(encoded.slice(10));
			return (await answer)[0];
		}
	};
}

/** Whether nobody listens there any more; a connection that is cut at once means "about to". */
async function isRefused({ port }: BuiltServer): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return false;
	} catch (cause) {
		return (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED';
	} finally {
		socket.destroy();
	}
}

describe('a server that is told to stop', () => {
	it.each(['SIGTERM', 'SIGINT'] as const)(
		'answers what is under way, takes nothing new and leaves with 0 (%s)',
		async (signal) => {
			const server = await started();
			const data = folders.at(-1)!;
			// A connection that a browser opened in advance must not be waited for.
			const idle = connect(server.port, '127.0.0.1');
			await once(idle, 'connect');
			const form = halfSent(server);
			// Asked on another connection: the first half has arrived by then.
			expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

			server.tell(signal);
			await expect.poll(() => isRefused(server), { timeout: 30_000 }).toBe(true);
			const answer = await form.rest();
			expect(answer.statusCode).toBe(400);
			expect(answer.headers.connection).toBe('close');
			answer.resume();
			expect(await server.ended()).toBe(0);
			idle.destroy();

			const database = new Database(join(data, 'standpoint.db'), { readonly: true });
			const [row] = database.prepare('PRAGMA integrity_check').all() as object[];
			database.close();
			expect(row).toMatchObject({ integrity_check: 'ok' });
			expect(server.output).not.toMatch(/"level":[56]0/);
		}
	);

	it('waits no longer when it is told a second time', async () => {
		const server = await started();
		const form = halfSent(server);
		expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
		server.tell('SIGTERM');
		await expect.poll(() => isRefused(server), { timeout: 30_000 }).toBe(true);
		server.tell('SIGTERM');
		expect(await server.ended()).toBe(0);
		await expect(form.rest()).rejects.toThrow();
	});
});

/** How many tries are counted for each client that tried to sign in. */
function triesByClient(data: string): number[] {
	const database = new Database(join(data, 'standpoint.db'), { readonly: true });
	const rows = database
		.prepare("SELECT count FROM rate_limit WHERE key LIKE 'sign-in:%' ORDER BY count")
		.all() as { count: number }[];
	database.close();
	return rows.map(({ count }) => count);
}

describe('the address that limits count by', () => {
	const lies = [1, 2, 3].map((n) => ({
		'x-forwarded-for': `203.0.113.${n}`,
		'x-real-ip': `203.0.113.${n}`,
		'x-client-ip': `203.0.113.${n}`,
		'x-standpoint-address': `203.0.113.${n}`,
		forwarded: `for=203.0.113.${n}`
	}));

	it('is the connection’s where no proxy was named, whatever a client claims', async () => {
		const server = await started();
		for (const lie of lies) await sendForm(`${server.url}/sign-in`, nobody, lie);
		expect(triesByClient(folders.at(-1)!)).toEqual([3]);
	});

	it('is the hop that our proxies wrote, whatever a client put before it', async () => {
		const server = await started({ ADDRESS_HEADER: 'X-Forwarded-For', XFF_DEPTH: '2' });
		const through = (client: string, lie: string) => ({
			'x-forwarded-for': `${lie}, ${client}, 10.0.0.2`,
			'x-standpoint-address': lie
		});
		const send = (client: string, lie: string) =>
			sendForm(`${server.url}/sign-in`, nobody, through(client, lie));
		await send('198.51.100.1', '203.0.113.1');
		await send('198.51.100.1', '203.0.113.2, 203.0.113.3');
		await send('198.51.100.2', '198.51.100.1');
		// Fewer hops than promised: the connection's address, not one that the client wrote.
		for (const lie of ['203.0.113.8', '203.0.113.9', 'nonsense'])
			await sendForm(`${server.url}/sign-in`, nobody, { 'x-forwarded-for': lie });
		expect(triesByClient(folders.at(-1)!)).toEqual([1, 2, 3]);
	});
});

describe('a class around one laptop', () => {
	const ours = Object.values(networkInterfaces())
		.flatMap((addresses) => addresses ?? [])
		.find(({ internal, family }) => !internal && family === 'IPv4')?.address;

	it('reaches it by each of its addresses, and by no other name', async () => {
		const server = await started({}, ['--lan']);
		const { port } = server;
		const hosts = ['127.0.0.1', 'localhost', ...(ours ? [ours] : [])];
		for (const host of hosts) {
			const url = `http://${host}:${port}`;
			expect((await fetch(url)).status, url).toBe(200);
			// The form is read (and refused for the password), not turned away for where it came from.
			expect((await sendForm(`${url}/sign-in`, nobody)).status, url).toBe(400);
			const strange = await sendForm(`${url}/sign-in`, nobody, {
				origin: 'http://evil.example',
				'x-standpoint-host': 'evil.example',
				'x-forwarded-host': 'evil.example'
			});
			expect(strange.status, url).toBe(403);
		}
		if (ours) expect(server.output).toContain(`http://${ours}:${port}`);

		const answer = await new Promise<IncomingMessage>((resolve, reject) =>
			ask({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }, resolve)
				.on('error', reject)
				.end()
		);
		answer.setEncoding('utf8');
		let said = '';
		for await (const chunk of answer) said += chunk as string;
		expect(answer.statusCode).toBe(421);
		expect(said).not.toContain('evil');
		expect(said).toMatch(/^This address .+\n.*[؀-ۿ]/);
	});

	it('signs in over plain http, on the address that was scanned', async () => {
		const server = await started({}, ['--lan']);
		const path = await server.says(/\/set-up\/\S+(?=\s)/);
		const url = `http://${ours ?? 'localhost'}:${server.port}`;
		const made = await sendForm(`${url}${path}`, {
			name: 'Teacher',
			email: 'teacher@example.org',
			password: 'correct horse battery'
		});
		expect(made.status).toBe(303);
		expect(made.headers.getSetCookie().join()).not.toMatch(/secure/i);
		const page = await fetch(`${url}/courses`, {
			headers: { cookie: cookiesOf(made) },
			redirect: 'manual'
		});
		expect(page.status).toBe(200);
		expect(page.headers.get('strict-transport-security')).toBeNull();
	});

	it.each([
		{ ORIGIN: 'https://standpoint.example.org' },
		{ ADDRESS_HEADER: 'x-forwarded-for' },
		{ HOST: '127.0.0.1' }
	])('is no site behind a proxy: %j is refused beside it', async (env) => {
		const server = await BuiltServer.run('start', { ...env, DATA_DIR: folder() }, ['--lan']);
		expect(await server.ended()).toBe(1);
		expect(server.output.trim()).toMatch(new RegExp(`^${Object.keys(env)[0]} [^\n]+\\.$`));
	});
});

describe('a site on https', () => {
	it('says so for a year, for pages and files, and keeps its cookies to https', async () => {
		const origin = 'https://standpoint.example.org';
		const server = await started({ ORIGIN: origin });
		const lasting = (response: Response) => response.headers.get('strict-transport-security');
		expect(lasting(await fetch(server.url))).toBe('max-age=31536000');
		expect(lasting(await fetch(`${server.url}/favicon.svg`))).toBe('max-age=31536000');
		expect(lasting(await fetch(`${server.url}/nothing-here`))).toBe('max-age=31536000');
		const path = await server.says(/\/set-up\/\S+(?=\s)/);
		const made = await sendForm(
			`${server.url}${path}`,
			{
				name: 'Teacher',
				email: 'teacher@example.org',
				password: 'correct horse battery'
			},
			{ origin }
		);
		expect(made.headers.getSetCookie().join()).toMatch(/__Secure-[^;]+;.*Secure/);
	});
});

describe('a start that cannot work', () => {
	it.each([
		[{}, ['--open'], '“--open” is no option of npm start'],
		[{ ORIGIN: 'standpoint.example.org' }, [], 'ORIGIN must be'],
		[{ BETTER_AUTH_SECRET: 'short' }, [], 'BETTER_AUTH_SECRET is too short'],
		[{ DATABASE_URL: 'postgres://a:hush@127.0.0.1:1/x' }, [], 'The database server'],
		[{ DATABASE_URL: 'file:package.json' }, [], 'The file that DATABASE_URL names']
	])('%j %j is said in one sentence', async (env, args, sentence) => {
		const server = await BuiltServer.run('start', { ...env, DATA_DIR: folder() }, args);
		expect(await server.ended()).toBe(1);
		expect(server.output).toContain(sentence);
		expect(server.output.trim()).not.toContain('\n');
		expect(server.output).not.toContain('hush');
	});

	it('--help says the options and begins nothing', async () => {
		const server = await BuiltServer.run('start', { DATA_DIR: folder() }, ['--help']);
		expect(await server.ended()).toBe(0);
		expect(server.output).toContain('--lan');
	});
});

describe('the log', () => {
	it('has a line for each request: the route, never who it names or what was typed', async () => {
		const server = await started({ LOG_LEVEL: 'info' });
		await sendForm(`${server.url}/sign-in?next=%2Fcourses%2Fsecret-course`, nobody);
		await fetch(`${server.url}/courses/secret-course/people/0190-somebody`, { redirect: 'manual' });
		await fetch(`${server.url}/healthz`);
		server.tell('SIGTERM');
		await server.ended();
		const lines = server.output
			.split('\n')
			.filter((line) => line.startsWith('{'))
			.map((line) => JSON.parse(line) as Record<string, unknown>)
			.filter(({ msg }) => msg === 'request');
		expect(lines).toMatchObject([
			{ method: 'POST', route: '/(public)/sign-in', status: 400, ms: expect.any(Number) as number },
			{ method: 'GET', route: '/(staff)/courses/[course]/people/[person]', status: 303 }
		]);
		for (const word of ['aisha', 'not the right one', 'secret-course', '0190'])
			expect(server.output).not.toContain(word);
	});
});
