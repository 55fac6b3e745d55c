/*
 * A debate that a hall follows: how long after a move is acknowledged everybody has heard of it, and
 * what a listener costs, beside a bare server that hands the same bytes on; fifty debates at once;
 * what a long debate takes to be read; and two processes that share one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import Native from 'libsql';
import postgres from 'postgres';
import { roomOf } from '$lib/debates/room/cache.server';
import { closeDatabase, openDatabase } from '$lib/server/db/client';
import { startPostgres } from '../../src/commands/run/postgres.mjs';
import { BuiltServer } from '../support/built-server';
import {
	debateRows,
	forSqlite,
	postMove,
	rules,
	type Found,
	type Row
} from '../support/debate-line';
import type { BareSettings } from './bare';
import { startBare, startSite } from './processes';
import { ask, cookieOf, forgetCopy, moduleSlug, ownFolder, secret } from './seed';

const linesOfOne = 5;
/** Whoever has not heard by then never will. */
const patience = 20_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Listens as a page does, and only notes when each event came. */
class Ear {
	readonly came = new Map<number, number>();
	/** Of the newest event, as it came. */
	message = '';

	static async open(address: string, cookie = ''): Promise<Ear> {
		const ear = new Ear();
		await new Promise<void>((resolve, reject) => {
			const headers = { accept: 'text/event-stream', cookie };
			const asked = request(address, { headers, agent: false }, (response) => {
				if (response.statusCode !== 200) {
					reject(new Error(`A stream was answered with ${response.statusCode}.`));
					return;
				}
				let rest = '';
				response.setEncoding('utf8');
				response.on('data', (chunk: string) => {
					resolve();
					const at = performance.now();
					const messages = (rest + chunk).split('\n\n');
					rest = messages.pop() ?? '';
					for (const message of messages) {
						if (!message.startsWith('id: ')) continue;
						ear.came.set(parseInt(message.slice(4, 16)), at);
						ear.message = `${message}\n\n`;
					}
				});
				response.on('error', () => undefined);
			});
			asked.on('error', reject);
			asked.end();
			ear.close = () => asked.destroy();
		});
		return ear;
	}

	close: () => void = () => undefined;
}

/** A few at a time, as a machine lets people in. */
async function openAll(count: number, open: (n: number) => Promise<Ear>): Promise<Ear[]> {
	const ears: Ear[] = [];
	for (let n = 0; n < count; n += 20)
		ears.push(
			...(await Promise.all(Array.from({ length: Math.min(20, count - n) }, (_, i) => open(n + i))))
		);
	return ears;
}

/** Milliseconds from the acknowledgement to the arrival at each ear; 0 for what came before it. */
async function arrivals(ears: readonly Ear[], seq: number, acknowledged: number) {
	const until = performance.now() + patience;
	while (ears.some(({ came }) => !came.has(seq)) && performance.now() < until) await pause(2);
	return ears.map(({ came }) => {
		const at = came.get(seq);
		if (at === undefined) throw new Error(`event ${seq} did not reach everybody`);
		return Math.max(0, at - acknowledged);
	});
}

const percentile = (values: readonly number[], share: number) =>
	values.toSorted((a, b) => a - b)[
		Math.min(values.length - 1, Math.floor(values.length * share))
	] ?? 0;

export interface Heard {
	name: string;
	lines: number;
	events: number;
	/** Milliseconds after the acknowledgement. */
	p50: number;
	p99: number;
	/** Milliseconds from sending the move to its acknowledgement. */
	acknowledged: number;
	/** Kilobytes of the server for each line; null where it was not looked at. */
	memory: number | null;
}

interface Sum {
	times: number[];
	acks: number[];
}

const nobodyYet = (): Sum => ({ times: [], acks: [] });

const heard = (name: string, lines: number, all: Sum, memory: number | null = null): Heard => ({
	name,
	lines,
	events: all.acks.length,
	p50: percentile(all.times, 0.5),
	p99: percentile(all.times, 0.99),
	acknowledged: percentile(all.acks, 0.5),
	memory
});

function memoryOf(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

interface Place extends Found {
	course: string;
}

interface Member {
	enrolmentId: string;
	userId: string;
}

const chosenPlace = `SELECT c.id AS "courseId", c.slug AS course, m.id AS "moduleId",
	o.id AS "motionId", o.version AS "motionVersion"
	FROM course c JOIN module m ON m.course_id = c.id AND m.slug = '${moduleSlug}'
	JOIN motion o ON o.course_id = c.id AND o.module_id = m.id
	ORDER BY c.id, o.position LIMIT 1`;

const pathOf = ({ course }: Place, slug: string) =>
	`/courses/${course}/modules/${moduleSlug}/debates/${slug}`;

function write(data: string, rows: readonly [string, Row][]): void {
	const database = new Native(join(data, 'standpoint.db'), { timeout: 5000 });
	database.exec('BEGIN');
	for (const [table, row] of rows) {
		const [columns, values] = forSqlite(row);
		const marks = columns.map(() => '?').join();
		database.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`).run(values);
	}
	database.exec('COMMIT');
	database.close();
}

const chairOf = ({ enrolmentId }: Member) => ({
	enrolmentId,
	role: 'chair' as const,
	team: null,
	speaker: null
});

let keys = 0;
const key = () => `bench-${++keys}`;

/** What somebody says in a debate, about as long as an argument of the flow. */
const argue = (page: string, cookie: string, n: number) =>
	postMove(page, cookie, {
		move: { kind: 'argue', c: 0, phase: 1, row: n },
		key: key(),
		body: `Pauses were used to recruit, which is why time alone helps nobody; ${n} is the count of it.`
	});

const begin = (page: string, cookie: string) =>
	postMove(page, cookie, { move: { kind: 'go', index: 1, seen: 1 }, key: key() });

function membersOf(data: string, courseId: string, role: string): Member[] {
	return ask<Member>(
		data,
		"SELECT id AS enrolmentId, user_id AS userId FROM enrolment WHERE course_id = ? AND role = ? AND state = 'active'",
		courseId,
		role
	);
}

/** The bare server with nothing to answer: it hands on what it is given. */
function nothingBut(data: string): string {
	const settings: BareSettings = {
		pages: [],
		database: null,
		saves: [],
		submissions: [],
		notes: null,
		sheets: [],
		saved: '',
		submitted: '',
		noted: '',
		marked: ''
	};
	const file = join(data, 'bare-lines.json');
	writeFileSync(file, JSON.stringify(settings));
	return file;
}

/**
 * One debate that a thousand follow, one event a second at the site and at the bare server in turn.
 * @param lines how many listen at each
 */
export async function measureHall(
	data: string,
	{ lines, seconds }: { lines: number; seconds: number }
): Promise<[site: Heard, bare: Heard]> {
	const [place] = ask<Place>(data, chosenPlace);
	const [chair] = place ? membersOf(data, place.courseId, 'instructor') : [];
	if (!place || !chair) throw new Error('There is no course to debate in.');
	const students = membersOf(data, place.courseId, 'student');
	write(data, debateRows(place, 'hall', [chairOf(chair)], new Date()).rows);
	const site = await startSite(data);
	const bare = await startBare(nothingBut(data));
	const opened: Ear[] = [];
	try {
		const page = site.origin + pathOf(place, 'hall');
		const cookie = cookieOf(chair.userId);
		await begin(page, cookie);
		for (let n = 0; n < 20; n++) await argue(page, cookie, n);
		const before = [memoryOf(site.pid), memoryOf(bare.pid)] as const;
		const after = 22;
		const near = await openAll(lines, (n) => {
			const { userId = '' } = students[Math.floor(n / linesOfOne) % students.length] ?? {};
			return Ear.open(`${page}/events?after=${after}`, cookieOf(userId));
		});
		opened.push(...near);
		const far = await openAll(lines, () => Ear.open(`${bare.origin}/lines`));
		opened.push(...far);
		const sums = { site: nobodyYet(), bare: nobodyYet() };
		const post = async (path: string, body: string) => {
			const answer = await fetch(bare.origin + path, { method: 'POST', body });
			if (!answer.ok) throw new Error(`The bare server answered with ${answer.status}.`);
		};
		// The first two warm both up and do not count.
		for (let n = -2; n < seconds; n++) {
			const next = performance.now() + 1000;
			const sent = performance.now();
			const seq = await argue(page, cookie, 100 + n);
			const at = performance.now();
			const times = await arrivals(near, seq, at);
			await pause(next - 500 - performance.now());
			const said = near[0]?.message ?? '';
			const sentBare = performance.now();
			await post('/hand-on', said);
			const atBare = performance.now();
			const timesBare = await arrivals(far, seq, atBare);
			await pause(next - performance.now());
			if (n < 0) continue;
			sums.site.times.push(...times);
			sums.site.acks.push(at - sent);
			sums.bare.times.push(...timesBare);
			sums.bare.acks.push(atBare - sentBare);
		}
		const memory = [site.pid, bare.pid].map((pid, i) => (memoryOf(pid) - (before[i] ?? 0)) / lines);
		return [
			heard('the site', lines, sums.site, memory[0]),
			heard('bare', lines, sums.bare, memory[1])
		];
	} finally {
		for (const ear of opened) ear.close();
		await site.stop();
		await bare.stop();
	}
}

/** A class of fifteen hundred in rooms of thirty: each room has an event every two seconds. */
export async function measureRooms(
	data: string,
	{ rooms, people, seconds }: { rooms: number; people: number; seconds: number }
): Promise<Heard> {
	const [place] = ask<Place>(data, chosenPlace);
	const [chair] = place ? membersOf(data, place.courseId, 'instructor') : [];
	if (!place || !chair) throw new Error('There is no course to debate in.');
	const made = Array.from({ length: rooms }, (_, n) =>
		debateRows(place, `room-${n + 1}`, [chairOf(chair)], new Date())
	);
	write(
		data,
		made.flatMap(({ rows }) => rows)
	);
	const site = await startSite(data);
	const cookie = cookieOf(chair.userId);
	const all: Ear[] = [];
	try {
		const pages = made.map((_, n) => site.origin + pathOf(place, `room-${n + 1}`));
		const ears: Ear[][] = [];
		for (const [n, page] of pages.entries()) {
			await begin(page, cookie);
			const address = `${page}/screen/events?key=${made[n]?.key ?? ''}&after=2`;
			const there = await openAll(people, () => Ear.open(address));
			ears.push(there);
			all.push(...there);
		}
		const sum = nobodyYet();
		const began = performance.now();
		await Promise.all(
			pages.map(async (page, n) => {
				await pause((2000 * n) / rooms);
				for (let turn = 0; performance.now() - began < seconds * 1000; turn++) {
					const sent = performance.now();
					const seq = await argue(page, cookie, turn);
					const at = performance.now();
					sum.acks.push(at - sent);
					sum.times.push(...(await arrivals(ears[n] ?? [], seq, at)));
					await pause(sent + 2000 - performance.now());
				}
			})
		);
		return heard(`${rooms} debates × ${people}`, all.length, sum);
	} finally {
		for (const ear of all) ear.close();
		await site.stop();
	}
}

export interface Replayed {
	events: number;
	/** Milliseconds: read from the database, put together, reduced; the middle one of three. */
	ms: number;
}

/** A long debate as a process meets it that has not heard of it. */
export async function measureReplay(data: string, events: number): Promise<Replayed> {
	const [place] = ask<Place>(data, chosenPlace);
	const [chair] = place ? membersOf(data, place.courseId, 'instructor') : [];
	if (!place || !chair) throw new Error('There is no course to debate in.');
	const times: number[] = [];
	for (let n = 0; n < 3; n++) {
		const now = Date.now();
		const { rows, id } = debateRows(place, `long-${n}`, [chairOf(chair)], new Date(now));
		const { courseId } = place;
		const its = { course_id: courseId, debate_id: id };
		const event = (seq: number, kind: string, data: unknown): [string, Row] => [
			'debate_event',
			{ ...its, seq, kind, at: new Date(now + seq * 1000), by: 1, data }
		];
		const words = (number: number): [string, Row] => [
			'contribution',
			{
				...its,
				id: `${id}-${number}`,
				number,
				enrolment_id: chair.enrolmentId,
				kind: 'argument',
				body: 'Pauses were used to recruit, which is why time alone helps nobody.',
				lang: 'en',
				passages: [],
				created_at: new Date(now)
			}
		];
		const long = Array.from({ length: events - 2 }, (_, i): [string, Row][] => {
			const [seq, c] = [i + 3, Math.floor(i / 4) + 1];
			if (i % 4 === 0) return [words(c), event(seq, 'argued', { c, phase: 1, team: null, row: c })];
			if (i % 4 === 1) return [event(seq, 'placed', { c, phase: 1, row: c + 0.5 })];
			return [event(seq, i % 4 === 2 ? 'paused' : 'resumed', {})];
		});
		write(data, [...rows, event(2, 'phase', { index: 1, dueAt: null }), ...long.flat()]);
		await openDatabase(`file:${join(data, 'standpoint.db')}`);
		try {
			const started = performance.now();
			const room = await roomOf({ courseId, debateId: id }, rules, events);
			times.push(performance.now() - started);
			if (room.seq !== events || room.state.arguments.length === 0)
				throw new Error(`only ${room.seq} events were read`);
		} finally {
			await closeDatabase();
		}
	}
	return { events, ms: percentile(times, 0.5) };
}

/** One process on PostgreSQL, then two that share the debate; null where there is no PostgreSQL. */
export async function measureShared(seconds: number): Promise<[one: Heard, two: Heard] | null> {
	const engine = await startPostgres('');
	if (!engine.isWhole) return null;
	const folders = ['shared-1', 'shared-2'].map(ownFolder);
	const servers: BuiltServer[] = [];
	const ears: Ear[] = [];
	const database = `standpoint_bench_${process.pid}`;
	const admin = postgres(engine.url, { max: 1, onnotice: () => undefined });
	await admin.unsafe(`CREATE DATABASE ${database}`);
	const url = Object.assign(new URL(engine.url), { pathname: `/${database}` }).href;
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	try {
		const env = { DATABASE_URL: url, BETTER_AUTH_SECRET: secret };
		servers.push(await BuiltServer.start('demo', { ...env, DATA_DIR: folders[0] ?? '' }));
		servers.push(await BuiltServer.start('start', { ...env, DATA_DIR: folders[1] ?? '' }));
		const [place] = await sql.unsafe<Place[]>(chosenPlace);
		const [chair] = await sql<Member[]>`
			SELECT id AS "enrolmentId", user_id AS "userId" FROM enrolment
			WHERE role = 'instructor' AND course_id = ${place?.courseId ?? ''}`;
		if (!place || !chair) throw new Error('There is no demo.');
		const token = `token-${chair.userId}`;
		await sql`INSERT INTO session (id, token, user_id, expires_at, created_at, updated_at)
			VALUES (${token}, ${token}, ${chair.userId}, now() + interval '1 day', now(), now())`;
		const { rows, key: link } = debateRows(place, 'shared', [chairOf(chair)], new Date());
		for (const [table, row] of rows) {
			const isPlain = (value: unknown) =>
				typeof value !== 'object' || value === null || value instanceof Date;
			const given = Object.entries(row).map(([name, value]) => [
				name,
				isPlain(value) ? value : sql.json(value as postgres.JSONValue)
			]);
			await sql`INSERT INTO ${sql(table)} ${sql(Object.fromEntries(given) as Record<string, string>)}`;
		}
		const cookie = cookieOf(chair.userId);
		const pages = servers.map((server) => server.url + pathOf(place, 'shared'));
		const [first = ''] = pages;
		await begin(first, cookie);
		const listen = async (page: string, lines: number) => {
			const address = `${page}/screen/events?key=${link}&after=2`;
			ears.push(...(await openAll(lines, () => Ear.open(address))));
		};
		const run = async (name: string, at: readonly string[]) => {
			const sum = nobodyYet();
			for (let n = -2; n < seconds * 4; n++) {
				const sent = performance.now();
				const seq = await argue(at[(n + 2) % at.length] ?? first, cookie, n + 2);
				const acknowledged = performance.now();
				const times = await arrivals(ears, seq, acknowledged);
				if (n >= 0) {
					sum.acks.push(acknowledged - sent);
					sum.times.push(...times);
				}
				await pause(sent + 250 - performance.now());
			}
			return heard(name, ears.length, sum);
		};
		await listen(first, 40);
		const one = await run('one process', [first]);
		for (const ear of ears.splice(20)) ear.close();
		for (const page of pages.slice(1)) await listen(page, 20);
		const two = await run('two processes', pages);
		return [one, two];
	} finally {
		for (const ear of ears) ear.close();
		for (const server of servers) await server.kill();
		await sql.end();
		await admin.unsafe(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
		await admin.end();
		await engine.stop();
		for (const folder of folders) forgetCopy(folder);
	}
}
