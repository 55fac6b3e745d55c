/*
 * What each command does before its real work begins: install, build, then hand over. The server
 * runs in this very process, so that a signal to the command is a signal to the server.
 */
import { createServer } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './child.mjs';
import { build, isBuilt } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { Stop, portTaken } from './say.mjs';
import { everyInterface, readStartOptions, startHelp } from './start-options.mjs';

/** @type {Record<string, (args: string[]) => Promise<void>>} */
const commands = {
	async demo() {
		await refuseTakenPort('npm run demo');
		await ready();
		await handOver('demo');
	},
	async start(args) {
		const { lan, help } = readStartOptions(args);
		if (help) {
			console.log(startHelp);
			return;
		}
		await refuseTakenPort('npm start', lan ? everyInterface() : undefined);
		await ready();
		await handOver('start', lan ? ['--lan'] : []);
	},
	async admin(args) {
		await ready();
		await handOver('admin', args);
	},
	async backup(args) {
		await ready();
		await handOver('backup', args);
	},
	async restore(args) {
		await ready();
		await handOver('restore', args);
	},
	async move(args) {
		await ready();
		await handOver('move', args);
	},
	async build() {
		await installIfNeeded({ forRunningOnly: false });
		await build();
	},
	async bench(args) {
		await installIfNeeded({ forRunningOnly: false });
		if (!isBuilt()) await build();
		const { bench } = await import('./bench.mjs');
		process.exitCode = await bench(args);
	},
	async test(args) {
		await installIfNeeded({ forRunningOnly: false });
		const { test } = await import('./test.mjs');
		process.exitCode = await test(args);
	}
};

/**
 * @param {string | undefined} name
 * @param {string[]} args
 */
export async function launch(name, args) {
	process.chdir(root);
	try {
		const command = commands[name ?? ''];
		if (!command) throw new Stop(`There is: ${Object.keys(commands).join(', ')}.`);
		await command(args);
	} catch (error) {
		console.error(error instanceof Stop ? error.message : error);
		process.exitCode = 1;
	}
}

/** A build that is fresh needs no development packages; anything else does. */
async function ready() {
	const built = isBuilt();
	await installIfNeeded({ forRunningOnly: built });
	if (!built) await build();
}

/**
 * @param {string} name
 * @param {string[]} [args]
 */
async function handOver(name, args = []) {
	process.env.NODE_ENV ??= 'production';
	const entry = new URL(`../../../build/commands/${name}.js`, import.meta.url);
	process.argv = [process.execPath, fileURLToPath(entry), ...args];
	await import(entry.href);
}

/**
 * Said before half a minute of building; the server itself says the same should it happen later.
 * @param {string} command
 * @param {string} [host]
 */
async function refuseTakenPort(command, host = process.env.HOST || '127.0.0.1') {
	const port = Number(process.env.PORT || 3000);
	if (!Number.isInteger(port) || port < 1 || port > 65535)
		throw new Stop(`PORT must be a number from 1 to 65535, not “${process.env.PORT}”.`);
	await new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
			reject(
				error.code === 'EADDRINUSE' ? new Stop(portTaken(port, command)) : new Stop(error.message)
			);
		});
		probe.listen(port, host, () => probe.close(resolve));
	});
}
