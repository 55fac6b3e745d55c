/*
 * A debate on a bad day: the server is killed in the middle of a speech, fifty screens lose the network,
 * one of two servers goes. The clock goes on, nothing acknowledged is lost, and everybody who comes
 * back has every event once.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Native from 'libsql';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { elapsedOf } from '$lib/debates/clock';
import type { DebateState, Move, Told } from '$lib/debates/debate';
import { emptyState, reduce } from '$lib/debates/reduce';
import { startPostgres } from '../../src/commands/run/postgres.mjs';
import { BuiltServer, cookiesOf, sendForm } from '../support/built-server';
import {
	allOf,
	debateRows,
	Follower,
	forSqlite,
	postMove,
	rules,
	type Found,
	type Placed
} from '../support/debate-line';
import { newFolder, read, readAll, Served, type Account } from './built';

const patience = 60_000;
const stateOf = (told: readonly Told[]): DebateState =>
	told.reduce((state, event) => reduce(rules, state, event), emptyState());
const seqsOf = (told: readonly Told[]) => told.map(({ seq }) => seq);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

const foundBy = `SELECT c.id AS "courseId", c.slug AS course, m.id AS "moduleId", m.slug AS module,
	o.id AS "motionId", o.version AS "motionVersion"
	FROM course c JOIN module m ON m.course_id = c.id
	JOIN motion o ON o.course_id = c.id AND o.module_id = m.id
	ORDER BY c.created_at, m.position, o.position LIMIT 1`;
type Place = Found & { course: string; module: string };

const placesOf = ([chair = '', pro = '', con = '']: string[]): Placed[] => [
	{ enrolmentId: chair, role: 'chair', team: null, speaker: null },
	{ enrolmentId: pro, role: 'speaker', team: 'for', speaker: '1' },
	{ enrolmentId: con, role: 'speaker', team: 'against', speaker: '1' }
];

/** Of the demo: who has the chair, and who speaks for and against. */
function castOf(accounts: readonly Account[]): Account[] {
	const students = accounts.filter(({ role }) => role === 'student');
	return [accounts.find(({ role }) => role === 'instructor'), students[0], students[1]].flatMap(
		(one) => one ?? []
	);
}

async function signIn(url: string, { email, password }: Account, origin = url): Promise<string> {
	const answer = await sendForm(`${url}/sign-in`, { email, password }, { origin });
	expect(answer.status).toBe(303);
	return cookiesOf(answer);
}

const pathOf = ({ course, module }: Place, slug: string) =>
	`/courses/${course}/modules/${module}/debates/${slug}`;

let keys = 0;
const argue = (n: number): { move: Move; key: string; body: string } => ({
	move: { kind: 'argue', c: 0, phase: 1, row: n },
	key: `key-${++keys}`,
	body: `Argument ${keys}.`
});

/** The chair comes to the first speech, and its first word is spoken. */
async function beginSpeech(page: string, cookie: string): Promise<void> {
	const seen = async () => stateOf((await allOf(`${page}/events?after=0`, cookie)).told).chairSeq;
	const go: Move = { kind: 'go', index: 1, seen: await seen() };
	await postMove(page, cookie, { move: go, key: `key-${++keys}` });
	const start: Move = { kind: 'start', seen: await seen() };
	await postMove(page, cookie, { move: start, key: `key-${++keys}` });
}

describe('a debate on one server', () => {
	const folder = newFolder();
	const file = join(folder, 'demo.db');
	let server: Served;
	let place: Place;
	let cookies: string[] = [];
	let key = '';

	beforeAll(async () => {
		server = await Served.start({ DATA_DIR: folder });
		place = read(file, foundBy) as Place;
		const mark = read(file, "SELECT value FROM site_setting WHERE key = 'demo'") as {
			value: string;
		};
		const cast = castOf((JSON.parse(mark.value) as { accounts: Account[] }).accounts);
		const enrolments = readAll(
			file,
			'SELECT e.id, u.email FROM enrolment e JOIN user u ON u.id = e.user_id'
		) as { id: string; email: string }[];
		const ids = cast.map(({ email }) => enrolments.find((e) => e.email === email)?.id ?? '');
		const made = debateRows(place, 'on-one', placesOf(ids), new Date());
		key = made.key;
		const database = new Native(file, { timeout: 5000 });
		for (const [table, row] of made.rows) {
			const [columns, values] = forSqlite(row);
			const marks = columns.map(() => '?').join();
			database.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`).run(values);
		}
		database.close();
		cookies = [];
		for (const one of cast) cookies.push(await signIn(server.url, one));
	});

	afterAll(async () => {
		await server.kill();
		rmSync(folder, { recursive: true, force: true });
	});

	const page = () => server.url + pathOf(place, 'on-one');
	const events = () => `${page()}/events?after=0`;

	it('goes on where it was when that is killed in mid-speech: clock, events and words', async () => {
		await beginSpeech(page(), cookies[0] ?? '');
		const { clock } = stateOf((await allOf(events(), cookies[0])).told);
		expect(clock.startedAt).not.toBeNull();
		const acknowledged = new Map<number, string>();
		for (let round = 1; round <= 3; round++) {
			const enough = acknowledged.size + 10 + round * 7;
			let reach: () => void = () => undefined;
			const reached = new Promise<void>((resolve) => (reach = resolve));
			/** Sent, and not answered when the line broke. */
			const open: { cookie: string; sent: ReturnType<typeof argue> }[] = [];
			const writing = cookies.map(async (cookie) => {
				for (let n = 1; ; n++) {
					const sent = argue(n);
					try {
						acknowledged.set(await postMove(page(), cookie, sent), sent.body);
					} catch (cause) {
						if (!(cause instanceof TypeError)) throw cause;
						open.push({ cookie, sent });
						return;
					}
					if (acknowledged.size >= enough) reach();
				}
			});
			await Promise.race([reached, Promise.all(writing)]);
			await server.kill();
			await Promise.all(writing);
			server = await Served.start({ DATA_DIR: folder });
			// As a browser does, until it is answered: done once, whether it had arrived or not.
			for (const { cookie, sent } of open)
				acknowledged.set(await postMove(page(), cookie, sent), sent.body);

			const { told, now } = await allOf(events(), cookies[1]);
			expect(seqsOf(told)).toEqual(upTo(told.length));
			const argued = told.flatMap((event) =>
				event.kind === 'argued' ? [[event.seq, event.words?.[event.data.c]?.body] as const] : []
			);
			expect(argued).toEqual([...acknowledged].toSorted(([a], [b]) => a - b));
			const state = stateOf(told);
			expect(state.clock).toEqual(clock);
			expect(elapsedOf(state.clock, now)).toBe(now - (clock.startedAt ?? 0));
		}
	});

	it('reaches fifty screens that lost the network, every event once', async () => {
		const sockets = new Set<Socket>();
		const line = createServer((near) => {
			const far = connect(server.port, '127.0.0.1');
			for (const [socket, other] of [
				[near, far],
				[far, near]
			] as const) {
				sockets.add(socket);
				socket.on('error', () => undefined);
				socket.on('close', () => {
					sockets.delete(socket);
					other.destroy();
				});
				socket.pipe(other);
			}
		});
		let port = 0;
		const mend = async () => {
			line.listen(port, '127.0.0.1');
			await once(line, 'listening');
			({ port } = line.address() as AddressInfo);
		};
		const cut = async () => {
			line.close();
			for (const socket of sockets) socket.destroy();
			await once(line, 'close');
		};
		await mend();
		const address = () =>
			`http://127.0.0.1:${port}${pathOf(place, 'on-one')}/screen/events?key=${key}&after=0`;
		const screens = Array.from({ length: 50 }, () => new Follower(address));
		const post = async (times: number) => {
			let seq = 0;
			for (let n = 0; n < times; n++) seq = await postMove(page(), cookies[n % 3] ?? '', argue(n));
			return seq;
		};
		const all = (seq: number) =>
			vi.waitFor(() => {
				for (const screen of screens) expect(screen.last).toBe(seq);
			}, patience);
		try {
			await all(await post(5));
			for (let times = 0; times < 2; times++) {
				await cut();
				const seq = await post(20);
				await mend();
				await all(seq);
			}
			const { told } = await allOf(events(), cookies[0]);
			const state = stateOf(told);
			for (const screen of screens) {
				expect(seqsOf(screen.told)).toEqual(upTo(told.length));
				expect(stateOf(screen.told)).toEqual(state);
				expect(screen.breaks).toBeGreaterThanOrEqual(2);
				expect([screen.reloads, screen.refused]).toEqual([0, 0]);
			}
		} finally {
			for (const screen of screens) screen.stop();
			if (line.listening) await cut();
		}
	});
});

/** The one that `npm test` made for the layer, or one for this file alone. */
const second = await startPostgres(process.env.SECOND_DATABASE_URL);
const reason = second.isWhole ? null : 'no PostgreSQL on this machine';
if (reason) await second.stop();

describe.skipIf(reason)(`a debate on two servers${reason ? ` (${reason})` : ''}`, () => {
	const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'standpoint-debates-')));
	const database = `standpoint_debates_${process.pid}`;
	const url = Object.assign(new URL(second.url), { pathname: `/${database}` }).href;
	let sql: postgres.Sql;
	let servers: BuiltServer[] = [];
	let place: Place;
	const cookies: string[] = [];

	async function onServer(statement: string): Promise<void> {
		const admin = postgres(second.url, { max: 1, onnotice: () => undefined });
		await admin.unsafe(statement);
		await admin.end();
	}

	beforeAll(async () => {
		await onServer(`CREATE DATABASE ${database}`);
		sql = postgres(url, { max: 2, onnotice: () => undefined });
		const secret = 'one-secret-for-all-processes-of-the-site';
		const env = { DATABASE_URL: url, BETTER_AUTH_SECRET: secret };
		const one = await BuiltServer.start('demo', { ...env, DATA_DIR: folders[0] ?? '' });
		const two = await BuiltServer.start('start', { ...env, DATA_DIR: folders[1] ?? '' });
		servers = [one, two];
		const [mark] = await sql<{ value: { accounts: Account[] } }[]>`
			SELECT value FROM site_setting WHERE key = 'demo'`;
		const [found] = await sql.unsafe<Place[]>(foundBy);
		if (!mark || !found) throw new Error('There is no demo.');
		place = found;
		const cast = castOf(mark.value.accounts);
		const rows = await sql<{ id: string; email: string }[]>`
			SELECT e.id, u.email FROM enrolment e JOIN "user" u ON u.id = e.user_id`;
		const ids = cast.map(({ email }) => rows.find((row) => row.email === email)?.id ?? '');
		for (const [table, row] of debateRows(place, 'on-two', placesOf(ids), new Date()).rows) {
			const isPlain = (value: unknown) =>
				typeof value !== 'object' || value === null || value instanceof Date;
			const given = Object.entries(row).map(([name, value]) => [
				name,
				isPlain(value) ? value : sql.json(value as postgres.JSONValue)
			]);
			await sql`INSERT INTO ${sql(table)} ${sql(Object.fromEntries(given) as Record<string, string>)}`;
		}
		for (const one of cast) cookies.push(await signIn(servers[0]?.url ?? '', one));
	});

	afterAll(async () => {
		for (const server of servers) await server.kill();
		await sql.end();
		await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
		await second.stop();
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});

	it('is heard on both, whichever a move was made at, and goes on when one is killed', async () => {
		const [one, two] = servers;
		if (!one || !two) throw new Error('There are no servers.');
		let nearest = one;
		const page = (server: BuiltServer) => server.url + pathOf(place, 'on-two');
		await beginSpeech(page(one), cookies[0] ?? '');
		const near = new Follower(() => `${page(nearest)}/events?after=0`, cookies[1]);
		const far = new Follower(() => `${page(two)}/events?after=0`, cookies[2]);
		const post = async (at: BuiltServer[], times: number) => {
			const sent = Array.from({ length: times }, (_, n) =>
				postMove(page(at[n % at.length] ?? two), cookies[n % 3] ?? '', argue(n))
			);
			return Math.max(...(await Promise.all(sent)));
		};
		const both = (seq: number) =>
			vi.waitFor(() => expect([near.last, far.last]).toEqual([seq, seq]), patience);
		try {
			for (let round = 0; round < 5; round++) await both(await post([one, two], 6));
			nearest = two;
			await one.kill();
			await both(await post([two], 6));
			const { told } = await allOf(`${page(two)}/events?after=0`, cookies[0]);
			for (const { told: heard } of [near, far]) {
				expect(seqsOf(heard)).toEqual(upTo(told.length));
				expect(stateOf(heard)).toEqual(stateOf(told));
			}
		} finally {
			near.stop();
			far.stop();
		}
	});
});
