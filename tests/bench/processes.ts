/*
 * The servers under measurement, each a process of its own that ends with the run.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { freePort } from '../reliability/built';
import { secret } from './seed';

export interface Measured {
	origin: string;
	pid: number;
	stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
	for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

/** Starts a script and waits until it says a certain word. */
async function started(
	script: string,
	port: number,
	env: NodeJS.ProcessEnv,
	word: string
): Promise<Measured> {
	const flags = (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
	const child = spawn(process.execPath, [...flags, script], {
		env: {
			PATH: process.env.PATH,
			NODE_ENV: 'production',
			HOST: '127.0.0.1',
			PORT: String(port),
			...env
		},
		// One line for each request, as in real life; nobody reads them here.
		stdio: ['ignore', 'pipe', 'ignore']
	});
	running.add(child);
	let heard = '';
	await new Promise<void>((resolve, reject) => {
		const listen = (chunk: Buffer) => {
			heard = (heard + chunk.toString()).slice(-4000);
			if (heard.includes(word)) resolve();
		};
		child.stdout.on('data', listen);
		child.once('exit', (code) => {
			running.delete(child);
			reject(new Error(`${script} ended with ${code}: ${heard}`));
		});
	});
	return {
		origin: `http://127.0.0.1:${port}`,
		pid: child.pid ?? 0,
		async stop() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			child.kill('SIGTERM');
			await once(child, 'exit');
		}
	};
}

/** The built site on a data folder, as `npm start` serves it. */
export async function startSite(data: string): Promise<Measured> {
	const port = await freePort();
	return started(
		'build/commands/start.js',
		port,
		{ DATA_DIR: data, BETTER_AUTH_SECRET: secret },
		'Standpoint is at'
	);
}

/** The bare server with what it is to answer. */
export async function startBare(settings: string): Promise<Measured> {
	const port = await freePort();
	return started('build/bench/bare.js', port, { BARE: settings }, 'bare is at');
}

/** Milliseconds of processor time that a process has used, or null where nobody says so. */
export function cpuOf(pid: number): number | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		// In ticks of a hundredth of a second: its own code, and the kernel's on its behalf.
		return (Number(fields[11]) + Number(fields[12])) * 10;
	} catch {
		return null;
	}
}
