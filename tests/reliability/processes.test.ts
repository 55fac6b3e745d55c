/*
 * Several processes on one PostgreSQL behind one proxy: two built servers and a round-robin proxy of
 * a few lines. What one acknowledged the other knows, limits count across both, a job runs once, and
 * when one is killed, or the database is away for a while, the class goes on.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import { connect, createServer as createLine, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startPostgres } from '../../src/commands/run/postgres.mjs';
import { BuiltServer, cookiesOf, sendForm } from '../support/built-server';
import { MailServer } from '../support/mail';
import { runCommand } from './built';

/** The one that `npm test` made for the layer, or one for this file alone. */
const second = await startPostgres(process.env.SECOND_DATABASE_URL);
/** PGlite has one session: there is nothing for several processes to share. */
const reason = second.isWhole ? null : 'no PostgreSQL on this machine';
if (reason) await second.stop();

interface Account {
	role: string;
	email: string;
	password: string;
}

/** Hands each request to the next server; one that does not listen is passed over. */
class Proxy {
	#next = 0;
	readonly #server: Server;
	private constructor(private ports: number[]) {
		this.#server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const forward = (left: number) => {
					const port = this.ports[this.#next++ % this.ports.length];
					const headers = {
						...request.headers,
						'x-forwarded-for': request.socket.remoteAddress ?? ''
					};
					const { method, url: path } = request;
					const onward = ask({ host: '127.0.0.1', port, method, path, headers, agent: false });
					onward.on('response', (answer: IncomingMessage) => {
						response.writeHead(answer.statusCode ?? 502, answer.headers);
						answer.on('error', () => response.destroy());
						answer.pipe(response);
					});
					onward.on('error', (error: NodeJS.ErrnoException) => {
						// Only what nobody took is sent again; what broke off midway may have been done.
						if (error.code === 'ECONNREFUSED' && left > 0) forward(left - 1);
						else if (!response.headersSent) response.writeHead(502).end();
					});
					onward.end(Buffer.concat(chunks));
				};
				forward(this.ports.length);
			});
		});
	}

	static async start(): Promise<Proxy> {
		const proxy = new Proxy([]);
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		return proxy;
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	to(servers: BuiltServer[]): void {
		this.ports = servers.map(({ port }) => port);
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}
}

/** The line between the servers and their database, which can be cut. */
class Line {
	readonly #sockets = new Set<Socket>();
	readonly #server = createLine((near) => {
		const far = connect(Number(this.to.port), this.to.hostname);
		for (const [socket, other] of [
			[near, far],
			[far, near]
		] as const) {
			this.#sockets.add(socket);
			socket.on('error', () => undefined);
			socket.on('close', () => {
				this.#sockets.delete(socket);
				other.destroy();
			});
			socket.pipe(other);
		}
	});
	#port = 0;

	constructor(readonly to: URL) {}

	/** Opens it, the first time or again. */
	async mend(): Promise<void> {
		if (this.#server.listening) return;
		this.#server.listen(this.#port, '127.0.0.1');
		await once(this.#server, 'listening');
		this.#port = (this.#server.address() as AddressInfo).port;
	}

	async cut(): Promise<void> {
		if (!this.#server.listening) return;
		this.#server.close();
		for (const socket of this.#sockets) socket.destroy();
		await once(this.#server, 'close');
	}

	/** The database's address by way of this line. */
	get url(): string {
		return Object.assign(new URL(this.to), { host: `127.0.0.1:${this.#port}` }).href;
	}
}

async function onServer(statement: string): Promise<void> {
	const admin = postgres(second.url, { max: 1, onnotice: () => undefined });
	await admin.unsafe(statement);
	await admin.end();
}

const modulePath = (course: string) => `/courses/${course}/modules/hard-state-soft-state`;

describe.skipIf(reason)(`two processes on one database${reason ? ` (${reason})` : ''}`, () => {
	const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'standpoint-processes-')));
	const database = `standpoint_processes_${process.pid}`;
	const url = Object.assign(new URL(second.url), { pathname: `/${database}` }).href;
	const secret = 'one-secret-for-all-processes-of-the-site';
	let sql: postgres.Sql;
	let mail: MailServer;
	let proxy: Proxy;
	const line = new Line(new URL(url));
	let [one, two]: BuiltServer[] = [];
	let course = '';
	let accounts: Account[] = [];

	beforeAll(async () => {
		await onServer(`CREATE DATABASE ${database}`);
		sql = postgres(url, { max: 2, onnotice: () => undefined });
		mail = await MailServer.start();
		proxy = await Proxy.start();
		await line.mend();
		const env = {
			DATABASE_URL: line.url,
			ORIGIN: proxy.origin,
			ADDRESS_HEADER: 'x-forwarded-for',
			BETTER_AUTH_SECRET: secret,
			SMTP_URL: process.env.SMTP_URL
		};
		one = await BuiltServer.start('demo', { ...env, DATA_DIR: folders[0]! });
		two = await BuiltServer.start('start', { ...env, DATA_DIR: folders[1]! });
		proxy.to([one, two]);
		const [mark] = await sql<{ value: { accounts: Account[] } }[]>`
			SELECT value FROM site_setting WHERE key = 'demo'`;
		accounts = mark!.value.accounts;
		const [found] = await sql<{ slug: string }[]>`SELECT slug FROM course`;
		course = found!.slug;
	});

	afterAll(async () => {
		await one?.kill();
		await two?.kill();
		await line.cut();
		await proxy.stop();
		await mail.stop();
		await sql.end();
		await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
		await second.stop();
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});

	const who = (role: string, n = 0) => accounts.filter((account) => account.role === role)[n]!;

	/** Straight to one of the two, as the proxy would ask it for this client. */
	const post = (
		to: BuiltServer,
		path: string,
		fields: Record<string, string>,
		{ cookie = '', client = '198.51.100.7' } = {}
	) => sendForm(to.url + path, fields, { origin: proxy.origin, cookie, 'x-forwarded-for': client });

	async function signIn(at: BuiltServer, { email, password }: Account): Promise<string> {
		const answer = await post(at, '/sign-in', { email, password });
		expect(answer.status).toBe(303);
		return cookiesOf(answer);
	}

	it('know whoever signed in at the other, and whoever signed out there', async () => {
		const cookie = await signIn(one!, who('student'));
		const asked = () => fetch(`${two!.url}/courses`, { headers: { cookie }, redirect: 'manual' });
		expect((await asked()).status).toBe(200);
		await post(one!, '/sign-out', {}, { cookie });
		expect((await asked()).status).toBe(303);
	});

	it('show what was uploaded at the other', async () => {
		const cookie = await signIn(one!, who('instructor'));
		const title = 'The bridge that waits';
		const body = new FormData();
		const fields = {
			as: 'new',
			lang: 'en',
			title,
			author: 'Amina Sample',
			outlet: 'Sample Gazette',
			date: '2026-11',
			genre: 'Opinion',
			found: 'Written for this test',
			right: 'own'
		};
		for (const [name, value] of Object.entries(fields)) body.append(name, value);
		const text = ['A first paragraph of some words.', 'A second paragraph of some words.'];
		for (const paragraph of text) {
			body.append('piece', paragraph);
			body.append('use', 'keep');
		}
		const answer = await fetch(`${one!.url}${modulePath(course)}/edit/import?/publish`, {
			method: 'POST',
			headers: { origin: proxy.origin, accept: 'text/html', cookie, 'x-forwarded-for': '::1' },
			body,
			redirect: 'manual'
		});
		expect(answer.status).toBe(303);
		const at = answer.headers.get('location') ?? '';
		const page = await fetch(two!.url + at, { headers: { cookie } });
		expect(page.status).toBe(200);
		expect(await page.text()).toContain('A second paragraph of some words.');
	});

	it('count wrong passwords together', async () => {
		const { email } = who('observer');
		const statuses: number[] = [];
		for (let n = 0; n < 6; n++) {
			const answer = await post(n % 2 ? one! : two!, '/sign-in', { email, password: `wrong ${n}` });
			statuses.push(answer.status);
		}
		expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
	});

	it('hear each other', async () => {
		const lines = await sql`
			SELECT pid FROM pg_stat_activity
			WHERE datname = ${database} AND query ILIKE 'listen "standpoint"'`;
		expect(lines).toHaveLength(2);
		const heard: string[] = [];
		await sql.listen('standpoint', (payload) => heard.push(payload));
		await post(two!, '/forgot-password', { email: who('student', 2).email });
		await vi.waitFor(() => expect(heard).toContain('jobs 0'), 30_000);
	});

	it('run each job once', async () => {
		await Promise.all(
			accounts.map(({ email }, n) => post(n % 2 ? one! : two!, '/forgot-password', { email }))
		);
		const header = (name: string) =>
			mail.received.map((text) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]?.trim());
		await vi.waitFor(() => {
			for (const { email } of accounts) expect(header('To')).toContain(email);
		}, 30_000);
		await vi.waitFor(async () => {
			const open = await sql`SELECT id FROM job WHERE done_at IS NULL AND kind = 'mail.send'`;
			expect(open).toHaveLength(0);
		}, 30_000);
		// The name of a letter is that of its row: the same letter twice has the same name.
		const names = header('Message-ID');
		expect(new Set(names).size).toBe(names.length);
	});

	it('say so while the database is away, and go on by themselves when it is back', async () => {
		const cookie = await signIn(one!, who('student', 1));
		const page = `${modulePath(course)}/questions/after`;
		const get = (server: BuiltServer, path: string) =>
			fetch(server.url + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
		const words = 'Written while the line to the database was cut.';
		const save = (server: BuiltServer) =>
			post(server, `${page}?/save`, { 'F1.text': words, 'F1.version': '0' }, { cookie });
		const kept = () => sql`SELECT 1 FROM answer WHERE value ->> 'text' = ${words}`;

		onTestFinished(() => line.mend());
		await line.cut();
		for (const server of [one!, two!]) {
			const read = await get(server, page);
			expect(read.status).toBe(503);
			expect(read.headers.get('retry-after')).not.toBeNull();
			const refused = await save(server);
			expect(refused.status).toBe(503);
			expect(await refused.text()).toContain(words);
			const health = await fetch(`${server.url}/healthz`);
			expect(health.status).toBe(503);
			expect(await health.json()).toMatchObject({ ok: false, reason: 'unreachable' });
		}
		expect(await kept()).toHaveLength(0);

		await line.mend();
		for (const server of [one!, two!])
			await vi.waitFor(async () => expect((await get(server, page)).status).toBe(200), 60_000);
		expect((await save(two!)).status).toBeLessThan(400);
		expect(await kept()).toHaveLength(1);
		// They listen again, each on a connection of its own.
		await vi.waitFor(async () => {
			const lines = await sql`
				SELECT pid FROM pg_stat_activity
				WHERE datname = ${database} AND query ILIKE 'listen "standpoint"' AND pid <> pg_backend_pid()`;
			expect(lines.length).toBeGreaterThanOrEqual(2);
		}, 60_000);
		for (const server of [one!, two!]) expect(server.output).not.toContain(words);
	});

	it('lose nothing acknowledged when one of them is killed, and the class goes on', async () => {
		const save = `${modulePath(course)}/questions/after?/save`;
		const states = await Promise.all(
			accounts
				.filter(({ role }) => role === 'student')
				// The first has handed in.
				.slice(1)
				.map(async (account) => ({
					account,
					cookie: await signIn(two!, account),
					acknowledged: 0
				}))
		);
		async function kept(email: string): Promise<{ text: number; version: number }> {
			const [row] = await sql<{ value: { text: string }; version: number }[]>`
				SELECT answer.value, answer.version FROM answer
				JOIN question ON question.course_id = answer.course_id AND question.id = answer.question_id
				JOIN enrolment ON enrolment.course_id = answer.course_id AND enrolment.id = answer.enrolment_id
				JOIN "user" ON "user".id = enrolment.user_id
				WHERE "user".email = ${email} AND question.key = 'F1'`;
			const text = Number(/killed, attempt (\d+)$/.exec(row?.value.text ?? '')?.[1] ?? 0);
			return { text, version: row?.version ?? 0 };
		}
		let isOver = false;
		let broken = 0;
		const writing = states.map(async (state) => {
			let { version } = await kept(state.account.email);
			while (!isOver) {
				const text = `What changed for me when one was killed, attempt ${state.acknowledged + 1}`;
				const answer = await fetch(proxy.origin + save, {
					method: 'POST',
					headers: {
						origin: proxy.origin,
						accept: 'application/json',
						'x-sveltekit-action': 'true',
						cookie: state.cookie
					},
					body: new URLSearchParams({ 'F1.text': text, 'F1.version': String(version) })
				});
				if (answer.status === 502) {
					// Broke off midway: it may have been kept. Everything acknowledged before must be.
					broken += 1;
					const now = await kept(state.account.email);
					expect(now.text).toBeGreaterThanOrEqual(state.acknowledged);
					Object.assign(state, { acknowledged: now.text });
					version = now.version;
					continue;
				}
				const { type } = (await answer.json()) as { type: string };
				expect(type).toBe('success');
				state.acknowledged += 1;
				version += 1;
			}
		});
		const sum = () => states.reduce((total, { acknowledged }) => total + acknowledged, 0);
		await vi.waitFor(() => expect(sum()).toBeGreaterThan(40), 60_000);
		await one!.kill();
		const before = sum();
		await vi.waitFor(() => expect(sum()).toBeGreaterThan(before + 40), 60_000);
		isOver = true;
		await Promise.all(writing);
		for (const { account, acknowledged } of states)
			expect((await kept(account.email)).text).toBe(acknowledged);
		// What was under way at the killed one; everything later found the other.
		expect(broken).toBeLessThanOrEqual(states.length);
		expect((await fetch(`${proxy.origin}/healthz`)).status).toBe(200);
	});

	it('are backed up while they run, and restored when they stand still', async () => {
		const env = { DATABASE_URL: url, DATA_DIR: folders[0]!, BETTER_AUTH_SECRET: secret };
		const backup = join(folders[0]!, 'of-postgres.db');
		const made = await runCommand('backup', [backup], env);
		expect(made.err).toBe('');
		const rows = async () =>
			(await sql`SELECT course_id, enrolment_id, value::text, version FROM answer`)
				.map((row) => JSON.stringify(row))
				.toSorted();
		const before = await rows();
		const refused = await runCommand('restore', [backup], env);
		expect(refused.err).toContain('Stop it first');
		await two!.kill();

		await sql`UPDATE answer SET value = '{"text": "written after the backup"}'`;
		// Connections of a server that was killed may be seen for a moment yet.
		const restored = await vi.waitFor(async () => {
			const ran = await runCommand('restore', [backup], env);
			expect(ran.err).toBe('');
			return ran;
		}, 60_000);
		expect(restored.out).toMatch(/in the schema before_restore_\d{8}_\d{6} now/);
		expect(await rows()).toEqual(before);
		two = await BuiltServer.start('start', { ...env, ORIGIN: proxy.origin });
		expect(await (await fetch(`${two.url}/healthz`)).json()).toMatchObject({ ok: true });
		await signIn(two, who('student', 1));
	});
});
