/*
 * What stands before any database is opened: the folder for data, the secret, and the variables that
 * the site reads. It runs before the schema is loaded, which picks its engine by DATABASE_URL.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Stop } from './run/say.mjs';

export interface Ground {
	dataDir: string;
	host: string;
	port: number;
	origin: string;
	/** The file of the database when it is one that this command chose itself. */
	ownDatabase: string | null;
}

/** @param database name of the file in the data folder, when DATABASE_URL names no other place */
export function prepareGround(database: string): Ground {
	const { env } = process;
	const dataDir = resolve(env.DATA_DIR || 'data');
	makeWritable(dataDir);
	const host = env.HOST || '127.0.0.1';
	const port = Number(env.PORT || 3000);
	const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
	const origin =
		env.ORIGIN || `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${port}`;

	const ownDatabase = env.DATABASE_URL ? null : join(dataDir, database);
	if (ownDatabase) env.DATABASE_URL = `file:${ownDatabase}`;
	env.DATA_DIR = dataDir;
	env.HOST = host;
	env.PORT = String(port);
	env.ORIGIN = origin;
	// The site itself sets narrower limits per route; this one only stands behind them.
	env.BODY_SIZE_LIMIT ||= '6M';
	if (!env.BETTER_AUTH_SECRET) keepSecret(dataDir);
	return { dataDir, host, port, origin, ownDatabase };
}

function makeWritable(folder: string): void {
	const probe = join(folder, `.writable-${process.pid}`);
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		closeSync(openSync(probe, 'w'));
		rmSync(probe);
	} catch {
		throw new Stop(
			`The folder ${folder} cannot be written to. Make it writable, or name another one: DATA_DIR=/some/folder`
		);
	}
}

/** Made once and kept: with another secret everybody would have to sign in again. */
function keepSecret(folder: string): void {
	try {
		writeFileSync(join(folder, 'secret'), `${randomBytes(32).toString('base64url')}\n`, {
			flag: 'wx',
			mode: 0o600
		});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
}

/** Runs a command; an expected refusal is one sentence, a fault of ours keeps its stack. */
export async function command(work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		console.error(error instanceof Stop ? error.message : error);
		process.exit(1);
	}
}
