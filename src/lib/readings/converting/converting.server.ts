/*
 * Has a file converted by a process that may be killed: at most two at a time, a few more wait.
 * Nothing is written anywhere; what is wanted comes back as a message.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { log } from '$lib/server/log';
import type { ConvertAnswer, ConvertRefusal, ToConvert } from './converted';

export interface ConvertLimits {
	/** Milliseconds that it may take. */
	time: number;
	/** Bytes that the process may hold. */
	room: number;
}

const usual: ConvertLimits = { time: 20_000, room: 256 * 1024 * 1024 };
const most = { atOnce: 2, waiting: 4 };

let running = 0;
const waiting: (() => void)[] = [];

export async function convertFile(asked: ToConvert, limits = usual): Promise<ConvertAnswer> {
	if (running >= most.atOnce) {
		if (waiting.length >= most.waiting) return { ok: false, reason: 'busy' };
		await new Promise<void>((begin) => waiting.push(begin));
	} else running++;
	try {
		return await inProcess(asked, limits);
	} finally {
		// The place goes to who waits; only without anybody it is free.
		const next = waiting.shift();
		if (next) next();
		else running--;
	}
}

async function inProcess(asked: ToConvert, { time, room }: ConvertLimits): Promise<ConvertAnswer> {
	const worker = await workerFile();
	return new Promise((resolve) => {
		const child = fork(worker, [String(room), String(time)], {
			execArgv: [
				`--max-old-space-size=${Math.ceil(room / 1024 / 1024)}`,
				...confined(),
				'--no-warnings'
			],
			env: {},
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'ignore', 'ipc']
		});
		let answer: ConvertAnswer | null = null;
		let isLate = false;
		const clock = setTimeout(() => {
			isLate = true;
			child.kill('SIGKILL');
		}, time);
		child.once('message', (message) => {
			answer = message as ConvertAnswer;
			// What it said is what counts, even if it does not find its way out.
			child.kill('SIGKILL');
		});
		const end = (reason: ConvertRefusal, why: object) => {
			clearTimeout(clock);
			if (!answer) log.warn({ ...why, kind: asked.kind }, 'a file was not converted');
			resolve(answer ?? { ok: false, reason });
		};
		child.once('error', (err) => end('busy', { err }));
		child.once('exit', (code, signal) => {
			// By its watcher, or by the engine when its own room is full.
			const isFull = signal === 'SIGKILL' || signal === 'SIGABRT';
			end(isLate ? 'too-long' : isFull ? 'too-much' : 'damaged', { code, signal });
		});
		// An error here is that the process is gone already, which `close` says as well.
		child.send(asked, () => undefined);
	});
}

/** It may read, because it has to load itself, and start the thread that watches it. */
function confined(): string[] {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const isNamedSo = major > 22 || (major === 22 && minor >= 13);
	return [
		isNamedSo ? '--permission' : '--experimental-permission',
		'--allow-fs-read=*',
		'--allow-worker'
	];
}

let known: Promise<string> | null = null;

/** In a build it stands among the commands; elsewhere it is made when it is first asked for. */
function workerFile(): Promise<string> {
	known ??= import.meta.env.DEV
		? import('./building.server').then((building) => building.buildWorker())
		: Promise.resolve(builtWorker());
	return known;
}

function builtWorker(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	for (;;) {
		const file = join(folder, 'commands', 'import.js');
		if (existsSync(file)) return file;
		const above = dirname(folder);
		if (above === folder) throw new Error('The import command is not among the built ones.');
		folder = above;
	}
}
