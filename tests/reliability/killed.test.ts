/*
 * Nothing acknowledged is lost: the built server is killed without warning while students save
 * answers, started again, and everything it had acknowledged is there.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const rounds = 3;
const question = 'F1';
const folder = mkdtempSync(join(tmpdir(), 'standpoint-killed-'));
const file = join(folder, 'demo.db');
let port = 0;
let server: ChildProcess | undefined;

interface Account {
	role: string;
	email: string;
	password: string;
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	return typeof address === 'object' && address ? address.port : 0;
}

/** Starts the built demo and waits until it says its address. */
async function start(): Promise<void> {
	const child = spawn(process.execPath, ['build/commands/demo.js'], {
		env: {
			PATH: process.env.PATH,
			NODE_ENV: 'production',
			DATA_DIR: folder,
			HOST: '127.0.0.1',
			PORT: String(port),
			LOG_LEVEL: 'error'
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	server = child;
	let heard = '';
	await new Promise<void>((resolve, reject) => {
		const listen = (chunk: Buffer) => {
			heard += chunk.toString();
			if (heard.includes('Standpoint is at')) resolve();
		};
		child.stdout.on('data', listen);
		child.stderr.on('data', listen);
		child.once('exit', (code) => {
			reject(new Error(`the server ended with ${code}: ${heard}`));
		});
	});
}

async function kill(): Promise<void> {
	const child = server;
	server = undefined;
	if (!child || child.exitCode !== null || child.signalCode !== null) return;
	child.removeAllListeners('exit');
	child.kill('SIGKILL');
	await once(child, 'exit');
}

function read(sql: string, ...values: unknown[]): unknown {
	const database = new Database(file, { readonly: true });
	try {
		return database.prepare(sql).get(...values);
	} finally {
		database.close();
	}
}

/** One student who signed in, and what the server has acknowledged to them. */
class Student {
	#cookie = '';
	version = 0;
	acknowledged = 0;
	readonly #url: string;

	constructor(
		readonly account: Account,
		course: string
	) {
		this.#url = `http://127.0.0.1:${port}/courses/${course}/modules/hard-state-soft-state/questions/after?/save`;
	}

	async signIn(): Promise<void> {
		const response = await this.#post(`http://127.0.0.1:${port}/sign-in`, this.account);
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
		this.#cookie = cookies.filter((cookie) => cookie.includes('session_token')).join('; ');
		if (this.#cookie === '') throw new Error(`${this.account.email} could not sign in`);
	}

	/** Saves the next text; counts it once the server has said that it is kept. */
	async save(): Promise<void> {
		const next = this.acknowledged + 1;
		const response = await this.#post(this.#url, {
			[`${question}.text`]: `What changed for me, attempt ${next}`,
			[`${question}.version`]: String(this.version)
		});
		const { type } = (await response.json()) as { type: string };
		if (type !== 'success') throw new Error(`a save was answered with ${type}`);
		this.acknowledged = next;
		this.version++;
	}

	#post(url: string, fields: object): Promise<Response> {
		return fetch(url, {
			method: 'POST',
			headers: {
				origin: `http://127.0.0.1:${port}`,
				accept: 'application/json',
				'x-sveltekit-action': 'true',
				cookie: this.#cookie
			},
			body: new URLSearchParams(fields as Record<string, string>),
			redirect: 'manual'
		});
	}

	/** The number of the text that is in the file, and the version it has there. */
	kept(): { attempt: number; version: number } {
		const row = read(
			`SELECT answer.value, answer.version FROM answer
			 JOIN question ON question.course_id = answer.course_id AND question.id = answer.question_id
			 JOIN enrolment ON enrolment.course_id = answer.course_id AND enrolment.id = answer.enrolment_id
			 JOIN user ON user.id = enrolment.user_id
			 WHERE user.email = ? AND question.key = ?`,
			this.account.email,
			question
		) as { value: string; version: number } | undefined;
		const text = row ? (JSON.parse(row.value) as { text: string }).text : '';
		return { attempt: Number(/\d+$/.exec(text)?.[0] ?? 0), version: row?.version ?? 0 };
	}
}

let students: Student[] = [];

beforeAll(async () => {
	if (!existsSync('build/commands/demo.js')) throw new Error('Build the site first: npm run build');
	port = await freePort();
	await start();
	const mark = read("SELECT value FROM site_setting WHERE key = 'demo'") as { value: string };
	const { slug: course } = read('SELECT slug FROM course') as { slug: string };
	const { accounts } = JSON.parse(mark.value) as { accounts: Account[] };
	students = accounts
		.filter(({ role }) => role === 'student')
		.map((account) => new Student(account, course))
		.filter((student) => student.kept().version === 0);
});

afterAll(async () => {
	await kill();
	rmSync(folder, { recursive: true, force: true });
});

describe('a server that is killed under load', () => {
	it('has kept everything it acknowledged', async () => {
		expect(students.length).toBeGreaterThan(0);
		for (const student of students) await student.signIn();
		for (let round = 1; round <= rounds; round++) {
			const target = round * 40;
			// Each student writes until the connection breaks; the kill comes in the middle of it.
			const writing = students.map(async (student) => {
				try {
					for (;;) await student.save();
				} catch (cause) {
					if (!(cause instanceof TypeError)) throw cause;
				}
			});
			await expect
				.poll(() => students.reduce((sum, s) => sum + s.acknowledged, 0), { timeout: 60_000 })
				.toBeGreaterThan(target);
			await kill();
			await Promise.all(writing);
			await start();

			for (const student of students) {
				const kept = student.kept();
				expect(kept.attempt).toBeGreaterThanOrEqual(student.acknowledged);
				// At most the one save that was under way is there without having been acknowledged.
				expect(kept.attempt - student.acknowledged).toBeLessThanOrEqual(1);
				Object.assign(student, { acknowledged: kept.attempt, version: kept.version });
			}
			expect(read('PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
		}
	});
});
