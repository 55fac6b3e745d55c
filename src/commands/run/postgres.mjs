/*
 * The second engine for the tests. A server that DATABASE_URL names is used as it is; otherwise a
 * private cluster is made in a temporary folder, on loopback and a free port, and is stopped by its
 * own id at the end. Where there is no PostgreSQL at all, PGlite runs a small part of the suite.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { run, track } from './child.mjs';
import { installDebianPackage, isRootOnDebian } from './debian.mjs';
import { Stop, say } from './say.mjs';

/**
 * @typedef {{
 *   engine: string, url: string, isWhole: boolean, note?: string, stop: () => Promise<void>
 * }} SecondEngine `isWhole` when the whole suite can run on it
 */

/**
 * @param {string} [named] a server that is there already
 * @returns {Promise<SecondEngine>}
 */
export async function startPostgres(named = process.env.DATABASE_URL ?? '') {
	if (/^postgres(ql)?:/.test(named))
		return { engine: 'the PostgreSQL of DATABASE_URL', url: named, isWhole: true, stop: nothing };

	let programs = findPrograms();
	if (!programs && isRootOnDebian() && (await installDebianPackage('postgresql')))
		programs = findPrograms();
	if (programs) return privateCluster(programs);
	return {
		engine: 'PGlite',
		url: 'postgres://pglite',
		isWhole: false,
		note: 'no PostgreSQL was found: only the smoke subset ran; name a server in DATABASE_URL',
		stop: nothing
	};
}

async function nothing() {}

/** @returns {string | null} the folder that holds initdb and postgres, the newest first */
function findPrograms() {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian) : [];
	const folders = [
		...versions.sort((a, b) => Number(b) - Number(a)).map((v) => join(debian, v, 'bin')),
		...(process.env.PATH ?? '').split(delimiter)
	];
	return (
		folders.find((path) => ['initdb', 'postgres'].every((p) => existsSync(join(path, p)))) ?? null
	);
}

/**
 * @param {string} programs
 * @returns {Promise<SecondEngine>}
 */
async function privateCluster(programs) {
	const folder = mkdtempSync(join(tmpdir(), 'standpoint-postgres-'));
	const data = join(folder, 'data');
	mkdirSync(data, { mode: 0o700 });
	const owner = otherThanRoot();
	if (owner) for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid);
	const as = { ...owner, cwd: folder };

	const initdb = await run(
		join(programs, 'initdb'),
		['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
		{ ...as, quiet: true }
	);
	if (initdb.code !== 0) throw new Stop(`initdb did not work: ${initdb.output.trim()}`);

	const port = await freePort();
	const settings = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: folder,
		max_connections: '200',
		fsync: 'off',
		synchronous_commit: 'off',
		full_page_writes: 'off',
		wal_level: 'minimal',
		max_wal_senders: '0',
		autovacuum: 'off',
		jit: 'off'
	};
	const server = spawn(
		join(programs, 'postgres'),
		[
			'-D',
			data,
			'-p',
			String(port),
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
		],
		{ ...as, stdio: ['ignore', 'ignore', 'pipe'] }
	);
	// Told to terminate it would wait for whoever is connected.
	track(server, 'SIGINT');
	await untilReady(server);
	const version = spawnSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' });
	const engine = `PostgreSQL ${/\d+(\.\d+)?/.exec(version.stdout ?? '')?.[0] ?? ''}`.trim();
	say(`${engine} answers on port ${port}.`);

	return {
		engine,
		url: `postgres://postgres@127.0.0.1:${port}/postgres`,
		isWhole: true,
		async stop() {
			const ended = new Promise((resolve) => server.once('close', resolve));
			// SIGINT is the fast shutdown: connections that a test left open do not hold it up.
			if (server.exitCode === null && server.kill('SIGINT')) await ended;
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** PostgreSQL refuses to run as root: its own account does, or else nobody's. */
function otherThanRoot() {
	if (process.getuid?.() !== 0) return null;
	for (const name of ['postgres', 'nobody']) {
		const [uid, gid] = ['-u', '-g'].map((flag) =>
			Number.parseInt(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout, 10)
		);
		if (uid && gid) return { uid, gid };
	}
	throw new Stop('PostgreSQL does not run as root, and there is no other account to run it.');
}

/** @param {import('node:child_process').ChildProcess} server */
function untilReady(server) {
	return new Promise((resolve, reject) => {
		let output = '';
		server.stderr?.on('data', (chunk) => {
			output += chunk;
			if (output.includes('ready to accept connections')) resolve(undefined);
			// What it says later is of no use here, and must not pile up.
			output = output.slice(-4000);
		});
		server.once('close', () => reject(new Stop(`PostgreSQL did not start: ${output.trim()}`)));
	});
}

/** @returns {Promise<number>} */
function freePort() {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address ? address.port : 0;
			probe.close(() => resolve(port));
		});
	});
}
