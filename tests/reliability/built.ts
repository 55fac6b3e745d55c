/*
 * The built site and its built commands as processes of their own, and a student who saves answers:
 * for tests of what happens to a real server on a bad day.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';

/** The open question of the demo class that students answer here. */
export const question = 'F1';

export interface Account {
	role: string;
	email: string;
	password: string;
}

export const newFolder = () => mkdtempSync(join(tmpdir(), 'standpoint-reliability-'));

export async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	return typeof address === 'object' && address ? address.port : 0;
}

function entry(name: string): string {
	const path = `build/commands/${name}.js`;
	if (!existsSync(path)) throw new Error('Build the site first: npm run build');
	return path;
}

const environmentOf = (env: NodeJS.ProcessEnv) => ({
	PATH: process.env.PATH,
	NODE_ENV: 'production',
	LOG_LEVEL: 'error',
	...env
});

export interface Ran {
	code: number | null;
	signal: string | null;
	out: string;
	err: string;
}

/**
 * Runs a built command to its end.
 * @param heard gets the process at each new piece of its output, to end it in the middle
 */
export async function runCommand(
	name: string,
	args: string[],
	env: NodeJS.ProcessEnv,
	heard?: (child: ChildProcess, out: string) => void
): Promise<Ran> {
	const child = spawn(process.execPath, [entry(name), ...args], {
		env: environmentOf(env),
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let [out, err] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => {
		out += chunk.toString();
		heard?.(child, out);
	});
	child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
	const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
	return { code, signal, out, err };
}

/** A running server; `kill` is without warning, `stop` is as an administrator stops it. */
export class Served {
	readonly #child: ChildProcess;
	/** What it wrote to its log. */
	log = '';

	private constructor(
		child: ChildProcess,
		readonly port: number
	) {
		this.#child = child;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get pid(): number {
		return this.#child.pid ?? 0;
	}

	get isRunning(): boolean {
		return this.#child.exitCode === null && this.#child.signalCode === null;
	}

	/** Starts the built demo, or with `start` the site, and waits until it says its address. */
	static async start(
		env: NodeJS.ProcessEnv,
		command: 'demo' | 'start' = 'demo',
		before: string[] = []
	): Promise<Served> {
		const port = await freePort();
		const [program, ...args] = [...before, process.execPath, entry(command)];
		const child = spawn(program, args, {
			env: environmentOf({ HOST: '127.0.0.1', PORT: String(port), ...env }),
			stdio: ['ignore', 'pipe', 'pipe']
		});
		const served = new Served(child, port);
		await new Promise<void>((resolve, reject) => {
			const listen = (chunk: Buffer) => {
				served.log += chunk.toString();
				if (served.log.includes('Standpoint is at')) resolve();
			};
			child.stdout.on('data', listen);
			child.stderr.on('data', listen);
			child.once('exit', (code) => {
				reject(new Error(`the server ended with ${code}: ${served.log}`));
			});
		});
		return served;
	}

	kill(): Promise<void> {
		return this.#end('SIGKILL');
	}

	stop(): Promise<void> {
		return this.#end('SIGTERM');
	}

	async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
		if (!this.isRunning) return;
		this.#child.removeAllListeners('exit');
		this.#child.kill(signal);
		await once(this.#child, 'exit');
	}
}

/** Asks a file of its own; whoever else has it open is not disturbed. */
export function read(file: string, sql: string, ...values: unknown[]): unknown {
	const database = new Database(file);
	try {
		return database.prepare(sql).all(values)[0];
	} finally {
		database.close();
	}
}

export function readAll(file: string, sql: string): Record<string, unknown>[] {
	const database = new Database(file);
	try {
		return database.prepare(sql).all() as Record<string, unknown>[];
	} finally {
		database.close();
	}
}

/** Everybody of the demo class in this file who has not answered the question yet. */
export function studentsOf(file: string, url: string): Student[] {
	const mark = read(file, "SELECT value FROM site_setting WHERE key = 'demo'") as { value: string };
	const { slug: course } = read(file, 'SELECT slug FROM course ORDER BY created_at') as {
		slug: string;
	};
	const { accounts } = JSON.parse(mark.value) as { accounts: Account[] };
	return accounts
		.filter(({ role }) => role === 'student')
		.map((account) => new Student(account, course, url))
		.filter((student) => student.kept(file).version === 0);
}

/** One student, and what the server has acknowledged to them. */
export class Student {
	#cookie = '';
	version = 0;
	acknowledged = 0;

	constructor(
		readonly account: Account,
		readonly course: string,
		public url: string
	) {}

	get page(): string {
		return `${this.url}/courses/${this.course}/modules/hard-state-soft-state/questions/after`;
	}

	async signIn(): Promise<void> {
		const response = await this.post(`${this.url}/sign-in`, this.account);
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
		this.#cookie = cookies.filter((cookie) => cookie.includes('session_token')).join('; ');
		if (this.#cookie === '') throw new Error(`${this.account.email} could not sign in`);
	}

	text(attempt: number): string {
		return `What changed for me, attempt ${attempt}`;
	}

	/** Sends the next text, as scripts do or as a form. */
	send(text = this.text(this.acknowledged + 1), accept = 'application/json'): Promise<Response> {
		const fields = { [`${question}.text`]: text, [`${question}.version`]: String(this.version) };
		return this.post(`${this.page}?/save`, fields, accept);
	}

	/** Saves the next text; counts it once the server has said that it is kept. */
	async save(): Promise<void> {
		const response = await this.send();
		const { type } = (await response.json()) as { type: string };
		if (type !== 'success') throw new Error(`a save was answered with ${type}`);
		this.acknowledged += 1;
		this.version += 1;
	}

	get(path = this.page): Promise<Response> {
		return fetch(path, {
			headers: { accept: 'text/html', cookie: this.#cookie },
			redirect: 'manual'
		});
	}

	post(url: string, fields: object, accept = 'application/json'): Promise<Response> {
		return fetch(url, {
			method: 'POST',
			headers: {
				origin: new URL(url).origin,
				accept,
				...(accept.includes('json') ? { 'x-sveltekit-action': 'true' } : {}),
				cookie: this.#cookie
			},
			body: new URLSearchParams(fields as Record<string, string>),
			redirect: 'manual'
		});
	}

	/** The number of the text that is in the file, and the version it has there. */
	kept(file: string): { attempt: number; version: number } {
		const row = read(
			file,
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

export const holds = (file: string, words: string) => readFileSync(file).includes(words);
