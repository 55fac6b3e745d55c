/*
 * What stands before any database is opened: the folder for data, the secret, and the variables that
 * the site reads. It runs before the schema is loaded, which picks its engine by DATABASE_URL.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseRefusal } from '$lib/server/db/refusal';
import { environment } from '$lib/server/env';
import { lanHosts } from './lan';
import { Stop } from './run/say.mjs';
import { everyInterface } from './run/start-options.mjs';
import { sentenceFor } from './trouble';

export interface Ground {
	dataDir: string;
	host: string;
	port: number;
	/** The address people type; in a local network the first of several. */
	origin: string;
	/** Serves a local network by all of this machine's addresses. */
	lan: boolean;
	/** The file of the database when it is one that this command chose itself. */
	ownDatabase: string | null;
}

/** @param database name of the file in the data folder, when DATABASE_URL names no other place */
export function prepareGround(database: string, { lan = false } = {}): Ground {
	const { env } = process;
	const dataDir = resolve(env.DATA_DIR || 'data');
	makeWritable(dataDir);
	if (lan) refuseProxy(env);
	const host = lan ? everyInterface() : env.HOST || '127.0.0.1';
	const port = Number(env.PORT || 3000);
	const origin =
		env.ORIGIN || `http://${lan ? (lanHosts()[0] ?? 'localhost') : shown(host)}:${port}`;

	const ownDatabase = env.DATABASE_URL ? null : join(dataDir, database);
	if (ownDatabase) env.DATABASE_URL = `file:${ownDatabase}`;
	env.DATA_DIR = dataDir;
	env.HOST = host;
	env.PORT ||= String(port);
	env.ORIGIN = origin;
	// The site itself sets narrower limits per route; this one only stands behind them.
	env.BODY_SIZE_LIMIT ||= '6M';
	if (!env.BETTER_AUTH_SECRET) keepSecret(dataDir);
	return { dataDir, host, port, origin: checked().origin, lan, ownDatabase };
}

/** A wrong variable is the fault of whoever set it: one sentence, before anything is opened. */
function checked(): ReturnType<typeof environment> {
	try {
		return environment();
	} catch (cause) {
		throw new Stop(cause instanceof Error ? cause.message : String(cause));
	}
}

/** An open room and a site behind a proxy are two things: what loosens the one would open the other. */
function refuseProxy(env: NodeJS.ProcessEnv): void {
	const why = 'which is for a site behind a proxy; --lan is for one room, without any.';
	if (/^https:/i.test(env.ORIGIN ?? '')) throw new Stop(`ORIGIN begins with https://, ${why}`);
	if (env.ADDRESS_HEADER) throw new Stop(`ADDRESS_HEADER is set, ${why}`);
	if (env.HOST && !['0.0.0.0', '::'].includes(env.HOST))
		throw new Stop(
			`HOST is ${env.HOST}, but --lan listens on all addresses: leave one of them out.`
		);
}

function shown(host: string): string {
	if (host === '0.0.0.0' || host === '::') return 'localhost';
	return host.includes(':') ? `[${host}]` : host;
}

/** For commands that only read: where the data and the database are, nothing made or changed. */
export function namedDatabase(database: string): { dataDir: string; url: string } {
	const { env } = process;
	const dataDir = resolve(env.DATA_DIR || 'data');
	env.DATABASE_URL ||= `file:${join(dataDir, database)}`;
	return { dataDir, url: env.DATABASE_URL };
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
		const isExpected = error instanceof Stop || error instanceof DatabaseRefusal;
		console.error(isExpected ? error.message : (sentenceFor(error) ?? error));
		process.exit(1);
	}
}
