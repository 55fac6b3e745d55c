/*
 * Child processes of the commands. Each is awaited, and none outlives the command: what is still
 * running when the command is told to stop is told to stop as well, by its own id.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Each with the signal that ends it. @type {Map<import('node:child_process').ChildProcess, NodeJS.Signals>} */
const running = new Map();
process.on('exit', () => {
	for (const [child, signal] of running) child.kill(signal);
});
/** Leaving by `exit` stops the children; without any, a signal ends the command as it always does. */
const leave = () => process.exit(130);
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM']);

/**
 * Runs a program to its end with its output shown, and returns its exit code. Never throws: a
 * program that cannot be started has code 127.
 * @param {string} program
 * @param {string[]} args
 * @param {{
 *   env?: NodeJS.ProcessEnv, uid?: number, gid?: number, cwd?: string,
 *   quiet?: boolean, shell?: boolean
 * }} [options] `quiet` keeps the output back and only returns it
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, args, { env, quiet = false, ...rest } = {}) {
	return new Promise((done) => {
		let output = '';
		const child = spawn(program, args, {
			cwd: root,
			...rest,
			env: { ...process.env, ...env },
			stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'pipe']
		});
		track(child);
		child.stdout?.on('data', (chunk) => (output += chunk));
		child.stderr?.on('data', (chunk) => {
			output += chunk;
			if (!quiet) process.stderr.write(chunk);
		});
		child.on('error', (error) => done({ code: 127, output: output + error.message }));
		child.on('close', (code) => done({ code: code ?? 1, output }));
	});
}

/**
 * Runs a script of an installed package with this very Node, without a shell.
 * @param {string} script path inside node_modules
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runInstalled(script, args, options) {
	return run(process.execPath, [join(root, 'node_modules', script), ...args], options);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} [signal] what makes it leave at once
 */
export function track(child, signal = 'SIGTERM') {
	if (running.size === 0) for (const signal of signals) process.on(signal, leave);
	running.set(child, signal);
	child.on('close', () => {
		running.delete(child);
		if (running.size === 0) for (const signal of signals) process.off(signal, leave);
	});
}
